import Base64Coding
import CallCapture
import Durations
import JSONText
import RealtimeProtocol

/// A call in plain words as it flows, for a person who watches. It reads the lines of the capture, so it tells no more than they do.
struct CallWatch {
    private var reader = CaptureReader()
    private var teller = CallTeller()

    /// - Returns: What there is to tell, a line each, with the time since the recording began.
    mutating func see(_ line: UnsafeRawBufferPointer) -> [String] {
        var told: [String] = []
        reader.consume(line) { record in
            if case .frame(let frame) = record { teller.see(frame, &told) }
        }
        return told
    }
}

/// What the frames of one call mean to somebody who watches.
private struct CallTeller {
    private var fields = TopLevelFields()
    private var responses: [String: Int] = [:]
    private var responsesSoFar = 0
    private var reply = Sound()
    /// What the bridge has sent the carrier and was not told yet.
    private var media = Sound()
    private var outputRate = 48_000.0

    /// Audio of one kind that goes on.
    private struct Sound {
        var bytes = 0
        var last = 0.0

        mutating func add(_ count: Int, at seconds: Double) {
            bytes += count
            last = seconds
        }
    }

    /// Without audio for so long, what there was is told. Seconds.
    private static let pause = 0.4

    mutating func see(_ frame: FrameView, _ told: inout [String]) {
        let now = frame.seconds ?? 0
        if media.bytes > 0, now - media.last > Self.pause { flushMedia(at: now, &told) }
        func tell(_ words: String) { told.append("\(Self.clock(now)) \(words)") }
        switch frame.operation {
        case .open:
            let status = (try? JSON(parsing: frame.payload))?["status"]?.integer ?? 0
            let far = frame.leg == .model ? "the service" : "the bridge"
            tell(status == 101 ? "\(far) accepts the connection" : "\(far) refuses the connection with HTTP \(status)")
        case .text: frame.leg == .model ? model(frame, now, &told) : phone(frame, now, &told)
        case .binary:
            if frame.leg == .phone, frame.direction == .down { media.add(frame.payload.count * 3 / 4, at: now) }
        case .close:
            flushMedia(at: now, &told)
            let who = Self.speaker(frame.leg, frame.closedBy == .client ? .up : .down)
            let how = frame.closeCode.map { " with \($0)" } ?? " without a close frame"
            tell("\(who) closes the connection\(how)\(frame.reason.isEmpty ? "" : ": \(frame.reason)")")
        case .error: tell("the connection of \(Self.speaker(frame.leg, frame.direction)) breaks: \(frame.reason)")
        case .ping, .pong: break
        }
    }

    /// Who sends in this direction.
    private static func speaker(_ leg: Leg, _ direction: Direction) -> String {
        switch (leg, direction) {
        case (.model, .up), (.phone, .down): "the bridge"
        case (.model, .down): "the service"
        case (.phone, .up): "the carrier"
        }
    }

    // MARK: The phone leg

    private mutating func phone(_ frame: FrameView, _ now: Double, _ told: inout [String]) {
        guard let fields = frame.fields, let event = fields["event"] else { return }
        func tell(_ words: String) { told.append("\(Self.clock(now)) \(words)") }
        if event.equals("media") {
            guard frame.direction == .down, let body = fields["media"], body.kind == .object,
                self.fields.scan(body.bytes), let payload = self.fields["payload"]?.escapedBytes
            else { return }
            return media.add(Base64.decodedCount(of: payload), at: now)
        }
        if event.equals("clear"), frame.direction == .down {
            flushMedia(at: now, &told)
            return tell("the bridge has the carrier forget what it has not played")
        }
        guard frame.direction == .up else { return }
        if event.equals("start") {
            let call = frame.fields?["start"]?.json?["callSid"]?.string
            tell("the carrier's stream begins\(call.map { " (\($0))" } ?? "")")
        } else if event.equals("stop") {
            flushMedia(at: now, &told)
            tell("the carrier's stream ends")
        } else if event.equals("dtmf") {
            tell("the caller presses \(fields["dtmf"]?.json?["digit"]?.string ?? "a key")")
        }
    }

    private mutating func flushMedia(at seconds: Double, _ told: inout [String]) {
        guard media.bytes > 0 else { return }
        told.append(
            "\(Self.clock(seconds)) the bridge has sent \(Self.length(Double(media.bytes) / 8_000)) of audio to the carrier"
        )
        media = Sound()
    }

