import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
import SpeechAudio
import TelephonyProtocol
import TestSupport
import Testing

@testable import Diagnosis

extension BridgeStory {
    /// Ids of the findings that stand by themselves, the primary one first.
    func findings() throws -> [String] { try report().findings.filter { $0.refinedBy == nil }.map(\.id) }

    /// The same without what is said of the sound: these stories play buzz and noise, which are nobody's words.
    func judged() throws -> [String] { try findings().filter { $0 != "bridge-damages-audio" } }

    /// The caller speaks for a second into what goes on; `then` is what happens as the service notices it.
    func speaksOver(_ then: (BridgeStory) -> BridgeStory) -> BridgeStory {
        then(hears(400, sound: true).speechStarts()).hears(600, sound: true).hears(500).speechStops().commits()
    }

    func truncates(_ item: String? = nil, at milliseconds: Int) -> BridgeStory {
        let place: JSONObject = [
            "item_id": .string(item ?? self.item), "content_index": 0, "audio_end_ms": JSON(milliseconds),
        ]
        return client(.conversationItemTruncate, place).service(.itemTruncated, place)
    }

    /// The bridge sends audio of its own accord, frame by frame, in real time.
    func paces(_ milliseconds: Int, sound: Bool = false, from first: Int = 0) -> BridgeStory {
        (0..<milliseconds / 20).reduce(self) { story, index in
            story.bridge(.media(streamSid: streamSid, payload: BridgeStory.frame(first + index)))
                .hears(20, sound: sound)
        }
    }

    /// 20 ms that differ from those of every other number.
    private static func frame(_ number: Int) -> String {
        Base64.encode(AudioEncoding.pcmu.encode((0..<160).map { Int16(($0 * 37 + number * 101) % 8_000 - 4_000) }))
    }
}

/// A caller who interrupts: what the bridge does about it, and what it leaves undone.
struct InterruptionModeTests {
    /// Four seconds of a reply, of which the carrier has played one second when the caller begins to speak; all is generated.
    private static let generated = BridgeStory().begins().speaks().responseCreated().says(4_000).marks("end")
        .responseDone().hears(600)
    /// The same, still being generated.
    private static let generating = BridgeStory().begins().speaks().responseCreated().says(4_000).hears(600)

    @Test func `a bridge that clears and cuts at what was heard is right`() throws {
        #expect(try Self.generated.interrupts(heard: 1_400).answers().ends().judged() == [])
        let cancelled = Self.generating.speaksOver { story in
            story.responseDone("cancelled", reason: "turn_detected").clears().truncates(at: 1_400)
        }
        #expect(try cancelled.answers().ends().judged() == [])
    }

