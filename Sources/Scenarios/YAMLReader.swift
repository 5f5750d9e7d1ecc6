/// YAML bytes in, one tree with places out. libyaml does the scanning; what it lets through is bounded here.
import CYAML

struct YAMLReader {
    /// Far above any scenario, far below what hurts.
    static let maximumBytes = 1 << 20
    static let maximumDepth = 32
    /// Nodes after aliases are followed, which is what makes an alias bomb small.
    static let maximumNodes = 20_000

    /// The tree as far as it could be read, with what is wrong with it.
    static func read(_ bytes: [UInt8]) -> (root: YAMLNode?, complaints: [Complaint]) {
        let start = YAMLNode.Place(line: 1, column: 1)
        guard bytes.count <= maximumBytes else {
            return (
                nil, [Complaint(at: start, "the file has \(bytes.count) bytes; a scenario may have \(maximumBytes)")]
            )
        }
        // On the heap, for libyaml keeps the parser's own address inside it.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { return (nil, [Complaint(at: start, "out of memory")]) }
        defer { yaml_parser_delete(parser) }
        return bytes.withUnsafeBufferPointer { whole in
            // Editors on Windows put a byte order mark first; libyaml takes it only where it may guess UTF-16 too.
            let input = UnsafeBufferPointer(rebasing: whole.dropFirst(whole.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0))
            yaml_parser_set_input_string(parser, input.baseAddress, input.count)
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            var builder = YAMLTreeBuilder()
            while !builder.isFinished {
                var event = yaml_event_t()
                guard yaml_parser_parse(parser, &event) == 1 else {
                    return (nil, builder.complaints + [syntaxComplaint(parser.pointee, input)])
                }
                builder.take(event)
                yaml_event_delete(&event)
            }
            if builder.root == nil, builder.complaints.isEmpty {
                return (nil, [Complaint(at: start, "the file is empty", hint: "start with `title:` and `model:`")])
            }
            return (builder.root, builder.complaints)
        }
    }

    private static func syntaxComplaint(
        _ parser: yaml_parser_t, _ input: UnsafeBufferPointer<UInt8>
    ) -> Complaint {
        let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
        if parser.error == YAML_READER_ERROR {
            // The reader knows only how many bytes it had passed.
            return Complaint(at: place(ofByte: parser.problem_offset, in: input), "broken YAML: \(problem)")
        }
        let at = YAMLNode.Place(parser.problem_mark)
        var message = "broken YAML: \(problem)"
        if let context = parser.context {
            message += " (\(String(cString: context)) that begins in line \(YAMLNode.Place(parser.context_mark).line))"
        }
        return Complaint(at: at, message, hint: hint(for: problem, line: line(at.line, in: input)))
    }

    private static func hint(for problem: String, line: [UInt8]) -> String? {
        if line.prefix(while: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }).contains(UInt8(ascii: "\t")) {
            return "indent with spaces; YAML allows no tabs there"
        }
        return switch problem {
        case "mapping values are not allowed in this context": "a text with `: ` in it needs quotes"
        case "found unexpected end of stream": "a quote is opened and never closed"
        case "did not find expected key", "did not find expected '-' indicator":
            "check the indentation, and quotes inside quotes"
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "a bracket is not closed before this"
        case "found character that cannot start any token": "a text that begins with @, ` or % needs quotes"
        default: nil
        }
    }

    private static func line(_ number: Int, in input: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        return lines.indices.contains(number - 1) ? Array(lines[number - 1]) : []
    }

    private static func place(ofByte offset: Int, in input: UnsafeBufferPointer<UInt8>) -> YAMLNode.Place {
        let before = input.prefix(max(0, offset))
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let inLine = before.suffix(from: before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex)
        return YAMLNode.Place(line: line, column: String(decoding: inLine, as: UTF8.self).unicodeScalars.count + 1)
    }
}

extension YAMLNode.Place {
    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) &+ 1, column: Int(clamping: mark.column) &+ 1)
    }
}
