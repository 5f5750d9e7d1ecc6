import JSONText
import RealtimeProtocol

extension SessionEngine {
    /// Settings that an ephemeral key brings along are those of the session from its first event on.
    mutating func adopt(_ settings: JSONObject) {
        let asked = Session(settings).json(in: dialect)
        guard case .success(let adopted) = session.applying(asked, in: dialect) else { return }
        session = adopted
        ear.configure(encoding: session.inputEncoding, detection: session.turnDetection)
    }
}