    @Test func `a caller who is talked over while the reply is generated`() throws {
        let story = Self.generating.speaksOver { $0.responseDone("cancelled", reason: "turn_detected") }.hears(3_000)
        let report = try story.ends().report()
        #expect(report.primary == "no-clear-on-barge-in")
        #expect(
            report.findings.first?.summary
                == "2.6 s of the reply was played on after the caller began to speak; no clear was sent")
        #expect(report.findings.first?.turns == [1])
    }

    @Test func `a cut far before what was heard makes the model forget it`() throws {
        let report = try Self.generated.interrupts(heard: 100).answers().ends().report()
        #expect(report.primary == "heard-vs-sent-drift")
        #expect(
            report.findings.first?.summary
                == "1.4 s of the interrupted reply was heard, and it was cut at 0.1 s: the model forgets 1.3 s that the caller knows"
        )
        // A bridge that knows the last mark alone is a little behind.
        #expect(try Self.generated.interrupts(heard: 700).answers().ends().judged() == [])
    }

    @Test func `a cut without a clear is half of an interruption`() throws {
        let story = Self.generated.speaksOver { $0.truncates(at: 1_400) }.hears(3_000).ends()
        #expect(try story.judged() == ["no-clear-on-barge-in"])
    }

    @Test func `nothing done about a reply that is generated to its end`() throws {
        let story = Self.generated.speaksOver { $0 }.hears(3_000).ends()
        #expect(try story.judged() == ["clear-skipped-when-done"])
    }

    @Test func `a clear that comes after seconds comes too late`() throws {
        let story = Self.generated.speaksOver { $0 }.clears().truncates(at: 2_900).hears(1_000).ends()
        let finding = try #require(try story.report().findings.first { $0.id == "no-clear-on-barge-in" })
        #expect(finding.summary.hasSuffix("the next clear came 1.1 s later"))
    }

    @Test func `marks behind every chunk and no reaction`() throws {
        let begun = BridgeStory().begins().speaks().responseCreated()
        let spoken = (0..<20).reduce(begun) { story, _ in story.says(200).marks("responsePart") }
        let story = spoken.responseDone().hears(600).speaksOver { $0 }.hears(3_000).ends()
        #expect(try story.judged() == ["mark-bookkeeping-broken"])
    }

    @Test func `less than half a second of the reply is left`() throws {
        let story = BridgeStory().begins().speaks().responseCreated().says(2_000).responseDone().hears(1_200)
        #expect(try story.speaksOver { $0 }.answers().ends().judged() == [])
    }

    @Test func `a bridge that paces stops by not sending`() throws {
        let reply = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(4_000)
            .responseDone()
        let story = reply.paces(1_000).paces(400, sound: true).speechStarts().hears(600, sound: true).hears(500)
            .speechStops().commits().truncates(at: 1_400)
        #expect(try story.turning { $0.replies = true }.answers().ends().judged() == [])
        let goesOn = reply.paces(1_000).paces(400, sound: true, from: 50).speechStarts()
            .paces(600, sound: true, from: 70).paces(2_000, from: 100)
        #expect(try goesOn.speechStops().commits().ends().judged() == ["clear-skipped-when-done"])
    }

    @Test func `a cough is no interruption`() throws {
        let story = Self.generated.hears(200, sound: true).speechStarts().hears(300).speechStops().hears(3_000).ends()
        #expect(try story.judged() == [])
    }

    @Test func `a session that is not to be interrupted is not`() throws {
        var vad = CallStory.serverVAD.object ?? JSONObject()
        vad["interrupt_response"] = false
        let session: JSON = [
            "type": "realtime", "output_modalities": ["audio"],
            "audio": [
                "input": ["format": ["type": "audio/pcmu"], "turn_detection": .object(vad)],
                "output": ["format": ["type": "audio/pcmu"]],
            ],
        ]
        let story = BridgeStory().begins().client(.sessionUpdate, ["session": session])
            .service(.sessionUpdated, ["session": session]).speaks().responseCreated().says(4_000).responseDone()
            .hears(600)
        let found = try story.speaksOver { $0 }.hears(3_000).ends().judged()
        #expect(!found.contains("clear-skipped-when-done") && !found.contains("no-clear-on-barge-in"))
    }

    // MARK: Old audio

    @Test func `a scrap of the old reply after clear`() throws {
        let story = Self.generated.hears(400, sound: true).speechStarts().clears().truncates(at: 1_400)
            .paces(600, sound: true).hears(500).speechStops().commits().answers().ends()
        let report = try story.report()
        #expect(report.primary == "late-deltas-played")
        #expect(
            report.findings.first?.summary
                == "0.6 s of the old reply was sent after clear, while the caller was speaking")
    }

    @Test func `what was kept goes on when the caller is silent`() throws {
        let reply = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(4_000)
            .responseDone()
        let stopped = reply.paces(1_000).paces(400, sound: true, from: 50).speechStarts().clears().truncates(at: 1_400)
            .hears(600, sound: true).hears(500).speechStops().commits()
        // The rest of it, or the same again.
        #expect(try stopped.paces(1_000, from: 70).ends().judged() == ["stale-audio-resumed"])
        #expect(try Self.resent.judged() == ["stale-audio-resumed"])
    }

    /// All was sent, and the last second of it comes again.
    private static var resent: BridgeStory {
        let spoken = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(2_000)
        let burst = (0..<100).reduce(spoken.responseDone()) { story, index in
            story.bridge(.media(streamSid: story.streamSid, payload: BridgeStory.payload(index)))
        }
        let stopped = burst.hears(400).speaksOver { $0.clears().truncates(at: 800) }
        return (50..<100).reduce(stopped) { story, index in
            story.bridge(.media(streamSid: story.streamSid, payload: BridgeStory.payload(index))).hears(20)
        }.ends()
    }

    @Test func `a sound of the bridge's own while it waits is nothing old`() throws {
        let story = Self.generated.interrupts(heard: 1_400).paces(1_000, from: 5_000).answers().ends()
        #expect(try story.judged() == [])
    }

    // MARK: Truncation

    @Test(arguments: [
        (3_900, "heard-vs-sent-drift"), (2_400, "heard-vs-sent-drift"), (1_700, nil), (0, "heard-vs-sent-drift"),
    ])
    func `where it is cut and what was heard`(at milliseconds: Int, finding: String?) throws {
        #expect(
            try Self.generated.interrupts(heard: milliseconds).answers().ends().judged()
                == [finding].compactMap { $0 })
    }

    @Test func `a clear and no cut leaves unheard words in the model's memory`() throws {
        let story = Self.generated.speaksOver { $0.clears() }.answers().hears(1_000).ends()
        let finding = try #require(try story.report().findings.first { $0.id == "heard-vs-sent-drift" })
        #expect(finding.summary.contains("it was not truncated"))
        // The end of the reply was near: what is lost is not worth a word.
        let late = BridgeStory().begins().speaks().responseCreated().says(2_000).responseDone().hears(800)
        #expect(try late.speaksOver { $0.clears() }.answers().hears(1_000).ends().judged() == [])
    }

    @Test func `another item is cut than is heard`() throws {
        let first = BridgeStory().begins().speaks().answers()
        let item = first.item
        let reply = first.speaks().responseCreated().says(4_000).responseDone().hears(600)
        #expect(
            try reply.speaksOver { $0.clears().truncates(item, at: 1_400) }.answers().ends().judged() == [
                "truncate-wrong-item"
            ])
        #expect(try reply.speaksOver { $0.clears().truncates(at: 1_400) }.answers().ends().judged() == [])
    }
}

