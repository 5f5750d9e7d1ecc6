import JSONText
package import RealtimeProtocol
package import WebSocketWire

/// The REST endpoints beside the socket: models, and the keys that a backend fetches for a browser. No socket, no clock.
/// Realtime reference, 1.7.
package struct RESTDesk {
    private let settings: MockSettings
    private var keys = EphemeralKeys()
    private var dice: SplitMix64

    package init(settings: MockSettings) {
        self.settings = settings
        dice = SplitMix64(seed: settings.seed ^ 0xE4)
    }

    /// - Parameters:
    ///   - era: Of the scenario, where it names one.
    ///   - now: Since `unixTime` of the settings.
    package mutating func answer(_ request: HTTPRequest, era: Era? = nil, at now: Duration) -> HTTPResponse {
        let method = request.head.method
        let words = request.head.path.split(separator: "/").map(String.init)
        let answer: HTTPResponse
        if method == "OPTIONS" {
            answer = HTTPResponse(HTTPResponseHead(status: 200))
        } else if let route = Route(words) {
            // Load balancers ask with HEAD; the body is left out further down.
            if method == route.method || (method == "HEAD" && route.method == "GET") {
                answer = refusal(of: request.head) ?? self.answer(route, request, era ?? settings.era, unix(now))
            } else {
                var wrong = HTTPResponse.error(
                    405, "Only \(route.method) requests are accepted.", code: "method_not_supported")
                wrong.head.headers.append("Allow", route.method == "GET" ? "GET, HEAD, OPTIONS" : "POST, OPTIONS")
                answer = wrong
            }
        } else {
            answer = .error(404, "Invalid URL (\(method) \(request.head.path))")
        }
        return Self.allowingOrigins(answer, of: request.head)
    }

    /// Forgets all keys that it gave out.
    package mutating func reset() { keys.removeAll() }

    /// The settings of a session that a client opens: what its ephemeral key brings along, and whether that is still good.
    ///
    /// - Returns: The request too, for a key for transcription says so where the URL does not.
    package func opening(_ request: SessionRequest, _ settings: MockSettings, at now: Duration) -> (
        request: SessionRequest, settings: MockSettings
    ) {
        guard let key = request.key, key.hasPrefix(EphemeralKeys.prefix) else { return (request, settings) }
        var (request, settings) = (request, settings)
        guard let secret = keys.secret(key) else { return (request, settings) }
        guard unix(now) < secret.expiresAt else {
            // Nobody's key any more, also where everybody else is let in.
            settings.apiKeys = (settings.apiKeys ?? []).subtracting([key])
            return (request, settings)
        }
        settings.apiKeys?.insert(key)
        settings.session = secret.session.isEmpty ? nil : secret.session
        settings.defaultModel = secret.model ?? settings.defaultModel
        let named = ["model", "deployment", "intent"].contains { request.query($0)?.isEmpty == false }
        if secret.isTranscription, !named { request.query.append(("intent", "transcription")) }
        return (request, settings)
    }

    // MARK: Routes

    private enum Route {
        case models
        case model(String)
        case clientSecrets
        case sessions(transcription: Bool)

        /// Gateways and Azure put the same endpoints under other prefixes.
        init?(_ words: [String]) {
            guard words.contains("v1"), let last = words.last else { return nil }
            let before = words.dropLast().last
            switch (before, last) {
            case ("realtime", "client_secrets"): self = .clientSecrets
            case ("realtime", "sessions"): self = .sessions(transcription: false)
            case ("realtime", "transcription_sessions"): self = .sessions(transcription: true)
            case ("v1", "models"): self = .models
            case ("models", _): self = .model(PercentEncoding.decode(last[...]))
            default: return nil
            }
        }

        var method: String {
            switch self {
            case .models, .model: "GET"
            case .clientSecrets, .sessions: "POST"
            }
        }
    }

    private mutating func answer(_ route: Route, _ request: HTTPRequest, _ era: Era, _ now: Int) -> HTTPResponse {
        switch route {
        case .models:
            let day = Handshake.day(ofUnix: now)
            let models = ModelRegistry.models.filter { era != .ga || !$0.isRetired(on: day) }
            return .json(200, ["object": "list", "data": .array(models.map { Self.model($0.name) })])
        case .model(let name):
            guard ModelRegistry.models.contains(where: { $0.name == name }) else {
                return .error(404, "The model '\(name)' does not exist", code: "model_not_found", param: "model")
            }
            return .json(200, Self.model(name))
        case .clientSecrets: return body(of: request) { body throws(ErrorDetail) in try clientSecret(body, now) }
        case .sessions(let transcription):
            return body(of: request) { body throws(ErrorDetail) in try legacySession(body, transcription, now) }
        }
    }

    /// `created` of the service's own list, of `gpt-realtime`.
    private static func model(_ name: String) -> JSON {
        ["id": .string(name), "object": "model", "created": 1_756_271_701, "owned_by": "system"]
    }

    private func body(
        of request: HTTPRequest, _ make: (JSONObject) throws(ErrorDetail) -> JSON
    ) -> HTTPResponse {
        let isEmpty = request.body.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        guard let object = isEmpty ? [:] : (try? JSON(parsing: request.body))?.object else {
            return .error(
                400,
                "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)"
            )
        }
        do throws(ErrorDetail) {
            return .json(200, try make(object))
        } catch {
            return .error(400, error)
        }
    }

    // MARK: Keys

    private static let lifetime = 600
    private static let lifetimes = 10...7_200
    /// Of the legacy endpoints: about a minute.
    private static let legacyLifetime = 60

    private mutating func clientSecret(_ body: JSONObject, _ now: Int) throws(ErrorDetail) -> JSON {
        for key in body.keys where !["expires_after", "session"].contains(key) { throw .unknownParameter(key) }
        let expiresAt = now + (try Self.lifetime(body["expires_after"]))
        let asked: JSONObject
        switch body["session"] {
        case nil, .null?: asked = [:]
        case .object(let object)?: asked = object
        case .some(let other): throw .invalidType("session", "an object", other)
        }
        let isTranscription = asked["type"] == "transcription"
        let model = asked["model"]?.string ?? (isTranscription ? nil : "gpt-realtime")
        let base = session(model, isTranscription, in: .ga, now)
        let whole = asked.isEmpty ? base : try base.applying(asked, in: .ga).get()
        let secret = keys.mint(
            for: asked, model: model, isTranscription: isTranscription, expiresAt: expiresAt, dice: &dice)
        return ["value": .string(secret.value), "expires_at": JSON(expiresAt), "session": .object(whole.fields)]
    }

    private static func lifetime(_ value: JSON?) throws(ErrorDetail) -> Int {
        guard let value, !value.isNull else { return lifetime }
        guard let object = value.object else { throw .invalidType("expires_after", "an object", value) }
        if let anchor = object["anchor"], anchor != "created_at" {
            throw .invalidValue("expires_after.anchor", anchor.string ?? anchor.text, supported: ["created_at"])
        }
        guard let seconds = object["seconds"], !seconds.isNull else { return lifetime }
        let path = "expires_after.seconds"
        guard let number = seconds.integer else { throw .invalidType(path, "an integer", seconds) }
        if number < lifetimes.lowerBound {
            throw .outOfRange(path, "integer", .below, "\(lifetimes.lowerBound)", "\(number)")
        }
        if number > lifetimes.upperBound {
            throw .outOfRange(path, "integer", .above, "\(lifetimes.upperBound)", "\(number)")
        }
        return number
    }

    private mutating func legacySession(
        _ body: JSONObject, _ isTranscription: Bool, _ now: Int
    ) throws(ErrorDetail) -> JSON {
        let model = isTranscription ? nil : body["model"]?.string ?? "gpt-4o-realtime-preview"
        var asked = body
        asked["model"] = nil
        let base = session(model, isTranscription, in: .beta, now)
        var whole = (asked.isEmpty ? base : try base.applying(asked, in: .beta).get()).fields
        let expiresAt = now + Self.legacyLifetime
        let secret = keys.mint(
            for: asked, model: model, isTranscription: isTranscription, expiresAt: expiresAt, dice: &dice)
        whole["client_secret"] = ["value": .string(secret.value), "expires_at": JSON(expiresAt)]
        return .object(whole)
    }

    /// The session that is promised; its own time has not begun.
    private mutating func session(
        _ model: String?, _ isTranscription: Bool, in dialect: Dialect, _ now: Int
    ) -> Session {
        let id = Identifier.make(.session, unixSeconds: now, using: &dice)
        return isTranscription
            ? DefaultSession.transcription(in: dialect, id: id, expiresAt: 0)
            : DefaultSession.realtime(model: model ?? "", in: dialect, id: id, expiresAt: 0)
    }

    // MARK: Who asks

    private func refusal(of head: HTTPRequestHead) -> HTTPResponse? {
        guard let known = settings.apiKeys else { return nil }
        guard let key = SessionRequest(head).key else {
            return .error(401, "Missing bearer or basic authentication in header")
        }
        return known.contains(key) ? nil : .error(401, ConnectionError.invalidKey(key).error)
    }

    /// Browsers ask from pages of anywhere.
    private static func allowingOrigins(_ response: HTTPResponse, of head: HTTPRequestHead) -> HTTPResponse {
        var response = response
        guard head.headers["Origin"] != nil || head.method == "OPTIONS" else { return response }
        response.head.headers.append("Access-Control-Allow-Origin", "*")
        guard head.method == "OPTIONS" else { return response }
        response.head.headers.append("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        response.head.headers.append(
            "Access-Control-Allow-Headers",
            head.headers["Access-Control-Request-Headers"] ?? "authorization, content-type")
        response.head.headers.append("Access-Control-Max-Age", "600")
        return response
    }

    private func unix(_ now: Duration) -> Int { settings.unixTime + Int(clamping: now.components.seconds) }
}
