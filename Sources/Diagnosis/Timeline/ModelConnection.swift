/// All that one model-leg connection showed, folded: its memory grows with turns, not with audio.
package import JSONText
package import RealtimeProtocol
package import SpeechAudio

package struct ModelConnection: Sendable {
    /// `m1`
    package var name: String
    package var opening: Opening?
    /// The first close or transport failure.
    package var ending: Ending?
    package var dialect: Dialect?
    /// First and last frame of any kind.
    package var first: Moment
    package var last: Moment
    package var firstServerEvent: Moment?
    package var lastServerEvent: Moment?
    package var lastClientEvent: Moment?
    package var serverEvents = 0
    package var clientEvents = 0
    /// Events that announce or finish items: a log without any, though there are responses, is filtered.
    package var itemEvents = 0

    /// `session.created` and every `session.updated`, in order.
    package var echoes: [SessionEcho] = []
    package var updates: [SessionUpdate] = []
    package var requests: [ResponseRequest] = []
    package var responses: [ResponseTrace] = []
    package var segments: [SpeechSegment] = []
    package var commits: [Commit] = []
    package var clientCommits: [ClientRequest] = []
    package var clears: [ClientRequest] = []
    package var cancels: [ClientRequest] = []
    package var truncates: [ClientRequest] = []
    /// Items that the client created.
    package var clientItems: [ClientItem] = []
    /// The same, as far as they are only known from the service's events.
    package var foreignItems: [ClientItem] = []
    package var transcriptions: [Transcription] = []
    /// `input_audio_buffer.timeout_triggered`
    package var idleTimeouts: [Moment] = []
    /// We recorded it from its opening on and hide nothing: its frames are what crossed.
    package var isWhole = false
    /// The types of events that are in no reference, as far as there are few.
    package var strangers: [StrangeEvent] = []
    /// What the service said that no client can read as it is meant.
    package var garbled = GarbledEvents()
    /// What came out of it, where it is an interpreter's.
    package var translation: Translation?
    /// How many events of each type the service sent, deltas left out.
    package var serverCounts: [EventType: Int] = [:]
    /// Fields of appends beside `type`, `event_id` and `audio`: the first few names.
    package var appendExtras: Set<String> = []
    /// The first binary messages of the client.
    package var binaryMessages: [Moment] = []
    package var errors: [ErrorEvent] = []
    /// What the service's rules say against the client's events, noted until the service speaks for itself.
    var foreseen: [ForeseenRefusal] = []
    /// The tightest report of each limit.
    package var rateLimits: [String: RateLimit] = [:]
    package var appended = AppendedAudio()
    /// How it went out: after every so many milliseconds of it, when.
    package var appendTrace = AudioTrace()
    /// What it sounds like, and what payloads held that is no audio.
    package var appendedSound = InputSound()
    package var appendedMarks = PayloadMarks()
    /// Of the last append.
    package var appendedEncoding: AudioEncoding?
    /// Appends whose forerunner in the capture went to another connection.
    package var appendedInTurn = 0
    /// To be held against the phone leg; nil where there is none.
    package var appendedTrack: AudioTrack?
    package var replyTrack: AudioTrack?
    /// Whose words were appended; nil where the callers have no prints.
    package var voicePrints: VoicePrintDetector?
    /// The same of the audio of all replies.
    package var replyTrace = AudioTrace(isExact: true)
    /// The audio of each item of a reply, in order of appearance.
    package var replyItems: [ReplyItem] = []
    /// Items of replies of any kind, also those that have no audio.
    package var replyItemIDs: Set<String> = []
    /// Pauses in what either side sent, 100 ms and more.
    package var clientGaps = Gaps()
    package var serverGaps = Gaps()
    /// Ids of a carrier's call or stream that the client named to the service.
    package var carrierIDs: Set<String> = []

    init(name: String, at moment: Moment) {
        self.name = name
        first = moment
        last = moment
    }
}

