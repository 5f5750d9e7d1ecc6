import Foundation

/// Whole outputs kept as files. `UPDATE_GOLDENS=1` rewrites them and still fails the run, so that nobody passes by rewriting.
package enum Goldens {
    /// Nil when `actual` is what the file holds; otherwise where they part, and what to do.
    ///
    /// - Parameter path: From the root of the repository.
    package static func difference(_ actual: String, from path: String) -> String? {
        let url = Fixtures.repository.appending(path: path)
        let expected = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        guard actual != expected else { return nil }
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            do { try Data(actual.utf8).write(to: url) } catch { return "\(path): cannot be written: \(error)" }
            return "\(path): rewritten; look at the difference and run again"
        }
        let (left, right) = (expected.components(separatedBy: "\n"), actual.components(separatedBy: "\n"))
        let line =
            zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(left.count, right.count)
        let (was, now) = (
            left.indices.contains(line) ? left[line] : "(end)", right.indices.contains(line) ? right[line] : "(end)"
        )
        return "\(path):\(line + 1): the file says \(was), the code says \(now); UPDATE_GOLDENS=1 rewrites it"
    }
}