extension BridgeStory {
    fileprivate static func payload(_ number: Int) -> String {
        Base64.encode(AudioEncoding.pcmu.encode((0..<160).map { Int16(($0 * 53 + number * 211) % 8_000 - 4_000) }))
    }
}

/// What the model's leg alone shows of interruptions: in our captures and in logs of others.
struct ModelLegInterruptionTests {
    private static let place: JSONObject = [
        "response_id": "resp_1", "item_id": "item_1", "output_index": 0, "content_index": 0,
    ]

    private static func truncates(_ item: String, at milliseconds: Int) -> JSONObject {
        ["item_id": .string(item), "content_index": 0, "audio_end_ms": JSON(milliseconds)]
    }

    /// Half a second of audio in one item, `item_1`.
    private static func reply(isDone: Bool = true) -> CallStory {
        let audio = AudioEncoding.pcm24k.encode((0..<12_000).map { $0 / 60 % 2 == 0 ? 4_600 : -4_600 })
        let item: JSON = ["id": "item_1", "type": "message", "role": "assistant", "content": []]
        let begun = CallStory().begins().speaks()
            .service(.responseCreated, ["response": ["id": "resp_1", "status": "in_progress", "output": []]])
            .service(.outputItemAdded, ["response_id": "resp_1", "output_index": 0, "item": item])
        var fields = place
        fields["delta"] = .string(Base64.encode(audio))
        let spoken = begun.service(.outputAudioDelta, fields)
        return isDone
            ? spoken.service(.responseDone, ["response": ["id": "resp_1", "status": "completed", "output": [item]]])
            : spoken
    }

    private static let styles = [LogStyle.capture, .timed, .order, .serverTimed, .serverOrder]

    @Test(arguments: styles) func `a cut behind the end is refused`(style: LogStyle) throws {
        let call = Self.reply().client(.conversationItemTruncate, Self.truncates("item_1", at: 3_760))
            .fails(
                "invalid_request_error", code: "invalid_value",
                message: "Audio content of 500ms is already shorter than 3760ms", answering: nil
            ).appends(2, sound: false).closes(1000, by: .client)
        #expect(try call.findings(style) == ["truncate-past-end"])
    }

    @Test func `a cut behind the end that nobody refused is seen by its own measure`() throws {
        let cut = Self.reply().client(.conversationItemTruncate, Self.truncates("item_1", at: 700))
        #expect(try cut.appends(1, sound: false).closes(1000, by: .client).findings() == ["truncate-past-end"])
        let right = Self.reply().client(.conversationItemTruncate, Self.truncates("item_1", at: 500))
        #expect(try right.appends(1, sound: false).closes(1000, by: .client).findings() == [])
        // More may be under way.
        let early = Self.reply(isDone: false).client(.conversationItemTruncate, Self.truncates("item_1", at: 700))
        #expect(try early.findings() == [])
    }

