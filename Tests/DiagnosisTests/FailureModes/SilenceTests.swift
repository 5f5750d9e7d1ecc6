import CallCapture
import JSONText
import RealtimeProtocol
import TestSupport
import Testing

@testable import Diagnosis

/// The modes that sound alike, for the caller hears nothing: each told from its neighbours.
struct SilenceTests {
    @Test(arguments: dialects) func `a good turn and then none is a second turn stall`(dialect: Dialect) throws {
        let call = CallStory(dialect, named: "x").begins().speaks().answers().speaks().appends(6, sound: false).speaks()
            .appends(6, sound: false)
        for style in [LogStyle.capture, .timed, .order, .serverTimed] {
            #expect(try call.findings(style) == ["second-turn-stall"], "\(style.rawValue)")
        }
        #expect(try call.report().turns.map(\.missing) == [nil, "response created", "response created"])
    }

    @Test func `a swallowed response.create after a good turn is a stall too`() throws {
        let call = CallStory().begins().types().answers().types("Again").pause(.seconds(6)).types("Hello?").pause(
            .seconds(6))
        #expect(try call.waitsInVain(for: "response.created", seconds: 2).findings() == ["second-turn-stall"])
    }

    @Test(arguments: dialects) func `a first turn without a response is response-never-created`(dialect: Dialect) throws
    {
        let call = CallStory(dialect).begins().speaks().appends(6, sound: false)
        #expect(try call.findings() == ["response-never-created"])
        #expect(try call.findings(.order) == ["response-never-created"])
        let typed = CallStory(dialect).begins().types().waitsInVain(for: "response.created", seconds: 5)
        #expect(try typed.findings() == ["response-never-created"])
    }

    @Test func `one lost turn between two good ones is response-never-created`() throws {
        let call = CallStory().begins().speaks().answers().speaks().appends(6, sound: false).speaks().answers()
        #expect(try call.findings() == ["response-never-created"])
        #expect(try call.findings(.order) == ["response-never-created"])
        #expect(try call.report().findings[0].turns == [2])
    }

    @Test func `a log that ends after a commit accuses nobody`() throws {
        for style in LogStyle.allCases {
            #expect(try CallStory().begins().speaks().answers().speaks().findings(style) == [], "\(style.rawValue)")
        }
        let report = try CallStory().begins().speaks().answers().speaks().report()
        #expect(report.verdict == .pass)
        #expect(report.indicator("answered")?.reason == "1 of 2; the capture ends before the rest")
    }

    @Test func `a caller who leaves while turns wait for an answer has not seen a healthy call`() throws {
        let call = CallStory().begins().speaks().answers().speaks().appends(2, sound: false).closes(1000, by: .client)
        let report = try call.report()
        #expect(report.findings == [])
        #expect(report.verdict == .incomplete)
        #expect(
            report.indicator("answered")?.reason
                == "turn 2 waited for an answer when it ended, too briefly to say that none would come")
    }

    @Test func `create_response off and nobody asking is no fault of the service but of the client`() throws {
        var vad = CallStory.serverVAD.object ?? JSONObject()
        vad["create_response"] = false
        let call = CallStory().begins(vad: .object(vad)).speaks().appends(8, sound: false)
        #expect(try call.findings() == ["create-response-false"])
    }

    @Test func `a caller who speaks on at once gets one reply for both`() throws {
        let call = CallStory().begins().speaks().speaks().answers().closes(1000, by: .client)
        #expect(try call.findings() == [])
    }

    @Test(arguments: dialects) func `a response that stops without done never ends`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().speaks().responseCreated().says().appends(8, sound: false)
        for style in [LogStyle.capture, .timed, .serverTimed] where style != .serverTimed {
            #expect(try call.findings(style) == ["response-never-done"], "\(style.rawValue)")
        }
        // Turns that follow are shadows of it.
        #expect(try call.speaks().appends(8, sound: false).findings() == ["response-never-done"])
    }

    @Test func `a reply that the end of the log cuts is no fault`() throws {
        #expect(try CallStory().begins().speaks().responseCreated().says().findings() == [])
    }

    @Test(arguments: dialects) func `clear speech that is not noticed any more`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().speaks().answers().appends(1.5, sound: true).appends(4, sound: false)
        #expect(try call.findings() == ["vad-dies-mid-session"])
        #expect(try call.findings(.order) == [])
        #expect(try call.appends(2, sound: false).findings(.order) == ["vad-dies-mid-session"])
        #expect(try call.report().turns.last?.missing == "speech started")
    }

    @Test func `near silence that is not noticed is no fault`() throws {
        let call = CallStory().begins().speaks().answers().appends(1.5, sound: true, amplitude: 60).appends(
            6, sound: false)
        #expect(try call.findings() == [])
    }

    @Test func `speech with the VAD off is not for the VAD to notice`() throws {
        let call = CallStory().begins(vad: .null).appends(1.5, sound: true).appends(6, sound: false)
        #expect(try call.findings().filter { $0 != "vad-off-nobody-commits" } == [])
    }

    @Test(arguments: dialects) func `speech whose end is not noticed`(dialect: Dialect) throws {
        let call = CallStory(dialect).begins().appends(0.4, sound: true).speechStarts().appends(1, sound: true)
        #expect(try call.appends(4, sound: false).findings() == ["speech-never-stops"])
        #expect(try call.appends(4, sound: false).findings(.order) == ["speech-never-stops"])
        #expect(
            try call.pause(.seconds(12)).client(.inputAudioBufferAppend, ["audio": ""]).findings(.cutAudio) == [
                "silence-not-forwarded"
            ])
        // Still speaking, or too soon to tell.
        #expect(try call.appends(9, sound: true).findings() == [])
        #expect(try call.appends(1, sound: false).findings() == [])
    }

    @Test func `speech that a client commit ends has stopped`() throws {
        let call = CallStory().begins().appends(0.4, sound: true).speechStarts().appends(1, sound: true)
            .client(.inputAudioBufferCommit).commits().client(.responseCreate).answers().appends(5, sound: false)
        #expect(try call.findings() == [])
    }
}

extension SilenceTests {
    @Test func `noise behind the caller is not for the service to notice`() throws {
        // 20 dB below the caller.
        let call = CallStory().begins().speaks().answers().appends(2, sound: true, amplitude: 460).appends(
            6, sound: false)
        #expect(try call.findings() == [])
    }

    @Test func `a lost response done is noticed when the next response begins`() throws {
        let call = CallStory().begins().types().responseCreated().says().types("More").answers().closes(
            1000, by: .client)
        #expect(try call.findings() == ["response-never-done"])
    }

    @Test func `a client that sends no silence waits for ever`() throws {
        let call = CallStory().begins().appends(0.4, sound: true).speechStarts().appends(1, sound: true)
            .pause(.seconds(11)).client(.inputAudioBufferAppend, ["audio": "AAAA"])
        #expect(try call.findings() == ["silence-not-forwarded"])
    }

    @Test func `a duplicate request during a reply does no harm`() throws {
        let call = CallStory().begins().speaks().responseCreated().client(.responseCreate)
            .fails("invalid_request_error", code: "conversation_already_has_active_response").says().finishes()
            .closes(1000, by: .client)
        let report = try call.report()
        #expect(report.findings == [])
        #expect(report.verdict == .pass)
    }
}
