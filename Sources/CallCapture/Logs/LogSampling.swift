import Base64Coding
import JSONText
import RealtimeProtocol

/// A log that keeps one audio message out of many. What it has of audio says nothing of how much there was.
///
/// The carrier numbers its messages; and a client that appends 20 ms once a second sends no caller's voice.
struct LogSampling {
    /// About one of so many is there.
    private(set) var step: Double?
    /// The last one of each stream.
    private var numbers: [String: Int] = [:]
    private var append: LogTime?
    private var audio: [UInt8] = []
    private var carrier = Tally()
    private var client = Tally()
    private var looks = 0

    private static let mostLooks = 512
    private static let least = 4

    /// Distances from one audio message to the next, in messages.
    private struct Tally {
        private var skips: [Double] = []
        private var others = 0

        mutating func add(_ distance: Double) { if distance >= 3 { skips.append(distance) } else { others += 1 } }

        /// Loss on the way leaves holes, and not nothing but holes.
        var step: Double? {
            guard skips.count >= LogSampling.least, skips.count > others * 8 else { return nil }
            return skips.sorted()[skips.count / 2]
        }
    }

    static func isAudio(_ event: LogEvent) -> Bool {
        event.isMedia || event.type == .inputAudioBufferAppend || event.type == .outputAudioDelta
    }

    /// - Parameter fields: of the message.
    mutating func look(at event: LogEvent, _ fields: TopLevelFields, _ time: LogTime?) {
        guard looks < Self.mostLooks, step == nil else { return }
        if event.leg == .phone, event.direction == .up, let next = Self.number(fields) {
            looks += 1
            let stream = fields["streamSid"]?.string ?? ""
            if event.isMedia, let number = numbers[stream] { carrier.add(Double(abs(next - number))) }
            numbers[stream] = next
        } else if event.type == .inputAudioBufferAppend, let length = length(of: fields["audio"]) {
            looks += 1
            if let time, let append, append.origin == time.origin {
                // Half as slow again is a clock, or a busy program.
                client.add(abs(time.seconds - append.seconds) / length / 2)
            }
            append = time
        }
        step = carrier.step ?? client.step.map { $0 * 2 }
    }

    /// Seconds of audio at the least, for no format has fewer bytes than 8,000 a second. Nil for what a logger has cut, which is no base64 or no
    /// hundredths of a second, and for what is no piece of a stream but all that somebody said.
    private mutating func length(of text: RawJSON?) -> Double? {
        guard let text = text?.stringBytes, Base64.decode(text, into: &audio) == nil, !audio.isEmpty,
            audio.count % Self.hundredth == 0
        else { return nil }
        let seconds = Double(audio.count) / 8_000
        return seconds <= Self.longestPiece ? seconds : nil
    }

    /// Bytes of G.711; PCM has whole multiples of it.
    private static let hundredth = 80
    /// Seconds of G.711; of PCM at 24 kHz a sixth.
    private static let longestPiece = 0.6

    private static func number(_ fields: TopLevelFields) -> Int? {
        guard let value = fields["sequenceNumber"], let number = value.string.flatMap({ Int($0) }) ?? value.integer,
            (0...1 << 40).contains(number)
        else { return nil }
        return number
    }

    var limits: [String] {
        guard let step else { return [] }
        let every = step < 1_000_000 ? "\(Int(step.rounded()))" : "many"
        return ["the log keeps about one audio message of \(every): how much audio there was is not judged"]
    }
}
