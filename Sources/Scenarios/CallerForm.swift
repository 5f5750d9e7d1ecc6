/// The table of a scenario file's `caller:` section: every key and every step, what it takes, what it means.
extension Record {
    package static let caller = Record(
        name: "caller",
        keys: [
            Key(
                "script", .list(.choice(.callerStep)), default: "greeting, three turns, one interruption, hang-up",
                "What the caller does, in order."),
            Key(
                "stream", .word(CallerPlan.Stream.allCases.map(\.rawValue)), default: "bidirectional",
                "`listen-only` is `<Start><Stream>`: what the bridge sends is not heard. Where a webhook is asked, its TwiML decides."
            ),
            Key("from", .line(maximumBytes: 64), default: "+15550100001", "The caller's number, for the webhook."),
            Key("to", .line(maximumBytes: 64), default: "+15550100002", "The number that was called."),
            Key(
                "parameters", .dictionary(.line(maximumBytes: 499), key: .parameterName),
                "Custom parameters of `start`, beside those of the TwiML."),
            Key("start-after", .duration(0...60_000), default: "0", "From the open socket to `start`."),
            Key("line", .record(.line), "What the line adds to the caller's voice."),
            Key("network", .record(.network), "What happens between carrier and bridge."),
            Key(
                "limit", .duration(1_000...hours), default: "3m", "The caller hangs up then, whatever the script says."),
            Key("calls", .integer(1...1_000), default: "1", "So many such callers at once."),
        ])

    package static let line = Record(
        name: "line",
        keys: [
            Key("noise", .number(-90...0), default: "none", "dBFS of the noise that is always there."),
            Key("echo", .number(-60...0), default: "none", "What the caller hears comes back with this level, in dB."),
            Key("gain", .number(-60...30), default: "0", "How much the voice is turned up, in dB."),
        ])

    package static let network = Record(
        name: "network",
        keys: [
            Key("jitter", .duration(0...10_000), default: "0", "Each message is late by up to so much, in order."),
            Key("loss", .number(0...1), default: "0", "Share of 20 ms frames that never come."),
            Key("stalls", .list(.record(.stall)), "Nothing is sent for a while, then everything at once."),
            Key(
                "reconnect", .duration(100...hours), default: "never",
                "The connection breaks after so long, and another one is opened."),
        ])

    package static let stall = Record(
        name: "stall",
        keys: [
            Key("at", .duration(0...hours), required: true, "Since the call was connected."),
            Key("for", .duration(1...600_000), required: true, "How long."),
        ])

    /// What is said, for the steps that speak.
    fileprivate static func speech(_ name: String, more: [Key] = [], isNeeded: Bool) -> Record {
        let keys = ["text", "utterance", "file"]
        return Record(
            name: name,
            keys: more + [
                Key(
                    "text", .text, default: isNeeded ? nil : "Wait, stop please.",
                    "Words: the library's recording of them, else a synthetic voice."),
                Key("utterance", .id, "An utterance of the speech library."),
                Key("file", .line(maximumBytes: 1_000), "A WAV file, from where the scenario file is."),
            ], constraints: [isNeeded ? .exactlyOne(keys) : .atMostOne(keys)])
    }

    private static let hours = 14_400_000.0
}

enum CallerStepName: String, CaseIterable, Sendable {
    case wait, say, pause, interrupt, press, noise, expect
    case hangUp = "hang-up"

