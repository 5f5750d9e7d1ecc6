import CallCapture
import JSONText
import Testing

struct LiveCaptureTests {
    @Test func `what is heard live is what the saved file says`() throws {
        var heard: [String] = []
        func hear(_ record: CaptureRecord) {
            switch record {
            case .header(let header): heard.append("header \(header.id)")
            case .frame(let frame):
                heard.append("\(frame.number) \(frame.connectionName) \(frame.seconds ?? -1) \(frame.text)")
            case .observation(let observation): heard.append("\(observation.number) \(observation.kind)")
            case .footer(let footer): heard.append("end \(footer.frames) \(footer.redacted)")
            }
        }
        let header = CaptureHeader(
            id: "c1", started: "", tool: "t", command: "probe", settings: ["key": "sk-proj-abcdefghijklmnop"])
        var live = LiveCapture(header: header, hear)
        var file = live.takeBytes()
        live.observe(at: .zero, (kind: "tls", data: ["ms": 18.2]), hear)
        live.frame(
            at: .microseconds(1_204_113), leg: .model, direction: .down, connection: "m1",
            .text(#"{"type":"error","error":{"message":"Incorrect API key provided: sk-proj-abcdefghijklmnop"}}"#), hear
        )
        file += live.takeBytes()
        let summary = live.finish(hear)
        file += live.takeBytes()
        #expect(live.takeBytes() == [])
        #expect(
            heard == [
                "header c1", "1 tls",
                #"2 m1 1.204113 {"type":"error","error":{"message":"Incorrect API key provided: <redacted:api-key>"}}"#,
                #"end 1 ["api-key": 2]"#,
            ])

        let live1 = heard
        heard = []
        let saved = try CaptureReader.read(file, hear)
        #expect(heard == live1)
        #expect(saved == summary)
    }
}
