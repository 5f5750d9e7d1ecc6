package import JSONText

/// Which of the two event vocabularies a connection really speaks. Decided from the wire, never from configuration.
package enum Dialect: String, Sendable, CaseIterable {
    /// Flat sessions, `response.audio.delta`: Oct 2024 to May 2026 at OpenAI; previews of Azure and Voice Live since.
    case beta
    /// `session.type`, nested `audio.input` and `audio.output`, `response.output_audio.delta`.
    case ga
}

/// Which API contract a server keeps.
package enum Era: String, Sendable, CaseIterable {
    /// Oct 2024 to Aug 2025: everyone gets the beta dialect.
    case beta
    /// Aug 2025 to May 2026: the beta header or subprotocol chooses the beta dialect.
    case overlap
    /// Since 12 May 2026: GA alone, and the beta header ends the session.
    case ga

    /// The dialect of a connection, nil when the era refuses it (`beta_api_shape_disabled`).
    package func dialect(askedForBeta: Bool) -> Dialect? {
        switch (self, askedForBeta) {
        case (.beta, _), (.overlap, true): .beta
        case (.overlap, false), (.ga, false): .ga
        case (.ga, true): nil
        }
    }
}

extension Dialect {
    /// A session object decides alone: `type` exists only in GA, `modalities` only in beta. The nested or flat audio settings
    /// decide a partial session. Nil when nothing in it tells.
    package static func decide(session: JSONObject) -> Dialect? {
        if session["type"] != nil || session["output_modalities"] != nil || session["audio"] != nil { return .ga }
        if session["modalities"] != nil { return .beta }
        return Renames.session.contains { $0.beta.value(in: session) != nil && $0.ga?.value(in: session) == nil }
            ? .beta : nil
    }

    /// The names of renamed events tell too; the others are the same in both dialects.
    package static func decide(eventName: String) -> Dialect? {
        Renames.events.first { $0.beta == eventName || $0.ga == eventName }
            .map { $0.ga == eventName ? .ga : .beta } ?? (Renames.onlyInGA.contains(eventName) ? .ga : nil)
    }
}

/// Collects what the wire of one connection says about its dialect.
package struct DialectDecision: Sendable, Equatable {
    package private(set) var dialect: Dialect?
    package private(set) var basis: Basis?
    /// Event names that belong to the other dialect: a mixed stream, of which no service is known.
    package private(set) var contradictions: [String] = []

    package enum Basis: String, Sendable { case session, eventName }

    package init() {}

    /// `session` of `session.created` or `session.updated`. It outranks event names.
    package mutating func observe(session: JSONObject) {
        guard basis != .session, let decided = Dialect.decide(session: session) else { return }
        (dialect, basis) = (decided, .session)
    }

    /// The `type` of a server event.
    package mutating func observe(eventName: String) {
        guard let decided = Dialect.decide(eventName: eventName) else { return }
        if dialect == nil {
            (dialect, basis) = (decided, .eventName)
        } else if dialect != decided, !contradictions.contains(eventName), contradictions.count < 16 {
            contradictions.append(eventName)
        }
    }
}
