/// A named plan: how the model misbehaves, what it says, what the caller does, and the verdict that a run under it must reach.
package struct Scenario: Sendable, Equatable {
    /// The failure mode's id, `healthy`, or the file's own name.
    package var id: String
    package var title: String
    package var about: String
    package var expect: Expectation
    package var model: ModelPlan
    package var caller: CallerPlan
    /// Nil: the scenario is about the model or the caller, whatever stands between them.
    package var bridge: BridgePlan?

    package struct Expectation: Sendable, Equatable {
        /// `pass`, `fail` or `incomplete`; nil when the scenario does not say.
        package var verdict: String?
        /// The failure mode that must come first.
        package var primary: String?
        package init(verdict: String? = nil, primary: String? = nil) {
            self.verdict = verdict
            self.primary = primary
        }
    }

    package init(
        id: String, title: String = "", about: String = "", expect: Expectation = .init(), model: ModelPlan = .init(),
        caller: CallerPlan = .init(), bridge: BridgePlan? = nil
    ) {
        self.id = id
        self.title = title
        self.about = about
        self.expect = expect
        self.model = model
        self.caller = caller
        self.bridge = bridge
    }

    /// A correct service that takes and gives whatever the protocol allows.
    package static let healthy = Scenario(
        id: "healthy", title: "a healthy service", expect: .init(verdict: "pass", primary: nil)
    )
}

/// How the model side behaves.
package struct ModelPlan: Sendable, Equatable {
    /// Which contract the server keeps; nil leaves it to the command line.
    package var era: String?
    /// Whose service it is: `openai`, `azure`, `azure-voicelive`; nil leaves it to the command line.
    package var profile: String?
    /// What it says, by turn or by what was asked; the built-in replies where none matches.
    package var replies: [Reply]
    package var pace: Pace
    /// MCP servers that the service reaches.
    package var mcp: [MCPServerPlan]
    /// In order: of the outcomes that match a decision the first is taken; of the wire faults that match a message all act.
    package var rules: [Rule]
    /// What happens to connections before anything is asked on them, in order; all that match act.
    package var door: [DoorRule]

    package init(
        era: String? = nil, profile: String? = nil, replies: [Reply] = [], pace: Pace = .init(),
        mcp: [MCPServerPlan] = [], rules: [Rule] = [], door: [DoorRule] = []
    ) {
        self.era = era
        self.profile = profile
        self.replies = replies
        self.pace = pace
        self.mcp = mcp
        self.rules = rules
        self.door = door
    }

    /// What of the plan is for one of the call's sessions.
    ///
    /// - Parameter number: Of the connection, from 1.
    package func part(ofSession number: Int) -> ModelPlan {
        var part = self
        part.replies.removeAll { $0.session.map { !$0.contains(number) } ?? false }
        part.rules.removeAll { $0.when.session.map { !$0.contains(number) } ?? false }
        return part
    }
}

/// One scripted answer of the model.
package struct Reply: Sendable, Equatable {
    /// Turn number from 1; nil matches every turn.
    package var turn: TurnRange?
    /// Matches when the last user text contains this, ignoring case; nil matches every text.
    package var text: String?
    /// Matches when a part of the last user text is like this; nil matches every text.
    package var matching: TextPattern?
    /// Matches only when the output of this function, or MCP tool, has come back and waits to be put into words.
    package var tool: String?
    /// What it says.
    package var say: String?
    /// Functions to call instead of, or after, saying something.
    package var calls: [FunctionCall]
    /// What the caller is taken to have said in this turn: the transcript of the input audio.
    package var heard: String?
    /// Where this reply is unlike the model's pace.
    package var pace: PaceChange?
    /// Only in these of the call's sessions, from 1; nil: in every one.
    package var session: TurnRange?
    /// Only of a response beside the conversation (`conversation: none`), or only of one in it; nil: of both.
    package var isOutOfBand: Bool?

    package struct FunctionCall: Sendable, Equatable {
        package var name: String
        /// JSON text of the arguments.
        package var arguments: String
        /// The MCP server whose tool it is; nil for a function of the client.
        package var server: String?
        package init(name: String, arguments: String, server: String? = nil) {
            self.name = name
            self.arguments = arguments
            self.server = server
        }
    }

    /// - Parameter call: Stands for a list of one.
    package init(
        turn: TurnRange? = nil, text: String? = nil, matching: TextPattern? = nil, tool: String? = nil,
        say: String? = nil, call: FunctionCall? = nil, calls: [FunctionCall] = [], heard: String? = nil,
        pace: PaceChange? = nil, session: TurnRange? = nil, isOutOfBand: Bool? = nil
    ) {
        self.turn = turn
        self.text = text
        self.matching = matching
        self.tool = tool
        self.say = say
        self.calls = call.map { [$0] } ?? calls
        self.heard = heard
        self.pace = pace
        self.session = session
        self.isOutOfBand = isOutOfBand
    }

    /// The first function that it calls.
    package var call: FunctionCall? { calls.first }
}

