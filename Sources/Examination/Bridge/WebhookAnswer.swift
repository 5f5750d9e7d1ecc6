import JSONText
import TelephonyProtocol

/// What the carrier makes of a webhook's answer: the stream that it opens, or why it opens none.
enum WebhookAnswer {
    case stream(TwiML.Stream, StreamAddress)
    /// Nothing that a carrier could follow; in a sentence, and what to try.
    case refused(String, hint: String?)

    init(_ twiml: TwiML) {
        if let stream = twiml.followed, let address = stream.address {
            self = .stream(stream, address)
            return
        }
        let fatal = twiml.problems.first(where: \.isFatal) ?? twiml.problems.first
        let goesOn = twiml.verbs.first { ["Redirect", "Gather"].contains($0) }
        self = .refused(
            "the webhook's answer opens no stream: \(fatal?.message ?? "there is no <Stream> in it")",
            hint: goesOn.map {
                "the call would go on where <\($0)> leads: give that address with --webhook"
            } ?? fatal?.hint ?? "answer with <Response><Connect><Stream url=\"wss://…\"/></Connect></Response>")
    }

    /// Of the stream that is opened; nil: none is.
    var kind: CarrierJudge.StreamKind? {
        if case .stream(let stream, _) = self { stream.kind } else { nil }
    }

    /// What the call's `start` is to say.
    var parameters: [(name: String, value: String)] {
        if case .stream(let stream, _) = self { stream.parameters.map { ($0.name, $0.value) } } else { [] }
    }
}

extension TwiMLProblem {
    /// As a capture has it.
    var facts: JSONObject {
        [
            "problem": .string(reason.rawValue), "detail": .string(message), "number": .init(number),
            "line": .init(place.line), "fatal": .bool(isFatal),
        ]
    }
}

extension CarrierJudge.StreamKind {
    /// As a capture has it.
    var word: String { self == .unidirectional ? "listen-only" : "bidirectional" }
}
