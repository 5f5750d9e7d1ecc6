#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Event names by length: two or three comparisons find the type of an event without making a string of it.
struct EventNameTable: Sendable {
    static let shared = EventNameTable()

    private struct Entry: Sendable {
        let name: [UInt8]
        let type: EventType
    }

    private var byLength: [[Entry]]

    private init() {
        var names = EventType.allCases.map { ($0.rawValue, $0) }
        names += EventType.allCases.map { ($0.wireName(in: .beta), $0) }.filter { $0.0 != $0.1.rawValue }
        let longest = names.map(\.0.utf8.count).max() ?? 0
        byLength = Array(repeating: [], count: longest + 1)
        for (name, type) in names { byLength[name.utf8.count].append(Entry(name: Array(name.utf8), type: type)) }
    }

    func find(_ bytes: UnsafeRawBufferPointer) -> EventType? {
        guard bytes.count < byLength.count, let start = bytes.baseAddress else { return nil }
        for entry in byLength[bytes.count] {
            let equal = entry.name.withUnsafeBytes { name in
                name.baseAddress.map { memcmp(start, $0, bytes.count) == 0 } ?? false
            }
            if equal { return entry.type }
        }
        return nil
    }
}
