/// The characters of an XML document, read once from front to back, with the place in lines and columns.
/// Source: XML 1.0, 2.2 (characters), 2.3 (names and spaces), 2.11 (ends of lines).
struct XMLText {
    private let characters: [Unicode.Scalar]
    /// What stands behind the last character that could be read; nil: nothing.
    let flaw: String?
    private var index = 0
    private(set) var place = TwiML.Place(line: 1, column: 1)

    /// Whatever encoding is declared, the bytes are read as UTF-8, up to the first that are not.
    init(_ bytes: [UInt8]) {
        var characters: [Unicode.Scalar] = []
        characters.reserveCapacity(bytes.count)
        var flaw: String?
        var iterator = bytes.makeIterator()
        var decoder = UTF8()
        decoding: while flaw == nil {
            switch decoder.decode(&iterator) {
            case .emptyInput: break decoding
            case .error: flaw = "bytes that are not UTF-8"
            case .scalarValue("\u{FEFF}") where characters.isEmpty: continue
            case .scalarValue("\n") where characters.last == "\r": characters[characters.count - 1] = "\n"
            case .scalarValue(let character) where character.isXML: characters.append(character)
            case .scalarValue(let character):
                flaw = "the character U+\(String(character.value, radix: 16, uppercase: true)) is not allowed"
            }
        }
        self.characters = characters
        self.flaw = flaw
    }

    var next: Unicode.Scalar? { index < characters.count ? characters[index] : nil }
    var isAtStart: Bool { index == 0 }

    @discardableResult mutating func take() -> Unicode.Scalar? {
        guard let next else { return nil }
        index += 1
        if next == "\n" {
            place = TwiML.Place(line: place.line + 1, column: 1)
        } else {
            place.column += 1
        }
        return next
    }

    /// Takes `word` if it comes next, and nothing if it does not.
    mutating func take(_ word: String, ignoringCase: Bool = false) -> Bool {
        let end = index + word.unicodeScalars.count
        guard end <= characters.count else { return false }
        for (found, wanted) in zip(characters[index..<end], word.unicodeScalars) where found != wanted {
            guard ignoringCase, found.properties.lowercaseMapping == wanted.properties.lowercaseMapping else {
                return false
            }
        }
        while index < end { take() }
        return true
    }

    /// Takes everything up to and with `word`.
    ///
    /// - Returns: False if the text ends before.
    mutating func take(through word: String) -> Bool {
        while next != nil {
            if take(word) { return true }
            take()
        }
        return false
    }

    /// - Returns: Whether there was any.
    @discardableResult mutating func takeSpace() -> Bool {
        guard next?.isXMLSpace == true else { return false }
        while next?.isXMLSpace == true { take() }
        return true
    }

    /// - Returns: Nil, and nothing is taken, where no name begins.
    mutating func takeName() -> String? {
        guard next?.beginsXMLName == true else { return nil }
        var name = String.UnicodeScalarView()
        while let next, next.continuesXMLName {
            name.append(next)
            take()
        }
        return String(name)
    }
}

extension Unicode.Scalar {
    var isXML: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    var isXMLSpace: Bool { self == " " || self == "\n" || self == "\t" || self == "\r" }

    /// Beyond ASCII every character passes: which of them are letters is no question for TwiML.
    fileprivate var beginsXMLName: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "_", ":": true
        default: value >= 0x80
        }
    }

    fileprivate var continuesXMLName: Bool {
        switch self {
        case "0"..."9", "-", ".": true
        default: beginsXMLName
        }
    }
}
