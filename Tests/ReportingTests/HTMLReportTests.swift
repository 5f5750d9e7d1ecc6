import CallCapture
import CaptureTools
import Diagnosis
import Foundation
import JSONText
import SpeechAudio
import TestSupport
import Testing

@testable import Reporting

struct HTMLReportTests {
    private func page(_ report: Report, capture: [UInt8] = []) -> String {
        HTMLReport.text(report, frames: FrameListBuilder.list(of: capture), audio: CaptureAudio(of: capture))
    }

    @Test func `the policy names the hash of the script that is in the page`() {
        #expect(HTMLScript.hash == "sha256-" + Data(SHA256.digest(Array(HTMLScript.text.utf8))).base64EncodedString())
        #expect(page(ExampleReports.passing()).contains("<script>\(HTMLScript.text)</script>"))
    }

    @Test func `SHA-256 is right about the example of its standard`() {
        let digest = SHA256.digest(Array("abc".utf8)).map { String(0x100 + Int($0), radix: 16).suffix(2) }.joined()
        #expect(digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `the page loads nothing from anywhere`() throws {
        let text = page(try ExampleReports.failing(), capture: try ExampleCall.make().capture)
        let addresses = text.matches(of: #/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/#).map { String($0.1) }
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("data:audio/wav;base64,") })
        #expect(text.contains("default-src &#39;none&#39;"))
    }

    @Test func `it says what is wrong without a script`() throws {
        let text = page(try ExampleReports.failing())
        #expect(text.contains("<title>Fail: second-turn-stall</title>"))
        #expect(text.contains("a flag of the bridge, set in the first turn, is never cleared"))
        #expect(text.contains("data-frame=\"90\">#90</a>"))
        #expect(text.contains("<li class=\"break\"><span class=\"node\"><span class=\"name\">response created</span>"))
        #expect(text.contains("<li class=\"after\">"))
        #expect(text.contains("spoken turns did not work"))
    }

    @Test(arguments: Hostile.texts.filter { !$0.isEmpty })
    func `everything from a capture is text`(hostile: String) throws {
        let capture = try Self.capture(saying: hostile)
        let text = page(ExampleReports.hostile(hostile), capture: capture)
        let clean = page(ExampleReports.hostile("x"), capture: try Self.capture(saying: "x"))
        // The enemy adds no element and no attribute: the same tags as with a harmless word.
        #expect(Self.tags(text) == Self.tags(clean))
        #expect(text.components(separatedBy: "</script>").count == 3)
        #expect(!text.contains("<!--"))
    }

    @Test(arguments: Hostile.texts) func `the embedded data comes back as it was`(hostile: String) throws {
        let text = page(ExampleReports.hostile(hostile), capture: try Self.capture(saying: hostile))
        let begin = try #require(text.range(of: "id=\"data\">")).upperBound
        let end = try #require(text[begin...].range(of: "</script>")).lowerBound
        let data = try JSON(parsing: String(text[begin..<end]))
        let message = try JSON(parsing: try #require(data["rows"]?[1]?[5]?.string))
        #expect(message["error"]?["message"]?.string == Abbreviation.cut(hostile))
    }

    @Test func `styles and scripts stay small`() {
        #expect(HTMLStyle.text.utf8.count + HTMLScript.text.utf8.count < 40_000)
    }

    @Test func `a call too long for the page points to its recordings`() {
        var audio = CaptureAudio()
        audio.caller = AudioLane(rate: 100, samples: [Int16](repeating: 9, count: 100 * 800))
        let text = HTMLReport.text(ExampleReports.passing(), frames: FrameList(), audio: audio)
        #expect(text.contains("too long to carry its sound"))
        #expect(!text.contains("<audio"))
        #expect(text.utf8.count < 200_000)
    }

    @Test func `a log without times is told as one`() {
        let log = Array("{\"type\":\"session.created\",\"session\":{}}\n".utf8)
        #expect(page(ExampleReports.incomplete(), capture: log).contains("This log holds no times"))
    }

    /// Names of elements and attributes in order, values left out; scripts and styles apart.
    private static func tags(_ page: String) -> [String] {
        let body = page.replacing(#/<(script|style)[^>]*>[\s\S]*?<\/(script|style)>/#, with: "")
        return body.matches(of: #/<[\/!]?[a-z][^>]*>/#).map { match in
            String(match.0).replacing(#/"[^"]*"/#, with: "\"\"")
        }
    }

    static func capture(saying text: String) throws -> [UInt8] {
        var writer = CaptureWriter()
        var output: [UInt8] = []
        writer.write(
            CaptureHeader(id: text, started: text, tool: text, command: text, settings: [:]), to: &output)
        let event: JSON = ["type": .string(text), "session": ["id": .string(text)]]
        let error: JSON = ["type": "error", "error": ["message": .string(text)]]
        for (number, content) in [
            Frame.Content.text(event.text), .text(error.text), .text(text),
            .close(code: 1000, reason: text, by: .server), .error(text),
        ].enumerated() {
            writer.write(
                Frame(
                    number: number + 1, time: .milliseconds(number * 100), leg: .model, direction: .down,
                    connection: "m1", content: content), to: &output)
        }
        writer.writeFooter(to: &output)
        return output
    }
}
