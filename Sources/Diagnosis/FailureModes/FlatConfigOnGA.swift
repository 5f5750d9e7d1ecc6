import JSONText
import RealtimeProtocol

/// The beta's flat fields sent to a GA session.
struct FlatConfigOnGA: FailureMode {
    static let about = About(
        id: "flat-config-on-ga",
        title: "the configuration uses the beta's flat fields, which the service no longer knows",
        hears: "The defaults: PCM16 as noise on a telephone line, the default voice and prompt, the default VAD.",
        evidence:
            "an error unknown_parameter whose param is a field that GA renamed or dropped (session.modalities, session.voice, session.input_audio_format, session.turn_detection …), or missing_required_parameter session.type for an update that holds such fields",
        tellsApart:
            "The field exists in the beta: an invented name is unknown-session-field, a token limit alone token-field-renamed, an update without any beta field session-type-missing",
        causes: [
            "the beta header was removed and the body was not migrated", "code or tutorials of 2024 and 2025",
            "a helper that sends both shapes for compatibility",
        ],
        remedy:
            "Write the GA shape: \"type\": \"realtime\"; modalities is output_modalities; voice is audio.output.voice; input_audio_format and output_audio_format are audio.input.format and audio.output.format, as objects; input_audio_transcription is audio.input.transcription; turn_detection is audio.input.turn_detection; max_response_output_tokens is max_output_tokens; temperature is gone.",
        atFault: .configuration,
        source: "catalogue: flat-config-on-ga; OpenAI Realtime, session.update; realtime reference, 9.1",
        refines: ["session-update-rejected-defaults"], stage: .bridge
    )

    func examine(_ call: Timeline) -> Sighting? {
        call.sighting(ofRefusals: FlatConfigOnGA.fits) { refusal in
            let fields = refusal.lacksSessionType ? FlatConfigOnGA.betaFields(refusal) : []
            let also = fields.isEmpty ? "" : "; its fields \(fields.joined(separator: ", ")) are the beta's"
            return refusal.words(refusal.subject == .request ? "response.create" : "session.update") + also
        }
    }

    static func fits(_ refusal: Refusal) -> Bool {
        guard refusal.subject != .item, refusal.dialect != .beta else { return false }
        if refusal.lacksSessionType { return refusal.sessionDialect == .beta }
        guard refusal.isUnknownParameter, !ModalitiesInResponseCreate.fits(refusal), !TokenFieldRenamed.fits(refusal)
        else { return false }
        let table = refusal.subject == .request ? Renames.responseRequest : Renames.session
        return table.contains { row in
            row.beta != row.ga
                // Without a dialect only the field itself tells: what lies inside it may be a slip in either.
                && (refusal.dialect == nil ? row.beta.description == refusal.field : row.beta.covers(refusal.field))
        }
    }

    private static func betaFields(_ refusal: Refusal) -> [String] {
        guard let session = refusal.session?.json.object else { return [] }
        return Renames.session.filter { $0.beta.value(in: session) != nil && $0.ga?.value(in: session) == nil }
            .map(\.beta.description)
    }
}
