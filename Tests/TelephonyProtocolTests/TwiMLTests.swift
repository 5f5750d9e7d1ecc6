// What Twilio would do with the answers that bridges, proxies and error pages give.
import TelephonyProtocol
import Testing

struct TwiMLTests {
    private func parse(_ text: String, type: String? = "text/xml") -> TwiML {
        TwiML.parse(Array(text.utf8), contentType: type)
    }

    private static func connect(_ attributes: String, inside: String = "") -> String {
        "<Response><Connect><Stream \(attributes)>\(inside)</Stream></Connect></Response>"
    }

    @Test func `a stream with its parameters is found`() {
        let twiml = parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Response>
              <Say>One moment &amp; hello</Say>
              <Connect action="/done">
                <Stream url="wss://bridge.example:8443/media/1" name="n" statusCallback="https://x.example/s">
                  <Parameter name="agent" value="Zoë"/>
                  <Parameter name="empty"/>
                </Stream>
              </Connect>
            </Response>
            """, type: "application/xml; charset=utf-8")
        #expect(twiml.problems == [])
        #expect(twiml.verbs == ["Say", "Connect"])
        #expect(twiml.followed == twiml.streams.first)
        #expect(twiml.followed?.kind == .bidirectional)
        #expect(twiml.followed?.name == "n")
        #expect(twiml.followed?.place == TwiML.Place(line: 5, column: 5))
        #expect(
            twiml.followed?.parameters == [.init(name: "agent", value: "Zoë"), .init(name: "empty", value: "")])
        let address = twiml.followed?.address
        #expect(address?.host == "bridge.example")
        #expect(address?.port == 8443)
        #expect(address?.path == "/media/1")
    }

    @Test func `a listening stream may have any track, and blocks nothing`() {
        let twiml = parse(
            #"<Response><Start><Stream url="wss://b.example" track="both_tracks"/></Start><Pause length="60"/></Response>"#
        )
        #expect(twiml.problems == [])
        #expect(twiml.followed?.kind == .unidirectional)
        #expect(twiml.followed?.address?.path == "/")
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var text: String
        var reason: TwiMLProblem.Reason
        var number: Int?
        var line: Int
        var column: Int
        var isFollowed: Bool
        init(
            _ text: String, _ reason: TwiMLProblem.Reason, _ number: Int?, at line: Int = 1, _ column: Int = 1,
            followed: Bool = false
        ) {
            self.text = text
            self.reason = reason
            self.number = number
            self.line = line
            self.column = column
            isFollowed = followed
        }
        var testDescription: String { "\(reason.rawValue): \(text.prefix(70))" }
    }

    static let wrong: [Wrong] = [
        Wrong("", .empty, 12100),
        Wrong(" \n", .empty, 12100),
        Wrong("<!DOCTYPE html><html><body><h1>404</h1><br></body></html>", .html, 12100),
        Wrong("<html><p>Not found<p></html>", .html, 12100),
        Wrong(#"{"detail":"Not Found"}"#, .notXML, 12100),
        Wrong("<Response><Connect></Response>", .notXML, 12100, at: 1, 20),
        Wrong("<Response>\n  <Say>a & b</Say>\n</Response>", .notXML, 12100, at: 2, 10),
        Wrong("<response/>", .wrongRoot, 12100),
        Wrong("<Connect><Stream url=\"wss://b.example\"/></Connect>", .wrongRoot, 12100),
        Wrong("<Response/>", .noStream, nil),
        Wrong("<Response><Say>Hi</Say><Hangup/></Response>", .noStream, nil),
        Wrong(connect("url='ws://b.example/m'"), .schemeNotWSS, 31922, at: 1, 20),
        Wrong(connect("url='https://b.example/m'"), .schemeNotWSS, 31922, at: 1, 20),
        Wrong(connect("url='wss://b.example/m?token=1'"), .queryString, 31920, at: 1, 20, followed: true),
        Wrong(connect("url='/media'"), .malformedURL, 31923, at: 1, 20),
        Wrong(connect("url='wss://'"), .malformedURL, 31923, at: 1, 20),
        Wrong(connect("url='wss://b.example:port/m'"), .malformedURL, 31923, at: 1, 20),
        Wrong(connect("url='wss://b.example:99999/m'"), .malformedURL, 31923, at: 1, 20),
        Wrong(connect("url='wss://None /m'"), .malformedURL, 31923, at: 1, 20),
        Wrong(connect(""), .missingURL, 31923, at: 1, 20),
        Wrong(connect("url='wss://b.example/m' track='both_tracks'"), .invalidTrack, 31941, at: 1, 20),
        Wrong(
            "<Response><Start><Stream url='wss://b.example' track='inbound'/></Start></Response>", .invalidTrack, 31941,
            at: 1, 18),
        Wrong(
            "<Response><Connect><Stream url='wss://a.example'/><Stream url='wss://b.example'/></Connect></Response>",
            .severalStreams, nil, at: 1, 51, followed: true),
        Wrong("<Response><Stream url='wss://b.example'/></Response>", .misplacedStream, nil, at: 1, 11),
        Wrong(
            "<Response><connect><Stream url='wss://b.example'/></connect></Response>", .misplacedStream, nil, at: 1, 11),
        Wrong(
            connect("url='wss://b.example'", inside: "<Parameter value='x'/>"), .parameter, nil, at: 1, 50,
            followed: true),
        Wrong(
            connect(
                "url='wss://b.example'", inside: "<Parameter name='n' value='\(String(repeating: "v", count: 499))'/>"),
            .parameter, nil, at: 1, 50, followed: true),
        Wrong(
            "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><Response>&b;</Response>",
            .documentType, 12100),
        Wrong("<Response>" + String(repeating: "<a>", count: 40), .tooLarge, 12100, at: 1, 104),
        Wrong("<Response>" + String(repeating: "<a/>", count: 2_000) + "</Response>", .tooLarge, 12100, at: 1, 4007),
        Wrong("<Response>" + String(repeating: " ", count: 70_000) + "</Response>", .tooLarge, 11750),
    ]

    @Test(arguments: wrong) func `what is wrong is said with its number and its place`(wrong: Wrong) {
        let twiml = parse(wrong.text)
        let problem = twiml.problems.first
        #expect(problem?.reason == wrong.reason)
        #expect(problem?.number == wrong.number)
        #expect(problem?.place == TwiML.Place(line: wrong.line, column: wrong.column), "\(twiml.problems)")
        #expect((twiml.followed != nil) == wrong.isFollowed)
        #expect((problem?.message.utf8.count ?? 0) > 10)
    }

    @Test(arguments: [nil, "text/plain", "application/json; charset=utf-8", "audio/mpeg"])
    func `TwiML under another type is not read as TwiML`(type: String?) {
        let twiml = parse(Self.connect("url='wss://b.example/m'"), type: type)
        #expect(twiml.problems.map(\.number) == [12300])
        #expect(twiml.followed == nil)
        #expect(twiml.streams.count == 1)
    }

    @Test func `two streams one after the other are two calls' worth, and fine`() {
        let twiml = parse(
            "<Response><Connect><Stream url='wss://a.example'/></Connect><Connect><Stream url='wss://b.example'/></Connect></Response>"
        )
        #expect(twiml.problems == [])
        #expect(twiml.followed?.url == "wss://a.example")
    }

    @Test func `a stream that only listens beside the call is not the call`() {
        let twiml = TwiML.parse(
            Array(
                """
                <Response><Start><Stream url="wss://bridge.example/rec"/></Start>
                <Connect><Stream url="wss://bridge.example/media"/></Connect></Response>
                """.utf8), contentType: "text/xml")
        #expect(twiml.followed?.url == "wss://bridge.example/media")
        #expect(twiml.followed?.kind == .bidirectional)
    }

    @Test func `the first stream that can start is followed`() {
        let twiml = parse(
            "<Response><Start><Stream url='ws://a.example'/></Start><Connect><Stream url='wss://b.example'/></Connect></Response>"
        )
        #expect(twiml.problems.map(\.stream) == [0])
        #expect(twiml.followed?.url == "wss://b.example")
    }

    @Test func `stopping a stream is not starting one`() {
        #expect(parse("<Response><Stop><Stream name='n'/></Stop></Response>").problems.map(\.reason) == [.noStream])
    }

    @Test(arguments: [
        "\u{0}\u{1}\u{2}", "<", "<Response", "<?xml", "</Response>", "<Response>\u{FFFF}", "<a:b:c xmlns:a=''/>",
    ])
    func `garbage is said to be no TwiML`(text: String) {
        let twiml = parse(text)
        #expect(twiml.followed == nil)
        #expect(twiml.problems.contains { $0.isFatal })
    }
}
