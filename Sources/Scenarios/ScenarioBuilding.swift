/// From fields that have passed their forms to the values that engines take.

extension Scenario {
    /// - Parameter bases: What the file includes, in its order.
    init(_ fields: Fields, fallbackId: String, bases: [Scenario] = []) {
        let expect = fields.record("expect")
        let model = bases.map(\.model).reduce(ModelPlan()) { $0.followed(by: $1) }
        self.init(
            id: fields.text("scenario") ?? fallbackId, title: fields.text("title") ?? "",
            about: fields.text("about") ?? "",
            expect: Expectation(verdict: expect?.text("verdict"), primary: expect?.text("primary")),
            model: fields.record("model").map { ModelPlan($0, over: model) } ?? model,
            caller: fields.record("caller").map { CallerPlan($0) }
                ?? bases.map(\.caller).last { $0 != CallerPlan() } ?? CallerPlan(),
            bridge: fields.record("bridge").map { BridgePlan($0) } ?? bases.compactMap(\.bridge).last)
    }
}

extension ModelPlan {
    /// Of replies and outcomes the first that matches is used: a file's own stand before those that it includes.
    /// Wire faults act in order, so included ones come first.
    fileprivate init(_ fields: Fields, over base: ModelPlan) {
        self.init(
            era: fields.text("era"), profile: fields.text("profile"),
            replies: fields.records("replies").map { Reply($0) },
            pace: fields.record("pace").map { Pace($0) } ?? base.pace,
            mcp: fields.records("mcp").map { MCPServerPlan($0) },
            rules: fields.records("rules").compactMap { Rule($0) },
            door: fields.records("door").compactMap { DoorRule($0) })
        self = base.followed(by: self)
    }

    /// Both; where only one can be, the other's.
    fileprivate func followed(by other: ModelPlan) -> ModelPlan {
        func isOutcome(_ rule: Rule) -> Bool { if case .outcome = rule.effect { true } else { false } }
        return ModelPlan(
            era: other.era ?? era, profile: other.profile ?? profile, replies: other.replies + replies,
            pace: other.pace == Pace() ? pace : other.pace, mcp: other.mcp + mcp,
            // Of a file that includes nothing the order is its own: firings are told by their place in it.
            rules: rules.isEmpty
                ? other.rules
                : (other.rules + rules).filter(isOutcome) + (rules + other.rules).filter { !isOutcome($0) },
            door: door + other.door)
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
            tokensPerSecond: fields.number("tokens-per-second"), jitterMs: fields.number("jitter"),
            inputTokenMs: fields.number("per-input-token"))
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
            pace: fields.record("pace").map { PaceChange($0) }, session: fields.turns("session"))
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
            afterMs: fields.number("after"), session: fields.turns("session"))
    }
}
