import JSONText
import Scenarios

/// What the model answers: words, a function call, or both.
struct ReplyPlan: Equatable {
    var say: String?
    var call: Reply.FunctionCall?
    /// A recital is spoken at little more than the speed of speech, so that somebody can interrupt it.
    var isRecital = false

    /// What the model knows when it answers.
    struct Question {
        var turn: Int
        /// The last thing the user wrote or said; empty when there is none.
        var text: String
        /// Instructions of this response alone.
        var instructions: String?
        var tools: [JSON]
        var toolChoice: JSON
        /// The output of a function that waits to be put into words.
        var toolOutput: String?
    }

    static func answer(to question: Question, script: [Reply], speech: SharedSpeech) -> ReplyPlan {
        if question.toolOutput == nil, let call = demandedCall(question) { return ReplyPlan(call: call) }
        if let reply = script.first(where: { $0.applies(to: question) }) {
            // The call has been made; its output wants words.
            return ReplyPlan(say: reply.say, call: question.toolOutput == nil ? reply.call : nil)
        }
        if let output = question.toolOutput { return ReplyPlan(say: words(for: output)) }
        if let call = obviousCall(question) { return ReplyPlan(call: call) }
        if asksForStory(question.text) || asksForStory(question.instructions ?? "") {
            return ReplyPlan(say: speech.recital(seconds: 18), isRecital: true)
        }
        return ReplyPlan(say: speech.answer(to: question.text, turn: question.turn))
    }

    // MARK: Functions

    /// `tool_choice` leaves no freedom.
    private static func demandedCall(_ question: Question) -> Reply.FunctionCall? {
        switch question.toolChoice {
        case "required": call(bestTool(question) ?? functions(question).first, question)
        case .object(let choice) where choice["type"] == "function":
            call(functions(question).first { $0["name"] == choice["name"] }, question)
        default: nil
        }
    }

    private static func obviousCall(_ question: Question) -> Reply.FunctionCall? {
        guard question.toolChoice != "none" else { return nil }
        return call(bestTool(question), question)
    }

    private static func functions(_ question: Question) -> [JSON] {
        question.tools.filter { $0["type"] == "function" && $0["name"]?.string != nil }
    }

    /// A tool whose name has a word that the user said: `get_weather` for "What is the weather in London?".
    private static func bestTool(_ question: Question) -> JSON? {
        let said = Set(words(of: question.text))
        guard !said.isEmpty else { return nil }
        return functions(question).first { tool in
            words(of: tool["name"]?.string ?? "").contains { $0.utf8.count > 3 && said.contains($0) }
        }
    }

    /// Lower-case words, a plural `s` taken off; `getWeather` and `get_weather` are two words each.
    private static func words(of text: String) -> [String] {
        var spaced = ""
        for character in text.prefix(20_000) {
            if character.isUppercase, spaced.last?.isLowercase == true { spaced.append(" ") }
            spaced.append(character.isLetter || character.isNumber ? character : " ")
        }
        return spaced.lowercased().split(separator: " ").map { word in
            String(word.utf8.count > 4 && word.hasSuffix("s") ? word.dropLast() : word)
        }
    }

    private static func call(_ tool: JSON?, _ question: Question) -> Reply.FunctionCall? {
        guard let name = tool?["name"]?.string else { return nil }
        let arguments = ToolArguments.text(for: tool?["parameters"], hint: question.text)
        return Reply.FunctionCall(name: name, arguments: arguments)
    }

    // MARK: Words

    private static func words(for output: String) -> String {
        let output = output.prefix(300)
        return output.isEmpty ? "That is done." : "Here is what I found: \(output)"
    }

    private static func asksForStory(_ text: String) -> Bool { text.lowercased().contains("long story") }
}

extension Reply {
    /// A script that only says what was heard has no answer to give.
    fileprivate func applies(to question: ReplyPlan.Question) -> Bool {
        if say == nil && call == nil { return false }
        if question.toolOutput != nil && say == nil { return false }
        if let turn, !turn.contains(question.turn) { return false }
        if let text, !question.text.lowercased().contains(text.lowercased()) { return false }
        return true
    }
}
