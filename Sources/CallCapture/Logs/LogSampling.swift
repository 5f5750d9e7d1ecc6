import Base64Coding
import JSONText
import RealtimeProtocol

/// A log that keeps one audio message out of many. What it has of audio says nothing of how much there was.
///
/// The carrier numbers its messages; a client that appends 20 ms once a second sends no caller's voice; a bridge that marks the end of
/// every piece of audio has sent the pieces; and the service counts the audio of its replies.
struct LogSampling {
    /// About one of so many is there.
    var step: Double? { counted ?? estimated }
    /// By numbers and times, and by what surrounds audio that has none.
    private var counted: Double?
    private var estimated: Double?
    /// The last one of each stream.
    private var numbers: [String: Int] = [:]
    private var append: LogTime?
    private var audio: [UInt8] = []
    private var carrier = Tally()
    private var client = Tally()
    /// Marks of the bridge with audio before them, and without.
    private var marks = (filled: 0, empty: 0)
    /// Two marks one after another that had audio before them.
    private var runs = 0
    private var sawOutgoing = false
    private var wasFilled = false
    /// Of the service's replies, seconds: what the deltas come to at the most, and what it says that they are.
    private var replies = (heard: 0.0, counted: 0.0, whole: 0)
    /// The last one that was completed.
    private var done: [UInt8] = []
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

    static func isTelling(_ event: LogEvent) -> Bool {
        isAudio(event) || event.isMark || event.type == .responseDone
    }

    static func isAudio(_ event: LogEvent) -> Bool {
        event.isMedia || event.type == .inputAudioBufferAppend || event.type == .outputAudioDelta
    }

    /// - Parameter fields: of the message.
    mutating func look(at event: LogEvent, _ fields: TopLevelFields, _ time: LogTime?) {
        if event.leg == .phone ? event.direction == .down : event.type != .inputAudioBufferAppend {
            return lookBack(at: event, fields)
        }
        guard looks < Self.mostLooks, counted == nil else { return }
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
        counted = carrier.step ?? client.step.map { $0 * 2 }
    }

    /// On its way to the caller nothing is numbered.
    private mutating func lookBack(at event: LogEvent, _ fields: TopLevelFields) {
        guard step == nil else { return }
        if event.isMedia {
            sawOutgoing = true
        } else if event.isMark {
            if sawOutgoing { marks.filled += 1 } else { marks.empty += 1 }
            if sawOutgoing, wasFilled { runs += 1 }
            (wasFilled, sawOutgoing) = (sawOutgoing, false)
            // A bridge whose audio stays away from some point on had audio before every mark until then.
            if marks.filled >= 2, runs * 4 <= marks.filled, marks.empty >= Self.fewest,
                marks.empty > marks.filled * Self.leastStep
            {
                estimated = Double(marks.empty + marks.filled) / Double(marks.filled)
            }
        } else if event.type == .outputAudioDelta {
            // Audio that a logger has cut says nothing, nor does a log that is read from its end.
            guard let text = fields["delta"]?.stringBytes, text.count > Self.longestStub,
                done.isEmpty || fields["response_id"]?.stringBytes?.elementsEqual(done) != true
            else { return replies.heard = .infinity }
            replies.heard += Double(text.count / 4 * 3) / 8_000
        } else if let response = fields["response"]?.json, response["status"] == "completed",
            let tokens = response["usage"]?["output_token_details"]?["audio_tokens"]?.integer, tokens > 0
        {
            replies.counted += Double(min(tokens, 1 << 20)) / Self.tokensPerSecond
            replies.whole += 1
            done = Array((response["id"]?.string ?? "").utf8)
            if replies.whole >= 2, replies.heard > 0, replies.counted > replies.heard * Double(Self.leastStep) {
                estimated = replies.counted / replies.heard
            }
        }
    }

    /// Of marks without audio.
    private static let fewest = 8
    private static let leastStep = 3
    /// Letters; a logger that cuts payloads leaves no more of them.
    private static let longestStub = 256
    /// Realtime API, pricing of audio: a token is 50 ms of what the model says.
    private static let tokensPerSecond = 20.0

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
