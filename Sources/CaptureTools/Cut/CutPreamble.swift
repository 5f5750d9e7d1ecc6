// What a part of a capture needs from before it: how its connections came to be what they are, and what is still under way.
import Base64Coding
import CallCapture
import Diagnosis
import JSONText
import RealtimeProtocol
import SpeechAudio

struct CutPreamble {
    private struct Held {
        var frame: Frame
        /// Of the response or the utterance that it belongs to; nil: of the session.
        var subject: String?
    }

    private var held: [String: [Held]] = [:]
    private var formats: [String: AudioEncoding] = [:]
    /// The caller's audio of each connection before the part, ms: places in audio are counted on from there.
    private(set) var appendedMs: [String: Double] = [:]
    private var fields = TopLevelFields()
    /// Of one connection; the oldest go first.
    private static let capacity = 2_000

    /// In the order of the capture.
    var frames: [Frame] { held.values.joined().map(\.frame).sorted { $0.number < $1.number } }

    mutating func forget() { held = [:] }

    mutating func note(_ frame: FrameView) {
        switch frame.operation {
        case .open: hold(frame, nil)
        case .close, .error: held[frame.connectionName] = nil
        case .text where frame.leg == .phone: notePhone(frame)
        case .text: noteModel(frame)
        case .binary, .ping, .pong: break
        }
    }

    private mutating func notePhone(_ frame: FrameView) {
        guard fields.scan(frame.payload), let event = fields["event"] else { return }
        if event.equals("start") || event.equals("connected") { return hold(frame, nil) }
        guard event.equals("media"), frame.direction == .up, let payload = fields["media"]?.json?["payload"]?.string
        else { return }
        count(payload.utf8.count / 4 * 3, as: .pcmu, on: frame.connectionName)
    }

    private mutating func noteModel(_ frame: FrameView) {
        guard fields.scan(frame.payload), let name = fields["type"]?.stringBytes else { return }
        switch EventType(wireName: name) {
        case .sessionCreated, .sessionUpdated, .transcriptionSessionCreated, .transcriptionSessionUpdated,
            .sessionUpdate, .transcriptionSessionUpdate:
            hold(frame, nil)
            if let session = fields["session"]?.json, let input = SessionFacts(session).inputEncoding {
                formats[frame.connectionName] = input
            }
        case .inputAudioBufferAppend:
            guard let audio = fields["audio"]?.escapedBytes else { return }
            count(
                Base64.decodedCount(of: audio), as: formats[frame.connectionName] ?? .pcm24k, on: frame.connectionName)
        case .responseCreated: hold(frame, fields["response"]?.json?["id"]?.string ?? "")
        case .outputItemAdded, .contentPartAdded: hold(frame, fields["response_id"]?.string ?? "")
        case .responseDone: drop(fields["response"]?.json?["id"]?.string ?? "", on: frame.connectionName)
        case .speechStarted: hold(frame, "speech")
        case .speechStopped, .inputAudioCommitted, .inputAudioCleared: drop("speech", on: frame.connectionName)
        default: break
        }
    }

    private mutating func count(_ bytes: Int, as encoding: AudioEncoding, on connection: String) {
        appendedMs[connection, default: 0] += encoding.milliseconds(ofBytes: bytes)
    }

    private mutating func hold(_ frame: FrameView, _ subject: String?) {
        held[frame.connectionName, default: []].append(Held(frame: frame.frame, subject: subject))
        if let count = held[frame.connectionName]?.count, count > Self.capacity {
            held[frame.connectionName]?.removeFirst(count - Self.capacity)
        }
    }

    private mutating func drop(_ subject: String, on connection: String) {
        held[connection]?.removeAll { $0.subject == subject }
    }
}
