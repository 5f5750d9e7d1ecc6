import JSONText
import RealtimeProtocol

/// The keys that a backend fetches for a browser: each brings its session's settings along and is good for a while.
/// Realtime reference, 1.7.
struct EphemeralKeys {
    struct Secret {
        var value: String
        /// Unix seconds.
        var expiresAt: Int
        /// As it was asked for, in either dialect; empty: nothing was.
        var session: JSONObject
        var model: String?
        var isTranscription: Bool
    }

    private var secrets: [String: Secret] = [:]
    private var order: [String] = []

    /// Beyond this the oldest is forgotten, and then as good as wrong.
    static let most = 10_000
    /// Bytes of settings in all.
    static let mostBytes = 32 << 20
    private var bytes = 0
    static let prefix = "ek_"

    mutating func mint(
        for session: JSONObject, model: String?, isTranscription: Bool, expiresAt: Int, dice: inout SplitMix64
    ) -> Secret {
        let digits = Array("0123456789abcdef".utf8)
        let letters = (0..<32).map { _ in digits[Int(dice.next() & 15)] }
        let secret = Secret(
            value: Self.prefix + String(decoding: letters, as: UTF8.self), expiresAt: expiresAt, session: session,
            model: model, isTranscription: isTranscription)
        secrets[secret.value] = secret
        order.append(secret.value)
        bytes += Self.weight(session)
        while order.count > Self.most || bytes > Self.mostBytes && order.count > 1 {
            if let oldest = secrets.removeValue(forKey: order.removeFirst()) { bytes -= Self.weight(oldest.session) }
        }
        return secret
    }

    /// Nil: this server has never given it out, or has forgotten it.
    func secret(_ value: String) -> Secret? { secrets[value] }

    mutating func removeAll() {
        secrets = [:]
        order = []
        bytes = 0
    }

    private static func weight(_ session: JSONObject) -> Int { JSON.object(session).text.utf8.count }
}
