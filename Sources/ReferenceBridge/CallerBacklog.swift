/// Caller audio that waits for a session: nothing said early is lost, and a session that never comes costs no memory.
struct CallerBacklog: Sendable {
    private var payloads: [String] = []
    private let limit: Int
    private(set) var droppedFrames = 0

    init(limit: Int) { self.limit = max(limit, 1) }

    mutating func keep(_ payload: String) {
        payloads.append(payload)
        if payloads.count > limit {
            payloads.removeFirst()
            droppedFrames += 1
        }
    }

    mutating func take() -> [String] {
        defer { payloads = [] }
        return payloads
    }
}
