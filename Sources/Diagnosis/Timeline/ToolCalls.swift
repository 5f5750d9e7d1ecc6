/// The model's function calls, and what the client made of them.
import RealtimeProtocol

struct ToolCall: Sendable {
    /// Index into ``Timeline/connections``, and of the response that made it.
    var connection: Int
    var response: Int
    var call: ResponseTrace.FunctionCall
    /// Nothing was said or written beside it: until the result is spoken the caller hears nothing.
    var isAlone: Bool
    /// When the client sent its output, whether or not the service took it.
    var sent: Moment?
    /// The service refused the output.
    var isRefused = false

    var evidence: Evidence { call.moment.evidence("function_call \(call.name) (\(call.callID))") }
}

extension Timeline {
    /// Of the default conversations, in order. Calls of MCP servers are the service's own business.
    var toolCalls: [ToolCall] {
        var calls: [ToolCall] = []
        for (index, connection) in connections.enumerated() {
            for (number, response) in connection.responses.enumerated() where !response.isOutOfBand {
                for call in response.functionCalls {
                    let output = connection.clientItems.first { $0.isToolOutput && $0.callID == call.callID }
                    calls.append(
                        ToolCall(
                            connection: index, response: number, call: call,
                            isAlone: response.audio.deltas == 0 && response.textDeltas == 0 && response.text.isEmpty
                                && !response.itemTypes.contains("message"),
                            sent: output?.moment, isRefused: output?.refused != nil))
                }
            }
        }
        return calls
    }

    /// What came after something that has to be followed by a response of the default conversation.
    struct Sequel {
        /// The client asked for one.
        var request: Int?
        var response: Int?
        /// Seconds in which neither happened, until the caller or the end of the capture ended the wait.
        var silence: Double
    }

    /// - Parameter moment: While a response is still going on, the wait begins at its end.
    func sequel(to moment: Moment, on index: Int) -> Sequel? {
        let connection = connections[index]
        var start = moment
        if let active = connection.activeResponse(at: moment) {
            guard let done = connection.responses[active].done else { return nil }
            start = done
        }
        let request = connection.requests.firstIndex { $0.moment > moment && !$0.isOutOfBand }
        let response = connection.responses.firstIndex { $0.first > moment && !$0.isOutOfBand }
        // The caller speaks again, or something new is asked.
        let next = [
            connection.commits.first { $0.moment > start }?.moment,
            connection.segments.first { $0.started > start }?.started,
            response.map { connection.responses[$0].first },
        ].compactMap { $0 }.min()
        let silence =
            next.map { patience[index].between(start, max($0, start)) } ?? patience[index].elapsed(since: start)
        return Sequel(request: request, response: response, silence: silence)
    }
}