    @Test func `an item without audio cannot be cut`() throws {
        let item: JSON = [
            "id": "item_1", "type": "function_call", "call_id": "call_1", "name": "look_up", "arguments": "{}",
        ]
        let call = CallStory().begins().speaks().responseCreated().outputItem(item)
            .client(.conversationItemTruncate, Self.truncates("item_1", at: 0))
            .fails(
                "invalid_request_error", code: "unsupported_content_type",
                message: "Only model output audio messages can be truncated")
        for style in [LogStyle.capture, .timed, .order, .serverTimed] {
            #expect(try call.findings(style).contains("truncate-before-first-frame"), "\(style.rawValue)")
        }
    }

    @Test func `an item that never was cannot be cut`() throws {
        let call = Self.reply().client(.conversationItemTruncate, Self.truncates("msg_old", at: 200))
            .fails("invalid_request_error", code: "item_truncate_invalid_item_id", message: "Item not found")
            .closes(1000, by: .client)
        #expect(try call.findings() == ["truncate-wrong-item"])
    }

    @Test func `a cancel that comes before the response is lost`() throws {
        let asked = CallStory().begins().speaks().answers().types().client(.responseCancel)
            .fails("invalid_request_error", code: "response_cancel_not_active")
        #expect(
            try asked.answers().appends(3, sound: false).closes(1000, by: .client).findings() == [
                "cancel-before-created"
            ])
        // It was sent again, and took effect.
        let again = asked.responseCreated().says().client(.responseCancel).finishes(status: "cancelled")
        #expect(try again.appends(3, sound: false).closes(1000, by: .client).findings() == [])
        // What came was an answer to something else.
        let spoken = try asked.pause(.seconds(1)).speaks().answers().closes(1000, by: .client).findings()
        #expect(!spoken.contains("cancel-before-created"))
    }

    @Test func `a cancel with nothing to cancel is a note, unless the call ends of it`() throws {
        let refused = CallStory().begins().speaks().answers().client(.responseCancel)
            .fails("invalid_request_error", code: "response_cancel_not_active")
        let harmless = try refused.speaks().answers().closes(1000, by: .client).report()
        #expect(harmless.findings == [])
        #expect(harmless.notes.map(\.id) == ["benign-error"])
        #expect(try refused.closes(1011, by: .client).findings() == ["cancel-with-nothing-active"])
    }
}

/// Clears that nobody asked for.
struct NeedlessClearTests {
    private static let generated = BridgeStory().begins().speaks().responseCreated().says(4_000).marks("end")
        .responseDone().hears(600)

    @Test func `a reply that is taken back when it is complete`() throws {
        let call = BridgeStory().begins().speaks().responseCreated().says(3_000).responseDone().clears().hears(2_000)
        let report = try call.ends().report()
        #expect(report.findings.first?.id == "needless-clear")
        #expect(
            report.findings.first?.summary == "one clear threw away 2.7 s of replies while the caller was silent")
    }

    @Test func `a clear is right when the caller speaks, presses a key, or when it takes nothing`() throws {
        #expect(try Self.generated.interrupts(heard: 1_400).answers().ends().judged() == [])
        let begun = BridgeStory().begins().speaks().responseCreated().says(3_000).responseDone().hears(400)
        let pressed = begun.carrier(.dtmf(.init(sequenceNumber: 9, streamSid: begun.streamSid, digit: "1")))
        #expect(try pressed.clears().hears(1_000).ends().judged().contains("needless-clear") == false)
        // Before each reply's first media, where nothing is buffered.
        let tidy = BridgeStory().begins().speaks().responseCreated().clears().says(2_000).responseDone().hears(2_000)
        #expect(try tidy.ends().judged() == [])
    }

    @Test func `a clear before the first media takes nothing of the reply`() throws {
        let begun = BridgeStory().begins().speaks().responseCreated().turning { $0.replies = false }.says(200)
            .clears().turning { $0.replies = true }.says(3_800).responseDone()
        let call = begun.hears(600).interrupts(heard: 1_400).answers().ends()
        #expect(try call.judged().contains("heard-vs-sent-drift") == false)
    }
}
