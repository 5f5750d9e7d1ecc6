/// XML bytes in, elements with places out; whatever a stranger's web server answers is bounded here.
/// The part of XML 1.0 that TwiML needs: there is no document type, so the only entities are the five of XML itself,
/// and nothing a small document says can make a large one. Text between elements is checked and not kept.
struct TwiMLReader {
    /// Twilio reads no more either.
    static let maximumBytes = 65_536
    static let maximumElements = 1_000
    static let maximumDepth = 32
    static let maximumAttributes = 64

    struct Element {
        var name: String
        var attributes: [(name: String, value: String)] = []
        /// From the root down, without the element itself.
        var ancestors: [String]
        /// Of its `<`.
        var place: TwiML.Place

        subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }
    }

    enum Failure: Error {
        case syntax(String, TwiML.Place)
        case documentType(TwiML.Place)
        case tooMuch(TwiML.Place)
    }

    /// In the order they begin; after a failure those that began before it.
    private(set) var elements: [Element] = []
    /// The name of the document type, if one is declared: `html`.
    private(set) var documentType: String?
    private(set) var failure: Failure?
    private var text: XMLText
    private var open: [(name: String, place: TwiML.Place)] = []

    /// - Parameter bytes: At most ``maximumBytes``; more are refused unread.
    init(_ bytes: [UInt8]) {
        guard bytes.count <= Self.maximumBytes else {
            text = XMLText([])
            failure = .tooMuch(text.place)
            return
        }
        text = XMLText(bytes)
        do throws(Failure) {
            try readDocument()
        } catch {
            failure = error
            // Bytes that are no text come before what else is wrong: a break in the middle of a tag is only their follow-on.
            if case .syntax = error, let flaw = text.flaw {
                while text.take() != nil {}
                failure = .syntax(flaw, text.place)
            }
        }
    }

    private mutating func readDocument() throws(Failure) {
        while let next = text.next {
            if next == "<" {
                try readMarkup()
            } else if !open.isEmpty {
                try readText()
            } else if !text.takeSpace() {
                try fail("text \(elements.isEmpty ? "before" : "behind") the root element")
            }
        }
        if let last = open.last { try fail("\(tag(last)) is not closed") }
        if elements.isEmpty { try fail("there is no element") }
        if text.flaw != nil { try fail("") }
    }

    private mutating func readMarkup() throws(Failure) {
        let (place, isFirst) = (text.place, text.isAtStart)
        if text.take("</") {
            try readEnd(at: place)
        } else if text.take("<!--") {
            guard text.take(through: "--") else { try fail("a comment is not closed", at: place) }
            guard text.take(">") else { try fail("`--` inside a comment") }
        } else if text.take("<![CDATA[") {
            guard !open.isEmpty else { try fail("text outside the root element", at: place) }
            guard text.take(through: "]]>") else { try fail("a CDATA section is not closed", at: place) }
        } else if text.take("<!DOCTYPE", ignoringCase: true) {
            text.takeSpace()
            documentType = text.takeName()
            throw .documentType(place)
        } else if text.take("<?") {
            try readInstruction(at: place, isFirst: isFirst)
        } else {
            try readElement(at: place)
        }
    }

    /// What an instruction says is passed over, and so are the version and the encoding of the declaration.
    private mutating func readInstruction(at place: TwiML.Place, isFirst: Bool) throws(Failure) {
        guard let target = text.takeName() else { try fail("`<?` without a name", at: place) }
        guard target.lowercased() == "xml" else {
            if text.take("?>") { return }
            guard text.takeSpace(), text.take(through: "?>") else {
                try fail("`<?\(excerpt(target))` is not closed", at: place)
            }
            return
        }
        guard isFirst else { try fail("the XML declaration must be the first thing in the answer", at: place) }
        while !text.take("?>") {
            text.takeSpace()
            guard let key = text.takeName() else { try fail("the XML declaration is not closed with `?>`") }
            _ = try readValue(of: key)
            text.takeSpace()
        }
    }

    // MARK: Elements

    private mutating func readElement(at place: TwiML.Place) throws(Failure) {
        text.take()
        guard let name = text.takeName() else { try fail("`<` begins no tag; in text it is &lt;", at: place) }
        if open.isEmpty, !elements.isEmpty { try fail("a second root element, <\(excerpt(name))>", at: place) }
        guard elements.count < Self.maximumElements, open.count < Self.maximumDepth else { throw .tooMuch(place) }
        elements.append(Element(name: name, ancestors: open.map(\.name), place: place))
        let last = elements.count - 1
        while true {
            let isSeparate = text.takeSpace()
            if text.take("/>") { return }
            if text.take(">") { return open.append((name, place)) }
            let start = text.place
            guard let key = text.takeName() else { try fail("<\(excerpt(name))> is not closed with `>`") }
            guard isSeparate else { try fail("no space before the attribute `\(excerpt(key))`", at: start) }
            guard elements[last].attributes.count < Self.maximumAttributes else { throw .tooMuch(start) }
            guard elements[last][key] == nil else { try fail("the attribute `\(excerpt(key))` twice", at: start) }
            let value = try readValue(of: key)
            elements[last].attributes.append((key, value))
        }
    }

    private mutating func readEnd(at place: TwiML.Place) throws(Failure) {
        guard let name = text.takeName() else { try fail("`</` without a name", at: place) }
        text.takeSpace()
        guard text.take(">") else { try fail("</\(excerpt(name))> is not closed with `>`") }
        guard let last = open.popLast() else { try fail("</\(excerpt(name))> closes nothing", at: place) }
        guard last.name == name else {
            try fail("</\(excerpt(name))> stands where \(tag(last)) is to be closed", at: place)
        }
    }

    private mutating func readValue(of key: String) throws(Failure) -> String {
        text.takeSpace()
        guard text.take("=") else { try fail("the attribute `\(excerpt(key))` has no value") }
        text.takeSpace()
        let start = text.place
        guard let quote = text.next, quote == "\"" || quote == "'" else {
            try fail("the value of `\(excerpt(key))` stands in no quotes")
        }
        text.take()
        var value = String.UnicodeScalarView()
        while let next = text.next, next != quote {
            switch next {
            case "<": try fail("`<` in the value of `\(excerpt(key))`; write &lt;, or close the quotes before it")
            case "&": value.append(try readReference())
            default:
                value.append(next.isXMLSpace ? " " : next)
                text.take()
            }
        }
        guard text.take() == quote else { try fail("the quotes around `\(excerpt(key))` are not closed", at: start) }
        return String(value)
    }

    // MARK: Text

    private mutating func readText() throws(Failure) {
        while let next = text.next, next != "<" {
            if next == "&" {
                _ = try readReference()
            } else if text.take("]]>") {
                try fail("`]]>` in text")
            } else {
                text.take()
            }
        }
    }

    /// `&amp;` and its four siblings, `&#233;`, `&#xE9;`.
    private mutating func readReference() throws(Failure) -> Unicode.Scalar {
        let place = text.place
        text.take()
        if text.take("#") { return try readNumber(at: place) }
        guard let name = text.takeName(), text.take(";") else {
            try fail("`&` begins no reference; alone it is &amp;", at: place)
        }
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: try fail("XML has no &\(excerpt(name));", at: place)
        }
    }

    private mutating func readNumber(at place: TwiML.Place) throws(Failure) -> Unicode.Scalar {
        let radix: UInt32 = text.take("x") ? 16 : 10
        var value: UInt32?
        while let next = text.next, let digit = Character(next).hexDigitValue, digit < radix {
            // Beyond the last character nothing more is added, so that nothing overflows.
            if value ?? 0 <= 0x10FFFF { value = (value ?? 0) * radix + UInt32(digit) }
            text.take()
        }
        guard let value, text.take(";") else { try fail("`&#` begins no reference", at: place) }
        guard let character = Unicode.Scalar(value), character.isXML else {
            try fail("the number of this reference is no character of XML", at: place)
        }
        return character
    }

    // MARK: Failing

    /// - Parameter place: Nil: where the text is read now.
    private func fail(_ reason: String, at place: TwiML.Place? = nil) throws(Failure) -> Never {
        throw .syntax(reason, place ?? text.place)
    }

    private func tag(_ element: (name: String, place: TwiML.Place)) -> String {
        "<\(excerpt(element.name))> of line \(element.place.line)"
    }
}
