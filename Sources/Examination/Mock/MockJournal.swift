import CallCapture
import Durations
import JSONText
import WebSocketWire

/// What clients asked, and which rules acted, in order: the last ten thousand entries.
final class MockJournal {
    static let most = 10_000

    private struct Entry {
        var number: Int
        var time: Duration
        var session: String?
        var kind: String
        var data: JSONObject
        /// Of the same kind of event in a row, for nobody wants fifty lines for a second of audio.
        var count = 1
        var until: Duration?
    }

    /// A ring: the oldest lies at `first` once it is full.
    private var entries: [Entry] = []
    private var first = 0
    private var scanned = PaddedText()
    private var fields = TopLevelFields(capacity: 8)
    private var numbers = 0

    func reset() {
        entries = []
        first = 0
    }

    /// A request of whatever kind, with what is secret in it hidden.
    func request(_ head: HTTPRequestHead, status: Int?, session: String? = nil, at time: Duration) {
        let shown = Self.redacted(head)
        var data: JSONObject = [:]
        data["request"] = Self.short(shown["request"])
        data["headers"] = Self.short(shown["headers"])
        if let status { data["status"] = JSON(status) }
        add("request", data, session, time)
    }

    /// Ten thousand long heads must not fill the memory.
    private static func short(_ value: JSON?) -> JSON? {
        guard let value, value.text.utf8.count > 4_096 else { return value }
        return "(too long)"
    }

    /// - Parameter text: An event of the client; nil: it was binary.
    func event(_ text: String?, session: String, at time: Duration) {
        let type = text.map(type) ?? "(binary)"
        if let last = lastIndex, entries[last].kind == "event", entries[last].session == session,
            entries[last].data["type"] == .string(type)
        {
            entries[last].count += 1
            entries[last].until = time
            return
        }
        add("event", ["type": .string(type)], session, time)
    }

    /// Scanned and not parsed: an append may have 20 MB.
    private func type(of text: String) -> String {
        scanned.replace(with: text)
        defer { scanned.shrink(above: 65_536) }
        return scanned.withBytes { fields.scan($0) ? fields["type"]?.string : nil }.map { String($0.prefix(100)) }
            ?? "(no event)"
    }

    func rule(_ number: Int, _ scenario: String, session: String, at time: Duration) {
        if let last = lastIndex, entries[last].kind == "rule", entries[last].session == session,
            entries[last].data["rule"] == JSON(number)
        {
            entries[last].count += 1
            entries[last].until = time
            return
        }
        add("rule", ["rule": JSON(number), "scenario": .string(scenario)], session, time)
    }

    /// Anything else that happened: a door's fault, an end, what was asked of the control API.
    func note(_ what: String, session: String? = nil, at time: Duration) {
        add("note", ["text": .string(what)], session, time)
    }

    /// - Parameter session: Nil: of all.
    func json(of session: String? = nil) -> JSON {
        let ordered = entries[first...] + entries[..<first]
        let shown = ordered.filter { session == nil || $0.session == session }
        return [
            "entries": .array(shown.map(Self.json)), "forgotten": JSON(numbers - entries.count),
            "keeps": JSON(Self.most),
        ]
    }

    private static func json(_ entry: Entry) -> JSON {
        var object: JSONObject = ["n": JSON(entry.number), "t": seconds(entry.time), "kind": .string(entry.kind)]
        object["session"] = entry.session.map { .string($0) }
        for member in entry.data.members { object[member.key] = member.value }
        if entry.count > 1 {
            object["count"] = JSON(entry.count)
            object["until"] = entry.until.map(seconds)
        }
        return .object(object)
    }

    private static func seconds(_ time: Duration) -> JSON { .number((time.seconds * 1e6).rounded() / 1e6) }

    private var lastIndex: Int? {
        guard !entries.isEmpty else { return nil }
        return first == 0 ? entries.count - 1 : first - 1
    }

    private func add(_ kind: String, _ data: JSONObject, _ session: String?, _ time: Duration) {
        numbers += 1
        let entry = Entry(number: numbers, time: time, session: session, kind: kind, data: data)
        if entries.count < Self.most {
            entries.append(entry)
        } else {
            entries[first] = entry
            first = (first + 1) % Self.most
        }
    }

    /// As a capture would show it.
    private static func redacted(_ head: HTTPRequestHead) -> JSON {
        var writer = CaptureWriter()
        var line: [UInt8] = []
        let content = OpenFrame.content(request: head, status: 0, responseHeaders: [:])
        writer.write(
            Frame(number: 1, time: .zero, leg: .model, direction: .up, connection: "m0", content: content), to: &line)
        return (try? JSON(parsing: line))?["data"] ?? [:]
    }
}
