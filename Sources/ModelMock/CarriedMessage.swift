import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio
import WebSocketWire

/// One message and what faults have made of it, in the order of their rules.
struct CarriedMessage {
    var texts: [String]
    let audio: AudioEncoding?
    var shape = FrameShape()
    /// What happens to the connection behind it.
    var behind: [MockAction] = []
    var delay: Duration?
    var overtakers: Int?
    var end: MockAction?
    var stalls = false

    init(texts: [String], audio: AudioEncoding?) {
        self.texts = texts
        self.audio = audio
    }

    mutating func suffer(_ fault: WireFault, dice: inout SplitMix64) {
        switch fault {
        case .drop: texts = []
        case .delay(let milliseconds): delay = (delay ?? .zero) + .milliseconds(milliseconds)
        case .duplicate(let times):
            // Of several such rules the copies multiply.
            let copies = min(max(times, 0), 1_000 / max(texts.count, 1))
            texts = texts.flatMap { Array(repeating: $0, count: max(copies, min(max(times, 0), 1))) }
        case .reorder(let count): overtakers = max(1, count)
        case .replace(let fields): texts = texts.map { MessageFaults.replacing(fields, in: $0) }
        case .inject(let event): texts.append(JSON.object(event).text)
        case .rename(let type): texts = texts.map { MessageFaults.renamed($0, to: type) }
        case .truncate(let bytes): texts = texts.map { MessageFaults.cut($0, after: bytes) }
        case .wrongIDs: texts = texts.map { MessageFaults.withForeignIDs($0, dice: &dice) }
        case .silenceAudio, .corruptAudio, .corruptBase64, .oddBytes, .wrongFormat, .wrongRate:
            guard let audio else { return }
            var noise = dice.split()
            texts = texts.map { AudioFaults.suffering(fault, in: $0, audio, noise: &noise) }
        case .frame(let wrong): shape = shape.merging(wrong)
        case .pingFlood(let count): behind.append(.raw(FrameShape.pings(min(max(count, 0), 100_000))))
        case .noPong: behind.append(.ignorePings)
        case .halfClose: behind.append(.halfClose)
        case .slow(let rate): behind.append(.slow(bytesPerSecond: rate))
        // The message is lost with the connection.
        case .close(let code, let reason):
            texts = []
            end = end ?? .close(code: code.map { CloseCode(rawValue: UInt16(clamping: $0)) }, reason: reason)
        case .reset:
            texts = []
            end = end ?? .reset
        case .stall:
            texts = []
            stalls = true
        }
    }

    /// What leaves, each text with its frames; what happens behind it comes with the last.
    var departures: [[MockAction]] {
        guard !texts.isEmpty else { return behind.isEmpty ? [] : [behind] }
        var departures = texts.map { text -> [MockAction] in
            [shape.isPlain ? .send(.text(text)) : .raw(shape.bytes(of: text))]
        }
        departures[departures.count - 1] += behind
        return departures
    }
}
