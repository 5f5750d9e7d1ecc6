import Durations
import JSONText
import RealtimeProtocol
import Scenarios
import SpeechAudio
import WebSocketWire

/// One session of the interpreter: it listens all the time, and speaks a phrase when it has heard one. What the phrase means in another
/// language it does not know: it says what a scenario has for it, else the words that it heard. OpenAI, realtime translation guide.
struct TranslationEngine {
    /// What is still to be said, in order of time.
    private struct Step {
        let due: Duration
        let type: String
        let delta: String
        let elapsedMs: Int
    }

    private let plan: ModelPlan
    private let speech: SharedSpeech
    private let startedAt: Duration
    private let limit: Duration
    private(set) var now: Duration
    private var writer: EventWriter
    private var session: TranslationSession
    private var ear: TurnTaker
    private var steps: [Step] = []
    private var nextStep = 0
    private var phrases = 0
    private var isClosing = false
    private(set) var isClosed = false
    private var emissions: [SessionEngine.Emission] = []

    private static let clientTypes = ["session.update", "session.input_audio_buffer.append", "session.close"]
    /// The interpreter works in frames of 200 ms.
    private static let frameMs = 200

    init(
        opening: SessionOpening, plan: ModelPlan, settings: MockSettings, speech: SharedSpeech, at time: Duration
    ) {
        self.plan = plan
        self.speech = speech
        startedAt = time
        now = time
        limit = settings.sessionLimit ?? .seconds(60 * opening.profile.sessionMinutes(in: opening.era))
        var random = SplitMix64(seed: settings.seed)
        writer = EventWriter(dialect: .ga, unixStart: settings.unixTime, random: random.split())
        let expires = settings.unixTime + Int(clamping: (time + limit).components.seconds)
        session = TranslationSession(
            id: writer.identifier(.session, at: time), model: opening.model, expiresAt: expires)
        // A phrase ends where somebody takes breath.
        ear = TurnTaker(
            encoding: .pcm24k, detection: try? TurnDetection(json: ["type": "server_vad", "silence_duration_ms": 400]),
            maximumKeptBytes: settings.retainedAudioBytes)
    }

    var turns: TurnCounter { TurnCounter(turn: phrases, spokenTurn: phrases) }

    mutating func begin() { emit("session.created", [("session", .object(session.fields))]) }

    mutating func takeEmissions() -> [SessionEngine.Emission] {
        defer { emissions = [] }
        return emissions
    }

    // MARK: Speaking

    private mutating func emit(_ type: String, audio: AudioEncoding? = nil, _ members: [(String, JSON)]) {
        guard !isClosed else { return }
        let id = writer.identifier(.event, at: now)
        let text = JSON.object(JSONObject([("type", .string(type)), ("event_id", .string(id))] + members)).text
        emissions.append(
            .event(ServerMessage(type: type, text: text, audio: audio, turn: phrases, spokenTurn: phrases)))
    }

    private mutating func refuse(_ error: ErrorDetail) { emit("error", [("error", SessionEngine.json(error))]) }

    private mutating func close(_ code: CloseCode, reason: String) {
        isClosed = true
        emissions.append(.close(code: code, reason: reason))
    }

    // MARK: Listening

    mutating func receive(_ message: WireMessage, at time: Duration) {
        advance(to: time)
        guard !isClosed else { return }
        guard case .text(let text) = message else { return refuse(.binaryMessage) }
        guard let json = try? JSON(parsing: text) else { return refuse(.invalidJSON) }
        do throws(ErrorDetail) {
            try perform(json)
        } catch {
            refuse(error.answering(json["event_id"]?.string))
        }
    }

    private mutating func perform(_ event: JSON) throws(ErrorDetail) {
        guard let type = event["type"], !type.isNull else { throw .typeMissing }
        switch type {
        case "session.update":
            try session.apply(event["session"])
            emit("session.updated", [("session", .object(session.fields))])
        case "session.input_audio_buffer.append":
            guard let audio = event["audio"] else { throw .missingParameter("audio") }
            guard let base64 = audio.string else { throw .invalidType("audio", "a string", audio) }
            var bytes: [UInt8] = []
            guard SessionEngine.decode(base64, into: &bytes) else { throw .invalidAudio }
            // What comes behind the goodbye is not heard.
            if !isClosing { hear(bytes) }
        case "session.close": hangUp()
        default:
            guard let name = type.string else { throw .invalidType("type", "a string", type) }
            throw .invalidValue("type", name, supported: Self.clientTypes)
        }
    }