/// How fast the model speaks.
package struct Pace: Sendable, Equatable {
    /// Milliseconds from the request to the first output.
    package var firstAudioMs: Double
    /// Times real time at which audio is sent; the service is several times faster than speech.
    package var speed: Double
    /// Milliseconds of audio in one delta.
    package var chunkMs: Double
    /// Of text and arguments, where nothing is spoken; nil: as the mock has it.
    package var tokensPerSecond: Double?
    /// The most by which a delta is late, in ms.
    package var jitterMs: Double
    /// Milliseconds that each token of a response's input adds to ``firstAudioMs``.
    package var inputTokenMs: Double
    package init(
        firstAudioMs: Double = 180, speed: Double = 6, chunkMs: Double = 200, tokensPerSecond: Double? = nil,
        jitterMs: Double = 0, inputTokenMs: Double = 0
    ) {
        self.firstAudioMs = firstAudioMs
        self.speed = speed
        self.chunkMs = chunkMs
        self.tokensPerSecond = tokensPerSecond
        self.jitterMs = jitterMs
        self.inputTokenMs = inputTokenMs
    }
}

/// In what one reply is unlike the pace of the model; nil leaves it.
package struct PaceChange: Sendable, Equatable {
    package var firstAudioMs: Double?
    package var speed: Double?
    package var chunkMs: Double?
    package var tokensPerSecond: Double?
    package var jitterMs: Double?
    package var inputTokenMs: Double?
    package init(
        firstAudioMs: Double? = nil, speed: Double? = nil, chunkMs: Double? = nil, tokensPerSecond: Double? = nil,
        jitterMs: Double? = nil, inputTokenMs: Double? = nil
    ) {
        self.firstAudioMs = firstAudioMs
        self.speed = speed
        self.chunkMs = chunkMs
        self.tokensPerSecond = tokensPerSecond
        self.jitterMs = jitterMs
        self.inputTokenMs = inputTokenMs
    }

    package func applied(to pace: Pace) -> Pace {
        Pace(
            firstAudioMs: firstAudioMs ?? pace.firstAudioMs, speed: speed ?? pace.speed,
            chunkMs: chunkMs ?? pace.chunkMs, tokensPerSecond: tokensPerSecond ?? pace.tokensPerSecond,
            jitterMs: jitterMs ?? pace.jitterMs, inputTokenMs: inputTokenMs ?? pace.inputTokenMs)
    }
}

/// Turns `3`, `2..`, `2..4`; from 1.
package struct TurnRange: Sendable, Equatable {
    package var first: Int
    /// nil: for ever.
    package var last: Int?
    package init(first: Int, last: Int?) {
        self.first = first
        self.last = last
    }
    package func contains(_ turn: Int) -> Bool { turn >= first && last.map { turn <= $0 } ?? true }
}

