/// What a capture says, in protocol terms: connections with their sessions, responses and audio, and the turns that
/// follow from them. Everything a detector or an indicator may ask is here.
package import CallCapture

package struct Timeline: Sendable {
    package var header: CaptureHeader?
    package var footer: CaptureFooter?
    package var settings: ExaminationSettings
    package var coverage: Coverage
    /// Our own capture: both directions are whole, so that what is absent did not happen.
    package var isCapture: Bool
    package var hasTimes: Bool
    /// Why nothing that the source seems to show can be stood by.
    package var doubt: Doubt?
    /// A log that keeps one audio message out of many: neither amounts of audio nor pauses in it mean anything.
    var isSampled = false
    /// By how much two times may be further apart or nearer than they say, ms: a log of whole seconds.
    var clockStepMs = 0.0
    package var frames: Int
    package var first: Moment?
    package var last: Moment?
    /// Phone-leg connections in order of appearance.
    package var phones: [PhoneConnection]
    /// Which connections of both legs belong together. A capture without a phone leg is one call.
    package var calls: [Call]
    /// How the audio of each call came through its bridge, in the order of ``calls``.
    package var fidelities: [CallFidelity]
    /// One call's audio in another.
    package var crossTalk: [CrossTalk]
    /// Connections to the model that belong to no caller: what a call lacks may be among them.
    package var strangers: Int { calls.count { $0.phones.isEmpty && !phones.isEmpty } + otherStrangers }
    /// Of the capture that this is a part of.
    var otherStrangers = 0
    /// Model-leg connections in order of appearance.
    package var connections: [ModelConnection]
    /// How long each of them was surely observed, in the same order.
    package var patience: [Patience]
    package var observations: [Observation]
    package var turns: [Turn]
    /// Of each connection the indices of its turns, in order: a recorder may have held thousands of calls.
    var turnIndices: [[Int]]
    package var violations: [Violation]
    /// What was refused and not made good.
    var refusals: [Refusal] = []
    /// Of each model connection, in the same order.
    var checkers: [InvariantChecker] = []
    /// Which reply each piece of what the caller was sent belongs to, in the order it was sent on each phone connection.
    package var deliveries: [Delivery] = []
    /// Where the caller began to speak over the bridge.
    package var interruptions: [Interruption] = []

    /// The turns of one connection, in order.
    func turns(on connection: Int) -> [Turn] { turnIndices[connection].map { turns[$0] } }

    package func connection(of turn: Turn) -> ModelConnection { connections[turn.connection] }
    package func response(of turn: Turn) -> ResponseTrace? {
        turn.response.map { connections[turn.connection].responses[$0] }
    }

    /// How many times as fast as time the simulated ends ran. The capture's clock is theirs, on which a second of audio is a second
    /// and the bridge is so many times as slow: its latencies mean something only at 1.
    package var speed: Double { header?.settings.speed ?? 1 }
    /// Pauses and latencies mean what they say.
    package var isInRealTime: Bool { hasTimes && speed == 1 && !isSampled }
    /// So many times longer than in real time a bridge may take where milliseconds are counted: however fast the clock, it waits for
    /// bridges that cannot keep up.
    var slack: Double { min(max(speed, 1), 4) }
    /// By how much a bridge may be behind at most where time waits for it, ms: what lies between two of its answers, there and back.
    var lagMs: Double { speed > 1 ? 400 : 0 }

    /// `probe`, `mock`, `diagnose` …; nil for logs of other programs.
    package var command: String? { header?.command }

    package func observations(_ kind: String) -> [Observation] { observations.filter { $0.kind == kind } }

    /// Every response of every connection, in order.
    package var allResponses: some Sequence<ResponseTrace> { connections.lazy.flatMap(\.responses) }
}

/// One caller utterance, text or request, and the reply to it.
package struct Turn: Sendable {
    package enum Kind: String, Sendable {
        case spoken, text, tool, request
    }

    /// From 1, in the order of the call.
    package var number = 0
    /// Index into ``Timeline/connections``.
    package var connection: Int
    package var kind: Kind
    package var start: Moment
    /// The caller's words on the phone leg.
    package var spoken: PhonePlace?
    /// Indices into the connection's lists.
    package var burst: Int?
    package var segment: Int?
    package var commit: Int?
    package var request: Int?
    package var response: Int?
    /// Index of the client item that carries the text or the tool's output.
    package var item: Int?
    /// When a reply became due: the commit under VAD, else the `response.create`.
    package var due: Moment?
    package var expectation = Expectation.no("nobody asked for a reply")
    package var outcome = TurnOutcome.pending("the capture ends")
    /// What the script had the caller say.
    package var script: String?
    /// The caller spoke into the reply.
    package var wasInterrupted = false

    package struct PhonePlace: Sendable, Hashable {
        /// Index into ``Timeline/phones``.
        package var phone: Int
        /// Index into the caller's bursts there.
        package var burst: Int
    }

    package enum Expectation: Sendable, Equatable {
        case yes
        /// Why no reply may be expected.
        case no(String)
    }
}

/// How a turn came out.
package enum TurnOutcome: Sendable, Equatable {
    case answered
    /// Stopped by the caller or by the client.
    case cancelled
    case incomplete, failed, empty
    /// A reply was due and none was created, though there was time.
    case unanswered
    /// Created and never finished, though there was time.
    case unfinished
    /// The service refused to make one: index into ``ModelConnection/errors``.
    case refused(Int)
    /// Clear speech that the service never noticed, though there was time.
    case unheard
    /// Speech that the service noticed and never saw the end of.
    case unstopped
    /// Clear speech on the phone leg of which nothing was sent to the service, though there was time.
    case unsent
    /// The capture shows neither success nor failure.
    case pending(String)
    case notExpected(String)

    /// Something of a reply was made.
    package var hasReply: Bool {
        switch self {
        case .answered, .cancelled, .incomplete: true
        case .failed, .empty, .unanswered, .unfinished, .refused, .unheard, .unstopped, .unsent, .pending,
            .notExpected:
            false
        }
    }

    /// Proven to have gone wrong.
    package var isBroken: Bool {
        switch self {
        case .incomplete, .failed, .empty, .unanswered, .unfinished, .refused, .unheard, .unstopped, .unsent: true
        case .answered, .cancelled, .pending, .notExpected: false
        }
    }
}
