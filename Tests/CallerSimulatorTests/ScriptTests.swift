// The caller's script against bridges that do and do not do what is waited for.
import Base64Coding
import CallCapture
import CallerSimulator
import JSONText
import Scenarios
import SpeechAudio
import TelephonyProtocol
import TestSupport
import Testing
import WebSocketWire

struct ScriptTests {
    @Test func `the default script needs no file and ends in time with a bridge that converses`() throws {
        let call = try VirtualPhoneCall(plan: CallerPlan(), bridge: Bridges.converses(reply: "assistant-weather"))
        #expect(call.ending == "the caller hung up")
        let said = call.observed(ObservationKind.said)
        #expect(
            said.map { $0["text"]?.string ?? "" } == [
                "Hello, can you hear me?", "What are your opening hours?", "Tell me a very long story.",
                "Wait, stop please.", "Thank you, goodbye.",
            ])
        #expect(said.map { $0["turn"] } == [1, 2, 3, 3, 4])
        #expect(said.map { $0["interrupts"] } == [false, false, false, true, false])
        #expect(call.observed(ObservationKind.waited).isEmpty)
        #expect(call.observed(ObservationKind.carrier).isEmpty)
        #expect(call.clock < .seconds(60))
        // Nobody speaks before the reply to the former words is over.
        let played = call.observed(ObservationKind.played).compactMap { $0["toMs"]?.integer }
        #expect(said[1]["fromMs"]?.integer ?? 0 > played[1])
    }

    @Test func `a bridge that never speaks is waited for as long as the script says, and no longer`() throws {
        let call = try VirtualPhoneCall(plan: CallerPlan(), bridge: Bridges.silent)
        #expect(call.ending == "the caller hung up")
        let waited = call.observed(ObservationKind.waited)
        #expect(
            waited.map { $0["for"] } == ["greeting", "reply", "reply", "reply to interrupt", "reply", "reply"])
        #expect(waited.map { $0["seconds"]?.number } == [5, 15, 15, 15, 15, 10])
        #expect(call.observed(ObservationKind.said).count == 4)
    }

    @Test func `the time limit ends every call`() throws {
        var plan = CallerPlan.steps(.wait(.silence(forMs: 5_000, withinMs: 1_000_000)), .hangUp)
        plan.limitMs = 30_000
        let story = Bridges.speech("assistant-long-story")
        let call = try VirtualPhoneCall(plan: plan) { message, _ in
            guard case .media(let media) = message, media.chunk % 100 == 1 else { return [] }
            return [.say(.media(streamSid: media.streamSid, payload: story))]
        }
        #expect(call.ending == "the time limit of the call was reached")
        #expect(call.clock == .seconds(30))
    }

    @Test func `a bridge that hangs up ends the call with its reason`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 60_000), .expect(.speech(withinMs: 1_000)), .expect(.close(withinMs: 1_000)))
        ) { message, _ in
            if case .start = message { [.close(after: .seconds(2))] } else { [] }
        }
        #expect(call.ending == "the bridge closed the connection with 1000")
        #expect(call.clock == .seconds(2))
        #expect(call.observed(ObservationKind.expectation).map { $0["met"] } == [false, true])
        #expect(call.observed(ObservationKind.playback).count == 1)
    }

    @Test func `a bridge that ignores the close is cut off`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.pause(ms: 100), .hangUp), answersClose: false, bridge: Bridges.silent)
        #expect(call.ending == "the caller hung up; the bridge did not answer the close")
        #expect(call.clock == .milliseconds(3_100))
    }

    @Test func `a script without an end hangs up when it is over`() throws {
        #expect(try VirtualPhoneCall(plan: .steps(), bridge: Bridges.silent).ending == "the script was over")
    }

    struct Expected: Sendable, CustomTestStringConvertible {
        var expectation: CallerExpectation
        var met: Bool
        var reason: String
        init(_ expectation: CallerExpectation, _ met: Bool, _ reason: String) {
            self.expectation = expectation
            self.met = met
            self.reason = reason
        }
        var testDescription: String { "\(expectation)" }
    }

    /// Of a bridge that greets 2 s after `start`, with a mark.
    @Test(arguments: [
        Expected(.speech(withinMs: 3_000), true, "after 20"),
        Expected(.speech(withinMs: 1_000), false, "no speech within 1000 ms"),
        Expected(.noSpeech(forMs: 1_500), true, ""),
        Expected(.noSpeech(forMs: 3_000), false, "speech was heard after 20"),
        Expected(.silence(forMs: 1_000, withinMs: 1_500), true, ""),
        Expected(.silence(forMs: 6_000, withinMs: 5_000), false, "no such silence within 5000 ms"),
        Expected(.mark(name: "greeting", withinMs: 3_000), true, "after 2000 ms"),
        Expected(.mark(name: nil, withinMs: 3_000), true, "after 2000 ms"),
        Expected(.mark(name: "other", withinMs: 3_000), false, "no such mark within 3000 ms"),
        Expected(.clear(withinMs: 1_000), false, "no clear within 1000 ms"),
        Expected(.close(withinMs: 1_000), false, "still open after 1000 ms"),
    ]) func `an expectation is met in time or told as unmet`(expected: Expected) throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.expect(expected.expectation), .hangUp), bridge: Bridges.greets(after: .seconds(2)))
        let told = try #require(call.observed(ObservationKind.expectation).first)
        #expect(told["met"] == .bool(expected.met))
        #expect(told["reason"]?.string?.hasPrefix(expected.reason) == true, "\(told)")
        #expect(told["step"] == 1)
    }

    @Test func `speech is missed in the order of the script, not before`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(
                .wait(.greeting(withinMs: 3_000)), .expect(.noSpeech(forMs: 2_000)), .expect(.speech(withinMs: 500)),
                .hangUp), bridge: Bridges.greets())
        #expect(call.observed(ObservationKind.expectation).map { $0["met"] } == [true, false])
    }

    @Test func `noise goes on in the background while the caller speaks`() throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.noise(kind: .white, level: -30, ms: 400), .pause(ms: 800), .hangUp), bridge: Bridges.silent)
        let levels = call.media.map { media -> Double in
            var payload = media.payload
            var chunk: [UInt8] = []
            _ = payload.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &chunk) }
            return AudioLevel(of: AudioEncoding.pcmu.decode(chunk)).rms
        }
        #expect(levels.prefix(20).allSatisfy { abs($0 + 30) < 1.5 })
        #expect(levels.dropFirst(20).allSatisfy { $0 == AudioLevel.floor })
    }

    @Test(arguments: NoiseKind.allCases) func `every noise has the level that was asked for`(kind: NoiseKind) throws {
        let call = try VirtualPhoneCall(
            plan: .steps(.noise(kind: kind, level: -40, ms: 8_000), .pause(ms: 8_000), .hangUp), bridge: Bridges.silent)
        var level = AudioLevel()
        for media in call.media {
            var payload = media.payload
            var chunk: [UInt8] = []
            _ = payload.withUTF8 { Base64.decode(UnsafeRawBufferPointer($0), into: &chunk) }
            level.receive(AudioEncoding.pcmu.decode(chunk))
        }
        #expect(abs(level.rms + 40) < 1.5)
    }

    @Test(arguments: [
        (CallerSpeech.utterance("nobody"), "there is no utterance `nobody` in the speech library"),
        (.text("Nobody recorded this."), "nobody can say \"Nobody recorded this.\": it is not in the speech library"),
        (.file("missing.wav"), "the audio file missing.wav cannot be read"),
        (.file("text.wav"), "text.wav is not audio: "),
    ]) func `words that cannot be spoken are said before the call`(speech: CallerSpeech, message: String) {
        do throws(CallerVoiceError) {
            _ = try CallerVoice(
                steps: [.say(speech)], library: Fixtures.speechLibrary,
                load: { $0 == "text.wav" ? Array("hello".utf8) : nil })
            Issue.record("it was spoken")
        } catch {
            #expect(error.explanation.message.hasPrefix(message), "\(error.explanation)")
        }
    }

    @Test func `words that nobody has recorded are spoken by the synthesiser, files at any rate`() throws {
        let file = WAV(sampleRate: 16_000, channels: [[Int16](repeating: 9_000, count: 16_000)]).bytes
        let plan = CallerPlan.steps(.say(.text("Unheard of.")), .say(.file("tone.wav")), .hangUp)
        let voice = try CallerVoice(
            steps: plan.steps, library: Fixtures.speechLibrary,
            synthesize: { _ in [Int16](repeating: 5_000, count: 12_000) }, load: { _ in file })
        var call = SimulatedCall(plan: plan, voice: voice, seed: 1)
        var said: [JSONObject] = []
        _ = call.opened(at: .zero)
        while let due = call.nextDeadline {
            for case .observe(ObservationKind.said, let data) in call.advance(to: due) { said.append(data) }
        }
        #expect(said.map { $0["text"] } == ["Unheard of.", "tone.wav"])
        #expect(said.map { $0["fromMs"] } == [0, 500])
        #expect(said.map { $0["toMs"] } == [500, 1_500])
    }
}