    fileprivate var variant: Choice.Variant {
        switch self {
        case .wait: variant(.value(.choice(.wait)), "Goes on when it has come, or in vain.", "{wait: reply}")
        case .say:
            variant(
                .parameters(.speech(rawValue, isNeeded: true), main: "text"), "The caller speaks.",
                "{say: \"Hello, can you hear me?\"}")
        case .pause:
            variant(
                .parameters(Record(name: rawValue, keys: [.duration("for", nil, "How long.")]), main: "for"),
                "The caller says nothing; the line stays open.", "{pause: 2s}")
        case .interrupt:
            variant(
                .parameters(
                    .speech(
                        rawValue,
                        more: [
                            .duration("after", "1s", "Since the reply began."),
                            .duration("within", "15s", "How long the reply is waited for."),
                        ], isNeeded: false), main: "after"),
                "The caller speaks over the reply.", "{interrupt: {after: 800ms, text: \"Wait, stop please.\"}}")
        case .press:
            variant(
                .parameters(
                    Record(name: rawValue, keys: [.init("digits", .digits, required: true, "0-9, *, #, A-D.")]),
                    main: "digits"), "Keys of the telephone.", "{press: \"12#\"}")
        case .noise:
            variant(
                .parameters(
                    Record(
                        name: rawValue,
                        keys: [
                            .init("kind", .word(NoiseKind.allCases.map(\.rawValue)), default: "white", "What it is."),
                            .init("level", .number(-90...0), default: "-30", "dBFS."),
                            .duration("for", "1s", "How long."),
                        ]), main: "kind"),
                "Background noise begins, and the script goes on.", "{noise: {kind: babble, level: -35, for: 5s}}")
        case .expect:
            variant(
                .value(.choice(.callerExpectation)), "Must come in time, or the step is written down as unmet.",
                "{expect: {speech: 3s}}")
        case .hangUp: variant(.nothing, "`stop`, and the connection is closed.", "hang-up")
        }
    }

    private func variant(_ body: Choice.Body, _ about: String, _ example: String) -> Choice.Variant {
        Choice.Variant(name: rawValue, body: body, about: about, example: example)
    }
}

enum WaitName: String, CaseIterable, Sendable {
    case greeting, reply, silence

    fileprivate var variant: Choice.Variant {
        switch self {
        case .greeting:
            variant(
                [.duration("within", "5s", "How long for it to begin.")], "The bridge has spoken and is silent again.")
        case .reply:
            variant(
                [.duration("within", "15s", "How long for it to begin.")], "The same, after the caller's last words.")
        case .silence:
            variant(
                [
                    .duration("for", "1s", "How long it lasts."),
                    .duration("within", "30s", "How long it is waited for."),
                ],
                "The bridge says nothing.")
        }
    }

    private func variant(_ keys: [Record.Key], _ about: String) -> Choice.Variant {
        Choice.Variant(
            name: rawValue, body: .parameters(Record(name: rawValue, keys: keys), main: keys.first?.name), about: about,
            example: self == .silence ? "{silence: 2s}" : rawValue)
    }
}

enum ExpectationName: String, CaseIterable, Sendable {
    case speech, silence, noSpeech = "no-speech", mark, clear, close

    fileprivate var variant: Choice.Variant {
        switch self {
        case .speech: variant([Self.within("5s")], "Speech is heard now or begins in time.", "{speech: 3s}")
        case .silence:
            variant(
                [.duration("for", "1s", "How long it lasts."), Self.within("30s")], "The bridge is silent for so long.",
                "{silence: {for: 1s, within: 5s}}")
        case .noSpeech:
            variant([.duration("for", nil, "How long.")], "The bridge says nothing for so long.", "{no-speech: 3s}")
        case .mark:
            variant(
                [.init("name", .line(maximumBytes: 500), default: "any", "The mark's name."), Self.within("5s")],
                "A mark of the bridge comes, or has come since the step before began.", "{mark: {within: 2s}}")
        case .clear:
            variant(
                [Self.within("1s")], "A `clear` comes, counted from where the caller began to speak.", "{clear: 500ms}")
        case .close: variant([Self.within("10s")], "The bridge ends the connection.", "{close: 5s}")
        }
    }

    private static func within(_ fallback: String) -> Record.Key { .duration("within", fallback, "In which time.") }

    private func variant(_ keys: [Record.Key], _ about: String, _ example: String) -> Choice.Variant {
        let main = keys.first?.name == "name" ? "within" : keys.first?.name
        return Choice.Variant(
            name: rawValue, body: .parameters(Record(name: rawValue, keys: keys), main: main), about: about,
            example: example)
    }
}

extension Record.Key {
    fileprivate static func duration(_ name: String, _ fallback: String?, _ about: String) -> Record.Key {
        Record.Key(name, .duration(1...3_600_000), required: fallback == nil, default: fallback, about)
    }
}

extension Choice {
    package static let callerStep = Choice(
        name: "step", variants: CallerStepName.allCases.map(\.variant), isListItem: true)
    package static let wait = Choice(name: "wait", variants: WaitName.allCases.map(\.variant))
    package static let callerExpectation = Choice(name: "expect", variants: ExpectationName.allCases.map(\.variant))
}