extension ModelConnection {
    package struct Opening: Sendable, Equatable {
        package var moment: Moment
        package var request: String?
        package var headers: JSONObject
        package var status: Int?
        package var responseHeaders: JSONObject
        package var body: String?
        package var milliseconds: Double?
        /// The query names a WebRTC or SIP call: this is its companion, and another peer acts as well.
        package var isCompanion = false

        /// Nil when it is no JSON.
        init?(_ payload: UnsafeRawBufferPointer, at moment: Moment) {
            guard let data = try? JSON(parsing: payload) else { return nil }
            self.moment = moment
            request = data["request"]?.string
            headers = data["headers"]?.object ?? JSONObject()
            status = data["status"]?.integer
            responseHeaders = data["responseHeaders"]?.object ?? JSONObject()
            body = data["body"]?.string
            milliseconds = data["ms"]?.number
            isCompanion = request?.contains("call_id=") ?? false
        }

        /// `HTTP 404: Not Found`: the status and the start of the body, which may be a whole page, as one line.
        package var words: String {
            let words = (body ?? "").prefix(2_000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let start = words.count > 200 ? words.prefix(200) + "…" : words[...]
            return "HTTP \(status ?? 0)\(start.isEmpty ? "" : ": \(start)")"
        }

        /// What the service said in place of a 101, as one line: status, its message, and how long to wait.
        package var refusal: String {
            let error = body.flatMap { try? JSON(parsing: $0) }?["error"]
            let message = (error?["message"]?.string ?? error?.string).map { String($0.prefix(300)) }
            let answer = message.map { "HTTP \(status ?? 0): \($0)" } ?? words
            return "\(answer)\(retryAfter.map { "; Retry-After: \($0.prefix(60))" } ?? "")"
        }

        /// Seconds or a date (RFC 9110, 10.2.3), as it stands.
        package var retryAfter: String? { Self.value(of: "retry-after", in: responseHeaders) }

        /// `error.code` of the body, else its `error.type`.
        package var errorCode: String? {
            let error = body.flatMap { try? JSON(parsing: $0) }?["error"]
            return error?["code"]?.string ?? error?["type"]?.string
        }

        /// Header names are case-insensitive (RFC 9110, 5.1); repeated ones may come as an array.
        package func header(_ name: String) -> String? { Self.value(of: name, in: headers) }

        private static func value(of name: String, in headers: JSONObject) -> String? {
            let member = headers.members.first { $0.key.lowercased() == name }
            return member?.value.string ?? member?.value.array?.compactMap(\.string).joined(separator: ", ")
        }
    }

    /// The audio of one item of a reply. Positions are milliseconds of ``ModelConnection/replyTrace``.
    package struct ReplyItem: Sendable, Equatable {
        package var id: String
        /// Index into ``ModelConnection/responses``.
        package var response: Int
        package var first: Moment
        package var last: Moment
        package var startMs: Double
        package var milliseconds = 0.0
        package var deltas = 0
        /// How long a player that began with its first delta had nothing to play before its last.
        package var starvedMs = 0.0
        /// The first delta that came too late for that player.
        package var starved: Moment?

        mutating func receive(_ length: Double, at moment: Moment) {
            if deltas > 0, let seconds = moment.seconds(since: first) {
                let late = seconds * 1_000 - milliseconds - starvedMs
                if late > 0 {
                    starvedMs += late
                    // Less than this is a ripple that any player has in its buffer.
                    if late >= 50 { starved = starved ?? moment }
                }
            }
            milliseconds += length
            deltas += 1
            last = moment
        }
    }

    package struct Ending: Sendable, Equatable {
        package var moment: Moment
        /// Nil: no close frame.
        package var code: Int?
        package var reason: String
        package var byServer: Bool
        /// The transport failed, in its own words.
        package var failure: String?

        package var text: String {
            if let failure { return "\(byServer ? "the connection" : "the client's connection") failed: \(failure)" }
            let who = byServer ? "the service" : "the client"
            guard let code else { return "\(who) ended the connection without a close frame" }
            return "closed \(code) by \(who)\(reason.isEmpty ? "" : " (\(reason))")"
        }
    }

    package struct SessionEcho: Sendable, Equatable {
        package var moment: Moment
        package var isCreated: Bool
        package var session: SessionFacts
    }

    package struct SessionUpdate: Sendable, Equatable {
        package var moment: Moment
        package var eventID: String?
        package var session: SessionFacts
        /// `transcription_session.update`, which only the beta has.
        package var isLegacy = false
        /// Index into ``ModelConnection/echoes``.
        package var accepted: Int?
        /// Index into ``ModelConnection/errors``.
        package var refused: Int?
    }

    /// A client's `response.create`.
    package struct ResponseRequest: Sendable, Equatable {
        package var moment: Moment
        package var eventID: String?
        /// `conversation: "none"`
        package var isOutOfBand: Bool
        package var instructions: String?
        /// Items in `input`; nil when it has none, so that the conversation is the input.
        package var inputCount: Int?
        package var hasMetadata = false
        package var modalities: [String]?
        package var encoding: AudioEncoding?
        /// Index into ``ModelConnection/errors``.
        package var refused: Int?
    }

    package struct SpeechSegment: Sendable, Equatable {
        package var started: Moment
        package var startMs: Int?
        package var item: String
        package var stopped: Moment?
        package var endMs: Int?
        /// A commit, a clear or a change of turn detection ended it without `speech_stopped`.
        package var endedOtherwise: Moment?

        package var end: Moment? { [stopped, endedOtherwise].compactMap { $0 }.min() }
    }

    package struct Commit: Sendable, Equatable {
        package var moment: Moment
        package var item: String
        /// Index into ``ModelConnection/clientCommits`` when the client asked for it.
        package var byClient: Int?
        /// The automatic reply met an active response: index into ``ModelConnection/errors``.
        package var refused: Int?
    }

    /// A client event that is answered by one event or one error.
    package struct ClientRequest: Sendable, Equatable {
        package var moment: Moment
        package var eventID: String?
        /// Of a truncate: the item, and where it is to end in milliseconds of its audio.
        package var item: String?
        package var audioEndMs: Int?
        /// Of a cancel that names one.
        package var response: String?
        package var answered: Moment?
        /// Index into ``ModelConnection/errors``.
        package var refused: Int?

        package var isWaiting: Bool { answered == nil && refused == nil }
    }

    package struct ClientItem: Sendable, Equatable {
        package var moment: Moment
        package var eventID: String?
        package var type: String
        package var role: String?
        package var text: String?
        package var callID: String?
        package var id: String?
        /// Types of its parts, at most 16.
        package var contentTypes: [String] = []
        package var refused: Int?
        /// The item event that confirms it.
        package var added: Moment?

        package var isWaiting: Bool { added == nil && refused == nil }
        package var isUserMessage: Bool { type == "message" && role == "user" }
        package var isToolOutput: Bool { type == "function_call_output" }
    }

    package struct Transcription: Sendable, Equatable {
        package var item: String
        package var first: Moment
        package var completed: Moment?
        package var failed: Moment?
        package var text = ""
        /// It is done, and the log does not say what was understood.
        var isUntold = false
        package var error = ""
    }

    package struct ErrorEvent: Sendable, Equatable {
        package var moment: Moment
        package var type: String
        package var code: String?
        package var message: String
        package var param: String?
        /// The client's event that it answers, where the service says.
        package var clientEventID: String?
        /// What it answered, as far as the order of events tells.
        package var answers = Answers.nothing

        package enum Answers: Sendable, Equatable {
            case nothing, update, request, item, commit, cancel, truncate, clear
        }

        /// `invalid_request_error unknown_parameter (session.foo): Unknown parameter …`
        package var text: String {
            let name = [type, code].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
            return "\(name)\(param.map { " (\($0))" } ?? "")\(message.isEmpty ? "" : ": \(message)")"
        }
    }

    package struct RateLimit: Sendable, Equatable {
        package var moment: Moment
        package var limit: Double
        package var remaining: Double
        package var resetSeconds: Double
    }
}
