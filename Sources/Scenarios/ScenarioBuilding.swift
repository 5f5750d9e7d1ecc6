/// From fields that have passed their forms to the values that engines take.

extension Scenario {
    init(_ fields: Fields, fallbackId: String) {
        let expect = fields.record("expect")
        self.init(
            id: fields.text("scenario") ?? fallbackId, title: fields.text("title") ?? "",
            about: fields.text("about") ?? "",
            expect: Expectation(verdict: expect?.text("verdict"), primary: expect?.text("primary")),
            model: fields.record("model").map { ModelPlan($0) } ?? ModelPlan(),
            caller: fields.record("caller").map { CallerPlan($0) } ?? CallerPlan(),
            bridge: fields.record("bridge").map { BridgePlan($0) })
    }
}

extension ModelPlan {
    fileprivate init(_ fields: Fields) {
        self.init(
            era: fields.text("era"), profile: fields.text("profile"),
            replies: fields.records("replies").map { Reply($0) },
            pace: fields.record("pace").map { Pace($0) } ?? Pace(),
            rules: fields.records("rules").compactMap { Rule($0) })
    }
}

extension Pace {
    fileprivate init(_ fields: Fields) {
        self.init()
        firstAudioMs = fields.number("first-audio") ?? firstAudioMs
        speed = fields.number("speed") ?? speed
        chunkMs = fields.number("chunk") ?? chunkMs
    }
}

extension Reply {
    fileprivate init(_ fields: Fields) {
        let call = fields.record("call")
        self.init(
            turn: fields.turns("turn"), text: fields.text("text"), say: fields.text("say"),
            call: call?.text("name").map { .init(name: $0, arguments: call?.text("arguments") ?? "{}") },
            heard: fields.text("heard"))
    }
}

extension Rule {
    /// Nil only without an effect, which the form of a rule has refused.
    fileprivate init?(_ fields: Fields) {
        guard let effect = Effect(fields) else { return nil }
        self.init(
            when: fields.record("when").map { Condition($0) } ?? Condition(), effect: effect,
            probability: fields.number("probability") ?? 1)
    }
}

extension Rule.Effect {
    fileprivate init?(_ fields: Fields) {
        switch (fields.values["outcome"], fields.values["do"]) {
        case (.choice(let word, let parameters, _)?, _):
            guard let name = OutcomeName(rawValue: word) else { return nil }
            self = .outcome(Outcome(name, parameters))
        case (_, .choice(let word, let parameters, let value)?):
            guard let name = WireFaultName(rawValue: word) else { return nil }
            self = .wire(WireFault(name, parameters, value: value))
        default: return nil
        }
    }
}

extension Condition {
    fileprivate init(_ fields: Fields) {
        let leg = fields.text("leg") ?? "model"
        let event = fields.text("event")
        // An event that travels one way only says the direction itself.
        let ways = ["up", "down"].filter { EventTypes.on(leg: leg, direction: $0).contains(event ?? "") }
        self.init(
            leg: leg, direction: fields.text("direction") ?? (ways.count == 1 ? ways[0] : nil), event: event,
            turn: fields.turns("turn"), spokenTurn: fields.turns("spoken-turn"), nth: fields.turns("nth"),
            afterMs: fields.number("after"))
    }
}
