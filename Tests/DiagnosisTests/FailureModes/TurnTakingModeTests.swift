import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// Turn detection that is off, deaf, hasty or slow, and buffers that are committed and cleared at the wrong time.
struct TurnTakingModeTests {
    private func vad(_ changes: JSONObject) -> JSON {
        var vad = CallStory.serverVAD.object ?? JSONObject()
        for member in changes.members { vad[member.key] = member.value }
        return .object(vad)
    }

    // MARK: Off

    @Test func `speech that nobody commits`() throws {
        let call = CallStory().begins(vad: .null).appends(1.5, sound: true).appends(7, sound: false)
        #expect(try call.findings() == ["vad-off-nobody-commits"])
        #expect(try call.findings(.timed) == ["vad-off-nobody-commits"])
        let committed = CallStory().begins(vad: .null).appends(1.5, sound: true).client(.inputAudioBufferCommit)
            .commits().client(.responseCreate).answers().appends(7, sound: false).closes(1000, by: .client)
        #expect(try committed.findings() == [])
        // Held while the greeting is spoken, and switched on then.
        let held = CallStory().begins(vad: .null).appends(1.5, sound: true).asksForUpdate().updated()
            .appends(7, sound: false)
        #expect(try held.findings() == [])
        #expect(try call.findings(.cutAudio) == [])
    }

    @Test func `turns that nobody asks to be answered`() throws {
        let silent = CallStory().begins(vad: vad(["create_response": false])).types().answers().speaks()
            .appends(8, sound: false)
        #expect(try silent.findings() == ["create-response-false"])
        let later = silent.service(.rateLimitsUpdated, ["rate_limits": []])
        #expect(try later.findings(.serverTimed) == ["create-response-false"])
        let asked = CallStory().begins(vad: vad(["create_response": false])).speaks().client(.responseCreate).answers()
            .speaks().appends(8, sound: false)
        // Who asked for the first reply owes the next one, too.
        #expect(try asked.findings() == ["second-turn-stall"])
        #expect(try asked.speaks().client(.responseCreate).answers().findings() == ["response-never-created"])
        let soon = CallStory().begins(vad: vad(["create_response": false])).speaks().client(.responseCreate).answers()
            .speaks().appends(2, sound: false).speaks().client(.responseCreate).answers()
        #expect(try soon.findings() == [])
        // A transcriber without a telephone: nothing was ever to be answered.
        let session: JSON = [
            "type": "realtime",
            "audio": [
                "input": ["transcription": ["model": "whisper-1"], "turn_detection": vad(["create_response": false])]
            ],
        ]
        let transcriber = CallStory().opens().service(.sessionCreated, ["session": session]).speaks()
            .appends(8, sound: false)
        #expect(try transcriber.findings() == [])
    }

