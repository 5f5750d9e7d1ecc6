// record: the command line as a plan.
import CallCapture
import CommandLineOptions
import Examination
import Transport

struct RecordOptions {
    let call: Invocation
    let process: [String: String]

    static let defaultUpstream = "wss://api.openai.com/v1/realtime"
    static let defaultAddress = "127.0.0.1:9000"
    static let defaultPhoneAddress = "127.0.0.1:9001"
    static let redactions = ["phone-numbers", "account-sid", "transcripts", "none"]

    /// - Parameters:
    ///   - started: ISO 8601, UTC.
    ///   - id: Of the capture.
    func plan(started: String, id: String) throws(UsageError) -> RecordingRun.Plan {
        try check()
        let model = recordsModel ? try proxy(.model) : nil
        let phone = call.has("phone-upstream") ? try proxy(.phone) : nil
        var plan = RecordingRun.Plan(settings: try settings(started, id, model?.upstream, phone?.upstream))
        plan.model = model
        plan.phone = phone
        plan.buffer = try size("buffer", 1 << 20...4 << 30) ?? plan.buffer
        plan.drain = call.duration("drain") ?? plan.drain
        plan.program = try BridgeOptions(call: call, process: process).program()
        return plan
    }

    /// Who names the phone leg alone wants no port that nobody uses.
    private var recordsModel: Bool {
        !call.has("phone-upstream") || ["upstream", "listen", "run"].contains { call.has($0) }
    }

    private func check() throws(UsageError) {
        if call.has("phone-listen"), !call.has("phone-upstream") {
            throw UsageError(
                "--phone-listen wants --phone-upstream", hint: "where is the bridge? ws://127.0.0.1:8000/media")
        }
        for name in ["cwd", "env", "intercept", "intercept-host", "show-output"]
        where call.has(name) && !call.has("run") {
            throw UsageError("--\(name) is for --run", hint: "add --run \"python main.py\"")
        }
        if call.has("intercept-host"), !call.has("intercept") {
            throw UsageError("--intercept-host wants --intercept", hint: "add --intercept")
        }
        if call.has("tls-certificate") != call.has("tls-key") {
            throw UsageError("--tls-certificate and --tls-key belong together", hint: "give both or neither")
        }
        if call.has("tls"), call.has("tls-certificate") {
            throw UsageError("--tls makes a certificate of its own: leave --tls-certificate out, or --tls")
        }
        if call.has("split"), let name = ["rotate-size", "rotate-after"].first(where: { call.has($0) }) {
            throw UsageError("--\(name) and --split exclude each other", hint: "with --split every call has its file")
        }
        if call.has("watch"), call.has("quiet") { throw UsageError("--watch and --quiet exclude each other") }
    }

    // MARK: Legs

    private func proxy(_ leg: Leg) throws(UsageError) -> RecordingProxy.Options {
        let (upstreamOption, listenOption) =
            leg == .model ? ("upstream", "listen") : ("phone-upstream", "phone-listen")
        let url = call.text(upstreamOption) ?? Self.defaultUpstream
        let upstream: UpstreamRoute
        do throws(TransportError) {
            upstream = try UpstreamRoute(url, keepsAddress: leg == .phone)
        } catch {
            throw UsageError("--\(upstreamOption): \(error.explanation.message)", hint: error.explanation.hint)
        }
        let text = call.text(listenOption) ?? (leg == .model ? Self.defaultAddress : Self.defaultPhoneAddress)
        guard let address = ListenAddress(text) else {
            throw UsageError(
                "--\(listenOption) takes an address and a port, not '\(text)'",
                hint: "for example 127.0.0.1:9000, or 127.0.0.1:0 for any free port")
        }
        var connection = ConnectionOptions(environment: process)
        connection.caFile = call.text("ca-file")
        connection.insecure = call.has("insecure")
        var options = RecordingProxy.Options(upstream: upstream, connection: connection)
        options.leg = leg
        options.server.host = address.host
        options.server.port = address.port
        if let certificate = call.text("tls-certificate"), let key = call.text("tls-key") {
            options.server.tls = .init(certificateFile: certificate, keyFile: key)
        }
        return options
    }

    // MARK: Files

    private func settings(
        _ started: String, _ id: String, _ model: UpstreamRoute?, _ phone: UpstreamRoute?
    ) throws(UsageError) -> RecordingSettings {
        let name = "calls-\(started.filter { $0 != ":" && $0 != "-" })"
        let path = call.text("output") ?? (call.has("split") ? name : "\(name).jsonl")
        var settings = RecordingSettings(
            path: path, header: .recording(id: id, started: started, model: model, phone: phone))
        settings.isSplit = call.has("split")
        settings.rotateSize = try size("rotate-size", 1_000...1 << 50)
        settings.rotateAfter = call.duration("rotate-after")
        settings.maxTotal = try size("max-total", 1_000...1 << 50)
        if let most = settings.maxTotal, settings.rotateSize == nil, settings.rotateAfter == nil, !settings.isSplit {
            // Of one file alone none could go.
            settings.rotateSize = max(1_000, most / 4)
        }
        settings.syncs = call.has("sync")
        let words = call.list("redact")
        settings.redaction.phoneNumbers = !words.contains("none")
        settings.redaction.accountSid = words.contains("account-sid")
        settings.redaction.transcripts = words.contains("transcripts") || call.has("mask-transcripts")
        settings.redaction.audio = call.text("keep-audio").flatMap(Redaction.Audio.init) ?? .all
        settings.judges = !call.has("no-verdicts")
        settings.watches = call.has("watch")
        return settings
    }

    /// `500KB`, `200MB`, `1GB`, in units of ten; a bare number is bytes.
    private func size(_ option: String, _ range: ClosedRange<Int>) throws(UsageError) -> Int? {
        guard let text = call.text(option) else { return nil }
        let units: [(String, Double)] = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1), ("", 1)]
        let upper = text.uppercased()
        let unit = units.first { upper.hasSuffix($0.0) } ?? ("", 1)
        if let number = Double(upper.dropLast(unit.0.count)), number.isFinite, number >= 0,
            let bytes = Int(exactly: (number * unit.1).rounded()), range.contains(bytes)
        {
            return bytes
        }
        throw UsageError("--\(option) takes a size, not '\(text)'", hint: "for example 500KB, 200MB, 1GB")
    }
}
