// What Twilio does with each kind of message that bridges have been seen to send.
import TelephonyProtocol
import Testing

struct CarrierJudgeTests {
    private static let sid = "MZ18ad3ab5a668481ce02b83e7395059f0"
    private let judge = CarrierJudge(streamSid: sid)

    struct Wrong: Sendable, CustomTestStringConvertible {
        var text: String
        var reason: CarrierComplaint.Reason
        var number: Int?
        init(_ text: String, _ reason: CarrierComplaint.Reason, _ number: Int?) {
            self.text = text
            self.reason = reason
            self.number = number
        }
        var testDescription: String { "\(reason.rawValue): \(text.prefix(60))" }
    }

    static let dropped: [Wrong] = [
        Wrong("hello", .notJSON, 31951),
        Wrong("", .notJSON, 31951),
        Wrong("[]", .wrongShape, 31951),
        // Case 003: OpenAI's habit of `type`, and the payload beside it.
        Wrong(#"{"type":"media","payload":"//8="}"#, .wrongShape, 31951),
        Wrong(#"{"event":"media","payload":"//8=","streamSid":"\#(sid)"}"#, .wrongShape, 31951),
        Wrong(#"{"event":"media","streamSid":"\#(sid)"}"#, .wrongShape, 31951),
        Wrong(#"{"event":"media","streamSid":"\#(sid)","media":{"payload":null}}"#, .wrongShape, 31951),
        Wrong(#"{"event":"mark","streamSid":"\#(sid)","mark":"end"}"#, .wrongShape, 31951),
        Wrong(#"{"event":"Media","streamSid":"\#(sid)","media":{"payload":"//8="}}"#, .unknownEvent, 31951),
        Wrong(#"{"event":"dtmf","streamSid":"\#(sid)","dtmf":{"digit":"1"}}"#, .unknownEvent, 31951),
        Wrong(#"{"event":"media","media":{"payload":"//8="}}"#, .missingStreamSid, 31951),
        Wrong(#"{"event":"media","stream_sid":"\#(sid)","media":{"payload":"//8="}}"#, .missingStreamSid, 31951),
        Wrong(#"{"event":"clear","streamSid":null}"#, .missingStreamSid, 31951),
        Wrong(#"{"event":"clear","streamSid":""}"#, .missingStreamSid, 31951),
        Wrong(#"{"event":"clear","streamSid":7}"#, .missingStreamSid, 31951),
        Wrong(#"{"event":"clear","streamSid":"MZ00000000000000000000000000000000"}"#, .staleStreamSid, 31951),
        Wrong(
            #"{"event":"media","streamSid":"\#(sid)","media":{"payload":"//8=","track":"outbound"}}"#, .extraField,
            31951),
        Wrong(#"{"event":"clear","streamSid":"\#(sid)","sequenceNumber":"1"}"#, .extraField, 31951),
        Wrong(#"{"event":"media","streamSid":"\#(sid)","media":{"payload":"_w-_"}}"#, .notBase64, 31951),
        Wrong(#"{"event":"media","streamSid":"\#(sid)","media":{"payload":"//8"}}"#, .notBase64, 31951),
        Wrong(
            #"{"event":"media","streamSid":"\#(sid)","media":{"payload":"data:audio/x-mulaw;base64,//8="}}"#,
            .notBase64,
            31951),
        // Case 004's history: the transcript, where the audio belongs.
        Wrong(
            #"{"event":"media","streamSid":"\#(sid)","media":{"payload":" How can I help you?"}}"#, .textAsAudio, 31951),
    ]

    @Test(arguments: dropped) func `what is not exactly right is dropped, and only the debugger says so`(wrong: Wrong) {
        let verdict = judge.judge(wrong.text)
        #expect(verdict.accepted == nil)
        #expect(verdict.audio == [])
        #expect(verdict.complaint?.reason == wrong.reason)
        #expect(verdict.complaint?.code?.number == wrong.number)
        #expect((verdict.complaint?.detail.utf8.count ?? 0) > 5)
    }

    @Test func `what is right is taken, with its bytes`() {
        let media = judge.judge(BridgeMessage.media(streamSid: Self.sid, payload: "//9/").text)
        #expect(
            media == CarrierVerdict(accepted: .media(streamSid: Self.sid, payload: "//9/"), audio: [0xFF, 0xFF, 0x7F]))
        // The order of keys and white space mean nothing.
        let clear = judge.judge("{ \"streamSid\" : \"\(Self.sid)\", \"event\":\"clear\" }")
        #expect(clear == CarrierVerdict(accepted: .clear(streamSid: Self.sid)))
        let mark = judge.judge(BridgeMessage.mark(streamSid: Self.sid, name: "").text)
        #expect(mark == CarrierVerdict(accepted: .mark(streamSid: Self.sid, name: "")))
    }

    @Test(arguments: [
        ("UklGRiQAAABXQVZF", CarrierComplaint.Reason.wavHeader), ("SUQzBAAAAAAA", .compressedAudio),
        ("//uQZAAP8AAAaQAAAAgAAA0gAAABAAABpAAAACAAADSAAAAE", .compressedAudio), ("T2dnUwACAAAA", .compressedAudio),
        ("SGVsbG8gdGhlcmUsIGhvdyBhcmUgeW91Pw==", .textAsAudio), ("", .emptyPayload),
    ]) func `a file in place of samples is played as noise, with no number`(
        payload: String, reason: CarrierComplaint.Reason
    ) {
        let verdict = judge.judge(BridgeMessage.media(streamSid: Self.sid, payload: payload).text)
        #expect(verdict.accepted == .media(streamSid: Self.sid, payload: payload))
        #expect(verdict.complaint?.reason == reason)
        #expect(verdict.complaint?.code == nil)
    }

    @Test(arguments: ["/////////////w==", "//v//f79/////w==", "f39/f35+", "gICAgA=="])
    func `quiet and loud samples are no file`(payload: String) {
        #expect(judge.judge(BridgeMessage.media(streamSid: Self.sid, payload: payload).text).complaint == nil)
    }

    @Test func `a binary frame is ignored with its own number`() {
        let verdict = judge.judge(binary: [1, 2, 3])
        #expect(verdict.accepted == nil)
        #expect(verdict.complaint?.reason == .binaryFrame)
        #expect(verdict.complaint?.code == .malformedMessage)
    }

    @Test func `a stream that only listens takes nothing`() {
        let judge = CarrierJudge(streamSid: Self.sid, kind: .unidirectional)
        let verdict = judge.judge(BridgeMessage.media(streamSid: Self.sid, payload: "//9/").text)
        #expect(verdict.accepted == nil)
        #expect(verdict.complaint?.reason == .unidirectionalStream)
        #expect(verdict.complaint?.code?.number == 31924)
    }

    @Test(arguments: [
        (CarrierJudge.Phase.beforeStart, CarrierComplaint.Reason.beforeStart), (.stopped, .afterStop),
    ]) func `outside start and stop there is no stream to speak on`(
        phase: CarrierJudge.Phase, reason: CarrierComplaint.Reason
    ) {
        let verdict = CarrierJudge(streamSid: Self.sid, phase: phase).judge(
            BridgeMessage.clear(streamSid: Self.sid).text)
        #expect(verdict.accepted == nil)
        #expect(verdict.complaint?.reason == reason)
    }

    @Test func `an extra field may be let through, and is told all the same`() {
        let lenient = CarrierJudge(streamSid: Self.sid, dropsExtraFields: false)
        let verdict = lenient.judge(
            #"{"event":"media","streamSid":"\#(Self.sid)","media":{"payload":"//9/","chunk":"1"}}"#)
        #expect(verdict.audio == [0xFF, 0xFF, 0x7F])
        #expect(verdict.complaint?.detail == "unknown field `media.chunk`")
    }

    @Test func `what is quoted from a flood is short`() {
        let verdict = judge.judge(String(repeating: "é", count: 1_000_000))
        #expect(verdict.complaint?.detail == "not JSON: " + String(repeating: "é", count: 79) + "…")
    }

    @Test func `the dictionary has every number of a stream once, in order`() {
        let numbers = CarrierCode.all.map(\.number)
        #expect(
            numbers == [
                31900, 31901, 31902, 31903, 31904, 31910, 31920, 31921, 31922, 31923, 31924, 31930, 31931, 31940, 31941,
                31942, 31950, 31951, 31952, 31953, 31954, 31960,
            ])
        #expect(CarrierCode.all.filter { $0.level == .warning }.map(\.number) == [31930, 31931, 31950, 31951, 31953])
        #expect(CarrierCode.named(31951)?.meaning == "invalid message")
        #expect(CarrierCode.named(31905) == nil)
    }
}
