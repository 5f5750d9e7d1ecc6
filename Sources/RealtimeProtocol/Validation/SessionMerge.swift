package import JSONText

/// What an update is judged by beside the session it changes.
package struct UpdateContext: Sendable, Equatable {
    /// The voice is fixed once the assistant has spoken.
    package var assistantAudioExists: Bool
    /// The speed changes between turns only.
    package var responseActive: Bool
    /// Voice Live has settings of its own.
    package var profile: ServiceProfile

    package init(
        assistantAudioExists: Bool = false, responseActive: Bool = false, profile: ServiceProfile = .openAI
    ) {
        self.assistantAudioExists = assistantAudioExists
        self.responseActive = responseActive
        self.profile = profile
    }
}

extension Session {
    /// This session with an update applied, or why the whole update is refused. Realtime reference, 3.1.
    ///
    /// Absent fields keep their value, null switches off, an empty `instructions` restores the default, `model` has no effect.
    /// In GA nested settings are merged field by field; the beta replaces them and fills in its defaults.
    ///
    /// - Parameter update: `session` of `session.update`, in the dialect of the connection.
    package func applying(
        _ update: JSONObject, in dialect: Dialect, context: UpdateContext = UpdateContext()
    ) -> Result<Session, ErrorDetail> {
        do throws(ErrorDetail) {
            try check(update, in: dialect, context)
            return .success(Session(merged(with: update, in: dialect, context.profile)))
        } catch {
            return .failure(error)
        }
    }

    private func check(_ update: JSONObject, in dialect: Dialect, _ context: UpdateContext) throws(ErrorDetail) {
        let rules =
            dialect == .ga
            ? SessionRules.ga
            : context.profile.isVoiceLive
                ? SessionRules.voiceLive : isTranscription ? SessionRules.betaTranscription : SessionRules.beta
        try RuleCheck.check(.object(update), rules, at: "session")
        if dialect == .ga { try checkBegun(update) }
        let asked = Session(update)
        if dialect == .ga, asked.isTranscription != isTranscription { throw .wrongSessionType(asks: asked) }
        if asked.reasoning != nil, let model, !ModelRegistry.reasons(model) {
            throw .unsupportedByModel("session.reasoning")
        }
        if context.assistantAudioExists, let voice = asked.voice, voice != self.voice { throw .cannotUpdateVoice }
        if context.responseActive, let speed = asked.speed, speed != self.speed { throw .cannotUpdateSpeed }
        if let tracing = asked.tracing, let own = self.tracing, !own.isNull, tracing != own {
            throw .cannotUpdateTracing
        }
    }

    /// What the first update of a nested setting has to say, a later one may leave out, for they are merged.
    private func checkBegun(_ update: JSONObject) throws(ErrorDetail) {
        for (setting, key) in [("transcription", "model"), ("noise_reduction", "type")] {
            guard let asked = update["audio"]?["input"]?[setting]?.object, asked[key] == nil,
                fields["audio"]?["input"]?[setting]?[key]?.string == nil
            else { continue }
            throw .missingParameter("session.audio.input.\(setting).\(key)")
        }
    }

    private func merged(with update: JSONObject, in dialect: Dialect, _ profile: ServiceProfile) -> JSONObject {
        var result = fields
        for member in update.members {
            switch (member.key, member.value) {
            case ("model", _), ("type", _): continue
            case ("instructions", ""): result["instructions"] = .string(DefaultSession.instructions)
            case ("audio", .object(let audio)): result["audio"] = merged(audio: audio)
            case (let name, let value) where profile.isVoiceLive: result[name] = VoiceLiveSession.echo(name, value)
            case ("turn_detection", .object(let asked)):
                result["turn_detection"] = turnDetection(asked, over: nil, dialect)
            case ("input_audio_transcription", .object(let asked)):
                result["input_audio_transcription"] = transcription(asked, over: nil)
            default: result[member.key] = member.value
            }
        }
        return result
    }

    private func merged(audio update: JSONObject) -> JSON {
        var audio = fields["audio"]?.object ?? [:]
        for side in update.members {
            guard let asked = side.value.object else { continue }
            var own = audio[side.key]?.object ?? [:]
            for member in asked.members {
                let before = own[member.key]?.object
                own[member.key] =
                    switch (member.key, member.value) {
                    case ("turn_detection", .object(let asked)): turnDetection(asked, over: before, .ga)
                    case ("transcription", .object(let asked)): transcription(asked, over: before)
                    case ("noise_reduction", .object(let asked)): .object((before ?? [:]).merging(asked))
                    default: member.value
                    }
            }
            audio[side.key] = .object(own)
        }
        return .object(audio)
    }

    /// Another kind of detection begins from its own defaults.
    private func turnDetection(_ asked: JSONObject, over before: JSONObject?, _ dialect: Dialect) -> JSON {
        let type = asked["type"]?.string ?? "server_vad"
        let defaults = DefaultSession.turnDetection(
            type: type, model: model ?? "", dialect: dialect, transcription: isTranscription)
        guard let before, before["type"] == .string(type) else { return .object(defaults.merging(asked)) }
        return .object(before.merging(asked))
    }

    /// `delay` is accepted and not echoed.
    private func transcription(_ asked: JSONObject, over before: JSONObject?) -> JSON {
        var asked = asked
        asked["delay"] = nil
        return .object((before ?? ["model": nil, "language": nil, "prompt": nil]).merging(asked))
    }
}

/// Refusals of which only the fact is recorded; the wording is ours, after its siblings.
extension ErrorDetail {
    fileprivate static func wrongSessionType(asks session: Session) -> ErrorDetail {
        let (asked, own) = session.isTranscription ? ("transcription", "realtime") : ("realtime", "transcription")
        return ErrorDetail(
            code: "invalid_value",
            message: "Passing a \(asked) session update event to a \(own) session is not allowed.",
            param: "session.type")
    }

    fileprivate static func unsupportedByModel(_ path: String) -> ErrorDetail {
        ErrorDetail(
            code: "unsupported_parameter",
            message: "Unsupported parameter: '\(path)' is not supported with this model.", param: path)
    }

    fileprivate static let cannotUpdateSpeed = ErrorDetail(
        code: "cannot_update_speed",
        message: "Cannot update a conversation's speed while a response is in progress.")
    fileprivate static let cannotUpdateTracing = ErrorDetail(
        code: "cannot_update_tracing", message: "Cannot update tracing once it is enabled for a session.")
}
