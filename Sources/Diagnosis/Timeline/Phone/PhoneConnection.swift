/// All that one phone-leg connection showed, folded: its memory grows with what was said, by some bytes a second, and
/// never with the audio itself.
package import JSONText
package import SpeechAudio

package struct PhoneConnection: Sendable {
    /// `p1`
    package var name: String
    package var opening: ModelConnection.Opening?
    /// The first close or transport failure.
    package var ending: Ending?
    package var carrier = Carrier.unknown
    /// What its `start` says of its audio; Twilio has nothing but µ-law.
    var announced = AudioEncoding.pcmu
    /// The carrier plays nothing of what the bridge sends (`<Start><Stream>`).
    package var isListenOnly = false
    /// First and last frame of any kind.
    package var first: Moment
    package var last: Moment
    /// Messages of each side, audio included.
    package var carrierMessages = 0
    package var bridgeMessages = 0
    package var lastCarrierMessage: Moment?
    package var firstBridgeMessage: Moment?
    package var lastBridgeMessage: Moment?

    package var connected: [Moment] = []
    package var starts: [Start] = []
    package var stops: [Moment] = []
    package var digits: [Digit] = []
    /// What the caller said, on the clock of its own samples; a stream that was lost in part counts the lost part too.
    package var caller = AppendedAudio()
    /// How it came: after every so many milliseconds of it, when.
    package var callerTrace = AudioTrace()
    /// To be held against what the model was given, and the same of what the model said.
    package var callerTrack: AudioTrack?
    package var mediaTrack: AudioTrack?
    /// What playback was at when each of ``caller``'s bursts began, in the same order.
    package var atBursts: [PlaybackState] = []
    /// Of the track `inbound`, or of a plain stream.
    package var inbound = StreamTally()
    /// Of the track `outbound`, which only a stream has that listens.
    package var outbound = StreamTally()
    /// The carrier's `sequenceNumber` over all of its messages.
    package var numbers = NumberTally()

    package var media = BridgeMedia()
    package var playback: Playback
    package var marks: [Mark] = []
    package var clears: [Clear] = []
    /// By reason, in the order of their first place. Recomputed from the frames.
    package var complaints: [Complaint] = []
    /// Messages of the bridge that the log kept only in part, so that they cannot be judged.
    package var cutMessages = 0
    /// Pauses in what either side sent, 100 ms and more.
    package var carrierGaps = Gaps()
    package var bridgeGaps = Gaps()
    package var pings = 0
    package var pongs = 0
    /// What the script had the caller say, on the clock of ``caller``.
    var script: [Said] = []

    init(name: String, at moment: Moment) {
        self.name = name
        first = moment
        last = moment
        playback = Playback(rate: 8_000)
    }
}

extension PhoneConnection {
    package enum Carrier: Sendable, Equatable {
        /// Nothing has told yet.
        case unknown
        case twilio
        /// Bare audio on a WebSocket.
        case plain(PlainAudio)

        var isTelephone: Bool {
            if case .plain = self { false } else { true }
        }
    }

    package struct Start: Sendable, Equatable {
        package var moment: Moment
        package var streamSid: String
        package var callSid: String
        package var tracks: [String]
        package var encoding: String
        package var sampleRate: Int?
        package var parameters: JSONObject
    }

    package struct Ending: Sendable, Equatable {
        package var moment: Moment
        /// Nil: no close frame.
        package var code: Int?
        package var reason: String
        package var byBridge: Bool
        /// The transport failed, in its own words.
        package var failure: String?

        package var text: String {
            if let failure { return "the connection failed: \(failure)" }
            let who = byBridge ? "the bridge" : "the carrier"
            guard let code else { return "\(who) ended the connection without a close frame" }
            return "closed \(code) by \(who)\(reason.isEmpty ? "" : " (\(reason))")"
        }
    }

    package struct Digit: Sendable, Equatable {
        package var moment: Moment
        package var digit: String
    }

    /// One that the carrier accepted.
    package struct Mark: Sendable, Equatable {
        package var name: String
        package var sent: Moment
        /// Milliseconds of accepted audio before it.
        package var atMs: Double
        /// Seconds of the capture at which everything before it had been played or cleared.
        package var due: Double?
        /// False: a `clear` sent it back.
        package var isHeard: Bool?
        package var echoed: Moment?
    }

    /// One that the carrier accepted.
    package struct Clear: Sendable, Equatable {
        package var moment: Moment
        /// What was buffered then, milliseconds.
        package var droppedMs: Double
        /// Milliseconds of accepted audio before it.
        package var atMs: Double
        /// When the last `media` before it came.
        package var lastMedia: Moment?
        /// When media came again.
        package var nextMedia: Moment?
        /// Of what came afterwards, up to the next clear, what this one had thrown away and is the same to the byte; milliseconds.
        package var repeatedMs = 0.0
    }

    /// What the carrier says of messages that it drops, or plays as noise.
    package struct Complaint: Sendable, Equatable {
        /// A word: `missing-streamsid`.
        package var reason: String
        /// Of Twilio's error dictionary; nil where Twilio says nothing.
        package var number: Int?
        package var meaning: String?
        /// What was seen the first time, in one line.
        package var detail: String
        package var count = 0
        package var dropped = 0
        /// Milliseconds of audio in the messages that were dropped, where they hold any.
        package var droppedMs = 0.0
        /// The first few.
        package var moments: [Moment] = []
        package var last: Moment
    }

    /// Where playback stood at some moment.
    package struct PlaybackState: Sendable, Equatable {
        package var isPlaying: Bool
        /// Milliseconds of accepted audio that had been played or cleared.
        package var headMs: Double
        package var bufferedMs: Double
    }

    package var callSid: String? { starts.last?.callSid }
    package var streamSid: String? { starts.last?.streamSid }
    /// The carrier's audio, as it is on the wire.
    package var encoding: AudioEncoding {
        if case .plain(let format) = carrier { format.encoding } else { announced }
    }

    /// When the stream began: `start`, else the first audio.
    package var began: Moment? { starts.first?.moment ?? caller.first ?? media.first }
    /// When it was over: `stop`, else the end of the connection.
    package var ended: Moment? { [stops.last, ending?.moment].compactMap { $0 }.min() }
    package func complaint(_ reason: String) -> Complaint? { complaints.first { $0.reason == reason } }
}

/// Audio without a carrier around it.
package struct PlainAudio: Sendable, Equatable {
    package var encoding: AudioEncoding
    /// Keys from the outside in; nil: binary messages are audio.
    package var path: [String]?
    /// Nobody said so; it was concluded from the first messages.
    package var isGuessed: Bool
}

extension PhoneConnection {
    /// How its audio travels; nil with a carrier at its end.
    package var plainAudio: PlainAudio? {
        if case .plain(let format) = carrier { format } else { nil }
    }

    /// Whether what happens at a moment may make a bridge drop what is left of a reply: something of the bridge is heard
    /// then, or the reply has only just begun to come. Without times everything may.
    func mayInterrupt(_ moment: Moment, replyFrom first: Moment) -> Bool {
        guard playback.isTimed, let time = moment.time, let start = first.time else { return true }
        if playback.isSounding(at: time) { return true }
        return time - start < 1 && media.trace.position(at: time) - media.trace.position(at: start) < 20
    }
}
