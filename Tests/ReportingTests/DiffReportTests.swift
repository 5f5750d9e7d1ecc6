import CaptureTools
import JSONText
import Testing

@testable import Reporting

struct DiffReportTests {
    private func report(
        _ words: String, context: Int = 1, verdict: (words: String, isPass: Bool)? = nil
    ) throws -> DiffReport {
        func log(_ last: String) throws -> EventSequence {
            let events = (0..<9).map { "{\"type\":\"conversation.item.retrieve\",\"item_id\":\"i\($0)\"}" } + [last]
            return try EventSequence(reading: Array(events.joined(separator: "\n").utf8))
        }
        let old = try log("{\"type\":\"response.create\"}")
        let new = try log("{\"type\":\"response.create\",\"response\":{\"instructions\":\"\(words)\"}}")
        return DiffReport(
            EventDiff(old, new), old: .init("old", old, limits: []), new: .init("new", new, limits: []),
            context: context, verdict: verdict)
    }

    @Test func `what is alike is shown next to a difference and counted elsewhere`() throws {
        let lines = try report("Hi").text(style: TextStyle()).split(separator: "\n")
        #expect(lines[2].hasSuffix("… 8 alike"))
        #expect(lines[5].hasSuffix("response nothing → {\"instructions\":\"Hi\"}"))
        #expect(lines[6] == "1 changed, 9 alike")
        #expect(try report("Hi", context: 100).text(style: TextStyle()).contains("… ") == false)
    }

    @Test func `JSON names the change, the frames and the values`() throws {
        let json = try report("Hi").json
        #expect(json["alike"] == false)
        #expect(json["same"] == 9)
        let entry = json["entries"]?[0]
        #expect(entry?["change"] == "changed")
        #expect(entry?["old"]?["frame"] == 10)
        #expect(entry?["differences"]?[0]?["path"] == "response")
        #expect(entry?["differences"]?[0]?["new"] == ["instructions": "Hi"])
    }

    @Test(arguments: [true, false]) func `the page of a replay is headed by the verdict on the call`(isPass: Bool)
        throws
    {
        let page = try report("Hi", verdict: ("fixed: leg-leak is gone", isPass)).html
        #expect(page.contains("<header class=\"banner \(isPass ? "pass" : "fail")\">"))
        #expect(page.contains("<h1>fixed: leg-leak is gone</h1>"))
        #expect(page.contains("<dt>What the bridge sends</dt><dd>1 changed, 9 alike</dd>"))
        let plain = try report("Hi").html
        #expect(plain.contains("<header class=\"banner fail\">"))
        #expect(plain.contains("<h1>1 changed, 9 alike</h1>"))
        #expect(!plain.contains("What the bridge sends"))
    }

    @Test func `what a log says cannot leave its place in the page`() throws {
        let html = try report("<script>x</script>").html
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;"))
    }
}
