/// From one folder to another, by their names alone.
package enum RelativePath {
    /// Both from the same place, or both from the root; where they are not, `target` is given as it is.
    package static func from(_ folder: String, to target: String) -> String {
        guard folder.hasPrefix("/") == target.hasPrefix("/") else { return target }
        var (from, to) = (parts(folder)[...], parts(target)[...])
        // Where a folder leads out of what is known, nobody can lead back.
        guard !from.contains("..") else { return target }
        while let first = from.first, first == to.first {
            from.removeFirst()
            to.removeFirst()
        }
        let path = Array(repeating: "..", count: from.count) + to.map(String.init)
        return path.isEmpty ? "." : path.joined(separator: "/")
    }

    private static func parts(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
}
