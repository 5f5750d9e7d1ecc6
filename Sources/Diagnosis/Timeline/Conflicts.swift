/// Requests that met an active response: races of a correct client, unless what they were for is never answered.
import RealtimeProtocol

struct Conflict: Sendable {
    var connection: Int
    var request: Int
    /// Index of the client's item that the request was to have answered.
    var item: Int
    var error: ModelConnection.ErrorEvent
}

extension Timeline {
    /// Those after which nothing answered the item that was waiting, though there was time.
    var lostRequests: [Conflict] {
        var lost: [Conflict] = []
        for (index, connection) in connections.enumerated() {
            for (number, request) in connection.requests.enumerated() {
                guard let error = request.refused.map({ connection.errors[$0] }),
                    error.code == "conversation_already_has_active_response",
                    let item = connection.itemAwaitingAnswer(request: number),
                    // A response that began after the item knows of it.
                    let active = connection.activeResponse(at: error.moment),
                    connection.responses[active].first < connection.clientItems[item].moment,
                    let sequel = sequel(to: error.moment, on: index)
                else { continue }
                if sequel.request.map({ connection.requests[$0].refused == nil }) ?? false { continue }
                if sequel.silence >= 3 {
                    lost.append(Conflict(connection: index, request: number, item: item, error: error))
                }
            }
        }
        return lost
    }
}

extension ModelConnection {
    /// The user's text or the tool's output that the client created since its last request.
    fileprivate func itemAwaitingAnswer(request number: Int) -> Int? {
        let asked = requests[number].moment
        let before = number > 0 ? requests[number - 1].moment : nil
        return clientItems.lastIndex { item in
            item.moment < asked && (before.map { item.moment > $0 } ?? true) && item.refused == nil
                && (item.isToolOutput || item.isUserMessage)
        }
    }
}
