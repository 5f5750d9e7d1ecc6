import ModelMock
import WebSocketWire

extension MockAction {
    /// How long its bytes take on a slow line, for calls that have a line and no bytes.
    ///
    /// - Parameter rate: Bytes a second; nil: no time at all.
    func duration(at rate: Int?) -> Duration {
        guard let rate, rate > 0 else { return .zero }
        let count =
            switch self {
            case .send(.text(let text)): text.utf8.count
            case .send(.binary(let bytes)), .raw(let bytes): bytes.count
            case .accept, .refuse, .close, .reset, .ignorePings, .halfClose, .slow: 0
            }
        return .nanoseconds(Int64(clamping: count) * 1_000_000_000 / Int64(clamping: rate))
    }
}
