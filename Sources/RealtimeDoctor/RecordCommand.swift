// record: proxies on their ports until a signal comes, captures of all that passed.
import CommandLineOptions
import Examination
import Synchronization
import Transport

struct RecordCommand {
    private let call: Invocation
    private let console: Console
    private let process: [String: String]

    init(_ call: Invocation, _ console: Console, process: [String: String]) {
        self.call = call
        self.console = console
        self.process = process
    }

    func run() throws(UsageError) -> Int32 {
        let id = Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined()
        let plan = try RecordOptions(call: call, process: process).plan(
            started: Surroundings.wallClock, id: "record-\(id)")
        do throws(TransportError) {
            return try record(plan)
        } catch {
            console.complain(error.explanation.message, hint: error.explanation.hint)
            return 2
        }
    }

    private func record(_ plan: RecordingRun.Plan) throws(TransportError) -> Int32 {
        var plan = plan
        let loop = EventLoop()
        let authority = call.has("tls") ? try LabAuthority(process) : nil
        if let authority {
            let certificate = try authority.certificate(for: [plan.model, plan.phone].compactMap { $0?.server.host })
            plan.model?.server.tls = certificate
            plan.phone?.server.tls = certificate
        }
        let reporter = RecordingReporter(console, isQuiet: call.has("quiet"))
        let run = try RecordingRun(loop, plan: plan, tell: { reporter.tell($0) }, finished: { reporter.finished($0) })
        run.onProgress = { [console, call] in
            switch $0 {
            case .program(let words): console.error(words)
            case .output(let line): if call.has("show-output") { console.error("  | \(line)") }
            case .draining(let count):
                console.error(
                    "waiting up to \(plan.drain.text) for \(count) open connection\(count == 1 ? "" : "s"); once more to end at once"
                )
            case .unwritten:
                console.complain("the disk has not taken the end of the recording", hint: "the file ends abruptly")
            }
        }
        for proxy in [run.model, run.phone] {
            proxy?.onMishap = { [console] in console.error("warning: \($0): \($1)") }
        }
        let urls = [run.model?.url, run.phone?.url].compactMap { $0 }
        if let ready = call.text("ready-file") { try Files.write(urls.map { $0 + "\n" }.joined(), to: ready) }
        if let url = run.model?.url { console.out("listening on \(url)\n") }
        if let url = run.phone?.url { console.out("listening on \(url) for the carrier\n") }
        for (name, proxy) in [("model", plan.model), ("bridge", plan.phone)] {
            if let proxy {
                console.error("recording the \(name) at \(proxy.upstream.shown) into \(plan.settings.path)")
            }
        }
        if let authority { console.error("clients must trust \(authority.file)") }
        loop.onSignal { _ in run.end() }
        try run.start { loop.stop() }
        loop.run()
        return reporter.end(plan.settings.path)
    }
}

/// The harness's own certificates, for a lab.
private struct LabAuthority {
    private let folder: PrivateFolder
    private let authority: CertificateAuthority
    let file: String

    init(_ process: [String: String]) throws(TransportError) {
        folder = try PrivateFolder(environment: process)
        authority = try CertificateAuthority()
        file = try folder.write(authority.certificate, as: "ca.pem")
    }

    func certificate(for hosts: [String]) throws(TransportError) -> WebSocketServer.Certificate {
        let usual = ["localhost", "127.0.0.1", "::1"]
        let names = usual + Set(hosts).subtracting(usual + ["0.0.0.0", "::"]).sorted()
        let issued = try authority.issue(names: names)
        return .init(
            certificateFile: try folder.write(issued.certificate, as: "server.pem"),
            keyFile: try folder.write(issued.key, as: "server.key"))
    }
}
