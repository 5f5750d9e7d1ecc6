import CExpat

/// XML bytes in, elements with places out, through expat; whatever a stranger's web server answers is bounded here.
final class TwiMLReader {
    /// Twilio reads no more either.
    static let maximumBytes = 65_536
    private static let maximumElements = 1_000
    private static let maximumDepth = 32

    struct Element {
        var name: String
        var attributes: [(name: String, value: String)]
        /// From the root down, without the element itself.
        var ancestors: [String]
        var place: TwiML.Place

        subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }
    }

    enum Failure: Error {
        case syntax(String, TwiML.Place)
        case entity(TwiML.Place)
        case tooManyElements(TwiML.Place)
    }

    private(set) var elements: [Element] = []
    /// The name of the document type, if one is declared: `html`.
    private(set) var documentType: String?
    private var open: [String] = []
    private var failure: Failure?
    private var parser: XML_Parser?

    /// - Returns: What could be read before a failure, and the failure.
    static func read(_ bytes: [UInt8]) -> (reader: TwiMLReader, failure: Failure?) {
        let reader = TwiMLReader()
        guard let parser = XML_ParserCreate(nil) else {
            return (reader, .syntax("out of memory", TwiML.Place(line: 1, column: 1)))
        }
        defer { XML_ParserFree(parser) }
        reader.parser = parser
        defer { reader.parser = nil }
        XML_SetUserData(parser, Unmanaged.passUnretained(reader).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in TwiMLReader.at(data)?.begin(name, attributes) },
            { data, _ in TwiMLReader.at(data)?.end() })
        XML_SetStartDoctypeDeclHandler(parser) { data, name, _, _, _ in
            TwiMLReader.at(data)?.documentType = name.map { String(cString: $0) }
        }
        // An entity of its own is how a small document becomes a large one. TwiML has none.
        XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in
            TwiMLReader.at(data).map { $0.stop(.entity($0.place)) }
        }
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(
                parser, buffer.bindMemory(to: CChar.self).baseAddress, Int32(clamping: buffer.count), Int32(XML_TRUE))
        }
        if let failure = reader.failure { return (reader, failure) }
        guard status == XML_STATUS_OK else {
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "not XML"
            return (reader, .syntax(reason, reader.place))
        }
        return (reader, nil)
    }

    private static func at(_ data: UnsafeMutableRawPointer?) -> TwiMLReader? {
        data.map { Unmanaged<TwiMLReader>.fromOpaque($0).takeUnretainedValue() }
    }

    /// expat counts columns from 0, in bytes.
    private var place: TwiML.Place {
        TwiML.Place(
            line: Int(clamping: XML_GetCurrentLineNumber(parser)),
            column: Int(clamping: XML_GetCurrentColumnNumber(parser)) + 1)
    }

    private func begin(_ name: UnsafePointer<XML_Char>?, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?)
    {
        guard failure == nil, let name else { return }
        guard elements.count < Self.maximumElements, open.count < Self.maximumDepth else {
            return stop(.tooManyElements(place))
        }
        var pairs: [(name: String, value: String)] = []
        var index = 0
        // Names and values in turn, ended by null.
        while let attributes, let key = attributes[index], let value = attributes[index + 1] {
            pairs.append((String(cString: key), String(cString: value)))
            index += 2
        }
        let text = String(cString: name)
        elements.append(Element(name: text, attributes: pairs, ancestors: open, place: place))
        open.append(text)
    }

    private func end() { _ = open.popLast() }

    private func stop(_ reason: Failure) {
        failure = failure ?? reason
        XML_StopParser(parser, XML_Bool(XML_FALSE))
    }
}
