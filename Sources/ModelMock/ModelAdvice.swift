import RealtimeProtocol

/// What the operator of a mock should know about the models that clients ask for. The service itself says nothing about a shutdown
/// that is announced, so nothing of it crosses the wire.
package struct ModelAdvice: Sendable {
    private let day: String
    private var told: Set<String> = []

    /// - Parameter day: `2026-11-20`.
    package init(day: String) { self.day = day }

    /// A line about the model of this request; nil when there is nothing to say, or when it was said before.
    package mutating func line(_ request: SessionRequest) -> String? {
        // Azure has a calendar of its own.
        guard !["/openai/", "/voice-live/"].contains(where: { request.path.contains($0) }),
            let name = request.query("model") ?? request.query("deployment"), !told.contains(name),
            let model = ModelRegistry.find(name), let shutdown = model.shutdown
        else { return nil }
        // A client that makes up names must not fill the memory; of known models there are few.
        told.insert(name)
        let instead = model.replacement.map { "; \($0) takes its place" } ?? ""
        return model.isRetired(on: day)
            ? "\(name) was shut down on \(shutdown)\(instead)" : "\(name) will be shut down on \(shutdown)\(instead)"
    }
}

extension MockSettings {
    /// The day on which the mock's clock began: `2026-11-20`.
    package var day: String { Handshake.day(ofUnix: unixTime) }
}
