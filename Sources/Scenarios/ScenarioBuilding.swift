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
            mcp: fields.records("mcp").map { MCPServerPlan($0) },
            rules: fields.records("rules").compactMap { Rule($0) })
    }
}

extension Pace {
    fileprivate init(_ fields: Fields) {
        self = PaceChange(fields).applied(to: Pace())
    }
}

extension PaceChange {
    fileprivate init(_ fields: Fields) {
        self.init(
            firstAudioMs: fields.number("first-audio"), speed: fields.number("speed"), chunkMs: fields.number("chunk"),
            tokensPerSecond: fields.number("tokens-per-second"), jitterMs: fields.number("jitter"))
    }
}

extension Reply.FunctionCall {
    fileprivate init?(_ fields: Fields) {
        guard let name = fields.text("name") else { return nil }
        self.init(name: name, arguments: fields.text("arguments") ?? "{}", server: fields.text("server"))
    }
}

extension Reply {
    fileprivate init(_ fields: Fields) {
        let calls = (fields.record("call").map { [$0] } ?? fields.records("calls")).compactMap { FunctionCall($0) }
        self.init(
            turn: fields.turns("turn"), text: fields.text("text"),
            matching: fields.text("matching").flatMap { try? TextPattern($0) }, tool: fields.text("tool"),
            say: fields.text("say"), calls: calls, heard: fields.text("heard"),
            pace: fields.record("pace").map { PaceChange($0) })
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
