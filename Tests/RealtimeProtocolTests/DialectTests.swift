import JSONText
import RealtimeProtocol
import Testing

struct DialectTests {
    @Test(arguments: Recording.all) func `the first event decides, and no later one contradicts`(
        recording: Recording
    ) throws {
        var decision = DialectDecision()
        for line in try recording.lines where line.fromServer {
            if let session = line.event["session"]?.object { decision.observe(session: session) }
            decision.observe(eventName: line.event["type"]?.string ?? "")
        }
        #expect(decision.dialect == recording.dialect)
        #expect(decision.basis == .session)
        #expect(decision.contradictions == [])
    }

    @Test func `without a session the event names decide, and a mixed stream is told`() {
        var decision = DialectDecision()
        decision.observe(eventName: "response.created")
        #expect(decision.dialect == nil)
        decision.observe(eventName: "response.audio.delta")
        #expect(decision.dialect == .beta)
        #expect(decision.basis == .eventName)
        decision.observe(eventName: "response.output_audio.delta")
        #expect(decision.dialect == .beta)
        #expect(decision.contradictions == ["response.output_audio.delta"])
        decision.observe(session: ["type": "realtime"])
        #expect(decision.dialect == .ga)
    }

    @Test func `a partial session tells by what it sets`() {
        #expect(Dialect.decide(session: ["turn_detection": nil]) == .beta)
        #expect(Dialect.decide(session: ["audio": ["input": ["turn_detection": nil]]]) == .ga)
        #expect(Dialect.decide(session: ["instructions": "Hello."]) == nil)
    }

    @Test func `an era gives a connection its dialect or refuses it`() {
        #expect(Era.beta.dialect(askedForBeta: false) == .beta)
        #expect(Era.overlap.dialect(askedForBeta: false) == .ga)
        #expect(Era.overlap.dialect(askedForBeta: true) == .beta)
        #expect(Era.ga.dialect(askedForBeta: false) == .ga)
        #expect(Era.ga.dialect(askedForBeta: true) == nil)
    }
}

struct EventTypeTests {
    @Test(arguments: EventType.allCases) func `every type is found by its names, from text and from bytes`(
        type: EventType
    ) {
        for dialect in Dialect.allCases {
            let name = type.wireName(in: dialect)
            #expect(EventType(wireName: name) == type)
            let found = Array(name.utf8).withUnsafeBytes { EventType(wireName: $0) }
            #expect(found == type)
        }
    }

    @Test(arguments: ["", "response", "response.done ", "RESPONSE.DONE", String(repeating: "x", count: 500)])
    func `other names are no type`(name: String) { #expect(EventType(wireName: name) == nil) }

    @Test func `no event name is sent by both sides`() {
        for type in EventType.allCases {
            let text = JSON.object(["type": .string(type.rawValue)]).text
            if case .unknown = ServerEvent(text: text) { #expect(type.sender == .client) }
            if case .unknown = ClientEvent(text: text) { #expect(type.sender == .server) }
        }
        #expect(EventType.allCases.filter { $0.sender == .client }.count == 12)
    }

    @Test(arguments: Recording.all) func `the sender is known from the type alone`(recording: Recording) throws {
        for line in try recording.lines {
            let type = try #require(EventType(wireName: line.event["type"]?.string ?? ""))
            #expect((type.sender == .server) == line.fromServer)
        }
    }
}
