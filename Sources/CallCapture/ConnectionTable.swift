import JSONText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The connections of a capture by name, in order of appearance. The one that spoke last usually speaks again.
struct ConnectionTable {
    private(set) var names: [String] = []
    private var indices: [String: Int] = [:]
    /// As it stands in the file, escapes and all.
    private var recentName: [UInt8] = []
    private var recent = 0

    /// - Parameter name: nil where the source names none: the first connection of the leg.
    mutating func index(of name: RawJSON?, leg: Leg) -> Int {
        guard let written = name?.escapedBytes, let base = written.baseAddress else {
            return index(of: leg == .model ? "m1" : "p1")
        }
        if written.count == recentName.count, memcmp(base, recentName, written.count) == 0 { return recent }
        recentName = [UInt8](written)
        recent = index(of: name?.string ?? "")
        return recent
    }

    mutating func index(of name: String) -> Int {
        if let known = indices[name] { return known }
        names.append(name)
        indices[name] = names.count - 1
        return names.count - 1
    }
}
