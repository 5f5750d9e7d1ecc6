import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
import SpeechAudio
import TestSupport
import Testing

@testable import CaptureTools

struct EventDiffTests {
    private let call = BridgeStory().begins().speaks().answers().speaks().answers().ends()

    private func diff(_ old: BridgeStory, _ new: BridgeStory, _ options: EventDiff.Options = .init()) throws
        -> EventDiff
    {
        EventDiff(try EventSequence(reading: old.kept()), try EventSequence(reading: new.kept()), options: options)
    }

    /// `- response.cancel`, `~ session.update: session.voice`
    private func told(_ diff: EventDiff) -> [String] {
        diff.entries.compactMap { entry in
            switch entry.change {
            case .same: nil
            case .missing: "- \(entry.name)"
            case .extra: "+ \(entry.name)"
            case .changed(let differences): "~ \(entry.name): \(differences.map(\.path).joined(separator: ", "))"
            }
        }
    }

    @Test func `a recording is like itself, and every event of it is there once`() throws {
        let diff = try diff(call, call)
        #expect(diff.isAlike)
        #expect(diff.same == 39)
        #expect(diff.entries.compactMap { $0.old?.firstFrame } == diff.entries.compactMap { $0.new?.firstFrame })
    }

    @Test func `other ids, other times and other chunks are the same call`() throws {
        var text = String(decoding: call.kept(), as: UTF8.self)
        text.replace("b1x", with: "other9")
        text.replace(call.streamSid, with: "MZ" + String(repeating: "f", count: 32))
        text.replace("\"t\":0.", with: "\"t\":4.")
        let diff = EventDiff(
            try EventSequence(reading: call.kept()), try EventSequence(reading: Array(text.utf8)))
        #expect(told(diff) == [])
    }

    @Test func `an id of another thing in the same place is a change`() throws {
        let first = call.interrupts(heard: 800)
        let items = (call.item, "item_b1x2")
        var text = String(decoding: first.kept(), as: UTF8.self)
        let truncate = "\"type\":\"conversation.item.truncate\",\"item_id\":\""
        text.replace(truncate + items.0, with: truncate + items.1)
        let diff = EventDiff(
            try EventSequence(reading: first.kept()), try EventSequence(reading: Array(text.utf8)))
        #expect(told(diff) == ["~ conversation.item.truncate: item_id"])
    }

    @Test func `what one recording lacks is missing, and what it has more is extra`() throws {
        let old = call.client(.responseCancel).client(.inputAudioBufferClear)
        let new = call.client(.inputAudioBufferClear).client(.responseCreate)
        #expect(told(try diff(old, new)) == ["- response.cancel", "+ response.create"])
        #expect(told(try diff(new, old)) == ["+ response.cancel", "- response.create"])
    }

    @Test func `a changed setting is told by its path and both values`() throws {
        func updating(_ silence: Int) -> BridgeStory {
            call.client(
                .sessionUpdate,
                ["session": ["audio": ["input": ["turn_detection": ["silence_duration_ms": JSON(silence)]]]]])
        }
        let diff = try diff(updating(500), updating(300))
        let changes = diff.entries.filter { $0.change != .same }.map(\.change)
        let path = "session.audio.input.turn_detection.silence_duration_ms"
        #expect(changes == [.changed([Difference(path, old: 500, new: 300)])])
    }

    @Test(arguments: [(200, true), (900, false)])
    func `places in audio have a tolerance`(later: Int, isAlike: Bool) throws {
        #expect(try diff(call.interrupts(heard: 800), call.interrupts(heard: 800 + later)).isAlike == isAlike)
    }

    @Test func `words that come back in other events are told once`() throws {
        let old = call.kept()
        var text = String(decoding: old, as: UTF8.self)
        text.replace("Good morning.", with: "Good evening.")
        let diff = EventDiff(try EventSequence(reading: old), try EventSequence(reading: Array(text.utf8)))
        #expect(told(diff) == ["~ response.output_item.done: item.content[0].transcript"])
    }

    @Test func `of the bridge's side only what it sent counts`() throws {
        let new = call.client(.responseCancel).service(.rateLimitsUpdated, ["rate_limits": []])
        #expect(told(try diff(call, new)) == ["+ rate_limits.updated", "+ response.cancel"])
        #expect(told(try diff(call, new, .init(side: .bridge))) == ["+ response.cancel"])
        #expect(told(try diff(call, new, .init(side: .others))) == ["+ rate_limits.updated"])
    }

    @Test func `which of a sound and an event beside it began first is nobody's difference`() throws {
        let start = BridgeStory().begins()
        let old = start.client(.responseCreate).hears(400, sound: true).pause(.seconds(1)).ends()
        let new = start.hears(400, sound: true).client(.responseCreate).pause(.seconds(1)).ends()
        let differences = told(try diff(old, new))
        #expect(differences == [])
    }

    @Test func `the audio of the side that does not count is not measured`() throws {
        let old = BridgeStory().begins().speaks().answers()
        let sequence = try EventSequence(reading: old.kept(), soundsOf: .bridge)
        let measured = sequence.events.compactMap { event -> String? in
            guard case .sound(let sound) = event.content, sound.milliseconds > 0 else { return nil }
            return event.name
        }
        #expect(measured == ["input_audio_buffer.append", "media"])
        #expect(EventDiff(sequence, sequence, options: .init(side: .bridge)).isAlike)
    }

    @Test func `a second connection to the model is extra as a whole`() throws {
        let new = call.turning { $0.model = "m2" }.opensModel()
        let names = told(try diff(call, new))
        #expect(names.sorted() == ["+ open", "+ session.created", "+ session.update", "+ session.updated"])
    }

    @Test func `silence in the middle of a reply is heard`() throws {
        let new = call.turning { $0.replies = false }.answers(3_000)
        let old = call.answers(3_000)
        #expect(told(try diff(old, new)) == ["~ media: sound"])
    }
}
