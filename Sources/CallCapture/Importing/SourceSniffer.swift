/// Tells from the first bytes of a file how it must be read: line by line, or as one document.
struct SourceSniffer {
    enum Kind {
        case lines
        case har
        /// JSON with its events in a list: `[{…}, …]`, `{"events": [{…}, …]}`.
        case rows
        case cassette
    }

    private var held: [UInt8] = []
    private static let enough = 4_096

    /// What is known after so many bytes; nil while more are needed.
    ///
    /// - Parameter held: all bytes since the beginning, once it is decided.
    mutating func look(at chunk: UnsafeRawBufferPointer) -> Kind? {
        if held.isEmpty, let kind = SourceSniffer.kind(chunk, isWhole: false) { return kind }
        held.append(contentsOf: chunk)
        return held.withUnsafeBytes { SourceSniffer.kind($0, isWhole: false) }
    }

    var bytes: [UInt8] { held }

    /// Of a file that ended before it was decided.
    func finish() -> Kind { held.withUnsafeBytes { SourceSniffer.kind($0, isWhole: true) ?? .lines } }

    private static func kind(_ start: UnsafeRawBufferPointer, isWhole: Bool) -> Kind? {
        let cursor = Cursor(text: start)
        cursor.skipSpace()
        let isEnough = isWhole || start.count >= enough
        guard let first = cursor.current else { return isEnough ? .lines : nil }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if let kind = document(cursor) { return kind }
            return cursor.ranOut && !isEnough ? nil : .lines
        case UInt8(ascii: "-"), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard isEnough else { return nil }
            return YAMLLook.isCassette(start, isWhole: isWhole) ? .cassette : .lines
        default: return .lines
        }
    }

    /// Nil for what must be read by lines, and for what is too short to tell: then the cursor ran out.
    private static func document(_ cursor: Cursor) -> Kind? {
        defer { if cursor.current == nil { cursor.ranOut = true } }
        guard cursor.current == UInt8(ascii: "{") else {
            cursor.index += 1
            cursor.skipSpace()
            guard cursor.current == UInt8(ascii: "{") else { return nil }
            return cursor.opensKey() ? .rows : nil
        }
        cursor.index += 1
        cursor.skipSpace()
        guard let key = cursor.string() else { return nil }
        cursor.skipSpace()
        guard cursor.current == UInt8(ascii: ":") else { return nil }
        cursor.index += 1
        cursor.skipSpace()
        if key == Array("log".utf8), cursor.current == UInt8(ascii: "{") {
            cursor.index += 1
            cursor.skipSpace()
            let known = ["version", "creator", "browser", "pages", "entries", "comment"].map { Array($0.utf8) }
            return cursor.string().map(known.contains) == true ? .har : nil
        }
        guard cursor.current == UInt8(ascii: "["), lists.contains(String(decoding: key, as: UTF8.self)) else {
            return nil
        }
        cursor.index += 1
        cursor.skipSpace()
        guard cursor.current == UInt8(ascii: "{") else { return nil }
        return cursor.opensKey() ? .rows : nil
    }

    /// Where exports of log services and home-made dumps keep their records.
    private static let lists: Set<String> = [
        "events", "logEvents", "log_events", "data", "entries", "records", "results", "result", "messages", "logs",
        "items",
        "interactions", "frames", "rows", "resourceLogs",
    ]

    /// A record of a document: an element of its outermost lists, and of OpenTelemetry's of those that have the records.
    static func isRow(_ path: [String]) -> Bool {
        guard path.last == "[]" else { return false }
        return path.first != "resourceLogs" || path.dropLast().last == "logRecords"
    }

    private final class Cursor {
        let text: UnsafeRawBufferPointer
        var index = 0
        var ranOut = false

        init(text: UnsafeRawBufferPointer) { self.text = text }

        var current: UInt8? { index < text.count ? text[index] : nil }

        func skipSpace() { while let byte = current, byte <= 0x20 { index += 1 } }

        /// The content of a string, as it is written.
        func string() -> [UInt8]? {
            guard current == UInt8(ascii: "\"") else {
                if current == nil { ranOut = true }
                return nil
            }
            index += 1
            let start = index
            while let byte = current, byte != UInt8(ascii: "\"") { index += 1 }
            guard current != nil else {
                ranOut = true
                return nil
            }
            defer { index += 1 }
            return Array(text[start..<index])
        }

        /// `{ "`: what JSON writes and JavaScript's and Python's own notations do not.
        func opensKey() -> Bool {
            index += 1
            skipSpace()
            if current == nil { ranOut = true }
            return current == UInt8(ascii: "\"")
        }
    }
}
