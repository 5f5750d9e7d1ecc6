/// What stands in a YAML text, piece by piece and without a tree, so that a file of any length costs one piece at a time.
import CYAML

package enum YAMLEvent: Equatable {
    /// `isPlain`: unquoted, so it may stand for a number, a truth value or nothing.
    case scalar(String, isPlain: Bool, anchor: String?)
    case alias(String)
    case sequenceStart(anchor: String?)
    case mappingStart(anchor: String?)
    case sequenceEnd, mappingEnd
    case documentStart
}

/// Where and why a text stops being YAML.
package struct YAMLSyntaxError: Error, Equatable {
    package var reason: String
    /// From 1; 0 where it is no single line.
    package var line: Int

    package init(reason: String, line: Int) {
        self.reason = reason
        self.line = line
    }
}

/// libyaml over a text in memory. Tags are passed over.
package final class YAMLEvents {
    // On the heap, for libyaml keeps the parser's own address inside it.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let isReady: Bool
    private var isOver = false

    /// - Parameter text: UTF-8, without a byte order mark; must outlive this.
    package init(_ text: UnsafeBufferPointer<UInt8>) {
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    /// The next one; nil at the end of the text.
    package func next() throws(YAMLSyntaxError) -> YAMLEvent? {
        guard isReady else { throw YAMLSyntaxError(reason: "out of memory", line: 1) }
        while !isOver {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else {
                isOver = true
                let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
                throw YAMLSyntaxError(reason: problem, line: Int(clamping: parser.pointee.problem_mark.line) &+ 1)
            }
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT { isOver = true }
            if let read = YAMLEvents.read(event) { return read }
        }
        return nil
    }

    private static func read(_ event: yaml_event_t) -> YAMLEvent? {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: name(scalar.anchor))
        case YAML_ALIAS_EVENT: return .alias(name(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT: return .sequenceStart(anchor: name(event.data.sequence_start.anchor))
        case YAML_MAPPING_START_EVENT: return .mappingStart(anchor: name(event.data.mapping_start.anchor))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        default: return nil
        }
    }

    private static func name(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? { text.map { String(cString: $0) } }
}
