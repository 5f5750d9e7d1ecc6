/// What a service can decide, by the words a scenario file uses: each with its parameters, and how they become an `Outcome`.

enum OutcomeName: String, CaseIterable, Sendable {
    case refuseUpgrade = "refuse-upgrade"
    case refuseSession = "refuse-session"
    case refuseUpdate = "refuse-update"
    case ignoreUpdate = "ignore-update"
    case deaf
    case speechNeverStops = "speech-never-stops"
    case neverCreate = "never-create"
    case neverFinish = "never-finish"
    case failResponse = "fail-response"
    case cutResponse = "cut-response"
    case emptyResponse = "empty-response"
    case answerInText = "answer-in-text"
    case answerInAudio = "answer-in-audio"
    case silentAudio = "silent-audio"
    case expire
    case close
    case failTranscription = "fail-transcription"

    fileprivate var variant: Choice.Variant {
        switch self {
        case .refuseUpgrade:
            variant(
                .parameters(
                    Record(
                        name: rawValue,
                        keys: [
                            .init("status", .integer(200...599), required: true, "The HTTP status."),
                            .init(
                                "headers", .dictionary(.line(maximumBytes: 1000), key: .headerName),
                                "Header fields to send."),
                            .init("body", .jsonText, default: "\"\"", "The body; a mapping is sent as JSON."),
                        ]), main: "status"),
                "The WebSocket upgrade is answered with this HTTP status instead of 101.", "{refuse-upgrade: 401}")
        case .refuseSession:
            variant(
                .parameters(
                    .serviceError(
                        rawValue,
                        more: [
                            .init("close", .closeCode, default: "the code's, else 4000", "The close code that follows.")
                        ]),
                    main: "code"),
                "101, then this `error` event instead of `session.created`, then a close.",
                "{refuse-session: invalid_api_key}")
        case .refuseUpdate:
            variant(
                .parameters(.serviceError(rawValue), main: "code"),
                "`session.update` is refused with this error; what was in force stays.",
                "{refuse-update: {code: unknown_parameter, param: session.turn_detection}}")
        case .ignoreUpdate:
            variant(.nothing, "`session.update` is neither applied nor answered.", "ignore-update")
        case .deaf: variant(.nothing, "The VAD hears nothing: no speech events, no commits.", "deaf")
        case .speechNeverStops: variant(.nothing, "Speech starts and never stops.", "speech-never-stops")
        case .neverCreate:
            variant(
                .nothing, "A turn is committed or a response asked for, and no response is created.", "never-create")
        case .neverFinish:
            variant(
                .parameters(Record(name: rawValue, keys: [Self.afterAudio]), main: "after-audio"),
                "The response stops without `response.done`.", "{never-finish: 400ms}")
        case .failResponse:
            variant(
                .parameters(.serviceError(rawValue), main: "code"),
                "`response.done` is `failed` with this error, before any output.", "{fail-response: insufficient_quota}"
            )
        case .cutResponse:
            variant(
                .parameters(
                    Record(
                        name: rawValue,
                        keys: [
                            .init(
                                "reason", .word(["max_output_tokens", "content_filter"]), required: true,
                                "The reason in `status_details`."), Self.afterAudio,
                        ]), main: "reason"),
                "`response.done` is `incomplete` for this reason.",
                "{cut-response: {reason: content_filter, after-audio: 900ms}}")
        case .emptyResponse:
            variant(
                .parameters(
                    Record(
                        name: rawValue,
                        keys: [
                            .init(
                                "output-tokens", .integer(0...1_000_000), default: "0",
                                "Output tokens in `usage`: 0 means that the model never ran.")
                        ]), main: "output-tokens"),
                "`response.done` is `completed` with an empty `output`.", "empty-response")
        case .answerInText: variant(.nothing, "The reply comes as text although audio was asked for.", "answer-in-text")
        case .answerInAudio:
            variant(.nothing, "The reply comes as audio although text was asked for.", "answer-in-audio")
        case .silentAudio:
            variant(.nothing, "The reply's audio is digital silence under a true transcript.", "silent-audio")
        case .expire: variant(.nothing, "`error` `session_expired`, then close 1001.", "expire")
        case .close:
            variant(
                .parameters(.close, main: "code"), "The service hangs up.",
                "{close: {code: 1011, reason: keepalive ping timeout}}")
        case .failTranscription:
            variant(
                .parameters(.serviceError(rawValue), main: "code"),
                "The transcription of the input audio fails with this error; the turn goes on.",
                "{fail-transcription: DeploymentNotFound}")
        }
    }

    private func variant(_ body: Choice.Body, _ about: String, _ example: String) -> Choice.Variant {
        Choice.Variant(name: rawValue, body: body, about: about, example: example)
    }

    private static let afterAudio = Record.Key(
        "after-audio", .duration(0...600_000), default: "0",
        "Milliseconds of audio that are still sent; 0 is before any output.")
}

extension Choice {
    package static let outcome = Choice(
        name: "outcome", variants: OutcomeName.allCases.map(\.variant),
        sibling: ("do", WireFaultName.allCases.map(\.rawValue)))
}

extension Outcome {
    init(_ name: OutcomeName, _ fields: Fields) {
        self =
            switch name {
            case .refuseUpgrade:
                .refuseUpgrade(
                    status: fields.integer("status") ?? 401, headers: fields.headers("headers"),
                    body: fields.text("body") ?? "")
            case .refuseSession:
                .refuseSession(
                    ServiceError(fields),
                    closeCode: fields.integer("close") ?? KnownError.named(fields.text("code"))?.closeCode ?? 4000)
            case .refuseUpdate: .refuseUpdate(ServiceError(fields))
            case .ignoreUpdate: .ignoreUpdate
            case .deaf: .deaf
            case .speechNeverStops: .speechNeverStops
            case .neverCreate: .neverCreate
            case .neverFinish: .neverFinish(afterAudioMs: fields.number("after-audio") ?? 0)
            case .failResponse: .failResponse(ServiceError(fields))
            case .cutResponse:
                .cutResponse(
                    reason: fields.text("reason") ?? "max_output_tokens",
                    afterAudioMs: fields.number("after-audio") ?? 0)
            case .emptyResponse: .emptyResponse(outputTokens: fields.integer("output-tokens") ?? 0)
            case .answerInText: .answerInText
            case .answerInAudio: .answerInAudio
            case .silentAudio: .silentAudio
            case .expire: .expire
            case .close: .close(code: fields.integer("code"), reason: fields.text("reason") ?? "")
            case .failTranscription: .failTranscription(ServiceError(fields))
            }
    }
}

extension Fields {
    fileprivate func headers(_ key: String) -> [String: String] {
        guard case .dictionary(let pairs)? = values[key] else { return [:] }
        return pairs.reduce(into: [:]) { headers, pair in
            if case .text(let value) = pair.value { headers[pair.name] = value }
        }
    }
}
