/// Did the service send errors that no correct client meets? Benign races are notes.
struct NoErrorEvents: Indicator {
    static let id = "no-error-events"
    static let title = "The service reported no error"

    func examine(_ call: Timeline) -> Answer {
        let (bad, benign) = ErrorNotes.split(call)
        if let first = bad.first {
            return .fail(
                "\(bad.count) error event\(bad.count == 1 ? "" : "s"), the first: \(first.text)", bad.map(\.evidence))
        }
        guard call.connections.contains(where: { $0.serverEvents > 0 }) else {
            return .notExamined("the service's messages are not in the capture")
        }
        return .pass(benign.isEmpty ? "none" : "only \(benign.count) that \(benign.count == 1 ? "does" : "do") no harm")
    }
}