/// When something happens, and what.
package struct Rule: Sendable, Equatable {
    package var when: Condition
    package var effect: Effect
    /// 0...1, drawn from the seed each time the condition is met.
    package var probability: Double
    package init(when: Condition, effect: Effect, probability: Double = 1) {
        self.when = when
        self.effect = effect
        self.probability = probability
    }

    package enum Effect: Sendable, Equatable {
        /// The engine takes it as its own decision, so that its state stays true.
        case outcome(Outcome)
        /// Acts on what the engine has said, after the engine.
        case wire(WireFault)
    }
}

/// All that is given must hold.
package struct Condition: Sendable, Equatable {
    /// `model` (the default) or `phone`.
    package var leg: String
    /// `up` (client to server) or `down`; nil means `down` for wire faults.
    package var direction: String?
    /// Event type in the GA vocabulary (a beta session is matched by the GA name of the same event); nil matches every event.
    package var event: String?
    /// The turn that is going on: 0 before the first, then one more at each committed user turn or `response.create`.
    package var turn: TurnRange?
    /// Turns of spoken input only: one more at each `speech_started`. An outcome of the VAD (`deaf`, `speechNeverStops`) is asked
    /// with the number of the turn that would begin, for a turn that is not heard never counts.
    package var spokenTurn: TurnRange?
    /// Only the nth match, from 1 (a range is allowed).
    package var nth: TurnRange?
    /// Milliseconds since the session was created.
    package var afterMs: Double?
    /// Which connection to the model, from 1: of the call, or of a server that knows no calls.
    package var session: TurnRange?
    package init(
        leg: String = "model", direction: String? = nil, event: String? = nil, turn: TurnRange? = nil,
        spokenTurn: TurnRange? = nil, nth: TurnRange? = nil, afterMs: Double? = nil, session: TurnRange? = nil
    ) {
        self.leg = leg
        self.direction = direction
        self.event = event
        self.turn = turn
        self.spokenTurn = spokenTurn
        self.nth = nth
        self.afterMs = afterMs
        self.session = session
    }
}

/// The error a service reports. Fields of the protocol's error object. Recorded wordings hold `{model}`, `{session}` or `{item}`
/// where the service names them: `naming(model:session:item:)` puts the names of the moment in before the error is sent.
package struct ServiceError: Sendable, Equatable {
    package var type: String
    package var code: String?
    package var message: String
    package var param: String?
    package init(type: String, code: String?, message: String, param: String? = nil) {
        self.type = type
        self.code = code
        self.message = message
        self.param = param
    }
}

/// What a service decides. The engine's history, audio bounds and usage stay true to it.
package enum Outcome: Sendable, Equatable {
    /// HTTP answer instead of 101.
    case refuseUpgrade(status: Int, headers: [String: String], body: String)
    /// 101, this error, then the close that goes with it.
    case refuseSession(ServiceError, closeCode: Int)
    /// The update is refused with this error; defaults stay in force.
    case refuseUpdate(ServiceError)
    /// The update is neither applied nor answered.
    case ignoreUpdate
    /// The VAD hears nothing: no speech events, no commits.
    case deaf
    /// Speech starts and never stops.
    case speechNeverStops
    /// A turn is committed, or a response asked for, and no response is created.
    case neverCreate
    /// The response stops without `response.done` after this many milliseconds of audio.
    case neverFinish(afterAudioMs: Double)
    /// `response.done` failed with this error, before any output.
    case failResponse(ServiceError)
    /// `response.done` incomplete with reason `max_output_tokens` or `content_filter` after this much audio (0: before any output).
    case cutResponse(reason: String, afterAudioMs: Double)
    /// `response.done` completed with an empty output; with or without tokens used.
    case emptyResponse(outputTokens: Int)
    /// The reply comes as text although audio was asked for.
    case answerInText
    /// The reply comes as audio although text was asked for.
    case answerInAudio
    /// The reply's audio is digital silence under a true transcript.
    case silentAudio
    /// `error` session_expired and close 1001, now.
    case expire
    /// The service hangs up, now. nil code: no close frame.
    case close(code: Int?, reason: String)
    /// Input transcription fails with this error; the turn goes on.
    case failTranscription(ServiceError)
}
