import JSONText
import Testing
import WebSocketWire

@testable import Examination

struct ProbeEnvironmentTests {
    private func environment(_ variables: [String: String], dotEnv: String? = nil) -> ProbeEnvironment {
        ProbeEnvironment(process: variables, dotEnv: dotEnv)
    }

    @Test func `variables of the process win over the file, and empty ones count as unset`() {
        let both = environment(
            ["OPENAI_API_KEY": "sk-process", "OPENAI_VOICE": ""], dotEnv: "OPENAI_API_KEY=sk-file\nOPENAI_MODEL=m")
        #expect(both.apiKey == "sk-process")
        #expect(both["OPENAI_MODEL"] == "m")
        #expect(both["OPENAI_VOICE"] == nil)
    }

    @Test(arguments: [
        (nil, "wss://api.openai.com/v1/realtime"),
        ("http://127.0.0.1:9000/v1", "ws://127.0.0.1:9000/v1/realtime"),
        ("https://gateway.example/v1/", "wss://gateway.example/v1/realtime"),
        ("wss://gateway.example/v1/realtime?tenant=1", "wss://gateway.example/v1/realtime?tenant=1"),
        ("https://gateway.example/openai?tenant=1", "wss://gateway.example/openai/realtime?tenant=1"),
    ])
    func `the base URL that SDKs take becomes a WebSocket endpoint`(base: String?, url: String) {
        #expect(environment(base.map { ["OPENAI_BASE_URL": $0] } ?? [:]).realtimeURL == url)
    }

    @Test(arguments: [
        ("wss://api.openai.com/v1/realtime", "https://api.openai.com/v1/models"),
        ("ws://127.0.0.1:9000/v1/realtime?model=m", "http://127.0.0.1:9000/v1/models"),
        ("wss://x.openai.azure.com/openai/realtime?deployment=d", nil), ("https://api.openai.com/v1/realtime", nil),
    ])
    func `models are asked for beside an endpoint that has them`(realtime: String, models: String?) {
        #expect(ProbeEnvironment.modelsURL(beside: realtime) == models)
    }

    @Test func `the key goes into the header that the endpoint reads`() {
        let known = environment(["OPENAI_API_KEY": "sk-1"])
        #expect(known.credentials(for: "wss://api.openai.com/v1/realtime") == ["Authorization": "Bearer sk-1"])
        #expect(known.credentials(for: "wss://x.openai.azure.com/openai/realtime") == ["api-key": "sk-1"])
        #expect(environment([:]).credentials(for: "wss://api.openai.com/v1/realtime") == [:])
    }

    @Test func `what is told of the environment holds no value`() {
        let told = environment(["OPENAI_API_KEY": "oops", "OPENAI_MODEL": "secret-model"], dotEnv: "")
        #expect(
            told.observation(usesKey: true)
                == ["variables": ["OPENAI_API_KEY", "OPENAI_MODEL"], "dotenv": true, "key": "malformed"])
        #expect(environment([:]).observation(usesKey: true)["key"] == "absent")
        #expect(environment(["OPENAI_API_KEY": "sk-1"]).observation(usesKey: false)["key"] == "not needed")
    }

    @Test(arguments: [
        ("wss://h/v1/realtime", "gpt-realtime", "wss://h/v1/realtime?model=gpt-realtime"),
        ("wss://h/v1/realtime?a=b", "m", "wss://h/v1/realtime?a=b&model=m"),
        ("wss://h/v1/realtime?model=own", "m", "wss://h/v1/realtime?model=own"),
        ("wss://h/v1/realtime", "ft:a b/é", "wss://h/v1/realtime?model=ft%3Aa%20b%2F%C3%A9"),
    ])
    func `the model stands in the query, escaped`(base: String, model: String, url: String) {
        #expect(ProbeTarget.url(base, model: model) == url)
    }
}
