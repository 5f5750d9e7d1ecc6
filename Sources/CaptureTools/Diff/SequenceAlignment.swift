/// Which elements of two sequences belong together: the longest common subsequence, by Myers' greedy algorithm.
/// Source: E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986.
enum SequenceAlignment {
    /// Differences that are searched for at once. Beyond it the part found best so far stands and the search begins behind it,
    /// so that time and memory stay bounded however little two captures have in common.
    static let defaultEffort = 1_500

    /// Pairs of indices with equal elements, both rising.
    static func pairs(
        _ old: ArraySlice<Int>, _ new: ArraySlice<Int>, effort: Int = defaultEffort
    ) -> [(old: Int, new: Int)] {
        var pairs: [(old: Int, new: Int)] = []
        var old = old
        var new = new
        while let left = old.first, let right = new.first, left == right {
            pairs.append((old.startIndex, new.startIndex))
            old = old.dropFirst()
            new = new.dropFirst()
        }
        var tail: [(old: Int, new: Int)] = []
        while let left = old.last, let right = new.last, left == right {
            tail.append((old.endIndex - 1, new.endIndex - 1))
            old = old.dropLast()
            new = new.dropLast()
        }
        while !old.isEmpty, !new.isEmpty {
            let found = search(old, new, effort: max(1, effort))
            pairs += found.pairs
            old = old.dropFirst(found.oldCount)
            new = new.dropFirst(found.newCount)
        }
        return pairs + tail.reversed()
    }

    private struct Found {
        var pairs: [(old: Int, new: Int)]
        /// How much of each side is settled; together at least one.
        var oldCount: Int
        var newCount: Int
    }

    private static func search(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>, effort: Int) -> Found {
        let (n, m) = (old.count, new.count)
        let most = min(n + m, effort)
        let offset = most + 1
        // Furthest x on each diagonal, one copy for each number of differences: what the way back is read from.
        var reach = [Int](repeating: 0, count: 2 * offset + 1)
        var history: [[Int]] = []
        for differences in 0...most {
            var best = (x: 0, y: 0)
            for k in stride(from: -differences, through: differences, by: 2) {
                let down = k == -differences || (k != differences && reach[offset + k - 1] < reach[offset + k + 1])
                var x = down ? reach[offset + k + 1] : reach[offset + k - 1] + 1
                var y = x - k
                while x < n, y < m, old[old.startIndex + x] == new[new.startIndex + y] {
                    x += 1
                    y += 1
                }
                reach[offset + k] = x
                if x <= n, y <= m, x + y > best.x + best.y { best = (x, y) }
                if x >= n, y >= m {
                    return trace(history, offset, to: (n, m), differences, old, new)
                }
            }
            if differences == most {
                guard best.x + best.y > 0 else { break }
                return trace(history, offset, to: best, differences, old, new)
            }
            history.append(Array(reach[(offset - differences - 1)...(offset + differences + 1)]))
        }
        // Nothing in common in reach: both fronts are given up.
        return Found(pairs: [], oldCount: min(n, most), newCount: min(m, most))
    }

    private static func trace(
        _ history: [[Int]], _ offset: Int, to end: (x: Int, y: Int), _ differences: Int, _ old: ArraySlice<Int>,
        _ new: ArraySlice<Int>
    ) -> Found {
        var pairs: [(old: Int, new: Int)] = []
        var (x, y) = end
        for step in stride(from: differences, to: 0, by: -1) {
            // What was reached with one difference less; its middle is the diagonal 0.
            let before = history[step - 1]
            let middle = step
            let k = x - y
            func reached(_ k: Int) -> Int { before[middle + k] }
            let down = k == -step || (k != step && reached(k - 1) < reached(k + 1))
            let from = down ? k + 1 : k - 1
            let startX = reached(from)
            let startY = startX - from
            let turnX = down ? startX : startX + 1
            while x > turnX, y > turnX - k {
                x -= 1
                y -= 1
                pairs.append((old.startIndex + x, new.startIndex + y))
            }
            (x, y) = (startX, startY)
        }
        while x > 0, y > 0 {
            x -= 1
            y -= 1
            pairs.append((old.startIndex + x, new.startIndex + y))
        }
        return Found(pairs: pairs.reversed(), oldCount: end.x, newCount: end.y)
    }
}
