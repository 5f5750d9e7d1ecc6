import Base64Coding
import CallCapture
import JSONText
import RealtimeProtocol
import TelephonyProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// What the carrier drops, and replies that never reach it: each told from its neighbours.
struct FramingTests {
    private static let payload = Base64.encode((0..<1_600).map { UInt8($0 % 200) })

    /// A turn whose reply the bridge sends in messages of this text, with `____` for the audio and `SID` for the stream.
    private static func reply(_ message: String) -> BridgeStory {
        let story = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(2_000)
        let text = message.replacing("____", with: payload).replacing("SID", with: story.streamSid)
        return (0..<10).reduce(story) { story, _ in story.bridge(text) }.responseDone().hears(2_500).ends()
    }

    @Test func `a reply that is sent as it should be is no finding`() throws {
        #expect(try Self.reply(#"{"event":"media","streamSid":"SID","media":{"payload":"____"}}"#).findings() == [])
    }

    @Test(arguments: [
        (#"{"type":"media","payload":"____"}"#, "twilio-message-wrong-shape"),
        (#"{"event":"media","streamSid":"SID","payload":"____"}"#, "twilio-message-wrong-shape"),
        (#"{"event":"audio","streamSid":"SID","media":{"payload":"____"}}"#, "twilio-message-wrong-shape"),
        (
            #"{"event":"media","streamSid":"SID","media":{"payload":"____"},"track":"outbound"}"#,
            "twilio-message-wrong-shape"
        ),
        (#"{"event":"media","media":{"payload":"____"}}"#, "twilio-missing-streamsid"),
        (#"{"event":"media","streamSid":null,"media":{"payload":"____"}}"#, "twilio-missing-streamsid"),
        (#"{"event":"media","streamSid":"MZ00","media":{"payload":"____"}}"#, "twilio-stale-streamsid"),
    ]) func `messages that the carrier drops`(message: String, finding: String) throws {
        let report = try Self.reply(message).report()
        #expect(report.findings.filter { $0.refinedBy == nil }.map(\.id) == [finding])
        #expect(report.findings.first?.summary.hasPrefix("10 messages with 2.0 s of audio were dropped") == true)
    }

    @Test func `one message too many beside good audio harms nobody`() throws {
        let call = BridgeStory().begins().speaks().bridge(#"{"event":"keepalive"}"#).answers().ends()
        #expect(try call.findings() == [])
    }

    @Test func `a clear without its stream is not heard`() throws {
        let call = BridgeStory().begins().speaks().responseCreated().says(4_000).responseDone().hears(600)
            .speaksOver { $0.bridge(#"{"event":"clear"}"#).truncates(at: 1_400) }.hears(3_000).ends()
        #expect(try call.findings() == ["twilio-missing-streamsid"])
    }

    @Test func `binary frames are not read`() throws {
        let story = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(2_000)
        let call = (0..<10).reduce(story) { story, _ in story.bridge(binary: [UInt8](repeating: 1, count: 1_600)) }
        #expect(try call.responseDone().hears(2_500).ends().findings() == ["binary-frame-to-twilio"])
        #expect(try BridgeStory().begins().speaks().bridge(binary: [1]).answers().ends().findings() == [])
    }

    @Test func `what is sent before start is lost`() throws {
        let media = BridgeMessage.media(streamSid: "", payload: Self.payload)
        let call = BridgeStory().opensPhone().opensModel().pause(.seconds(1)).bridge(media).bridge(media).pause(
            .seconds(1)
        )
        .starts().speaks().answers().ends()
        #expect(try call.findings() == ["early-audio-before-start"])
    }

    @Test func `a greeting that comes before start and is thrown away`() throws {
        let early = BridgeStory().opensPhone().opensModel().turning { $0.replies = false }.responseCreated()
            .turning { $0.forwards = false }.says(1_000).responseDone().pause(.seconds(1))
        let call = early.turning { $0.forwards = true }.starts().turning { $0.replies = true }
        #expect(try call.speaks().answers().ends().findings() == ["early-audio-before-start"])
    }

    @Test func `a stream that only listens plays nothing`() throws {
        let story = BridgeStory().observes(
            ObservationKind.call, ["call": 1, "connection": "p1", "stream": "listen-only", "front": ["kind": "twilio"]])
        #expect(try story.begins().speaks().answers().ends().findings() == ["unidirectional-stream"])
        // A bridge that is not asked to speak there is right to be silent.
        let silent = story.begins().turning { $0.replies = false }.speaks().responseCreated().says(2_000).responseDone()
        #expect(try silent.hears(3_000).ends().findings() == [])
    }

    // MARK: Before the first message

    @Test(arguments: [("invalid-track", "both-tracks-on-connect"), ("query-string", "stream-url-query-string")])
    func `what is wrong with the TwiML`(problem: String, finding: String) throws {
        let call = BridgeStory().observes(
            ObservationKind.twiml, ["call": 1, "problem": .string(problem), "detail": "what was read", "number": 31941])
        #expect(try call.begins().speaks().answers().ends().findings() == [finding])
    }

    @Test func `a stream that cannot be opened`() throws {
        let frames = [
            Frame(
                number: 1, time: .zero, leg: .phone, direction: .up, connection: "p1",
                content: .open(["request": "GET /media HTTP/1.1", "headers": [:], "status": 404, "body": "Not Found"]))
        ]
        let report = try Examiner.examine(LogStyle.capture.render(frames))
        #expect(report.primary == "stream-cannot-connect")
        #expect(
            report.findings.first?.summary
                == "the bridge answered the carrier's upgrade with HTTP 404: Not Found (Twilio 31920)")
    }

    @Test func `an upgrade that is accepted and breaks the handshake is none`() throws {
        let failure = "the server chose the subprotocol audio.twilio.com, but offered were: none"
        let frames = [
            Frame(
                number: 1, time: .zero, leg: .phone, direction: .up, connection: "p1",
                content: .open(["request": "GET /media HTTP/1.1", "headers": [:], "status": 101])),
            Frame(
                number: 2, time: .milliseconds(2), leg: .phone, direction: .down, connection: "p1",
                content: .error(failure)),
        ]
        let report = try Examiner.examine(LogStyle.capture.render(frames))
        #expect(report.verdict == .fail)
        #expect(report.primary == "stream-cannot-connect")
        #expect(
            report.findings.first?.summary
                == "the carrier's connection to the bridge could not be made: \(failure)")
    }

    @Test func `a call without a model is a handler that is not wired, where the model's door was watched`() throws {
        let call = BridgeStory().turning { $0.forwards = false }.opensPhone().starts().hears(5_000).stops()
        #expect(try call.findings() == ["handler-not-wired"])
        #expect(try Examiner.examine(call.kept(command: "record")).findings == [])
        // Another call of the same recording shows that both legs were recorded.
        let other = BridgeStory(call: 2).pause(.seconds(10)).begins().speaks().answers().ends()
        let both = try Examiner.examine(BridgeStory.kept([call, other], command: "record"))
        #expect(both.findings.map(\.id) == ["handler-not-wired"])
    }

    // MARK: Ends

    @Test func `a bridge that hangs up while somebody waits for an answer`() throws {
        let waiting = BridgeStory().begins().speaks().answers().speaks()
        #expect(try waiting.closesPhone().closesModel().findings() == ["bridge-closes-twilio-socket"])
        let speaking = BridgeStory().begins().speaks().answers().hears(400, sound: true).speechStarts()
        #expect(
            try speaking.hears(200, sound: true).closesPhone().closesModel().findings() == [
                "bridge-closes-twilio-socket"
            ])
        let failing = BridgeStory().begins().speaks().answers().hears(1_000).closesPhone(1_011).closesModel()
        #expect(try failing.findings() == ["bridge-closes-twilio-socket"])
    }

    @Test func `a program that ends takes its calls with it`() throws {
        let exit: JSONObject = ["phase": "exited", "code": 3]
        let crashed = BridgeStory().begins().speaks().responseCreated().says(3_000).responseDone().hears(1_000)
            .closesPhone(nil).closesModel(nil).pause(.milliseconds(12)).observes(ObservationKind.process, exit)
        let report = try crashed.report()
        #expect(report.findings.map(\.id) == ["bridge-closes-twilio-socket"])
        #expect(
            report.findings.first?.summary
                == "the bridge ended the connection without a close frame, during an open call, for the program ended with 3 (Twilio 31921)"
        )
        #expect(report.findings.first?.evidence.map(\.text).last == "the program ended by itself with 3")
    }

    @Test func `a bridge that hangs up after its reply was heard has ended the call`() throws {
        #expect(try BridgeStory().begins().speaks().answers().hears(400).closesPhone().closesModel().findings() == [])
        #expect(
            try BridgeStory().begins().speaks().answers().hears(400).closesPhone(nil).closesModel().findings() == [])
        // The caller was first.
        #expect(try BridgeStory().begins().speaks().stops().closesPhone().closesModel().findings() == [])
        // The service was.
        let failed = BridgeStory().begins().speaks().closesModel(1_011, by: .server).closesPhone()
        #expect(try failed.findings() == ["openai-socket-closed-mid-call"])
    }
}

/// The model speaks, and the carrier is sent nothing of it.
struct WithheldReplyTests {
    private static func silent(_ story: BridgeStory, _ milliseconds: Int = 2_000) -> BridgeStory {
        story.turning { $0.replies = false }.responseCreated().says(milliseconds).responseDone().hears(2_500)
    }

    @Test func `not one message to the carrier`() throws {
        let call = Self.silent(Self.silent(BridgeStory().begins().speaks()).speaks()).ends()
        let report = try call.report()
        #expect(report.findings.map(\.id) == ["start-event-swallowed"])
        #expect(
            report.findings.first?.summary
                == "the model sent 4.0 s of audio in 2 replies, and the bridge sent the carrier nothing")
        #expect(report.findings.first?.turns == [1, 2])
    }

    @Test func `marks and no audio`() throws {
        let call = Self.silent(BridgeStory().begins().speaks()).marks("end").speaks()
        #expect(try Self.silent(call).marks("end").ends().findings() == ["internal-queue-schema-mismatch"])
    }

    @Test func `one reply is thrown away`() throws {
        let first = Self.silent(BridgeStory().begins().speaks()).turning { $0.replies = true }
        #expect(try first.speaks().answers().ends().findings() == ["delta-not-enqueued"])
        let middle = Self.silent(BridgeStory().begins().speaks().answers().speaks()).turning { $0.replies = true }
        #expect(try middle.speaks().answers().ends().findings() == ["delta-not-enqueued"])
    }

    @Test func `a reply in its middle, and no sign of life after it`() throws {
        let cut = BridgeStory().begins().speaks().responseCreated().says(600).turning { $0.replies = false }.says(3_000)
            .responseDone().hears(4_000)
        #expect(try cut.ends().findings() == ["reader-task-died"])
        #expect(try Self.silent(cut.speaks()).ends().findings() == ["reader-task-died"])
    }

    @Test func `a reply in its middle, though the bridge still acts`() throws {
        let cut = BridgeStory().begins().speaks().responseCreated().says(600).turning { $0.replies = false }.says(3_000)
            .responseDone().hears(1_000)
        let report = try cut.client(.responseCreate).hears(3_000).ends().report()
        #expect(report.primary == "sender-stalled")
        #expect(
            report.findings.first?.summary
                == "nothing more was written to the carrier, while the model sent 3.6 s of audio in one reply")
    }

    @Test func `nothing more, though the bridge still acts`() throws {
        let call = Self.silent(BridgeStory().begins().speaks().answers().speaks()).client(.responseCreate)
        #expect(try Self.silent(call).ends().findings() == ["sender-stalled"])
    }

    @Test func `nothing more, and no other sign`() throws {
        let call = Self.silent(BridgeStory().begins().speaks().answers().speaks())
        #expect(try Self.silent(call.speaks()).ends().findings() == ["reader-task-died"])
    }

    @Test func `nothing more since an interruption`() throws {
        let call = BridgeStory().begins().speaks().responseCreated().says(4_000).responseDone().hears(600)
            .interrupts(heard: 1_400)
        #expect(try Self.silent(Self.silent(call).speaks()).ends().findings() == ["stuck-gate-flag"])
    }

    @Test func `what nobody was to hear is not missed`() throws {
        // The caller speaks again before it could be.
        let spoken = BridgeStory().begins().speaks().turning { $0.replies = false }.responseCreated().says(2_000)
            .hears(400, sound: true).speechStarts().responseDone("cancelled", reason: "turn_detected")
            .hears(600, sound: true).hears(500).speechStops().commits()
        #expect(try spoken.turning { $0.replies = true }.answers().ends().findings() == [])
        // The call ends at once.
        let last = BridgeStory().begins().speaks().answers().speaks().turning { $0.replies = false }.responseCreated()
            .says(2_000).responseDone().hears(400)
        #expect(try last.ends().findings() == [])
        // Nothing of the phone leg's way down was recorded.
        let frames = Self.silent(BridgeStory().begins().speaks()).ends().frames
        #expect(try Examiner.examine(LogStyle.timed.render(frames)).findings.map(\.id) == [])
    }
}

/// What shows when time, calls and connections are held against each other.
struct ConcurrencyTests {
    @Test func `a model that is listened for after the call`() throws {
        let over = BridgeStory().begins().speaks().answers().stops()
        #expect(try over.closesModel().findings() == [])
        let waited = over.pause(.seconds(5)).observes(
            ObservationKind.waited, ["for": "close", "seconds": 5, "connection": "m1"])
        #expect(try waited.findings() == ["leg-leak"])
        // In a recording of others only signs of life prove it.
        #expect(try over.pause(.seconds(10)).findings() == [])
        let alive = over.pause(.seconds(6)).service(.rateLimitsUpdated, ["rate_limits": []])
        #expect(try alive.findings() == ["leg-leak"])
        #expect(try over.pause(.seconds(1)).client(.responseCreate).closesModel().findings() == [])
    }

    @Test func `a goodbye that is cut`() throws {
        let said = BridgeStory().begins().speaks().responseCreated().says(3_000).responseDone()
        #expect(try said.hears(1_000).closesPhone().closesModel().findings() == ["hangup-race"])
        #expect(try said.hears(3_000).closesPhone().closesModel().findings() == [])
        // The caller has hung up.
        #expect(try said.hears(1_000).stops().closesPhone().closesModel().findings() == [])
    }

    @Test func `two sessions answer one caller`() throws {
        let first = BridgeStory().begins().speaks().answers().speaks().answers().ends()
        let second = BridgeStory(call: 2).pause(.milliseconds(5)).opensModel().speaks().answers().speaks().answers()
            .closesModel()
        let call = ["call": 1, "connection": "p1", "models": ["m1", "m2"]] as JSONObject
        let both = [first.observes(ObservationKind.call, call), second.withoutPhone]
        #expect(try Examiner.examine(BridgeStory.kept(both)).primary == "duplicate-session-per-call")
    }

    @Test func `a bridge that stands still and then catches up`() throws {
        let begun = BridgeStory().begins().speaks().answers().turning { $0.forwards = false }.hears(1_400)
        let burst = begun.turning { $0.forwards = true }.catchesUp(70).hears(1_000)
        #expect(try burst.speaks().answers().ends().findings() == ["event-loop-blocked"])
        // A caller who is not passed on and never caught up with is another matter, and so is a line that stands still.
        let muted = begun.turning { $0.forwards = true }.speaks().answers().ends()
        #expect(try !muted.findings().contains("event-loop-blocked"))
        let stalled = BridgeStory().begins().speaks().answers().pause(.milliseconds(1_400)).catchesUp(70)
        #expect(try !stalled.speaks().answers().ends().findings().contains("event-loop-blocked"))
    }
}
