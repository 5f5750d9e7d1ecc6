/// From the fields of a `caller:` section that have passed their forms to the plan that the simulator takes.

extension CallerPlan {
    init(_ fields: Fields) {
        self.init()
        stream = fields.text("stream").flatMap(Stream.init) ?? stream
        from = fields.text("from") ?? from
        to = fields.text("to") ?? to
        parameters = fields.texts("parameters")
        startDelayMs = fields.number("start-after") ?? startDelayMs
        line = fields.record("line").map { Line($0) } ?? line
        network = fields.record("network").map { Network($0) } ?? network
        if case .list(let items)? = fields.values["script"] { steps = items.compactMap { CallerStep($0) } }
        limitMs = fields.number("limit") ?? limitMs
        calls = fields.integer("calls") ?? calls
    }
}

extension CallerPlan.Line {
    fileprivate init(_ fields: Fields) {
        self.init(
            noiseLevel: fields.number("noise"), echoLevel: fields.number("echo"), gain: fields.number("gain") ?? 0)
    }
}

extension CallerPlan.Network {
    fileprivate init(_ fields: Fields) {
        self.init(
            jitterMs: fields.number("jitter") ?? 0, loss: fields.number("loss") ?? 0,
            stalls: fields.records("stalls").map {
                Stall(atMs: $0.number("at") ?? 0, forMs: $0.number("for") ?? 0)
            }, reconnectAfterMs: fields.number("reconnect"))
    }
}

extension CallerStep {
    /// Nil for no step, which the form has refused.
    fileprivate init?(_ value: FormValue) {
        guard case .choice(let word, let fields, let inner) = value, let name = CallerStepName(rawValue: word) else {
            return nil
        }
        switch name {
        case .wait:
            guard case .choice(let what, let fields, _)? = inner, let wait = WaitName(rawValue: what) else {
                return nil
            }
            self = .wait(Wait(wait, fields))
        case .say: self = .say(CallerSpeech(fields))
        case .pause: self = .pause(ms: fields.number("for") ?? 1_000)
        case .interrupt:
            self = .interrupt(
                afterMs: fields.number("after") ?? 1_000, CallerSpeech(fields),
                withinMs: fields.number("within") ?? 15_000)
        case .press: self = .press(digits: fields.text("digits") ?? "")
        case .noise:
            self = .noise(
                kind: fields.text("kind").flatMap(NoiseKind.init) ?? .white, level: fields.number("level") ?? -30,
                ms: fields.number("for") ?? 1_000)
        case .expect:
            guard case .choice(let what, let fields, _)? = inner, let expectation = ExpectationName(rawValue: what)
            else { return nil }
            self = .expect(CallerExpectation(expectation, fields))
        case .hangUp: self = .hangUp
        }
    }
}

extension CallerStep.Wait {
    fileprivate init(_ name: WaitName, _ fields: Fields) {
        let within = fields.number("within")
        self =
            switch name {
            case .greeting: .greeting(withinMs: within ?? 5_000)
            case .reply: .reply(withinMs: within ?? 15_000)
            case .silence: .silence(forMs: fields.number("for") ?? 1_000, withinMs: within ?? 30_000)
            }
    }
}

extension CallerExpectation {
    fileprivate init(_ name: ExpectationName, _ fields: Fields) {
        let within = fields.number("within")
        self =
            switch name {
            case .speech: .speech(withinMs: within ?? 5_000)
            case .silence: .silence(forMs: fields.number("for") ?? 1_000, withinMs: within ?? 30_000)
            case .noSpeech: .noSpeech(forMs: fields.number("for") ?? 1_000)
            case .mark: .mark(name: fields.text("name"), withinMs: within ?? 5_000)
            case .clear: .clear(withinMs: within ?? 1_000)
            case .close: .close(withinMs: within ?? 10_000)
            }
    }
}

extension CallerSpeech {
    fileprivate init(_ fields: Fields) {
        if let id = fields.text("utterance") {
            self = .utterance(id)
        } else if let file = fields.text("file") {
            self = .file(file)
        } else {
            self = .text(fields.text("text") ?? "Wait, stop please.")
        }
    }
}

extension Fields {
    /// The texts of a dictionary, in their order.
    fileprivate func texts(_ key: String) -> [(name: String, value: String)] {
        guard case .dictionary(let pairs)? = values[key] else { return [] }
        return pairs.compactMap { if case .text(let value) = $0.value { ($0.name, value) } else { nil } }
    }
}
