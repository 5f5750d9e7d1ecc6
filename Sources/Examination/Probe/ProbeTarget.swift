package import CallCapture
import Durations
package import JSONText
import RealtimeProtocol
import SpeechAudio
package import Transport
package import WebSocketWire

/// Where a probe goes and with what credentials.
package struct ProbeTarget {
    /// ws:// or wss://, with its query.
    package var url: String
    package var headers: HTTPHeaders
    package var connection: ConnectionOptions
    /// `GET` here before connecting; nil when there is nothing to ask.
    package var modelsURL: String?
    /// What the environment section tells: names of the variables that were used, never their values.
    package var environment: JSONObject

    package init(
        url: String, headers: HTTPHeaders, connection: ConnectionOptions, modelsURL: String? = nil,
        environment: JSONObject = [:]
    ) {
        self.url = url
        self.headers = headers
        self.connection = connection
        self.modelsURL = modelsURL
        self.environment = environment
    }

    /// The endpoint with `model` in its query and the headers of a client that speaks this dialect.
    package static func url(_ base: String, model: String) -> String {
        if base.contains("model=") { return base }
        let encoded = model.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
        return base + (base.contains("?") ? "&" : "?") + "model=" + encoded
    }
}

extension CaptureHeader {
    /// The header of a probe's capture: all that the verdict depends on beside the frames.
    package static func probe(
        id: String, started: String, plan: ProbePlan, url: String, latency: Duration, scenario: String?, seed: UInt64?
    ) -> CaptureHeader {
        var settings: JSONObject = [
            "url": .string(url), "model": .string(plan.model),
            "format": .string(plan.encoding.gaFormat["type"]?.string ?? ""),
            "dialect": .string(plan.dialect.rawValue), "turns": .init(plan.turns), "latency": .number(latency.seconds),
            "sections": .array(ProbeSection.allCases.filter(plan.sections.contains).map { .string($0.rawValue) }),
        ]
        settings["voice"] = plan.voice.map { .string($0) }
        settings["scenario"] = scenario.map { .string($0) }
        settings["seed"] = seed.map { .init(Int(clamping: $0)) }
        return CaptureHeader(id: id, started: started, tool: Tool.name, command: "probe", settings: settings)
    }
}
