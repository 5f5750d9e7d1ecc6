/// The way to the service: name, TCP, proxy, TLS, clocks.
import CallCapture
import JSONText

enum NetworkSection {
    /// A certificate or token may be refused when clocks differ by more, seconds.
    private static let largestSkew = 60.0

    static func checks(_ scope: SectionScope) -> [Section.Check] {
        let steps: [(kind: String, title: String, detail: [String])] = [
            (ObservationKind.dns, "Name is found", ["host", "addresses"]),
            (ObservationKind.tcp, "TCP connects", ["address"]),
            (ObservationKind.proxy, "Proxy lets through", ["proxy", "status"]),
            (ObservationKind.tls, "TLS is trusted", ["version", "cipher", "issuer", "expires"]),
        ]
        var checks = steps.compactMap { step -> Section.Check? in
            guard let data = scope.observation(step.kind)?.data else { return nil }
            let milliseconds = data["ms"]?.number
            if let error = data["error"]?.string {
                return scope.check(step.kind, step.title, .fail, error, milliseconds: milliseconds)
            }
            var detail: [String] = step.detail.compactMap { field in data[field].flatMap { words($0) } }
            // A literal address is found to be itself.
            if Set(detail).count == 1 { detail = [detail[0]] }
            return scope.check(step.kind, step.title, .pass, detail.joined(separator: ", "), milliseconds: milliseconds)
        }
        if let seconds = scope.observation(ObservationKind.clockSkew)?.data["seconds"]?.number {
            checks.append(
                scope.check(
                    "clock-skew", "Clocks agree", abs(seconds) <= largestSkew ? .pass : .fail,
                    "the service's clock is \(seconds) s from ours"))
        }
        return checks
    }

    private static func words(_ value: JSON) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        case .array(let items): items.compactMap(\.string).joined(separator: " ")
        default: value.text
        }
    }
}