    // MARK: The model leg

    private mutating func model(_ frame: FrameView, _ now: Double, _ told: inout [String]) {
        guard let name = frame.fields?["type"]?.stringBytes else { return }
        let written = String(decoding: name, as: UTF8.self)
        let type = EventType(rawValue: Renames.events.first { $0.beta == written }?.ga ?? written)
        func tell(_ words: String) { told.append("\(Self.clock(now)) \(words)") }
        switch type {
        case .inputAudioBufferAppend, nil: return
        case .outputAudioDelta:
            if let audio = frame.fields?["delta"]?.escapedBytes { reply.add(Base64.decodedCount(of: audio), at: now) }
            return
        default: break
        }
        guard let type, let json = try? JSON(parsing: frame.payload) else { return }
        switch type {
        case .sessionUpdate: tell("the bridge configures the session")
        case .responseCreate: tell("the bridge asks for a response")
        case .responseCancel: tell("the bridge cancels the response")
        case .inputAudioBufferCommit: tell("the bridge commits what the caller said")
        case .conversationItemTruncate:
            tell(
                "the bridge says that \(Self.length((json["audio_end_ms"]?.number ?? 0) / 1000)) of the reply was heard"
            )
        case .conversationItemCreate: tell("the bridge adds \(Self.item(json["item"]))")
        case .sessionCreated, .sessionUpdated:
            if let session = json["session"] { outputRate = Self.bytesPerSecond(session) }
            tell(type == .sessionCreated ? "the service opens a session" : "the service takes the configuration")
        case .speechStarted: tell("the caller starts speaking")
        case .speechStopped: tell("the caller stops speaking")
        case .transcriptionCompleted: tell("the caller said “\(json["transcript"]?.string ?? "")”")
        case .outputAudioTranscriptDone: tell("the assistant says “\(json["transcript"]?.string ?? "")”")
        case .outputTextDone: tell("the assistant writes “\(json["text"]?.string ?? "")”")
        case .responseCreated:
            reply = Sound()
            tell("response \(number(json["response"]?["id"]?.string)) starts")
        case .responseDone: tell(done(json["response"]))
        case .functionCallArgumentsDone: tell("the assistant calls \(json["name"]?.string ?? "a function")")
        case .error:
            let error = json["error"]
            tell("the service reports an error: \(error?["message"]?.string ?? error?["code"]?.string ?? "no message")")
        default: break
        }
    }

    private mutating func number(_ id: String?) -> Int {
        if let id, let known = responses[id] { return known }
        responsesSoFar += 1
        // Whoever wants the number of a response from an hour ago has the capture.
        if responses.count >= 64 { responses = [:] }
        if let id { responses[id] = responsesSoFar }
        return responsesSoFar
    }

    private mutating func done(_ response: JSON?) -> String {
        let number = number(response?["id"]?.string)
        var words = "response \(number) is \(response?["status"]?.string ?? "done")"
        let details = response?["status_details"]
        if let reason = details?["error"]?["message"]?.string ?? details?["reason"]?.string { words += " (\(reason))" }
        if reply.bytes > 0 { words += ", \(Self.length(Double(reply.bytes) / outputRate)) of audio" }
        reply = Sound()
        return words
    }

    private static func item(_ item: JSON?) -> String {
        switch item?["type"]?.string {
        case "function_call_output": "the result of a function"
        case "message": "a message of the \(item?["role"]?.string ?? "conversation")"
        default: "an item to the conversation"
        }
    }

    /// Of the session's output, in either dialect. PCM at 24 kHz where it does not say.
    private static func bytesPerSecond(_ session: JSON) -> Double {
        let format = session["audio"]?["output"]?["format"]
        switch format?["type"]?.string ?? session["output_audio_format"]?.string {
        case "audio/pcmu", "audio/pcma", "g711_ulaw", "g711_alaw": return 8_000
        default: return (format?["rate"]?.number ?? 24_000) * 2
        }
    }

    /// `1.2 s`
    private static func length(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10) s" }

    /// Seconds since the recording began, in a column.
    private static func clock(_ seconds: Double) -> String {
        let milliseconds = Int(min(max(0, seconds), 1e9) * 1000)
        let rest = String(milliseconds % 1000)
        let text = "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
        return String(repeating: " ", count: max(0, 9 - text.count)) + text
    }
}
