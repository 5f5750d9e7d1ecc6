/// A message of which Python's websockets shows only the ends: `> TEXT '{"audio":"/////…...t_audio_buffer.append"}' [687 bytes]`. What is
/// left often looks whole, for brackets are left out as well.
///
/// Source: websockets, `Frame.__str__`: of the quoted text two thirds of the beginning, three points, and one third of the end.
import JSONText
import RealtimeProtocol

struct LogElision {
    /// The message, as far as it is known to be one: its beginning, and its type where only the end says it.
    private(set) var message: JSON
    /// Behind the message, in the line.
    private(set) var end: Int

    /// Nil for a message that is shown whole, and for lines of other loggers.
    init?(in line: UnsafeRawBufferPointer, from start: Int) {
        guard start > 0, line[start] == UInt8(ascii: "{"), let (close, size) = LogElision.size(line, from: start),
            line[close] == line[start - 1],
            LogElision.mayBe(UnsafeRawBufferPointer(rebasing: line[start..<close]))
        else { return nil }
        let shown = String(decoding: line[start..<close], as: UTF8.self).unicodeScalars.map { $0 }
        // What is shown has quotes around it.
        let third = (shown.count - 1) / 3
        guard third > 0, shown.count == 3 * third + 1, LogElision.text(shown[...]).utf8.count != size,
            shown[(2 * third - 1)...].starts(with: "...".unicodeScalars)
        else { return nil }
        let head = LogElision.text(shown[..<(2 * third - 1)])
        let tail = LogElision.text(shown[(2 * third + 2)...])
        end = close + 1
        var object = Array(head.utf8).withUnsafeBytes { LogText.looseObject($0)?.json.object } ?? JSONObject()
        if object["type"] == nil, object["event"] == nil,
            let type = LogElision.type(beginning: head) ?? LogElision.type(ending: tail)
        {
            object["type"] = .string(type.rawValue)
        }
        // A carrier's message has an object of its event's name, which is what was left out.
        if let event = object["event"]?.string, object["sequenceNumber"] != nil, object[event] == nil {
            object[event] = .object([:])
        }
        message = .object(object)
    }

    /// Most messages that are shown whole are told by one look.
    private static func mayBe(_ shown: UnsafeRawBufferPointer) -> Bool {
        let third = (shown.count - 1) / 3
        guard third > 1, shown.isASCII else { return third > 1 }
        return shown[(2 * third - 1)...].starts(with: "...".utf8)
    }

    /// Nothing that tells a size is longer, bytes: a line is not searched from its end for each of its braces.
    private static let longestSize = 64

    /// What stands behind the message: a quote, and how long it really is. `[687 bytes]`, `[text, 8 bytes]`, `[20 bytes, continued]`
    private static func size(_ line: UnsafeRawBufferPointer, from start: Int) -> (close: Int, bytes: Int)? {
        var end = line.count
        while end > start, line[end - 1] <= 0x20 { end -= 1 }
        guard end > start, line[end - 1] == UInt8(ascii: "]"),
            let open = line[max(start, end - longestSize)..<end].lastIndex(of: UInt8(ascii: "[")), open > start + 2,
            line[open - 1] == UInt8(ascii: " ")
        else { return nil }
        let words = String(decoding: line[(open + 1)..<(end - 1)], as: UTF8.self).split { $0 == " " || $0 == "," }
        guard let unit = words.firstIndex(where: { $0.hasPrefix("byte") }), unit > 0, let bytes = Int(words[unit - 1])
        else { return nil }
        return (open - 2, bytes)
    }

    /// As it crossed, before Python quoted it.
    private static func text(_ shown: ArraySlice<Unicode.Scalar>) -> String {
        var text = String(String.UnicodeScalarView(shown))
        return text.withUTF8 { Escapes.decode(UnsafeRawBufferPointer($0)) }
    }

    /// Of a message that begins with a type that is too long for what is shown.
    private static func type(beginning head: String) -> EventType? {
        let opening = "{\"type\":\""
        let text = head.replacing(" ", with: "")
        guard text.hasPrefix(opening) else { return nil }
        return only { $0.hasPrefix(text.dropFirst(opening.count)) }
    }

    /// Clients write the type last: all of it, or so much of its end that it can be no other.
    private static func type(ending tail: String) -> EventType? {
        guard tail.hasSuffix("\"}") else { return nil }
        let value = tail.dropLast(2)
        guard let quote = value.lastIndex(of: "\"") else {
            return value.utf8.count >= 8 ? only { $0.hasSuffix(value) } : nil
        }
        guard value[..<quote].replacing(" ", with: "").hasSuffix("type\":") else { return nil }
        let name = value[value.index(after: quote)...]
        return EventType(rawValue: String(name))
    }

    private static func only(_ isLike: (String) -> Bool) -> EventType? {
        let all = EventType.allCases.filter { isLike($0.rawValue) }
        return all.count == 1 ? all.first : nil
    }
}
