import JSONText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The connections of a capture by name, in order of appearance. The one that spoke last on a leg usually speaks again.
struct ConnectionTable {
    private struct Recent {
        /// As it stands in the file, escapes and all.
        var name: [UInt8]
        var index: Int

        func isNamed(_ written: UnsafeRawBufferPointer) -> Bool {
            guard let base = written.baseAddress, written.count == name.count else { return false }
            return memcmp(base, name, written.count) == 0
        }
    }

    private(set) var names: [String] = []
    private var indices: [String: Int] = [:]
    private var recentModel: Recent?
    private var recentPhone: Recent?

    /// - Parameter name: nil where the source names none: the first connection of the leg.
    mutating func index(of name: RawJSON?, leg: Leg) -> Int {
        guard let written = name?.escapedBytes else { return index(of: leg == .model ? "m1" : "p1") }
        if let recent = leg == .model ? recentModel : recentPhone, recent.isNamed(written) { return recent.index }
        let found = Recent(name: [UInt8](written), index: index(of: name?.string ?? ""))
        if leg == .model { recentModel = found } else { recentPhone = found }
        return found.index
    }

    mutating func index(of name: String) -> Int {
        if let known = indices[name] { return known }
        names.append(name)
        indices[name] = names.count - 1
        return names.count - 1
    }
}
