package import JSONText
package import WebSocketWire

/// What a probe takes from the environment, `.env` included, and what of it may be told.
package struct ProbeEnvironment: Sendable, Equatable {
    package var variables: [String: String]
    package var hasDotEnv: Bool

    /// - Parameters:
    ///   - process: variables of the process; they win.
    ///   - dotEnv: the text of `.env`, nil when there is none.
    package init(process: [String: String], dotEnv: String?) {
        variables = (dotEnv.map(DotEnv.parse) ?? [:]).merging(process) { _, set in set }
        hasDotEnv = dotEnv != nil
    }

    package subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    package var apiKey: String? { self["OPENAI_API_KEY"] }
    package var printsEvents: Bool { isOn("OPENAI_WS_DEBUG") || printsMessages }
    package var printsMessages: Bool { isOn("OPENAI_WS_TRACE") }

    private func isOn(_ name: String) -> Bool { ["1", "true", "yes", "on"].contains(self[name]?.lowercased() ?? "") }

    /// `OPENAI_BASE_URL` as a WebSocket endpoint: https becomes wss, and `/realtime` is appended where it is missing.
    package var realtimeURL: String {
        let base = self["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1"
        var url = base.hasSuffix("/") ? String(base.dropLast()) : base
        if url.hasPrefix("https://") { url = "wss://" + url.dropFirst(8) }
        if url.hasPrefix("http://") { url = "ws://" + url.dropFirst(7) }
        let path = url.prefix { $0 != "?" }
        return path.hasSuffix("/realtime") ? url : "\(path)/realtime\(url.dropFirst(path.count))"
    }

    /// `GET` there lists the models that a key may use; nil for hosts that are no OpenAI endpoint under `/v1`.
    package static func modelsURL(beside realtime: String) -> String? {
        let path = realtime.prefix { $0 != "?" }
        guard path.hasPrefix("ws"), path.hasSuffix("/v1/realtime") else { return nil }
        return "http" + path.dropFirst(2).dropLast("/realtime".count) + "/models"
    }

    /// The credentials of an OpenAI or Azure endpoint.
    package func credentials(for url: String) -> HTTPHeaders {
        guard let apiKey else { return [:] }
        return url.contains(".azure.com") ? ["api-key": apiKey] : ["Authorization": "Bearer \(apiKey)"]
    }

    /// Names and shapes, never values.
    package func observation(usesKey: Bool) -> JSONObject {
        let known = [
            "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_SYSTEM_PROMPT", "OPENAI_VOICE",
            "OPENAI_WS_DEBUG",
            "OPENAI_WS_TRACE", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "NO_PROXY",
            "SSL_CERT_FILE",
        ]
        let key = apiKey.map { $0.hasPrefix("sk-") || $0.hasPrefix("ek_") ? "present" : "malformed" } ?? "absent"
        return [
            "variables": .init(known.filter { self[$0] != nil }), "dotenv": .bool(hasDotEnv),
            "key": .string(usesKey ? key : "not needed"),
        ]
    }
}
