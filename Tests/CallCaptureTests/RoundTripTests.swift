import CallCapture
import JSONText
import Testing

struct RoundTripTests {
    static let frames: [Frame.Content] = [
        .open(["request": "GET /v1/realtime?model=gpt-realtime HTTP/1.1", "status": 101, "ms": 12.5]),
        .text(#"{"type":"session.created","n":1.0,"s":"a\"bé"}"#),
        .text("{not json"),
        .text("line one\nline two \u{1}\\ \" é"),
        .text(""),
        .text("null"),
        .binary([0, 1, 2, 255]),
        .binary([]),
        .ping([]),
        .ping([7]),
        .pong([7], roundTrip: .microseconds(1204)),
        .pong([7], roundTrip: nil),
        .close(code: 1001, reason: "going \"away\"\n", by: .server),
        .close(code: nil, reason: "", by: .client),
        .error("connection reset by peer"),
    ]

    @Test(arguments: frames) func `a frame of any kind comes back as it was written`(content: Frame.Content) throws {
        let frame = Frame(
            number: 7, time: .microseconds(1_204_113), leg: .phone, direction: .down, connection: "p\"1",
            content: content)
        var writer = CaptureWriter()
        var bytes: [UInt8] = []
        writer.write(frame, to: &bytes)
        #expect(bytes.filter { $0 == 10 }.count == 1)
        #expect(try ReadCapture(bytes).frames == [frame])
    }
}