    private mutating func hear(_ bytes: [UInt8]) {
        for case .speechStopped(_, let end, let audio) in ear.append(bytes) { interpret(audio, endMs: end) }
    }

    /// What has been heard so far is still put into words.
    private mutating func hangUp() {
        guard !isClosing else { return }
        isClosing = true
        if ear.isSpeaking { interpret(ear.commit(), endMs: ear.positionMs) }
        endWhenSaid()
    }

    private mutating func interpret(_ audio: [UInt8], endMs: Int) {
        phrases += 1
        let samples = AudioEncoding.pcm24k.decode(audio)
        let scripted = plan.replies.first { $0.heard != nil && $0.turn.map { $0.contains(phrases) } ?? true }
        guard
            let source = scripted?.heard
                ?? speech.listener.words(in: samples, rate: AudioEncoding.pcm24k.sampleRate)
                ?? Self.anyWords(samples)
        else { return }
        let question = ReplyPlan.Question(
            turn: phrases, text: source, instructions: nil, tools: [], toolChoice: "none")
        let target = ReplyPlan.scriptedWords(for: question, plan.replies) ?? source
        say(source, target, from: endMs)
    }

    /// Of speech that nobody knows; of noise, nothing.
    private static func anyWords(_ samples: [Int16]) -> String? {
        SignalClassifier(samples, sampleRate: AudioEncoding.pcm24k.sampleRate).kind == .speech ? "Hello there." : nil
    }

    /// Words and sound of a phrase, as fast as they are spoken, behind what is being said.
    private mutating func say(_ source: String, _ target: String, from endMs: Int) {
        // Who sends faster than anybody speaks is not interpreted any further behind.
        guard steps.count - nextStep < 20_000 else { return }
        let begin = max(now + .milliseconds(plan.pace.firstAudioMs), steps.last?.due ?? now)
        let rendering = speech.rendering(of: target, as: .pcm24k, chunkMs: Double(Self.frameMs))
        let frames = max(rendering.chunks.count, 1)
        let elapsed = (endMs + Self.frameMs - 1) / Self.frameMs * Self.frameMs
        var timed: [Step] = []
        func add(_ pieces: [String], _ type: String, lead: Double) {
            for (index, piece) in pieces.enumerated() {
                let frame = pieces.count == frames ? index : index * frames / max(pieces.count, 1)
                timed.append(
                    Step(
                        due: begin + .milliseconds(Double(frame * Self.frameMs) / max(plan.pace.speed, 0.01) + lead),
                        type: type, delta: piece, elapsedMs: elapsed + frame * Self.frameMs))
            }
        }
        if session.writesSource { add(DeltaText.pieces(of: source), "session.input_transcript.delta", lead: 0) }
        add(DeltaText.pieces(of: target), "session.output_transcript.delta", lead: 1)
        add(rendering.chunks, "session.output_audio.delta", lead: 2)
        // What is said already is forgotten; what is due at one time stays in order.
        steps.removeFirst(nextStep)
        nextStep = 0
        steps += timed.enumerated().sorted { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }.map(\.element)
    }

    // MARK: Time

    var nextDeadline: Duration? {
        guard !isClosed else { return nil }
        let end = startedAt + limit
        return nextStep < steps.count ? min(steps[nextStep].due, end) : end
    }

    mutating func advance(to time: Duration) {
        while !isClosed, let due = nextDeadline, due <= time {
            now = max(now, due)
            guard now - startedAt < limit else {
                expire()
                break
            }
            let step = steps[nextStep]
            nextStep += 1
            speak(step)
            endWhenSaid()
        }
        wait(until: time)
    }

    /// Nothing is due until then.
    mutating func wait(until time: Duration) { now = max(now, time) }

    private mutating func speak(_ step: Step) {
        let delta: (String, JSON) = ("delta", .string(step.delta))
        let elapsed: (String, JSON) = ("elapsed_ms", JSON(step.elapsedMs))
        guard step.type == "session.output_audio.delta" else { return emit(step.type, [delta, elapsed]) }
        emit(
            step.type, audio: .pcm24k,
            [delta, ("sample_rate", 24_000), ("channels", 1), ("format", "pcm16"), elapsed])
    }

    private mutating func endWhenSaid() {
        guard isClosing, nextStep == steps.count, !isClosed else { return }
        emit("session.closed", [])
        close(.normalClosure, reason: "")
    }

    private mutating func expire() {
        let error = ErrorDetail.sessionExpired(after: limit)
        refuse(error)
        close(.goingAway, reason: error.message ?? "")
    }
}
