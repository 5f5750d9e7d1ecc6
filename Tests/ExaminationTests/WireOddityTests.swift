import Diagnosis
import JSONText
import ModelMock
import RealtimeProtocol
import Scenarios
import SpeechAudio
import Testing

@testable import Examination

/// Faults of single messages, of the line and of the door, met by a probe: each has a name, evidence and a remedy.
struct WireOddityTests {
    private func report(
        _ rules: [Rule], _ encoding: AudioEncoding = .pcmu, dialect: Dialect = .ga
    ) throws -> Report {
        var scenario = Scenario.healthy
        scenario.model.rules = rules
        var story = ProbeStory(scenario: scenario)
        story.plan.encoding = encoding
        story.plan.dialect = dialect
        story.era = dialect == .ga ? .ga : .beta
        return try story.play().report
    }

    private func on(
        _ event: EventType, _ fault: WireFault, spokenTurn: TurnRange? = nil, nth: TurnRange? = nil
    ) -> Rule {
        Rule(
            when: .init(direction: "down", event: event.rawValue, spokenTurn: spokenTurn, nth: nth),
            effect: .wire(fault))
    }

    private static let second = TurnRange(first: 2, last: 2)
    private static let third = TurnRange(first: 3, last: 3)

    private func expect(
        _ report: Report, _ id: String, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let finding = report.findings.first
        #expect(report.verdict == .fail, sourceLocation: sourceLocation)
        #expect(
            report.findings.filter { $0.refinedBy == nil }.map(\.id) == [id],
            "\(report.findings.map { "\($0.id): \($0.summary)" })", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                finding?.summary.contains(word) == true, "\(finding?.summary ?? "nothing")",
                sourceLocation: sourceLocation)
        }
        #expect(finding?.evidence.isEmpty == false, sourceLocation: sourceLocation)
    }

    // MARK: Messages

    @Test(arguments: [EventType.outputAudioDelta, .responseDone, .responseCreated, .outputItemAdded, .sessionUpdated])
    func `an event that is cut off is no JSON, and that is said`(type: EventType) throws {
        let turn = type == .sessionUpdated ? nil : Self.second
        let nth = type == .outputAudioDelta ? Self.third : nil
        let rule = on(type, .truncate(bytes: nil), spokenTurn: turn, nth: nth)
        expect(try report([rule]), "unknown-event-crash", ["message", "no JSON object"])
    }

    @Test(arguments: [AudioEncoding.pcm24k, .pcmu], [Dialect.ga, .beta])
    func `audio that is no base64 is counted`(encoding: AudioEncoding, dialect: Dialect) throws {
        let rule = on(.outputAudioDelta, .corruptBase64, spokenTurn: Self.second, nth: Self.third)
        expect(
            try report([rule], encoding, dialect: dialect), "unknown-event-crash",
            ["the service sent 1 audio delta that is no base64"])
    }

    @Test(arguments: [
        EventType.sessionCreated, .sessionUpdated, .responseCreated, .responseDone, .outputItemAdded, .outputItemDone,
        .contentPartAdded, .contentPartDone, .outputAudioDelta, .outputAudioDone, .outputAudioTranscriptDelta,
        .outputAudioTranscriptDone, .speechStarted, .speechStopped, .inputAudioCommitted, .itemAdded,
        .transcriptionCompleted,
    ])
    func `a renamed event is missed by the name that it should have`(type: EventType) throws {
        expect(
            try report([on(type, .rename(to: "renamed.event"))]), "unknown-event-crash",
            ["renamed.event, which no reference has, in the place of \(type.rawValue), which never came"])
    }

    @Test func `an event of its own that nobody knows is no finding`() throws {
        let rule = on(
            .responseDone, .inject(["type": "response.output_audio.timestamps", "event_id": "event_x", "delta": "1"]))
        #expect(try report([rule]).findings.map(\.id) == [])
    }

    @Test func `names of the other dialect are no names`() throws {
        let report = try report([on(.outputAudioDelta, .rename(to: "response.audio.delta"))])
        expect(report, "unknown-event-crash", ["events response.audio.delta, a name of the other dialect"])
        #expect(report.violations.filter { $0.severity == "E" }.map(\.rule) == ["I3"])
    }

    @Test(arguments: [
        (EventType.outputAudioDelta, "that were never created"), (.responseDone, "that was never created"),
        (.responseCreated, "that was never created"), (.outputItemAdded, "that were never created"),
        (.inputAudioCommitted, "input_audio_buffer.committed of an item"),
    ])
    func `ids that nobody knows are named`(type: EventType, words: String) throws {
        let report = try report([on(type, .wrongIDs)])
        #expect(report.verdict == .fail)
        #expect(report.primary == "unknown-event-crash", "\(report.findings.map(\.summary))")
        #expect(report.findings[0].summary.contains(words), "\(report.findings[0].summary)")
        #expect(report.turns.count < 20, "an id that was made up is no turn")
    }

    @Test func `a delta that comes twice is not taken for another rate`() throws {
        expect(
            try report([on(.outputAudioDelta, .duplicate(times: 2))]), "unknown-event-crash",
            ["deltas more than once, each with the event_id of the one before"])
    }

    // MARK: Sound

    @Test(arguments: [
        (AudioEncoding.pcmu, WireFault.Codec.pcma, "audio/pcma, where its session says audio/pcmu"),
        (.pcmu, .pcm, "audio/pcm 24000, where its session says audio/pcmu"),
        (.pcm24k, .pcmu, "audio/pcmu, where its session says audio/pcm 24000"),
        (.pcma, .pcmu, "audio/pcmu, where its session says audio/pcma"),
    ])
    func `audio in another format is named with both`(declared: AudioEncoding, sent: WireFault.Codec, words: String)
        throws
    {
        expect(try report([on(.outputAudioDelta, .wrongFormat(sent))], declared), "pcm-sent-as-mulaw", [words])
    }

    @Test(arguments: [
        (AudioEncoding.pcm24k, 16_000, "too fast"), (.pcm24k, 8_000, "too fast"), (.pcm24k, 48_000, "too slow"),
        (.pcmu, 16_000, "too slow"), (.pcmu, 24_000, "too slow"),
    ])
    func `audio at another rate is named with both`(declared: AudioEncoding, hertz: Int, tempo: String) throws {
        expect(
            try report([on(.outputAudioDelta, .wrongRate(hertz))], declared), "pcm-sent-as-mulaw",
            ["at \(hertz) Hz, where its session says \(declared.sampleRate) Hz", tempo])
    }

    @Test func `half a sample is found in one delta and in all`() throws {
        let one = on(.outputAudioDelta, .oddBytes, spokenTurn: Self.second, nth: Self.third)
        expect(
            try report([one], .pcm24k), "partial-frames-jitter",
            ["1 of ", "audio deltas of the service end inside a sample"])
        expect(
            try report([on(.outputAudioDelta, .oddBytes)], .pcm24k), "partial-frames-jitter",
            ["audio deltas of the service end inside a sample"])
        #expect(try report([on(.outputAudioDelta, .oddBytes)], .pcmu).findings.map(\.id) == [], "a byte is a sample")
    }

    // MARK: The line

    @Test(arguments: [2_000, 8_000])
    func `a line that turns slow is the cause of all that is late`(rate: Int) throws {
        let rule = on(.outputAudioDelta, .slow(bytesPerSecond: rate), spokenTurn: Self.second, nth: Self.second)
        expect(
            try report([rule]), "network-instability",
            ["came from the service slower than it plays", "of silence in it"])
    }

    @Test func `a line that is slow and quick enough is no finding`() throws {
        let rule = on(.outputAudioDelta, .slow(bytesPerSecond: 40_000), spokenTurn: Self.second, nth: Self.second)
        #expect(try report([rule]).findings.map(\.id) == [])
    }

    @Test(arguments: [
        ("unknown-opcode", "unknown opcode 3"), ("reserved", "reserved RSV2"), ("utf8", "ends inside a character"),
        ("big", "a message of more than 16777216 bytes"),
    ])
    func `broken frames are the line's, and this side hung up`(how: String, words: String) throws {
        var scenario = Scenario.healthy
        let rule =
            ["unknown-opcode": "malformed-frame", "reserved": "reserved-bits", "utf8": "invalid-utf8"][how]
            ?? "oversized-frame"
        let yaml = """
            scenario: x
            model:
              rules:
                - {when: {event: response.output_audio.delta, spoken-turn: 2, nth: 2}, do: \(rule)}
            """
        scenario.model = try ScenarioFile.parse(Array(yaml.utf8), file: "x.yaml").get().model
        expect(try ProbeStory(scenario: scenario).play().report, "network-instability", ["no WebSocket frames", words])
    }

    // MARK: The door

    private func refused(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") throws -> Report {
        try report([
            Rule(when: .init(), effect: .outcome(.refuseUpgrade(status: status, headers: headers, body: body)))
        ])
    }

    @Test func `a refusal at the door has a name, the service's words, and how long to wait`() throws {
        let limited =
            #"{"error":{"message":"Rate limit reached for requests","type":"requests","code":"rate_limit_exceeded"}}"#
        expect(
            try refused(429, ["retry-after": "17"], limited), "rate-limited-response",
            ["HTTP 429: Rate limit reached for requests; Retry-After: 17"])
        expect(try refused(429), "rate-limited-response", ["a rate limit closed the door: HTTP 429"])
        let poor = #"{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}"#
        expect(try refused(429, [:], poor), "quota-exhausted", ["You exceeded your current quota"])
        expect(
            try refused(503, ["Retry-After": "30"], "upstream connect error"), "server-error-response",
            ["HTTP 503: upstream connect error; Retry-After: 30"])
        expect(try refused(500), "server-error-response", ["could not open the connection: HTTP 500"])
        expect(
            try refused(404, [:], "Not Found"), "azure-endpoint-or-dialect",
            ["/v1/realtime?model=gpt-realtime was answered with HTTP 404: Not Found"])
        let gone = #"{"error":{"message":"The model does not exist","code":"model_not_found"}}"#
        expect(try refused(404, [:], gone), "model-not-found-at-response", ["The model does not exist"])
    }
}
