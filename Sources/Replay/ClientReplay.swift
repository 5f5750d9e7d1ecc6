// The recorded client, for another service: what it sent then is sent again, each event when what it answered has come again.
import Base64Coding
package import CallCapture
import JSONText

/// One connection's client as a machine: no socket, no clock. Messages of the service and times come in, messages go out.
///
/// Audio is sent at the pace at which it was sent. Every other event waits for the server event that stood before it then, up
/// to a patience, and keeps its distance from it. Ids that the service chose are those of now; ids of the client stay.
package struct ClientReplay: Sendable {
    package struct Step: Sendable {
        var message: JSON
        var isAudio: Bool
        /// Since the recorded `session.created`, seconds; nil without times.
        var time: Double?
        /// The server event before it, and how many of its type had come.
        var gate: Gate?
        /// From that event to this one, seconds.
        var lag: Double
    }

    package struct Gate: Sendable, Equatable {
        var type: String
        var count: Int
    }

    package enum Action: Sendable, Equatable {
        case send(String)
        case close
    }

    package private(set) var steps: [Step] = []
    /// What was sent without the event that it had waited for, in words.
    package private(set) var impatience: [String] = []
    /// Of the recorded session.
    package private(set) var model: String?
    /// Seconds of audio in all.
    package private(set) var audioSeconds = 0.0
    package private(set) var recordedResponses = 0
    /// Connections to the model that the capture has beside this one.
    package private(set) var others = 0
    private var recordedIDs: [String: [String]] = [:]

    private var next = 0
    private var counts: [String: Int] = [:]
    private var lastSeen: [Gate: Duration] = [:]
    private var newIDs: [String: [String]] = [:]
    private var openedAt: Duration?
    private var began: Duration?
    /// How much later than recorded the replay is.
    private var shift = Duration.zero
    private var gateSince: Duration?
    private var lastServer = Duration.zero
    private var activeResponses = 0
    private var isOver = false
    private let rate: Double

    /// What a gate is waited for.
    private static let patience = Duration.seconds(12)
    /// After the last step, and after the service's last word.
    private static let quiet = Duration.seconds(4)
    /// What a client answers to; the rest are echoes of what it did itself.
    private static let gates: Set<String> = [
        "session.created", "session.updated", "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed", "response.created", "response.done", "response.function_call_arguments.done",
        "response.output_item.done", "conversation.item.added", "conversation.item.created",
        "conversation.item.done", "error",
    ]

    /// - Parameters:
    ///   - connection: Its name in the capture; nil: the first of the model's leg.
    ///   - rate: Times real time at which audio is sent.
    package init(of capture: [UInt8], connection: String? = nil, rate: Double = 1) throws(CaptureReadingError) {
        self.rate = max(rate, 0.1)
        var builder = Builder(connection: connection)
        _ = try CaptureReader.read(capture) { builder.receive($0) }
        steps = builder.steps
        recordedIDs = builder.ids
        model = builder.model
        audioSeconds = builder.audioSeconds
        recordedResponses = builder.ids["response"]?.count ?? 0
        others = max(0, builder.names.count - 1)
    }

    // MARK: Playing

    /// The connection is open; the service has so long to begin a session.
    package mutating func opened(at now: Duration) { openedAt = now }

    package mutating func receive(_ text: String, at now: Duration) -> [Action] {
        lastServer = now
        if let json = try? JSON(parsing: text), let type = json["type"]?.string {
            if Self.gates.contains(type) {
                counts[type, default: 0] += 1
                lastSeen[Gate(type: type, count: counts[type, default: 0])] = now
            }
            ServerIDs.note(json, in: &newIDs)
            if type == "session.created", began == nil { began = now }
            if type == "response.created" { activeResponses += 1 }
            if type == "response.done" { activeResponses = max(0, activeResponses - 1) }
        }
        return advance(to: now)
    }

    package var nextDeadline: Duration? {
        guard !isOver else { return nil }
        guard began != nil else { return openedAt.map { $0 + Self.patience } }
        guard next < steps.count else { return lastServer + (activeResponses > 0 ? Self.patience : Self.quiet) }
        let step = steps[next]
        if let gate = step.gate, !isMet(gate) { return max((gateSince ?? .zero) + Self.patience, due(step)) }
        return due(step)
    }

    package mutating func advance(to now: Duration) -> [Action] {
        var actions: [Action] = []
        guard !isOver else { return actions }
        guard began != nil else {
            guard let openedAt, now - openedAt >= Self.patience else { return actions }
            impatience.append("the service began no session within 12 s")
            isOver = true
            return [.close]
        }
        while next < steps.count {
            let step = steps[next]
            if let gate = step.gate, !isMet(gate) {
                let since = gateSince ?? now
                gateSince = since
                guard now - since >= Self.patience, due(step) <= now else { break }
                impatience.append(
                    "\(step.message["type"]?.string ?? "an event") went without \(gate.type) number \(gate.count)")
            }
            let due = due(step)
            guard due <= now else { break }
            // What was waited for makes the rest of the recording so much later.
            if gateSince != nil { shift = max(shift, now - planned(step)) }
            gateSince = nil
            actions.append(.send(mapped(step.message).text))
            next += 1
            lastServer = max(lastServer, now)
        }
        if next >= steps.count {
            let waits = activeResponses > 0 ? Self.patience : Self.quiet
            if now - lastServer >= waits {
                isOver = true
                actions.append(.close)
            }
        }
        return actions
    }

    package mutating func closed() { isOver = true }
    package var isFinished: Bool { isOver }
    package var progress: (sent: Int, all: Int) { (next, steps.count) }

    private func isMet(_ gate: Gate) -> Bool { counts[gate.type, default: 0] >= gate.count }

    /// When it was sent then, on the clock of now.
    private func planned(_ step: Step) -> Duration {
        (began ?? .zero) + .seconds((step.time ?? 0) / rate)
    }

    private func due(_ step: Step) -> Duration {
        let byClock = planned(step) + shift
        guard !step.isAudio, let gate = step.gate, let seen = lastSeen[gate] else { return byClock }
        // An answer keeps its distance from what it answers, however late or early that has come.
        return seen + .seconds(min(max(step.lag, 0), 5) / rate)
    }

    private func mapped(_ message: JSON) -> JSON {
        guard var object = message.object else { return message }
        for (key, kind) in [
            ("item_id", "item"), ("previous_item_id", "item"), ("response_id", "response"), ("call_id", "call"),
        ] {
            if let id = object[key]?.string { object[key] = .string(now(id, kind)) }
        }
        if var item = object["item"]?.object, let id = item["call_id"]?.string {
            item["call_id"] = .string(now(id, "call"))
            object["item"] = .object(item)
        }
        return .object(object)
    }

    /// The id that stands where the recorded one stood.
    private func now(_ id: String, _ kind: String) -> String {
        guard let place = recordedIDs[kind]?.firstIndex(of: id), let ids = newIDs[kind], place < ids.count else {
            return id
        }
        return ids[place]
    }

    // MARK: Reading

    private struct Builder {
        var connection: String?
        /// All connections of the leg, as far as there are few.
        var names: Set<String> = []
        var steps: [Step] = []
        var ids: [String: [String]] = [:]
        var model: String?
        var audioSeconds = 0.0
        private var origin: Double?
        private var last: (gate: Gate, time: Double?)?
        private var counts: [String: Int] = [:]
        private var bytesPerSecond = 48_000.0

        init(connection: String?) { self.connection = connection }

        mutating func receive(_ record: CaptureRecord) {
            guard case .frame(let frame) = record, frame.leg == .model else { return }
            if connection == nil { connection = frame.connectionName }
            if names.count < 100_000 { names.insert(frame.connectionName) }
            guard frame.connectionName == connection, frame.operation == .text,
                let json = try? JSON(parsing: frame.payload), let type = json["type"]?.string
            else { return }
            frame.direction == .down ? server(json, type, frame.seconds) : client(json, type, frame.seconds)
        }

        private mutating func server(_ json: JSON, _ type: String, _ seconds: Double?) {
            counts[type, default: 0] += 1
            ServerIDs.note(json, in: &ids)
            if type == "session.created" {
                origin = origin ?? seconds
                model = model ?? json["session"]?["model"]?.string
            }
            if let session = json["session"] {
                let format = session["audio"]?["input"]?["format"]?["type"] ?? session["input_audio_format"]
                if let name = format?.string {
                    bytesPerSecond = name.contains("pcm16") || name == "audio/pcm" ? 48_000 : 8_000
                }
            }
            if ClientReplay.gates.contains(type) { last = (Gate(type: type, count: counts[type, default: 0]), seconds) }
        }

        private mutating func client(_ json: JSON, _ type: String, _ seconds: Double?) {
            let isAudio = type == "input_audio_buffer.append"
            if isAudio { audioSeconds += Double(json["audio"]?.string?.utf8.count ?? 0) * 0.75 / bytesPerSecond }
            if origin == nil { origin = seconds }
            let time = seconds.flatMap { now in origin.map { max(0, now - $0) } }
            // Without times audio goes at the pace of its samples.
            let lag = seconds.flatMap { now in last?.time.map { now - $0 } } ?? 0
            steps.append(
                Step(
                    message: json, isAudio: isAudio, time: time ?? audioSeconds, gate: isAudio ? nil : last?.gate,
                    lag: lag))
        }
    }
}

extension ClientReplay.Gate: Hashable {}

/// Ids that a service chose, each kind in the order in which it named them first.
private enum ServerIDs {
    static func note(_ json: JSON, in ids: inout [String: [String]]) {
        add("item", json["item_id"]?.string ?? json["item"]?["id"]?.string, &ids)
        add("response", json["response_id"]?.string ?? json["response"]?["id"]?.string, &ids)
        add("call", json["call_id"]?.string ?? json["item"]?["call_id"]?.string, &ids)
    }

    private static func add(_ kind: String, _ id: String?, _ ids: inout [String: [String]]) {
        guard let id, !id.isEmpty, !(ids[kind]?.contains(id) ?? false), (ids[kind]?.count ?? 0) < 10_000 else { return }
        ids[kind, default: []].append(id)
    }
}
