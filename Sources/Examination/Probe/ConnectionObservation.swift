import CallCapture
import JSONText
import Transport

/// What the client learnt on its way, in the words of the capture.
extension ConnectionFact {
    /// Nil for requests and their answers, which crossed the wire.
    var observation: (kind: String, data: JSONObject)? {
        let kind: String
        var data: JSONObject
        let problem: String?
        let duration: Duration
        switch self {
        case .dns(let host, let addresses, let error, let took):
            (kind, data) = (ObservationKind.dns, ["host": .string(host), "addresses": .init(addresses)])
            (problem, duration) = (error, took)
        case .tcp(let address, let error, let took):
            (kind, data) = (ObservationKind.tcp, ["address": .string(address)])
            (problem, duration) = (error, took)
        case .proxy(let proxy, let status, let error, let took):
            (kind, data) = (ObservationKind.proxy, ["proxy": .string(proxy), "status": .init(status)])
            (problem, duration) = (error, took)
        case .tls(let facts, let error, let took):
            (kind, data) = (ObservationKind.tls, facts.observation)
            (problem, duration) = (error, took)
        case .upgrade, .response: return nil
        }
        data["ms"] = duration.measuredMilliseconds
        data["error"] = problem.map { .string($0) }
        return (kind, data)
    }
}

extension TLSFacts {
    fileprivate var observation: JSONObject {
        [
            "version": .init(version), "cipher": .init(cipher), "subject": .init(subject), "issuer": .init(issuer),
            "expires": .init(expires), "verified": .bool(verified),
        ]
    }
}
