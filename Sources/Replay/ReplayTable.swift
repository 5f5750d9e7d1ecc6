// Several calls that were played again, a line each: what is wrong with each of them now, and what has become of it.
package import Diagnosis
package import JSONText

package struct ReplayTable: Sendable, Equatable {
    package struct Row: Sendable, Equatable {
        /// As the recording numbers it.
        package var number: Int
        /// Nil: it was not placed, or has left nothing in the new capture.
        package var replayed: Replayed?

        package struct Replayed: Sendable, Equatable {
            /// Of the new call alone.
            package var verdict: Verdict
            package var replay: ReplayVerdict
            /// The bridge sends what it sent; nil where that was not compared.
            package var isAlike: Bool?

            package init(verdict: Verdict, replay: ReplayVerdict, isAlike: Bool?) {
                self.verdict = verdict
                self.replay = replay
                self.isAlike = isAlike
            }
        }

        package init(number: Int, replayed: Replayed?) {
            self.number = number
            self.replayed = replayed
        }
    }

    package var rows: [Row]

    package init(rows: [Row]) { self.rows = rows }

    /// The worst of all: a fault that is proved outweighs a call that could not be examined.
    package var verdict: Verdict {
        let verdicts = rows.map { $0.replayed?.verdict ?? .incomplete }
        return verdicts.contains(.fail)
            ? .fail : verdicts.contains(.incomplete) || verdicts.isEmpty ? .incomplete : .pass
    }

    package var hasChanges: Bool { rows.contains { $0.replayed?.isAlike == false } }

    package var text: String {
        let width = rows.map { "\($0.number)".count }.max() ?? 1
        var lines = rows.map { row in
            let number = "\(row.number)"
            let name = "  call " + number + String(repeating: " ", count: width - number.count)
            guard let replayed = row.replayed else { return "\(name)  incomplete  not played to its end" }
            let verdict = replayed.verdict.rawValue
            return
                "\(name)  \(verdict)\(String(repeating: " ", count: 10 - verdict.count))  \(replayed.replay.sentence)"
        }
        lines.append("\(rows.count) calls: " + counts.map { "\($0.count) \($0.name)" }.joined(separator: ", "))
        let changed = rows.count { $0.replayed?.isAlike == false }
        if changed > 0 {
            lines.append(
                "in \(changed) of them the bridge sends something else than it did: call-<n>/replay.html in the report folder"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    package var json: JSON {
        [
            "calls": .array(
                rows.map { row in
                    guard let replayed = row.replayed else { return ["call": JSON(row.number), "outcome": nil] }
                    return [
                        "call": JSON(row.number), "verdict": .string(replayed.verdict.rawValue),
                        "outcome": .string(replayed.replay.outcome.rawValue), "gone": JSON(replayed.replay.gone),
                        "left": JSON(replayed.replay.left), "new": JSON(replayed.replay.new),
                        "alike": replayed.isAlike.map { .bool($0) } ?? nil,
                    ]
                })
        ]
    }

    /// In the order of the worst first.
    private var counts: [(name: String, count: Int)] {
        let order: [ReplayVerdict.Outcome] = [.stillBroken, .newlyBroken, .unknown, .fixed, .stillHealthy]
        let lost = rows.count { $0.replayed == nil }
        return order.compactMap { outcome in
            let count = rows.count { $0.replayed?.replay.outcome == outcome }
            return count > 0 ? (outcome.rawValue, count) : nil
        } + (lost > 0 ? [("not played to its end", lost)] : [])
    }
}
