/// Did the connection end because the client was done?
struct OrderlyEnd: Indicator {
    static let id = "orderly-end"
    static let title = "The connection ended in order"

    func examine(_ call: Timeline) -> Answer {
        let endings = call.connections.indices.compactMap { index in
            call.connections[index].ending.map { (index, $0) }
        }
        for (index, ending) in endings where ending.byServer {
            let isNormal = ending.failure == nil && (ending.code == 1_000 || ending.code == 1_001)
            if !isNormal || call.activity(atEndOf: index) != nil { return .fail(ending.text, [ending.evidence]) }
        }
        guard let last = endings.last else {
            return .notExamined("the connection is still open at the end of the capture")
        }
        // A client that vanishes was perhaps killed, or had all it wanted: nobody can tell.
        return last.1.failure == nil ? .pass(last.1.text) : .notExamined(last.1.text)
    }
}
