import CallCapture
import CaptureTools
package import JSONText

extension DiffReport {
    /// `{"diff":1,"alike":false,"old":{…},"new":{…},"same":57,"changed":2,"missing":1,"extra":1,"entries":[…]}`; entries
    /// that are alike are only counted.
    package var json: JSON {
        [
            "diff": 1, "alike": JSON(diff.isAlike), "old": Self.json(old), "new": Self.json(new),
            "same": JSON(diff.same), "changed": JSON(diff.changed), "missing": JSON(diff.missing),
            "extra": JSON(diff.extra), "entries": .array(diff.entries.filter { $0.change != .same }.map(Self.json)),
        ]
    }

    private static func json(_ recording: Recording) -> JSON {
        [
            "file": .string(recording.name), "frames": JSON(recording.frames), "events": JSON(recording.events),
            "limits": JSON(recording.limits),
        ]
    }

    private static func json(_ entry: EventDiff.Entry) -> JSON {
        var object: JSONObject = [
            "change": .string(word(entry.change)), "name": .string(entry.name),
            "leg": .string(entry.stream.leg.rawValue), "dir": .string(entry.stream.direction.rawValue),
            "old": entry.old.map(json) ?? .null, "new": entry.new.map(json) ?? .null,
        ]
        if case .changed(let differences) = entry.change { object["differences"] = .array(differences.map(json)) }
        return .object(object)
    }

    private static func json(_ event: ComparedEvent) -> JSON {
        [
            "conn": .string(event.connection), "frame": JSON(event.firstFrame), "lastFrame": JSON(event.lastFrame),
            "frames": JSON(event.frames), "t": event.start.map { JSON($0) } ?? .null, "summary": .string(event.summary),
        ]
    }

    private static func json(_ difference: Difference) -> JSON {
        [
            "path": .string(difference.path), "old": difference.old ?? .null, "new": difference.new ?? .null,
            "words": JSON(difference.words),
        ]
    }

    static func word(_ change: EventDiff.Change) -> String {
        switch change {
        case .same: "same"
        case .changed: "changed"
        case .missing: "missing"
        case .extra: "extra"
        }
    }
}
