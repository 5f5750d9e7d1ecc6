// In what two events differ that answer to each other, knowing which id of one recording is which of the other.
import CallCapture
package import JSONText

/// One field, or one thing that a listener would notice.
package struct Difference: Sendable, Equatable {
    /// `session.audio.input.format.type`, `sound`, `text`.
    package var path: String
    /// Nil: not there, or a sound.
    package var old: JSON?
    package var new: JSON?
    /// Of a sound, or of an id: what it comes to.
    package var words: String?

    package init(_ path: String, old: JSON? = nil, new: JSON? = nil, words: String? = nil) {
        self.path = path
        self.old = old
        self.new = new
        self.words = words
    }
}

struct EventComparison {
    private let tolerance: Int
    private var forward: [String: String] = [:]
    private var backward: [String: String] = [:]
    /// Texts whose difference has been told: an answer's words come back in four other events.
    private var told: Set<[String]> = []
    private var ignoresOrder = false
    private static let mostDifferences = 40

    init(tolerance: Int) { self.tolerance = tolerance }

    mutating func differences(_ old: ComparedEvent, _ new: ComparedEvent) -> [Difference] {
        var found: [Difference] = []
        // Where the service puts an item follows from the events before.
        ignoresOrder = old.stream.leg == .model && old.stream.direction == .down
        switch (old.content, new.content) {
        case (.message(let before), .message(let after)): compare(before, after, "", key: "", parent: "", &found)
        case (.text(let before), .text(let after)): compareText(before, after, "text", &found)
        case (.words(let before, let wasDone), .words(let after, let isDone)):
            compareText(before, after, "text", &found)
            if wasDone != isDone {
                found.append(Difference("done", words: isDone ? "is ended, was not" : "is not ended, was"))
            }
        case (.sound(let before), .sound(let after)):
            found += before.differences(to: after).map { Difference("sound", words: $0) }
        default: found.append(Difference("", words: "is of another kind"))
        }
        return found
    }

    private mutating func compareText(_ old: String, _ new: String, _ path: String, _ found: inout [Difference]) {
        guard old != new, told.insert([old, new]).inserted else { return }
        found.append(Difference(path, old: .string(old), new: .string(new)))
    }

    private mutating func compare(
        _ old: JSON?, _ new: JSON?, _ path: String, key: String, parent: String, _ found: inout [Difference]
    ) {
        guard found.count < Self.mostDifferences else { return }
        let (old, new) = (old.flatMap { $0.isNull ? nil : $0 }, new.flatMap { $0.isNull ? nil : $0 })
        switch FieldKind(key: key, parent: parent) {
        case .ignored: return
        case .identifier:
            if ignoresOrder, key == "previous_item_id" { return }
            if let before = old?.string, let after = new?.string { return compareIDs(before, after, path, &found) }
            // Who names a thing that is named by the service otherwise says no more by it.
            if key == "id" { return }
        case .position:
            if let before = old?.number, let after = new?.number, abs(before - after) <= Double(tolerance) { return }
        case .prose:
            let before = EventFields.withoutIdentifiers(old?.string ?? "")
            let after = EventFields.withoutIdentifiers(new?.string ?? "")
            if before == after { return }
        case .value: break
        }
        switch (old, new) {
        case (nil, nil): return
        case (.object(let before)?, .object(let after)?):
            let keys = before.keys + after.keys.filter { before[$0] == nil }
            for name in keys {
                compare(
                    before[name], after[name], path.isEmpty ? name : "\(path).\(name)", key: name, parent: key, &found)
            }
        case (.array(let before)?, .array(let after)?):
            for index in 0..<max(before.count, after.count) {
                compare(
                    index < before.count ? before[index] : nil, index < after.count ? after[index] : nil,
                    "\(path)[\(index)]", key: "", parent: key, &found)
            }
        case (.string(let before)?, .string(let after)?): compareText(before, after, path, &found)
        case (let before?, let after?) where before.number != nil && before.number == after.number: return
        default:
            if old != new { found.append(Difference(path, old: old, new: new)) }
        }
    }

    private mutating func compareIDs(_ old: String, _ new: String, _ path: String, _ found: inout [Difference]) {
        switch (forward[old], backward[new]) {
        case (nil, nil):
            forward[old] = new
            backward[new] = old
        case (new?, old?): return
        default:
            found.append(
                Difference(path, old: .string(old), new: .string(new), words: "names another one than before"))
        }
    }
}
