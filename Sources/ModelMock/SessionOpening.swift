import RealtimeProtocol
import Scenarios

/// What the handshake settles about a session.
struct SessionOpening {
    var dialect: Dialect
    var model: String
    var isTranscription: Bool
    /// At `/v1/realtime/translations`.
    var isTranslation = false
    var profile = ServiceProfile.openAI
    var era = Era.ga
    /// The model cannot answer: the session works, every response fails with this.
    var modelFailure: ServiceError?

    func session(id: String, expiresAt: Int) -> Session {
        isTranscription
            ? DefaultSession.transcription(in: dialect, id: id, expiresAt: expiresAt)
            : DefaultSession.realtime(
                model: model, in: dialect, id: id, expiresAt: expiresAt, profile: profile)
    }
}
