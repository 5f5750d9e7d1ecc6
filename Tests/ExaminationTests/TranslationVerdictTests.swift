import Base64Coding
import CallCapture
import Diagnosis
import JSONText
import ModelMock
import Scenarios
import SpeechAudio
import TestSupport
import Testing

/// An interpreter's session, which has no turns and no responses, is judged by what went in and what came out.
struct TranslationVerdictTests {
    private static let plan = ModelPlan(replies: [Reply(text: "opening hours", say: "We open at nine.")])

    private func call(source: JSON = ["model": "gpt-realtime-whisper"], rules: [Rule] = []) -> VirtualModelCall {
        var plan = Self.plan
        plan.rules = rules
        var call = VirtualModelCall(
            plan: plan, request: SessionRequest(target: "/v1/realtime/translations?model=gpt-realtime-translate"))
        call.send([
            "type": "session.update",
            "session": ["audio": ["input": ["transcription": source], "output": ["language": "es"]]],
        ])
        let speech = Fixtures.speechLibrary["caller-opening-hours"]?.bytes(as: .pcm24k) ?? []
        let bytes = speech + Array(repeating: 0, count: 48_000)
        for start in stride(from: 0, to: bytes.count, by: 9_600) {
            let chunk = Array(bytes[start..<min(start + 9_600, bytes.count)])
            call.send(["type": "session.input_audio_buffer.append", "audio": .string(Base64.encode(chunk))])
            call.wait(.milliseconds(200))
        }
        call.wait(.seconds(12))
        call.send(["type": "session.close"])
        call.wait(.seconds(1))
        return call
    }

    private func report(_ call: VirtualModelCall) throws -> Report {
        try Examiner.examine(LogStyle.capture.render(call.frames))
    }

    private func lost(_ event: String) -> Rule {
        Rule(when: .init(direction: "down", event: event), effect: .wire(.drop))
    }

    private func answer(_ report: Report, _ id: String) -> String? {
        report.indicators.first { $0.id == id }.map { "\($0.result.rawValue): \($0.reason)" }
    }

    @Test func `speech that comes out in another language passes`() throws {
        let report = try report(call())
        #expect(report.findings.map(\.id) == [])
        #expect(report.verdict == .pass)
        #expect(report.violations.map(\.rule) == [])
        #expect(answer(report, "answered")?.hasPrefix("pass: ") == true, "\(answer(report, "answered") ?? "")")
        #expect(answer(report, "answered")?.hasSuffix("of translated audio, \"We open at nine.\"") == true)
        #expect(answer(report, "transcripts") == "pass: of source and translation")
        #expect(answer(report, "audible")?.hasPrefix("pass: translated audio at -") == true)
    }

    @Test func `source words that nobody asked for are not missed`() throws {
        #expect(
            answer(try report(call(source: nil)), "transcripts")
                == "pass: of the translation; those of the source were not asked for")
    }

    @Test func `speech without a translation fails`() throws {
        let lost = ["session.output_audio.delta", "session.output_transcript.delta"].map(lost)
        let report = try report(call(rules: lost))
        #expect(report.verdict == .fail)
        #expect(answer(report, "answered")?.contains("of speech went in, and no translated audio came out in") == true)
    }

    @Test func `a translation without words fails, and so do source words that were asked for`() throws {
        let mute = try report(call(rules: [lost("session.output_transcript.delta")]))
        #expect(
            answer(mute, "transcripts") == "fail: translated audio came without session.output_transcript.delta")
        let deaf = try report(call(rules: [lost("session.input_transcript.delta")]))
        #expect(
            answer(deaf, "transcripts")
                == "fail: the words of the source were asked for (audio.input.transcription), and none came")
    }
}
