import CallCapture
package import CaptureTools
import JSONText

/// Two recordings side by side, ready to be shown in any format.
package struct DiffReport: Sendable {
    package struct Recording: Sendable, Equatable {
        /// As it was asked for.
        package var name: String
        package var frames: Int
        package var events: Int
        /// Seconds on its clock at which it begins; nil without times.
        package var origin: Double?
        /// What it cannot prove, in words.
        package var limits: [String]

        package init(_ name: String, _ sequence: EventSequence, limits: [String]) {
            self.name = name
            frames = sequence.frames
            events = sequence.events.count
            origin = sequence.origin
            self.limits =
                limits + (sequence.omitted > 0 ? ["\(sequence.omitted) frames at its end were not compared"] : [])
        }
    }

    let old: Recording
    let new: Recording
    let diff: EventDiff
    /// Events that are alike and are shown around what is not.
    let context: Int
    /// Where the new one is a replay of the old one: what is said of the call, and whether it went well.
    let verdict: (words: String, isPass: Bool)?

    package init(
        _ diff: EventDiff, old: Recording, new: Recording, context: Int,
        verdict: (words: String, isPass: Bool)? = nil
    ) {
        self.diff = diff
        self.old = old
        self.new = new
        self.context = max(0, context)
        self.verdict = verdict
    }

    /// `alike: 57 events`, `2 changed, 1 missing, 1 extra, 57 alike`
    var sentence: String {
        guard !diff.isAlike else { return "alike: \(diff.same) event\(diff.same == 1 ? "" : "s")" }
        let counts = [(diff.changed, "changed"), (diff.missing, "missing"), (diff.extra, "extra")]
        return (counts.filter { $0.0 > 0 } + [(diff.same, "alike")]).map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// What is shown: entries, and how many that are alike were left out between them.
    enum Line {
        case entry(EventDiff.Entry)
        case left(Int)
    }

    var lines: [Line] {
        let entries = diff.entries
        var shown = [Bool](repeating: false, count: entries.count)
        // The nearest difference before each entry, and behind it.
        for order in [Array(entries.indices), entries.indices.reversed()] {
            var distance = Int.max
            for index in order {
                distance = entries[index].change == .same ? (distance == .max ? .max : distance + 1) : 0
                if distance <= context { shown[index] = true }
            }
        }
        var lines: [Line] = []
        var left = 0
        for (index, entry) in entries.enumerated() {
            if shown[index] {
                if left > 0 { lines.append(.left(left)) }
                left = 0
                lines.append(.entry(entry))
            } else {
                left += 1
            }
        }
        return left > 0 ? lines + [.left(left)] : lines
    }

    // MARK: Words of one entry

    static func sign(_ change: EventDiff.Change) -> String {
        switch change {
        case .same: " "
        case .changed: "~"
        case .missing: "-"
        case .extra: "+"
        }
    }

    /// `model ↑`, `phone 2 ↓`
    static func place(_ stream: ComparedEvent.Stream) -> String {
        let number = stream.ordinal > 0 ? " \(stream.ordinal + 1)" : ""
        return "\(stream.leg.rawValue)\(number) \(stream.direction == .up ? "↑" : "↓")"
    }

    static func title(_ entry: EventDiff.Entry) -> String {
        let summary = (entry.new ?? entry.old)?.summary ?? ""
        return TerminalText.line(summary.isEmpty ? entry.name : "\(entry.name) \(summary)")
    }

    static func number(_ event: ComparedEvent?) -> String { event.map { "#\($0.firstFrame)" } ?? "–" }

    /// `session.voice: "alloy" → "ash"`
    static func words(_ difference: Difference) -> String {
        let name = difference.path.isEmpty ? "" : "\(difference.path) "
        if let words = difference.words, difference.old == nil { return TerminalText.line(name + words) }
        let change = "\(value(difference.old)) → \(value(difference.new))"
        return TerminalText.line(name + change + (difference.words.map { " (\($0))" } ?? ""))
    }

    private static func value(_ json: JSON?) -> String {
        guard let json, !json.isNull else { return "nothing" }
        let text = json.text
        return text.unicodeScalars.count > 160 ? String(text.unicodeScalars.prefix(159)) + "…" : text
    }
}
