import JSONText
import Transport

/// How a bridge is led to the mock in the place of the service.
package enum ModelReach: String, Sendable, CaseIterable {
    /// Variables that the known SDKs read.
    case environment
    /// The service's name means the mock, in a mount namespace of the program's own.
    case namespace = "intercept-namespace"
    /// The service's name means the mock, by a library put before the C library.
    case preload = "intercept-preload"
    /// Tunnels to the service end at the mock.
    case proxy
    /// Somebody started the bridge and told it the URL.
    case hand
}

/// The variables that lead SDKs and samples to another server than the service.
enum ModelEnvironment {
    /// - Parameters:
    ///   - http: `http://127.0.0.1:9000/v1`
    ///   - webSocket: `ws://127.0.0.1:9000/v1/realtime`
    ///   - present: What the program would have got; a key that is there stays.
    static func variables(http: String, webSocket: String, present: [String: String]) -> [String: String] {
        let webSocketBase = webSocket.hasSuffix("/realtime") ? String(webSocket.dropLast(9)) : webSocket
        var variables = [
            // openai-python, openai-node, LangChain, LiteLLM; the last by its older name
            "OPENAI_BASE_URL": http, "OPENAI_API_BASE": http,
            // openai-python, `websocket_base_url`; others after it
            "OPENAI_WEBSOCKET_BASE_URL": webSocketBase, "OPENAI_WS_BASE_URL": webSocketBase,
            // What samples and bridges call it
            "OPENAI_REALTIME_URL": webSocket, "OPENAI_REALTIME_WS_URL": webSocket, "OPENAI_WS_URL": webSocket,
            "REALTIME_URL": webSocket,
            // openai-python's and openai-node's Azure clients
            "AZURE_OPENAI_ENDPOINT": http.hasSuffix("/v1") ? String(http.dropLast(3)) : http,
        ]
        variables.merge(credentials(present)) { $1 }
        return variables
    }

    /// Programs that refuse to start without a key get one, and Python says at once what it prints.
    static func credentials(_ present: [String: String]) -> [String: String] {
        var variables = ["PYTHONUNBUFFERED": "1"]
        for name in ["OPENAI_API_KEY"] where (present[name] ?? "").isEmpty { variables[name] = dummyKey }
        return variables
    }

    static let dummyKey = "sk-realtime-doctor-dummy-key"
}
