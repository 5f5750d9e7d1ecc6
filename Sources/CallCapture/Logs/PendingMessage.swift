/// A message printed over several lines, until its brackets close.
struct PendingMessage {
    enum Progress {
        case open, complete, abandoned, tooLong
    }

    let context: LogReader.Context
    private(set) var text: [UInt8] = []
    private var brackets = Brackets()
    private var lines = 1

    private static let longest = 8 << 20
    private static let mostLines = 20_000

    init(_ first: UnsafeRawBufferPointer, _ context: LogReader.Context, prefix: Int) {
        self.context = context
        text.append(contentsOf: first)
        _ = brackets.advance(over: first)
    }

    mutating func append(_ line: UnsafeRawBufferPointer) -> Progress {
        lines += 1
        guard lines <= PendingMessage.mostLines, text.count + line.count <= PendingMessage.longest else {
            return .tooLong
        }
        guard let part = PendingMessage.part(of: line) else { return .abandoned }
        text.append(0x0A)
        text.append(contentsOf: part)
        if let end = brackets.advance(over: part) {
            text.removeLast(part.count - end)
            return .complete
        }
        // No string goes over a line's end, so this was not what it seemed.
        return brackets.isInString ? .abandoned : .open
    }

    /// What a line has of a message that goes on; nil for one that belongs to something else.
    static func part(of line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        if let end = prefixEnd(line) {
            // A logger that marks every line, or the next record?
            let rest = UnsafeRawBufferPointer(rebasing: line[end...])
            return goesOn(rest) ? rest : nil
        }
        return line.first == UInt8(ascii: "{") && line.count > 2 ? nil : line
    }

    /// Behind a time or a `service | ` at the start of a line.
    private static func prefixEnd(_ line: UnsafeRawBufferPointer) -> Int? {
        if let bar = line.prefix(40).firstIndex(of: UInt8(ascii: "|")), bar > 0, bar + 1 < line.count,
            line[bar + 1] == UInt8(ascii: " "), !line[..<bar].contains(UInt8(ascii: "\"")),
            !line[..<bar].contains(UInt8(ascii: "'"))
        {
            return bar + 2
        }
        guard let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\t"),
            first != UInt8(ascii: "\""),
            let (_, end) = LogTime.first(in: UnsafeRawBufferPointer(rebasing: line.prefix(40)))
        else { return nil }
        return end
    }

    /// What is left of a line is part of an object: indented, or a closing bracket, or a quoted key.
    private static func goesOn(_ rest: UnsafeRawBufferPointer) -> Bool {
        var spaces = 0
        // The bracket of `[12:00:00]`.
        for byte in rest.first == UInt8(ascii: "]") && rest.count > 1 ? rest.dropFirst() : rest[...] {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): spaces += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
                return true
            default: return spaces > 2
            }
        }
        return false
    }
}
