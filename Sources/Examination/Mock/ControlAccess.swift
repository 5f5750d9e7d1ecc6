import JSONText
import ModelMock
import WebSocketWire

/// Who may use the control API of a mock.
package enum ControlAccess: Sendable, Equatable {
    /// Programs on the same machine.
    case loopback
    /// Whoever shows it, from anywhere: `Authorization: Bearer …` or `X-Mock-Token: …`.
    case token(String)

    /// - Parameter peer: `127.0.0.1:50312`
    /// - Returns: Nil: it may. Else the answer.
    func refusal(of head: HTTPRequestHead, from peer: String) -> HTTPResponse? {
        switch self {
        case .loopback:
            // A page in a browser of this machine is not a program of this machine.
            guard head.headers["Origin"] == nil else {
                return .complaint(403, "the control API does not answer web pages", hint: "use --control-token")
            }
            let isNear = ["127.", "[::1]:", "::1", "::ffff:127.", "[::ffff:127."].contains(where: peer.hasPrefix)
            return isNear
                ? nil
                : .complaint(403, "the control API answers this machine only", hint: "start it with --control-token")
        case .token(let token):
            let words = head.headers["Authorization"]?.split(separator: " ") ?? []
            let bearer = words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : nil
            guard let shown = head.headers["X-Mock-Token"] ?? bearer else {
                return .complaint(401, "the control API wants its token", hint: "send X-Mock-Token")
            }
            return shown == token ? nil : .complaint(401, "that is not the control token", hint: nil)
        }
    }
}

extension HTTPResponse {
    /// An error of the mock itself, with what to try.
    static func complaint(_ status: Int, _ message: String, hint: String?) -> HTTPResponse {
        .json(status, ["error": ["message": .string(message), "hint": JSON(hint)]])
    }
}
