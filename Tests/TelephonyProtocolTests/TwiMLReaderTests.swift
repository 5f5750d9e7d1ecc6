// XML as web servers write it, and as nobody should: what is read, what is refused and where, what stays bounded.
import Testing

@testable import TelephonyProtocol

struct TwiMLReaderTests {
    /// ASCII, well-formed, with everything that the reader knows.
    static let document = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- for - the night --><?php no?>
        <Response>
          <Say voice='a"b' rate = "1">5 &lt; 6 &#233; &#xe9; ]] <![CDATA[a < b && c ]] ]]></Say>
          <Connect><Stream url="wss://b.example/m"
              name="&quot;&apos;&amp;&gt;&#10;"><Parameter name="n" value="v"/></Stream></Connect >
        </Response>
        <!-- end -->
        """

    private func failure(_ bytes: [UInt8]) -> (reason: String, place: TwiML.Place)? {
        switch TwiMLReader(bytes).failure {
        case nil: nil
        case .syntax(let reason, let place): (reason, place)
        case .documentType(let place): ("document type", place)
        case .tooMuch(let place): ("too much", place)
        }
    }

    @Test func `elements are read with their attributes, ancestors and places`() {
        let reader = TwiMLReader(Array(Self.document.utf8))
        #expect(reader.failure == nil)
        #expect(reader.elements.map(\.name) == ["Response", "Say", "Connect", "Stream", "Parameter"])
        #expect(reader.elements.map(\.ancestors.count) == [0, 1, 1, 2, 3])
        #expect(reader.elements.last?.ancestors == ["Response", "Connect", "Stream"])
        #expect(reader.elements.last?.place == TwiML.Place(line: 6, column: 41))
        #expect(reader.elements[1]["voice"] == "a\"b")
        #expect(reader.elements[1]["rate"] == "1")
        #expect(reader.elements[3]["name"] == "\"'&>\n")
    }

    @Test(arguments: [
        ("\u{FEFF}<R a='é'/>", "é"), ("<R a='1\r\n2\t3'/>", "1 2 3"), ("<R a='&#x1F4DE;&#00000000000000033;'/>", "📞!"),
        ("<R\n  a\n=\n''/>", ""), ("<ü:x.y-1 a='>'></ü:x.y-1>", ">"),
        ("<?xml version='1.0'?><R a='&amp;lt;'/>", "&lt;"),
    ])
    func `a value is what XML says it is`(text: String, value: String) {
        let reader = TwiMLReader(Array(text.utf8))
        #expect(reader.failure == nil)
        #expect(reader.elements.first?["a"] == value)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var text: String
        var reason: String
        var line: Int
        var column: Int
        init(_ text: String, _ reason: String, _ line: Int, _ column: Int) {
            (self.text, self.reason, self.line, self.column) = (text, reason, line, column)
        }
        var testDescription: String { text }
    }

    static let refused: [Refused] = [
        Refused("", "there is no element", 1, 1),
        Refused("<!-- -->\n", "there is no element", 2, 1),
        Refused("oops", "text before the root element", 1, 1),
        Refused("<R/>\r\noops", "text behind the root element", 2, 1),
        Refused("<R/><![CDATA[x]]>", "text outside the root element", 1, 5),
        Refused("<R/><S/>", "a second root element, <S>", 1, 5),
        Refused("<R>\n<a>", "<a> of line 2 is not closed", 2, 4),
        Refused("<R>\n<a></b></R>", "</b> stands where <a> of line 2 is to be closed", 2, 4),
        Refused("<R/></R>", "</R> closes nothing", 1, 5),
        Refused("<R></ R>", "`</` without a name", 1, 4),
        Refused("<R></R", "</R> is not closed with `>`", 1, 7),
        Refused("<R", "<R> is not closed with `>`", 1, 3),
        Refused("<R / >", "<R> is not closed with `>`", 1, 4),
        Refused("< R/>", "`<` begins no tag; in text it is &lt;", 1, 1),
        Refused("<R>1 < 2</R>", "`<` begins no tag; in text it is &lt;", 1, 6),
        Refused("<R a/>", "the attribute `a` has no value", 1, 5),
        Refused("<R a=1/>", "the value of `a` stands in no quotes", 1, 6),
        Refused("<R a='1'b='2'/>", "no space before the attribute `b`", 1, 9),
        Refused("<R a='1' a='2'/>", "the attribute `a` twice", 1, 10),
        Refused("<R a='1/>\n", "the quotes around `a` are not closed", 1, 6),
        Refused("<R a='1/><b/>", "`<` in the value of `a`; write &lt;, or close the quotes before it", 1, 10),
        Refused("<R a='?x=1&y=2'/>", "`&` begins no reference; alone it is &amp;", 1, 11),
        Refused("<R>&nbsp;</R>", "XML has no &nbsp;", 1, 4),
        Refused("<R>&#;</R>", "`&#` begins no reference", 1, 4),
        Refused("<R>&#12</R>", "`&#` begins no reference", 1, 4),
        Refused("<R>&#0;</R>", "the number of this reference is no character of XML", 1, 4),
        Refused("<R>&#xD800;</R>", "the number of this reference is no character of XML", 1, 4),
        Refused(
            "<R>&#x\(String(repeating: "F", count: 99));</R>", "the number of this reference is no character of XML", 1,
            4),
        Refused("<R>]]></R>", "`]]>` in text", 1, 7),
        Refused("<R><![CDATA[</R>", "a CDATA section is not closed", 1, 4),
        Refused("<R><!-- </R>", "a comment is not closed", 1, 4),
        Refused("<!-- a -- b --><R/>", "`--` inside a comment", 1, 10),
        Refused("\n<?xml version='1.0'?><R/>", "the XML declaration must be the first thing in the answer", 2, 1),
        Refused("<?xml version=1.0?><R/>", "the value of `version` stands in no quotes", 1, 15),
        Refused("<?xml <R/>", "the XML declaration is not closed with `?>`", 1, 7),
        Refused("<? x?><R/>", "`<?` without a name", 1, 1),
        Refused("<?php <R/>", "`<?php` is not closed", 1, 1),
        Refused("<R>é\u{1}</R>", "the character U+1 is not allowed", 1, 5),
        Refused("<!doctype R><R/>", "document type", 1, 1),
        Refused("<R><!DOCTYPE R></R>", "document type", 1, 4),
    ]

    @Test(arguments: refused) func `what is no XML is refused with a reason and a place`(refused: Refused) {
        let failure = failure(Array(refused.text.utf8))
        #expect(failure?.reason == refused.reason)
        #expect(failure?.place == TwiML.Place(line: refused.line, column: refused.column))
    }

    // MARK: Hostile input

    @Test func `an answer that breaks off anywhere is refused`() {
        let bytes = Array(Self.document.utf8)
        let root = "</Response>"
        let end = Self.document.utf8.count - "\n<!-- end -->".utf8.count
        #expect(String(decoding: bytes[..<end], as: UTF8.self).hasSuffix(root))
        for length in 0..<end where failure(Array(bytes[..<length])) == nil {
            Issue.record("accepted: the first \(length) bytes")
        }
    }

    @Test(arguments: [([0x00], "the character U+0 is not allowed"), ([0xC3, 0x28], "bytes that are not UTF-8")])
    func `a byte that cannot stand in XML is found at its place, wherever it stands`(bytes: [UInt8], reason: String) {
        var place = TwiML.Place(line: 1, column: 1)
        let document = Array(Self.document.utf8)
        for (index, byte) in document.enumerated() {
            let failure = failure(document[..<index] + bytes + document[index...])
            if failure?.reason != reason || failure?.place != place {
                Issue.record("at \(place): \(String(describing: failure))")
            }
            place.column += 1
            if byte == UInt8(ascii: "\n") { place = TwiML.Place(line: place.line + 1, column: 1) }
        }
    }

    @Test(arguments: 1...4) func `random damage ends in TwiML or in a problem with a place inside the text`(
        seed: UInt64
    ) {
        var random = Numbers(state: seed)
        let pieces = [
            "<", ">", "&", "\"", "'", "/", "=", "<!--", "-->", "--", "<![CDATA[", "]]>", "<?xml ", "?>", "<a>", "</a>",
            "<a/>", "&#", "&#99999999999;", "&nbsp;", "<!DOCTYPE", "\u{0}", "\r\n", "é", "\u{FEFF}",
        ].map { Array($0.utf8) }
        var outcomes: Set<Bool> = []
        for round in 0..<400 {
            var bytes = Array(Self.document.utf8)
            for _ in 0...Int.random(in: 0...2, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...8, using: &random))
                let piece =
                    Bool.random(using: &random)
                    ? [UInt8.random(in: 0...255, using: &random)] : pieces.randomElement(using: &random) ?? []
                bytes.replaceSubrange(start..<end, with: piece)
            }
            let twiml = TwiML.parse(bytes, contentType: "text/xml")
            outcomes.insert(twiml.followed != nil)
            #expect(TwiML.parse(bytes, contentType: "text/xml") == twiml)
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            for place in twiml.problems.map(\.place) + twiml.streams.map(\.place) {
                let isInside =
                    place.column >= 1 && lines.indices.contains(place.line - 1)
                    && place.column <= lines[place.line - 1].count + 1
                #expect(isInside, "seed \(seed), round \(round): \(place)")
            }
            #expect(twiml.problems.allSatisfy { $0.message.utf8.count < 500 })
        }
        #expect(outcomes == [true, false])
    }

    @Test func `depth, elements, attributes and bytes are bounded`() {
        let deep = String(repeating: "<a>", count: 20_000)
        #expect(failure(Array(deep.utf8))?.reason == "too much")
        #expect(TwiMLReader(Array(deep.utf8)).elements.count == TwiMLReader.maximumDepth)
        let wide = "<R>" + String(repeating: "<a/>", count: 16_000) + "</R>"
        #expect(failure(Array(wide.utf8))?.reason == "too much")
        #expect(TwiMLReader(Array(wide.utf8)).elements.count == TwiMLReader.maximumElements)
        let many = "<R " + (0..<5_000).map { "a\($0)='' " }.joined() + "/>"
        #expect(failure(Array(many.utf8))?.reason == "too much")
        #expect(TwiMLReader(Array(many.utf8)).elements.first?.attributes.count == TwiMLReader.maximumAttributes)
        let long = [UInt8](repeating: UInt8(ascii: " "), count: TwiMLReader.maximumBytes) + Array("<R/>".utf8)
        #expect(failure(long)?.reason == "too much")
        let name = "<\(String(repeating: "n", count: 60_000))>"
        #expect(failure(Array(name.utf8))?.reason.utf8.count ?? 0 < 200)
    }
}

/// SplitMix64: a failure is repeated by its seed.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
