import CallCapture

/// What a connection's next file must repeat to be read alone: how it was opened, and the session or stream as it stands.
struct SessionContext {
    private var opening: [UInt8] = []
    /// The latest line of each kind, in the order of the kinds.
    private var latest: [String: (order: Int, line: [UInt8])] = [:]
    private var count = 0

    /// In the first bytes of a message, where its type stands.
    private static let kinds = [
        "\"session.created\"", "\"session.update\"", "\"session.updated\"", "\"transcription_session.created\"",
        "\"transcription_session.update\"", "\"transcription_session.updated\"", "\"connected\"", "\"start\"",
    ]
    private static let reach = 160

    var lines: [[UInt8]] {
        (opening.isEmpty ? [] : [opening]) + latest.values.sorted { $0.order < $1.order }.map(\.line)
    }

    mutating func note(_ content: Frame.Content, _ line: UnsafeRawBufferPointer) {
        switch content {
        case .open: opening = Array(line)
        case .text(let text):
            let start = String(decoding: text.utf8.prefix(Self.reach), as: UTF8.self)
            guard let kind = Self.kinds.first(where: { start.contains($0) }) else { return }
            count += 1
            latest[kind] = (count, Array(line))
        default: break
        }
    }
}
