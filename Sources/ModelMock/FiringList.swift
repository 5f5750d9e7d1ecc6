/// Rules that have acted, by their place in the plan, from 1, and that nobody has asked about yet. A rule that acts on every
/// frame must not fill the memory.
struct FiringList {
    private var firings: [Int] = []
    private static let most = 256

    mutating func note(_ rule: Int) {
        if firings.count < FiringList.most { firings.append(rule) }
    }

    mutating func take() -> [Int] {
        guard !firings.isEmpty else { return [] }
        defer { firings = [] }
        return firings
    }
}
