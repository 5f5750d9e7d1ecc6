/// What logs that nobody here wrote showed: healthy calls in unusual clothes, which must not be accused.
import CallCapture
import Foundation
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

struct ForeignLogsTests {
    @Test func `a close 1000 with the microphone open and nothing pending is an orderly end`() throws {
        let call = CallStory().begins().speaks().answers().appends(3, sound: false)
        let report = try call.closes(1000, by: .server).appends(0.2, sound: false).report()
        #expect(report.findings == [])
        #expect(report.indicator("orderly-end")?.result == .pass)
        #expect(try call.closes(1001, by: .server).findings() == ["openai-socket-closed-mid-call"])
        #expect(
            try call.closes(1000, by: .server).appends(4, sound: false).findings() == ["openai-socket-closed-mid-call"])
    }

    @Test func `a log of the client's side alone accuses the service of nothing`() throws {
        let call = CallStory().asksForUpdate().client(.responseCreate).client(.inputAudioBufferCommit)
            .pause(.seconds(9)).client(.responseCreate).pause(.seconds(9)).client(.inputAudioBufferClear)
        for style in [LogStyle.timed, .order] { #expect(try call.findings(style) == [], "\(style.rawValue)") }
    }

    @Test func `a vendor's own event before session.created breaks no rule`() throws {
        let story = CallStory().opens()
        var frames = story.created().asksForUpdate().updated().types().answers().frames
        frames.insert(
            Frame(
                number: 0, time: .zero, leg: .model, direction: .down, connection: "m1",
                content: .text(#"{"type":"session.heartbeat","event_id":"event_0"}"#)), at: 1)
        let rules = try Examiner.examine(LogStyle.timed.render(frames)).violations.map(\.rule)
        #expect(rules.contains("I6"))
        #expect(!rules.contains("I9"))
    }

    /// Peers may write any number, and a log may hold what nobody wrote.
    @Test func `numbers beyond all bounds are read, not computed with`() throws {
        for number in ["9223372036854775807", "-9223372036854775808", "1e300", "-1e300"] {
            let log = """
                {"type":"session.created","event_id":"e1","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/pcm","rate":\(number)},"turn_detection":{"type":"server_vad","silence_duration_ms":\(number),"prefix_padding_ms":\(number)}},"output":{"format":{"type":"audio/pcm","rate":\(number)}}}}}
                {"type":"input_audio_buffer.append","audio":"AAAAAAAA"}
                {"type":"input_audio_buffer.speech_started","event_id":"e2","item_id":"i1","audio_start_ms":\(number)}
                {"type":"input_audio_buffer.speech_stopped","event_id":"e3","item_id":"i1","audio_end_ms":\(number)}
                {"type":"input_audio_buffer.speech_started","event_id":"e4","item_id":"i2","audio_start_ms":\(number)}
                {"type":"response.created","event_id":"e5","response":{"id":"r1"}}
                {"type":"response.output_audio.delta","event_id":"e6","response_id":"r1","item_id":"i3","content_index":\(number),"output_index":\(number),"delta":"AAAAAAAA"}
                {"type":"rate_limits.updated","event_id":"e7","rate_limits":[{"name":"tokens","limit":1e308,"remaining":\(number),"reset_seconds":\(number)}]}
                {"type":"response.done","event_id":"e8","response":{"id":"r1","status":"failed","output":[],"status_details":{"type":"failed","error":{"type":"tokens","code":"rate_limit_exceeded"}},"usage":{"total_tokens":\(number),"output_tokens":\(number),"output_token_details":{"audio_tokens":\(number)}}}}
                """
            let report = try Examiner.examine(Array(log.utf8))
            #expect(report.primary == "rate-limited-response", "\(number)")
        }
    }

    @Test func `a call that broke anew after it had recovered has two findings`() throws {
        let call = CallStory().begins().speaks().answers().speaks().responseFails(type: "server_error", code: nil)
            .speaks().answers().speaks().responseCreated().says().appends(9, sound: false)
        #expect(try call.findings() == ["server-error-response", "response-never-done"])
        let never = CallStory().begins().speaks().answers().speaks().responseFails(type: "server_error", code: nil)
            .speaks().appends(9, sound: false)
        #expect(try never.findings() == ["server-error-response"])
    }

    @Test func `items that a logger hides and deltas that it leaves out break no rule`() throws {
        let part = #""response_id":"r1","item_id":"i1","output_index":0,"content_index":0"#
        let log = """
            {"type":"session.created","event_id":"e1","session":{"type":"realtime","output_modalities":["audio"]}}
            {"type":"response.created","event_id":"e2","response":{"id":"r1","status":"in_progress","output":[]}}
            {"type":"response.output_item.added","event_id":"e3","response_id":"r1","output_index":0,"item":{"id":"i1","type":"message"}}
            {"type":"response.content_part.added","event_id":"e4",\(part),"part":{"type":"audio"}}
            {"type":"response.output_audio_transcript.delta","event_id":"e5",\(part),"delta":"Good "}
            {"type":"response.output_audio_transcript.delta","event_id":"e6",\(part),"delta":"ing."}
            {"type":"response.output_audio_transcript.done","event_id":"e7",\(part),"transcript":"Good morning."}
            {"type":"response.output_item.done","event_id":"e8","response_id":"r1","output_index":0,"item":{"id":"i1","type":"message"}}
            {"type":"response.done","event_id":"e9","response":{"id":"r1","status":"completed","output":["[Object]"]}}
            """
        #expect(try Examiner.examine(Array(log.utf8)).violations == [])
        let other = log.replacingOccurrences(of: "Good morning.", with: "Bad evening.")
        #expect(try Examiner.examine(Array(other.utf8)).violations.map(\.rule) == ["I70"])
        // A log that begins in the middle of the reply.
        let late = other.split(separator: "\n").dropFirst(4).joined(separator: "\n")
        #expect(try Examiner.examine(Array(late.utf8)).violations.filter { $0.severity == "E" } == [])
    }

    @Test func `the service's sample clock tells that a caller spoke on at once`() throws {
        let call = CallStory().begins().speaks().answers().speaks().speaks().answers()
        let bytes = LogStyle.order.render(call.frames)
        let cut = String(decoding: bytes, as: UTF8.self).replacing(#/"audio":"[^"]*"/#, with: #""audio":"cut""#)
        #expect(try Examiner.examine(Array(cut.utf8)).findings == [])
        let later = CallStory().begins().speaks().answers().speaks().appends(4, sound: false).speaks().answers()
        #expect(try later.findings(.order) == ["response-never-created"])
    }

    @Test func `a reply that began before the capture is not held against its tokens`() throws {
        let speech = CallStory().begins().types().responseCreated().says().frames
        let log = LogStyle.timed.render(Array(speech.drop { !$0.isAudioDelta }))
        let done =
            #"{"type":"response.done","event_id":"e","response":{"id":"resp_a9","status":"completed","output":[],"usage":{"output_tokens":900,"output_token_details":{"audio_tokens":900}}}}"#
        let report = try Examiner.examine(log + Array("\n\(done)\n".utf8))
        #expect(report.indicator("no-dropped-audio")?.result == .notExamined)
    }

    @Test func `what began before the capture breaks no rule in it`() throws {
        let log = """
            {"type":"conversation.item.input_audio_transcription.delta","event_id":"e1","item_id":"i1","delta":"lo"}
            {"type":"input_audio_buffer.committed","event_id":"e2","item_id":"i1"}
            {"type":"conversation.item.input_audio_transcription.delta","event_id":"e3","item_id":"i1","delta":"!"}
            {"type":"conversation.item.input_audio_transcription.completed","event_id":"e4","item_id":"i1","transcript":"Hallo!"}
            {"type":"conversation.item.added","event_id":"e5","previous_item_id":"i1","item":{"id":"i3","type":"message"}}
            {"type":"conversation.item.done","event_id":"e6","previous_item_id":"i1","item":{"id":"i2","type":"message"}}
            {"type":"conversation.item.added","event_id":"e7","previous_item_id":"i2","item":{"id":"i4","type":"message"}}
            """
        #expect(try Examiner.examine(Array(log.utf8)).violations == [])
        let fromStart = #"{"type":"session.created","event_id":"e0","session":{"type":"realtime"}}"# + "\n" + log
        #expect(try Examiner.examine(Array(fromStart.utf8)).violations.map(\.rule) == ["I24", "I25"])
    }

    @Test func `a beta transcription session that was updated once breaks no rule`() throws {
        let session: JSON = [
            "id": "sess_1", "object": "realtime.transcription_session", "input_audio_format": "pcm16",
            "turn_detection": CallStory.serverVAD, "input_audio_transcription": ["model": "gpt-4o-transcribe"],
        ]
        let report = try CallStory(.beta).service(.transcriptionSessionCreated, ["session": session])
            .client(.transcriptionSessionUpdate, ["session": ["input_audio_format": "pcm16"]])
            .service(.transcriptionSessionUpdated, ["session": session]).speaks().report(.timed)
        #expect(report.violations == [])
        #expect(report.findings == [])
        #expect(report.sessions.map(\.dialect) == ["beta"])
    }

    @Test func `without the client's side a voice that may not change is named as that`() throws {
        let call = CallStory().begins().types().answers().fails("invalid_request_error", code: "cannot_update_voice")
            .types().answers()
        #expect(try call.findings(.serverOrder) == ["voice-change-after-audio"])
    }

    @Test func `without the client's side a refusal that session.updated follows is a note`() throws {
        let call = CallStory().opens().created().asksForUpdate(["tool_choice": "sometimes"])
            .fails("invalid_request_error", code: "invalid_value", param: "session.tool_choice").asksForUpdate()
            .updated()
            .types().answers()
        let report = try call.report(.serverOrder)
        #expect(report.findings == [])
        #expect(report.indicator("no-error-events")?.result == .pass)
    }
}

extension Frame {
    fileprivate var isAudioDelta: Bool {
        if case .text(let text) = content { text.contains("output_audio.delta") } else { false }
    }
}
