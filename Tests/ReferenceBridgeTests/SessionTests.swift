// From `start` to a configured session, and what happens when there is none.
import JSONText
import RealtimeProtocol
import TelephonyProtocol
import Testing
import WebSocketWire

@testable import ReferenceBridge

struct SessionTests {
    @Test func `the model is opened when the call has started, and not before`() {
        var bench = BridgeBench()
        #expect(bench.feed(.carrierOpened(HTTPRequestHead(method: "GET", target: "/"))) == [])
        #expect(bench.carrier(.connected()) == [])
        let actions = bench.carrier(.start(.init(streamSid: BridgeBench.stream, accountSid: "AC1", callSid: "CA1")))
        #expect(
            actions.contains(
                .connectModel(ModelLink(1), query: "model=gpt-realtime", headers: ["Authorization": "Bearer key"])))
    }

    @Test func `one update asks for all there is, in the GA shape`() throws {
        var bench = BridgeBench()
        bench.start()
        #expect(bench.feed(.modelOpened(ModelLink(1))).short == [])
        let actions = bench.model(["type": "session.created", "session": ["id": "sess_1"]])
        #expect(actions.short == ["session.update to m1"])
        let session = try #require(actions.sentToModel.first?["session"])
        #expect(session["type"] == "realtime")
        #expect(session["output_modalities"] == ["audio"])
        #expect(session["audio"]?["input"]?["format"] == ["type": "audio/pcmu"])
        #expect(session["audio"]?["output"]?["format"] == ["type": "audio/pcmu"])
        #expect(session["audio"]?["output"]?["voice"] == "marin")
        #expect(session["audio"]?["input"]?["turn_detection"]?["interrupt_response"] == true)
        #expect(session["tools"]?.array?.map { $0["name"] } == ["get_weather", "end_call"])
    }

    @Test func `what the caller says early waits, unchanged and in order, for the session`() {
        var bench = BridgeBench(BridgeSettings(greeting: nil))
        bench.start()
        #expect(bench.media("AAAA") == [])
        #expect(bench.media("BBBB") == [])
        let actions = bench.configure()
        #expect(actions.sentToModel.map { $0["audio"] } == ["AAAA", "BBBB"])
        #expect(bench.media("CCCC").sentToModel == [["type": "input_audio_buffer.append", "audio": "CCCC"]])
    }

    @Test func `only the caller's own track goes to the model`() {
        var bench = BridgeBench.ready()
        #expect(bench.media("AAAA", track: "outbound") == [])
        #expect(bench.media("AAAA").types == ["input_audio_buffer.append"])
    }

    @Test func `a session that never comes costs ten seconds of audio and no more`() {
        var settings = BridgeSettings(greeting: nil)
        settings.limits.backlogFrames = 3
        var bench = BridgeBench(settings)
        bench.start()
        for payload in ["AAAA", "BBBB", "CCCC", "DDDD"] { bench.media(payload) }
        let actions = bench.configure()
        #expect(actions.sentToModel.map { $0["audio"] } == ["BBBB", "CCCC", "DDDD"])
        #expect(actions.logs == ["1 frames of the caller's audio came too early"])
    }

    @Test func `a greeting is asked for when the session stands, and a waiting bridge asks for nothing`() {
        var bench = BridgeBench()
        bench.start()
        let asked = bench.configure()
        #expect(asked.types == ["response.create"])
        #expect(asked.sentToModel.first?["response"]?["instructions"] == "Greet the caller in one short sentence.")
        var waiting = BridgeBench(BridgeSettings(greeting: nil))
        waiting.start()
        #expect(waiting.configure() == [])
    }

    // MARK: No session

    @Test func `a refused update ends the call instead of running on defaults`() {
        var bench = BridgeBench()
        bench.start()
        bench.feed(.modelOpened(ModelLink(1)))
        bench.model(["type": "session.created", "session": ["id": "sess_1"]])
        let actions = bench.model([
            "type": "error", "error": ["type": "invalid_request_error", "code": "unknown_parameter", "message": "No."],
        ])
        #expect(actions.short == ["close m1", "close carrier 1011"])
        #expect(actions.logs == ["the call ends: the session was refused: unknown_parameter: No."])
        #expect(bench.media("AAAA") == [])
    }

    @Test func `an update that was granted otherwise is no session either`() throws {
        var bench = BridgeBench()
        bench.start()
        bench.feed(.modelOpened(ModelLink(1)))
        let update = bench.model(["type": "session.created", "session": ["id": "sess_1"]])
        var session = Session(try #require(update.sentToModel.first?["session"]?.object))
        session.set("audio.output.format", ["type": "audio/pcm", "rate": 24_000])
        let actions = bench.model(["type": "session.updated", "session": .object(session.fields)])
        #expect(actions.short == ["close m1", "close carrier 1011"])
        #expect(
            actions.logs == [
                "the call ends: the session is not as it was asked for: session.audio.output.format.type"
            ])
    }

    @Test func `a model that refuses the upgrade ends the call with its status`() {
        var bench = BridgeBench()
        bench.start()
        let actions = bench.feed(.modelRefused(ModelLink(1), status: 401))
        #expect(
            actions == [
                .log("the call ends: the model answered with HTTP 401"),
                .closeCarrier(code: .internalError, reason: "the model answered with HTTP 401"),
            ])
    }

    @Test func `nobody waits for ever`() {
        var connecting = BridgeBench()
        connecting.start()
        #expect(connecting.wait(.milliseconds(4_999)) == [])
        #expect(connecting.wait(.milliseconds(1)).short == ["close m1", "close carrier 1011"])

        var created = BridgeBench()
        created.start()
        created.feed(.modelOpened(ModelLink(1)))
        #expect(created.wait(.seconds(5)).short == ["close m1", "close carrier 1011"])

        var updated = BridgeBench()
        updated.start()
        updated.feed(.modelOpened(ModelLink(1)))
        updated.wait(.seconds(4))
        updated.model(["type": "session.created", "session": ["id": "sess_1"]])
        #expect(updated.wait(.milliseconds(4_999)) == [])
        let actions = updated.wait(.milliseconds(1))
        #expect(actions.logs == ["the call ends: session.update was not answered within 5.0 seconds"])
    }

    // MARK: The end

    @Test func `both legs end together`() {
        var hungUp = BridgeBench.ready()
        let stop = hungUp.carrier(
            .stop(.init(sequenceNumber: 9, streamSid: BridgeBench.stream, accountSid: "AC1", callSid: "CA1")))
        #expect(stop.short == ["close m1", "close carrier 1000"])
        #expect(hungUp.feed(.carrierClosed(code: 1000)) == [])

        var broken = BridgeBench.ready()
        #expect(broken.feed(.carrierClosed(code: nil)).short == ["close m1"])
    }

    @Test(arguments: [
        "{\"type\":\"response.something_new\",\"x\":1}", "{\"event_id\":\"event_1\"}", "not JSON", "[]",
        "{\"type\":null}",
    ])
    func `what is not known changes nothing`(text: String) {
        var bench = BridgeBench.ready()
        #expect(bench.feed(.model(ModelLink(1), .text(text))).short == [])
        #expect(bench.feed(.model(ModelLink(1), .binary([1, 2]))) == [])
        #expect(bench.feed(.carrier(.text(text))).short == [])
        #expect(bench.media("AAAA").types == ["input_audio_buffer.append"])
    }
}
