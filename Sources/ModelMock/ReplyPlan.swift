import JSONText
import Scenarios

/// What the model answers: words, calls of functions and MCP tools, or both.
struct ReplyPlan: Equatable {
    var say: String?
    var calls: [Reply.FunctionCall] = []
    /// A recital is spoken at little more than the speed of speech, so that somebody can interrupt it.
    var isRecital = false
    var pace: PaceChange?

    /// What the model knows when it answers.
    struct Question {
        var turn: Int
        /// The last thing the user wrote or said; empty when there is none.
        var text: String
        /// Instructions of this response alone.
        var instructions: String?
        var tools: [JSON]
        /// Tools of MCP servers whose lists are there.
        var offers: [MCPDesk.Offer] = []
        var toolChoice: JSON
        /// False: one call in a response at most.
        var allowsSeveralCalls = true
        /// The output of a function, or of several, that waits to be put into words.
        var toolOutput: String?
        /// Whose output that is.
        var toolNames: [String] = []
        /// Beside the conversation.
        var isOutOfBand = false
    }

    static func answer(to question: Question, script: [Reply], speech: SharedSpeech) -> ReplyPlan {
        let reply = script.first { $0.applies(to: question) }
        let scripted = reply.map { allowed($0, question) } ?? []
        if question.toolOutput == nil, scripted.isEmpty, let call = demandedCall(question) {
            return ReplyPlan(calls: [call])
        }
        if let reply, reply.say != nil || !scripted.isEmpty {
            return ReplyPlan(say: reply.say, calls: scripted, pace: reply.pace)
        }
        if let output = question.toolOutput { return ReplyPlan(say: words(for: output)) }
        if let call = obviousCall(question) { return ReplyPlan(calls: [call]) }
        if asksForStory(question.text) || asksForStory(question.instructions ?? "") {
            return ReplyPlan(say: speech.recital(seconds: 18), isRecital: true)
        }
        return ReplyPlan(say: speech.answer(to: question.text, turn: question.turn))
    }

    /// What a script has for these words, and nothing that is not written there.
    static func scriptedWords(for question: Question, _ script: [Reply]) -> String? {
        script.first { $0.say != nil && $0.applies(to: question) }?.say
    }

    // MARK: Functions

    /// The calls of a script that `tool_choice` leaves open.
    private static func allowed(_ reply: Reply, _ question: Question) -> [Reply.FunctionCall] {
        // The call has been made, and its output wants words, unless the script goes on from that very tool.
        if question.toolOutput != nil, reply.tool == nil { return [] }
        var calls = reply.calls.compactMap { call -> Reply.FunctionCall? in
            var call = call
            let isFunction = functions(question).contains { $0["name"] == .string(call.name) }
            if call.server == nil, !isFunction {
                call.server = question.offers.first { $0.tool.name == call.name }?.server
            } else if let server = call.server,
                !question.offers.contains(where: { $0.server == server && $0.tool.name == call.name })
            {
                // A list that is still on its way has nothing that could be called.
                return nil
            }
            return call
        }
        switch question.toolChoice {
        case "none": return []
        case .object(let choice) where choice["type"] == "function":
            calls = calls.filter { $0.server == nil && .string($0.name) == choice["name"] }
        case .object(let choice) where choice["type"] == "mcp":
            calls = calls.filter { call in
                call.server.map { .string($0) == choice["server_label"] } ?? false
                    && (choice["name"].map { $0.isNull || $0 == .string(call.name) } ?? true)
            }
        default: break
        }
        return question.allowsSeveralCalls ? calls : Array(calls.prefix(1))
    }

    /// `tool_choice` leaves no freedom.
    private static func demandedCall(_ question: Question) -> Reply.FunctionCall? {
        let candidates: [Candidate]
        switch question.toolChoice {
        case "required": candidates = Self.candidates(question)
        case .object(let choice) where choice["type"] == "function":
            candidates = Self.candidates(question).filter { $0.server == nil && .string($0.name) == choice["name"] }
        case .object(let choice) where choice["type"] == "mcp":
            candidates = Self.candidates(question).filter { candidate in
                candidate.server.map { .string($0) == choice["server_label"] } ?? false
                    && (choice["name"].map { $0.isNull || $0 == .string(candidate.name) } ?? true)
            }
        default: return nil
        }
        return (best(candidates, question) ?? candidates.first).map { call($0, question) }
    }

    private static func obviousCall(_ question: Question) -> Reply.FunctionCall? {
        guard question.toolChoice != "none" else { return nil }
        return best(candidates(question), question).map { call($0, question) }
    }

    /// A function of the client, or a tool of an MCP server.
    private struct Candidate {
        var name: String
        var parameters: JSON?
        var server: String?
    }

    private static func candidates(_ question: Question) -> [Candidate] {
        functions(question).map { Candidate(name: $0["name"]?.string ?? "", parameters: $0["parameters"]) }
            + question.offers.map {
                Candidate(name: $0.tool.name, parameters: $0.tool.parameters, server: $0.server)
            }
    }

    private static func functions(_ question: Question) -> [JSON] {
        question.tools.filter { $0["type"] == "function" && $0["name"]?.string != nil }
    }

    /// A tool whose name has a word that the user said: `get_weather` for "What is the weather in London?".
    private static func best(_ candidates: [Candidate], _ question: Question) -> Candidate? {
        let said = Set(words(of: question.text))
        guard !said.isEmpty else { return nil }
        return candidates.first { tool in
            words(of: tool.name).contains { $0.utf8.count > 3 && said.contains($0) && !common.contains($0) }
        }
    }

    /// Words that people say whatever they want: `wait_for_user` is not what "Wait, please" asks for.
    private static let common: Set<String> = [
        "call", "hello", "please", "stop", "tell", "thank", "user", "wait", "what", "with", "your",
    ]

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

    private static func call(_ tool: Candidate, _ question: Question) -> Reply.FunctionCall {
        let arguments = ToolArguments.text(for: tool.parameters, hint: question.text)
        return Reply.FunctionCall(name: tool.name, arguments: arguments, server: tool.server)
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
        if say == nil && calls.isEmpty { return false }
        if let tool {
            guard question.toolOutput != nil, question.toolNames.contains(tool) else { return false }
        } else if question.toolOutput != nil, say == nil {
            return false
        }
        if let turn, !turn.contains(question.turn) { return false }
        if let isOutOfBand, isOutOfBand != question.isOutOfBand { return false }
        if let text, !question.text.lowercased().contains(text.lowercased()) { return false }
        if let matching, !matching.matches(question.text) { return false }
        return true
    }
}