    @Test func `a turn that ended in a reply under interrupt_response false`() throws {
        let during = CallStory().begins(vad: vad(["interrupt_response": false])).types().responseCreated().says()
            .speaks().finishes()
        #expect(try during.appends(6, sound: false).findings() == ["no-interrupt-loses-turn"])
        #expect(
            try during.client(.responseCreate).answers().closes(1000, by: .client).findings() == [])
        #expect(try during.appends(1, sound: false).findings() == [])
    }

    // MARK: Strict, slow, hasty

    @Test func `quiet words under a high threshold`() throws {
        let call = CallStory().begins(vad: vad(["threshold": 0.9])).speaks().answers()
            .appends(0.4, sound: true, amplitude: 1_600).appends(4, sound: false)
            .appends(0.4, sound: true, amplitude: 1_600).appends(4, sound: false)
        #expect(try call.findings() == ["vad-too-strict"])
        let usual = CallStory().begins().speaks().answers()
            .appends(0.4, sound: true, amplitude: 1_600).appends(4, sound: false)
            .appends(0.4, sound: true, amplitude: 1_600).appends(4, sound: false)
        #expect(try usual.findings() == [])
    }

    @Test func `a long silence before every reply`() throws {
        func turn(_ call: CallStory) -> CallStory {
            call.appends(0.4, sound: true).speechStarts().appends(0.6, sound: true).appends(2.2, sound: false)
                .speechStops().commits().answers().appends(1, sound: false)
        }
        let slow = turn(turn(CallStory().begins(vad: vad(["silence_duration_ms": 2000]))))
        #expect(try slow.findings() == ["vad-too-strict"])
        #expect(try turn(turn(CallStory().begins(vad: vad([:])))).findings() == ["slow-first-audio"])
    }

    @Test func `semantic turn detection that waits`() throws {
        let semantic: JSON = ["type": "semantic_vad", "eagerness": "low", "create_response": true]
        func turn(_ silence: Double) -> CallStory {
            CallStory().begins(vad: semantic).appends(0.4, sound: true).speechStarts().appends(0.6, sound: true)
                .appends(silence, sound: false).speechStops().commits().answers()
        }
        #expect(try turn(4).findings() == ["semantic-vad-slow"])
        #expect(try turn(4).findings(.order) == ["semantic-vad-slow"])
        #expect(try turn(1.5).findings() == [])
    }

    @Test func `replies inside the caller's pauses`() throws {
        func half(_ call: CallStory) -> CallStory {
            call.appends(0.4, sound: true).speechStarts().appends(0.6, sound: true).appends(0.2, sound: false)
                .speechStops().commits().responseCreated().appends(0.3, sound: false).appends(0.1, sound: true)
                .speechStarts()
                .responseDone("cancelled", details: ["type": "cancelled", "reason": "turn_detected"])
                .appends(0.8, sound: true).appends(0.6, sound: false).speechStops().commits().answers()
        }
        let hasty = half(half(CallStory().begins(vad: vad(["silence_duration_ms": 200]))))
        #expect(try hasty.findings() == ["vad-too-eager"])
        #expect(try half(CallStory().begins(vad: vad(["silence_duration_ms": 200]))).findings() == [])
        #expect(try half(half(CallStory().begins(vad: vad(["silence_duration_ms": 700])))).findings() == [])
    }

    @Test func `sounds that come before what the service kept`() throws {
        func turn(_ call: CallStory, _ start: Int) -> CallStory {
            call.appends(0.4, sound: true).speechStartsAt(start).appends(0.6, sound: true).appends(1, sound: false)
                .speechStops().commits().answers()
        }
        let none = CallStory().begins(vad: vad(["prefix_padding_ms": 0]))
        #expect(try turn(turn(none, 150), 2_200).findings() == ["prefix-padding-clips-onset"])
        #expect(try turn(turn(none, 20), 2_020).findings() == [])
        // The clocks of somebody else's log may begin anywhere.
        #expect(try turn(turn(none, 150), 2_200).findings(.timed) == [])
    }

    @Test func `prompts to nobody`() throws {
        func prompt(_ call: CallStory) -> CallStory {
            call.appends(6, sound: false).service(.idleTimeoutTriggered, ["item_id": "item_t", "audio_end_ms": 1])
                .answers("Are you there?")
        }
        let twice = prompt(prompt(CallStory().begins().types().answers()))
        #expect(try twice.findings() == [])
        #expect(try prompt(twice).findings() == ["idle-timeout-chatter"])
        #expect(try prompt(twice.speaks().answers()).findings() == [])
    }

    // MARK: Commit and clear

    @Test func `a commit in the middle of a sentence`() throws {
        let cut = CallStory().begins().appends(0.4, sound: true).speechStarts().appends(0.6, sound: true)
            .client(.inputAudioBufferCommit).commits().appends(0.8, sound: true).appends(1, sound: false)
        #expect(try cut.findings() == ["manual-commit-under-vad"])
        let off = CallStory().begins(vad: .null).appends(1, sound: true).client(.inputAudioBufferCommit).commits()
            .appends(0.8, sound: true).client(.inputAudioBufferCommit).commits().client(.responseCreate).answers()
        #expect(try off.closes(1000, by: .client).findings() == [])
    }

    @Test func `a commit of nothing, and a reply to it`() throws {
        let turn = CallStory().begins(vad: .null).appends(1, sound: true).client(.inputAudioBufferCommit).commits()
            .client(.responseCreate).answers()
        let empty = turn.client(.inputAudioBufferCommit)
            .fails("invalid_request_error", code: "input_audio_buffer_commit_empty")
        #expect(try empty.client(.responseCreate).answers().findings() == ["commit-empty"])
        #expect(try empty.closes(1000, by: .client).findings() == [])
    }

    @Test func `a buffer that is cleared with the caller's words in it`() throws {
        let lost = CallStory().begins().appends(0.4, sound: true).speechStarts().appends(0.8, sound: true)
            .client(.inputAudioBufferClear).service(.inputAudioCleared, [:]).appends(1, sound: false)
        #expect(try lost.findings() == ["clear-races-commit"])
        let echo = CallStory().begins().types().answers().appends(1, sound: false).client(.inputAudioBufferClear)
            .service(.inputAudioCleared, [:]).speaks().answers()
        #expect(try echo.closes(1000, by: .client).findings() == [])
    }

    @Test func `a reply that is asked for before the words are in`() throws {
        let early = CallStory().begins(vad: .null).appends(1, sound: true).client(.responseCreate)
            .client(.inputAudioBufferCommit).responseCreated().commits().says().finishes()
        #expect(try early.findings() == ["mis-grounded-reply"])
        let greeting = CallStory().begins(vad: .null).client(.responseCreate).answers().appends(1, sound: true)
            .client(.inputAudioBufferCommit).commits().client(.responseCreate).answers()
        #expect(try greeting.closes(1000, by: .client).findings() == [])
    }

    // MARK: The audio itself

    @Test(arguments: [("invalid_value", "audio"), ("unknown_parameter", "session")])
    func `audio that is refused for its form`(code: String, param: String) throws {
        let call = CallStory().begins().client(.inputAudioBufferAppend, ["audio": "data:AAAA", "session": [:]])
            .fails("invalid_request_error", code: code, param: param)
        for style in LogStyle.allCases {
            #expect(try call.findings(style) == ["append-malformed"], "\(style.rawValue)")
        }
    }

    @Test func `silence that is sent as the caller's voice`() throws {
        let silent = CallStory().begins().client(.responseCreate).answers().appends(31, sound: false)
        #expect(try silent.findings() == ["input-silent-or-too-quiet"])
        #expect(try CallStory().begins().types().answers().appends(31, sound: false).findings() == [])
        #expect(try CallStory().begins().speaks().answers().appends(31, sound: false).findings() == [])
        #expect(try CallStory().begins().client(.responseCreate).answers().appends(20, sound: false).findings() == [])
    }

    @Test func `a client that commits and asks in one breath has one turn for it`() throws {
        func turn(_ story: CallStory) -> CallStory {
            story.appends(1.5, sound: true).client(.inputAudioBufferCommit).client(.responseCreate).commits().answers()
        }
        let call = turn(turn(turn(CallStory().begins(vad: .null)))).closes(1000, by: .client)
        let report = try call.report()
        #expect(report.turns.count == 3)
        #expect(report.indicator("answered")?.reason == "3 of 3")
        #expect(report.findings == [])
    }

    @Test func `who commits by hand and never asks is told so`() throws {
        let call = CallStory().begins(vad: .null).types().answers().appends(1.5, sound: true)
            .client(.inputAudioBufferCommit).commits().appends(8, sound: false)
        #expect(try call.findings() == ["create-response-false"])
    }

    @Test func `a caller who hangs up as the next words are noticed proves nothing`() throws {
        let call = CallStory().begins().speaks().answers().appends(4, sound: false).appends(0.2, sound: true)
            .speechStarts().closes(1000, by: .client)
        #expect(try call.findings() == [])
        #expect(try call.report().verdict == .pass)
    }

    @Test func `who waits for the end of a long sentence before it asks owes nothing`() throws {
        let begun = CallStory().begins(vad: vad(["create_response": false])).speaks().client(.responseCreate).answers()
        let pieces = begun.speaks().appends(1.5, sound: false).speechStarts().appends(8, sound: true)
            .appends(0.5, sound: false).speechStops().commits().client(.responseCreate).answers()
        #expect(try pieces.findings() == [])
        // Two sentences in a row with short pauses, and nobody asks any more.
        let stalled = begun.speaks().appends(4, sound: false).speaks().appends(4, sound: false)
        #expect(try stalled.findings() == ["second-turn-stall"])
    }
}
