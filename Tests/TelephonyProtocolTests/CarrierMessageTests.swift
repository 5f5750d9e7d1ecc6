// Messages of the carrier and of the bridge, to the byte as documented. Twilio Media Streams, WebSocket messages.
import JSONText
import TelephonyProtocol
import Testing

struct CarrierMessageTests {
    private static let stream = "MZ18ad3ab5a668481ce02b83e7395059f0"
    private static let account = "AC5ef8732a3c49700934481addd5ce1659"
    private static let call = "CA2f6ea1ed3e3d4a5b8c3a8f2e7d1c0b9a"

    static let examples: [(message: CarrierMessage, text: String)] = [
        (.connected(), #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#),
        (
            .start(
                .init(
                    streamSid: stream, accountSid: account, callSid: call,
                    customParameters: ["agent": "a1", "name": "Zoë \"Z\""])),
            #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"\#(account)","streamSid":"\#(stream)","callSid":"\#(call)","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"agent":"a1","name":"Zoë \"Z\""}},"streamSid":"\#(stream)"}"#
        ),
        (
            .media(.init(sequenceNumber: 3, streamSid: stream, chunk: 1, timestamp: 5, payload: "//9/")),
            #"{"event":"media","sequenceNumber":"3","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"//9/"},"streamSid":"\#(stream)"}"#
        ),
        (
            .dtmf(.init(sequenceNumber: 5, streamSid: stream, digit: "1")),
            #"{"event":"dtmf","streamSid":"\#(stream)","sequenceNumber":"5","dtmf":{"track":"inbound_track","digit":"1"}}"#
        ),
        (
            .mark(.init(sequenceNumber: 4, streamSid: stream, name: "part 1")),
            #"{"event":"mark","sequenceNumber":"4","streamSid":"\#(stream)","mark":{"name":"part 1"}}"#
        ),
        (
            .stop(.init(sequenceNumber: 9, streamSid: stream, accountSid: account, callSid: call)),
            #"{"event":"stop","sequenceNumber":"9","stop":{"accountSid":"\#(account)","callSid":"\#(call)"},"streamSid":"\#(stream)"}"#
        ),
    ]

    @Test(arguments: examples) func `a message of the carrier is written as documented and read back`(
        message: CarrierMessage, text: String
    ) {
        #expect(message.text == text)
        #expect(CarrierMessage(frame: text) == message)
    }

    @Test(arguments: [
        (
            BridgeMessage.media(streamSid: stream, payload: "//9/"),
            #"{"event":"media","streamSid":"\#(stream)","media":{"payload":"//9/"}}"#
        ),
        (
            .mark(streamSid: stream, name: "end"),
            #"{"event":"mark","streamSid":"\#(stream)","mark":{"name":"end"}}"#
        ),
        (.clear(streamSid: stream), #"{"event":"clear","streamSid":"\#(stream)"}"#),
    ]) func `a message of the bridge is written as documented and read back`(message: BridgeMessage, text: String) {
        #expect(message.text == text)
        #expect(BridgeMessage(frame: text) == message)
    }

    @Test(arguments: [
        #"{"event":"media","sequenceNumber":"x","streamSid":"MZ","media":{}}"#, #"{"event":"start"}"#, "[]", "", "{",
        #"{"event":7}"#,
        #"{"event":"dtmf","sequenceNumber":"99999999999999999999","streamSid":"MZ","dtmf":{"digit":"1"}}"#,
    ]) func `what does not read is kept whole`(text: String) {
        guard case .malformed(let payload, let reason) = CarrierMessage(frame: text) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(payload == text)
        #expect(!reason.isEmpty)
        #expect(CarrierMessage(frame: text).text == text)
    }

    @Test func `an event of tomorrow is kept whole on both sides`() {
        let text = #"{"event":"transcript","streamSid":"MZ1","words":[]}"#
        #expect(CarrierMessage(frame: text) == .unknown(event: "transcript", payload: text))
        #expect(BridgeMessage(frame: text) == .unknown(event: "transcript", payload: text))
        #expect(BridgeMessage(frame: text).text == text)
    }

    @Test func `an extra field in start is tolerated, as bridges must`() {
        let text = CarrierMessageTests.examples[1].text.replacing(#""tracks""#, with: #""region":"ie1","tracks""#)
        #expect(CarrierMessage(frame: text) == CarrierMessageTests.examples[1].message)
    }

    @Test(arguments: CarrierIdentifier.Kind.allCases) func `ids have Twilio's shape and follow from the seed`(
        kind: CarrierIdentifier.Kind
    ) {
        var (one, two) = (Dice(state: 1), Dice(state: 1))
        let id = CarrierIdentifier.make(kind, using: &one)
        #expect(CarrierIdentifier.isWellFormed(id, kind))
        #expect(id == CarrierIdentifier.make(kind, using: &two))
        #expect(id != CarrierIdentifier.make(kind, using: &one))
    }

    @Test(arguments: ["MZ1", "CA18ad3ab5a668481ce02b83e7395059f0", "MZ18AD3AB5A668481CE02B83E7395059F0", "", "MZé"])
    func `other ids are told apart`(text: String) { #expect(!CarrierIdentifier.isWellFormed(text, .stream)) }
}

struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state
    }
}
