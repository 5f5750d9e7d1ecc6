package import Diagnosis

/// What a probe of the real service costs, said before, and what it used, said after.
package enum LiveCost {
    /// List prices of gpt-realtime (August 2025), US dollars a million tokens. Other models differ: the estimate names them.
    private static let audioInput = 32.0
    private static let audioOutput = 64.0
    private static let textInput = 4.0
    private static let textOutput = 16.0

    /// Tokens and dollars of a probe, from above: audio in 10 tokens a second, audio out 20 a second (Realtime reference, 8.5),
    /// and all that was said is read again for every response.
    package static func estimate(_ plan: ProbePlan) -> String {
        let turns = plan.sections.contains(.spokenTurns) ? plan.turns : 0
        let isInterrupted = plan.sections.contains(.interruption)
        let spoken = Double(turns) + (isInterrupted ? 3 : 0)
        let audioOut = Double(turns) * 5 * 20 + (isInterrupted ? 30 * 20 : 0)
        let audioIn = spoken * 3 * 10 + audioOut * spoken / 2
        let texts = (plan.sections.contains(.textTurn) ? 1.0 : 0) + (plan.sections.contains(.functionCall) ? 2 : 0)
        let textIn = (spoken + texts) * 400
        let textOut = texts * 60 + audioOut / 3
        let dollars = (audioIn * audioInput + audioOut * audioOutput + textIn * textInput + textOut * textOutput) / 1e6
        let tokens = Int((audioIn + audioOut + textIn + textOut).rounded())
        return "about \(tokens) tokens, at most \(money(dollars)) at gpt-realtime list prices of August 2025"
    }

    /// The same of a recorded client that is sent again.
    ///
    /// - Parameter audioSeconds: That it appended.
    package static func estimate(audioSeconds: Double, responses: Int) -> String {
        let audioOut = Double(responses) * 5 * 20
        let audioIn = audioSeconds * 10 * Double(max(1, (responses + 1) / 2)) + audioOut * Double(responses) / 2
        let textIn = Double(responses) * 400
        let textOut = audioOut / 3
        let dollars = (audioIn * audioInput + audioOut * audioOutput + textIn * textInput + textOut * textOutput) / 1e6
        let tokens = Int((audioIn + audioOut + textIn + textOut).rounded())
        return "about \(tokens) tokens, at most \(money(dollars)) at gpt-realtime list prices of August 2025"
    }

    package static func used(_ usage: UsageSummary) -> String {
        let textIn = max(0, usage.inputTokens - usage.inputAudioTokens)
        let textOut = max(0, usage.outputTokens - usage.outputAudioTokens)
        let dollars =
            (Double(usage.inputAudioTokens) * audioInput + Double(usage.outputAudioTokens) * audioOutput + Double(
                textIn) * textInput
                + Double(textOut) * textOutput) / 1e6
        return
            "\(usage.inputTokens + usage.outputTokens) tokens in \(usage.responses) responses, at most \(money(dollars)) at those prices"
    }

    private static func money(_ dollars: Double) -> String {
        let cents = Int((dollars * 100).rounded(.up))
        return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }
}
