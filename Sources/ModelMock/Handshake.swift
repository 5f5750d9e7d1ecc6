import JSONText
import RealtimeProtocol
import Scenarios
import WebSocketWire

/// What becomes of an upgrade request. The service says 101 to almost everything and refuses in the first event.
enum Handshake {
    enum Decision {
        case refuse(status: Int, headers: HTTPHeaders, body: String)
        /// 101, this error instead of `session.created`, and the close that goes with it.
        case turnAway(Dialect, ConnectionError)
        case open(SessionOpening)
    }

    static func decide(_ request: SessionRequest, plan: ModelPlan, settings: MockSettings, rules: inout RuleBook)
        -> Decision
    {
        let era = plan.era.flatMap(Era.init) ?? settings.era
        let moment = Moment(events: ["session.created"], direction: nil, turn: 0, spokenTurn: 0, elapsed: .zero)
        if case .refuseUpgrade(let status, let headers, let body)? = rules.decide(
            moment, { if case .refuseUpgrade = $0 { true } else { false } })
        {
            var fields = HTTPHeaders()
            for (name, value) in headers.sorted(by: { $0.key < $1.key }) { fields.append(name, value) }
            return .refuse(status: status, headers: fields, body: body)
        }
        let isTranslation = request.path.hasSuffix("/realtime/translations")
        guard isTranslation || request.path.split(separator: "/").last == "realtime" else {
            return refusal(404, code: nil, "Invalid URL (GET \(request.path))")
        }
        let profile = plan.profile.flatMap(ServiceProfile.named) ?? settings.profile
        guard profile.has(path: request.path) else { return azureNotFound }
        let dialect = profile.dialect(path: request.path) ?? era.dialect(askedForBeta: asksForBeta(request))
        if case .refuseSession(let error, let closeCode)? = rules.decide(
            moment, { if case .refuseSession = $0 { true } else { false } })
        {
            let named = error.naming(model: request.query("model") ?? "", session: "", item: "")
            return .turnAway(dialect ?? .ga, ConnectionError(ErrorDetail(named), closeCode: closeCode))
        }
        if let keys = settings.apiKeys {
            if profile.refusesKeysByHTTP, !(request.key.map(keys.contains) ?? false) { return azureDenial }
            guard let key = request.key else {
                return refusal(401, code: nil, "Missing bearer or basic authentication in header")
            }
            guard keys.contains(key) else { return .turnAway(dialect ?? .ga, .invalidKey(key)) }
        }
        guard let dialect else { return .turnAway(.ga, .betaShutOff) }
        if let intent = request.query("intent"), !isTranslation {
            guard intent == "transcription" else { return .turnAway(dialect, .invalidIntent(intent)) }
            return .open(
                SessionOpening(dialect: dialect, model: "", isTranscription: true, profile: profile, era: era))
        }
        let named = [request.query("model"), request.query("deployment"), settings.defaultModel].compactMap(\.self)
        guard let model = named.first(where: { !$0.isEmpty }) else { return .turnAway(dialect, .missingModel) }
        let opening = SessionOpening(
            dialect: dialect, model: model, isTranscription: false, isTranslation: isTranslation, profile: profile,
            era: era)
        return open(opening, settings)
    }

    /// A name that nobody knows is let in: deployments and gateways give models names of their own.
    private static func open(_ opening: SessionOpening, _ settings: MockSettings) -> Decision {
        var opening = opening
        if let known = ModelRegistry.find(opening.model) {
            guard known.kind == (opening.isTranslation ? .translation : .realtime) else {
                return opening.profile == .openAI
                    ? .turnAway(opening.dialect, .invalidModel(opening.model)) : azureWrongDeployment
            }
            // Older eras had their models, and Azure has a calendar of its own: only today's OpenAI finds them gone.
            if opening.era == .ga, opening.profile == .openAI, known.isRetired(on: day(ofUnix: settings.unixTime)) {
                let error = ConnectionError.modelNotFound(opening.model).error
                opening.modelFailure = ServiceError(
                    type: "invalid_request_error", code: error.code, message: error.message ?? "")
            }
        }
        return .open(opening)
    }

    /// The subprotocol that is selected: `realtime`, when it was offered. The others carry keys.
    static func subprotocol(_ request: SessionRequest) -> String? {
        request.subprotocols.contains("realtime") ? "realtime" : nil
    }

    private static func asksForBeta(_ request: SessionRequest) -> Bool {
        request.headers.has("realtime=v1", in: "OpenAI-Beta")
            || request.subprotocols.contains("openai-beta.realtime-v1")
    }

    private static func refusal(_ status: Int, code: String?, _ message: String) -> Decision {
        let body: JSON = [
            "error": [
                "message": .string(message), "type": "invalid_request_error", "param": nil, "code": JSON(code),
            ]
        ]
        return .refuse(status: status, headers: ["Content-Type": "application/json"], body: body.text)
    }

    /// Wording from memory; the status is recorded.
    private static let azureDenial = azureRefusal(
        401, code: "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active "
            + "subscription and use a correct regional API endpoint for your resource.")

    /// Recorded up to the three dots; the misspelling is the service's.
    private static let azureWrongDeployment = azureRefusal(
        400, code: "OpperationNotSupported", "The realtime operation does not work with the specified model…")

    /// Wording from memory.
    private static let azureNotFound = azureRefusal(404, code: "404", "Resource not found")

    private static func azureRefusal(_ status: Int, code: String, _ message: String) -> Decision {
        let body: JSON = ["error": ["code": .string(code), "message": .string(message)]]
        return .refuse(status: status, headers: ["Content-Type": "application/json"], body: body.text)
    }

    /// `2026-11-20`. Gregorian, by counting 400-year eras of days from 1 March of year 0.
    static func day(ofUnix seconds: Int) -> String {
        let days = min(max(seconds, 0), 253_402_300_799) / 86_400 + 719_468
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = days / 146_097 * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }
}
