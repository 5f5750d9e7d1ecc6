#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Event names by length: two or three comparisons find the type of an event without making a string of it.
struct EventNameTable: Sendable {
    static let shared = EventNameTable()

    /// All names, those of one length beside each other, and the type of each.
    private let names: [UInt8]
    private let types: [EventType]
    /// For each length, which of ``types`` have it, and where the first of their names begins.
    private let lengths: [(types: Range<Int>, start: Int)]

    private init() {
        var all = EventType.allCases.map { (name: Array($0.rawValue.utf8), type: $0) }
        all += EventType.allCases.filter { $0.wireName(in: .beta) != $0.rawValue }.map {
            (name: Array($0.wireName(in: .beta).utf8), type: $0)
        }
        all = (0...(all.map(\.name.count).max() ?? 0)).flatMap { length in all.filter { $0.name.count == length } }
        names = all.flatMap(\.name)
        types = all.map(\.type)
        var lengths: [(types: Range<Int>, start: Int)] = []
        var (first, start) = (0, 0)
        for length in 0...(all.last?.name.count ?? 0) {
            let count = all.count { $0.name.count == length }
            lengths.append((first..<first + count, start))
            (first, start) = (first + count, start + count * length)
        }
        self.lengths = lengths
    }

    func find(_ bytes: UnsafeRawBufferPointer) -> EventType? {
        guard bytes.count < lengths.count, let text = bytes.baseAddress else { return nil }
        let (candidates, start) = lengths[bytes.count]
        let found = names.withUnsafeBytes { names in
            candidates.first { index in
                let name = start + (index - candidates.lowerBound) * bytes.count
                return names.baseAddress.map { memcmp(text, $0 + name, bytes.count) == 0 } ?? false
            }
        }
        return found.map { types[$0] }
    }
}
