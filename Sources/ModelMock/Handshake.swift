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
        guard request.path.split(separator: "/").last == "realtime" else {
            return refusal(404, code: nil, "Invalid URL (GET \(request.path))")
        }
        let dialect = era.dialect(askedForBeta: asksForBeta(request))
        if case .refuseSession(let error, let closeCode)? = rules.decide(
            moment, { if case .refuseSession = $0 { true } else { false } })
        {
            let named = error.naming(model: request.query("model") ?? "", session: "", item: "")
            return .turnAway(dialect ?? .ga, ConnectionError(ErrorDetail(named), closeCode: closeCode))
        }
        if let keys = settings.apiKeys {
            guard let key = key(of: request) else {
                return refusal(401, code: nil, "Missing bearer or basic authentication in header")
            }
            guard keys.contains(key) else { return .turnAway(dialect ?? .ga, .invalidKey(key)) }
        }
        guard let dialect else { return .turnAway(.ga, .betaShutOff) }
        if let intent = request.query("intent") {
            guard intent == "transcription" else { return .turnAway(dialect, .invalidIntent(intent)) }
            return .open(SessionOpening(dialect: dialect, model: "", isTranscription: true))
        }
        let named = [request.query("model"), request.query("deployment"), settings.defaultModel].compactMap(\.self)
        guard let model = named.first(where: { !$0.isEmpty }) else { return .turnAway(dialect, .missingModel) }
        return open(model, dialect, era, settings)
    }

    /// A name that nobody knows is let in: deployments and gateways give models names of their own.
    private static func open(_ model: String, _ dialect: Dialect, _ era: Era, _ settings: MockSettings) -> Decision {
        var opening = SessionOpening(dialect: dialect, model: model, isTranscription: false)
        if let known = ModelRegistry.find(model) {
            guard known.kind == .realtime else { return .turnAway(dialect, .invalidModel(model)) }
            // Older eras had their models: only today's server finds them gone.
            if era == .ga, known.isRetired(on: day(ofUnix: settings.unixTime)) {
                let error = ConnectionError.modelNotFound(model).error
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

    private static func key(of request: SessionRequest) -> String? {
        if let words = request.headers["Authorization"]?.split(separator: " "), words.count == 2,
            words[0].lowercased() == "bearer"
        {
            return String(words[1])
        }
        if let key = request.headers["api-key"] { return key }
        let prefix = "openai-insecure-api-key."
        return request.subprotocols.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    private static func refusal(_ status: Int, code: String?, _ message: String) -> Decision {
        let body: JSON = [
            "error": [
                "message": .string(message), "type": "invalid_request_error", "param": nil, "code": JSON(code),
            ]
        ]
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
