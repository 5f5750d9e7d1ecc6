import CallCapture
import JSONText
import Transport
import WebSocketWire

/// A plain HTTP request through the recorder, the carrier's webhook or a REST endpoint of the service: passed on, and noted.
final class PlainExchange {
    private var relay: HTTPRelay?

    /// - Parameter onEnd: Called once, never before this returns.
    init(proxy: RecordingProxy, request: IncomingRequest, onEnd: @escaping () -> Void) {
        let route = proxy.options.upstream
        let (leg, tape) = (proxy.options.leg, proxy.tape)
        relay = HTTPRelay(
            request, as: route.headOnward(request.head, hasBody: !request.body.isEmpty),
            to: route.place(for: request.head), options: proxy.options.connection, loop: proxy.loop,
            headersBack: UpstreamRoute.plainHeadersBack
        ) { [weak loop = proxy.loop] outcome in
            tape.observe(nil, ObservationKind.http, Self.facts(leg, request, outcome))
            loop?.later(onEnd)
        }
    }

    func cancel() { relay?.cancel() }

    private static func facts(_ leg: Leg, _ request: IncomingRequest, _ outcome: HTTPRelay.Outcome) -> JSONObject {
        var facts: JSONObject = [
            "leg": .string(leg.rawValue), "request": .string(request.head.requestLine),
            "status": .init(outcome.head?.status), "ms": outcome.took.measuredMilliseconds,
            "requestBytes": JSON(request.body.count), "responseBytes": JSON(outcome.bodyBytes),
        ]
        facts["error"] = outcome.error.map { .string($0.explanation.message) }
        // What the carrier was told to do; anything else may hold what nobody but the client is to read.
        let type = outcome.head?.headers["Content-Type"] ?? ""
        if type.contains("xml"), outcome.bodyBytes <= outcome.bodyStart.count {
            facts["body"] = .string(String(decoding: outcome.bodyStart, as: UTF8.self))
        }
        return facts
    }
}
