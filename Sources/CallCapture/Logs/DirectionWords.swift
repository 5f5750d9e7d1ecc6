/// What log authors call the two directions. Each writes from where they stand, so events whose direction is known teach what a
/// word means in this log; the usual meaning, seen from the client, stands until then.
struct DirectionWords {
    private var votes: [String: Int] = [:]

    /// Seen from a client of the model: what it sends goes up.
    private static let usual: [String: Direction] = {
        let up = [
            "sent", "send", "sending", "out", "outgoing", "outbound", "up", "upstream", "upload", "client", "tx",
            "to_server",
            "to_openai", "client_to_server", "client->server", "c2s", "request", "write", "egress", ">", ">>", ">>>",
            "->",
            "-->", "=>", "→", "⬆", "⬆️", "↑", "user", "publish",
        ]
        let down = [
            "received", "receive", "receiving", "recv", "in", "incoming", "inbound", "down", "downstream", "download",
            "server",
            "rx", "from_server", "from_openai", "server_to_client", "server->client", "s2c", "response", "read",
            "ingress", "<",
            "<<", "<<<", "<-", "<--", "<=", "←", "⬇", "⬇️", "↓", "openai", "got",
        ]
        return Dictionary(up.map { ($0, .up) } + down.map { ($0, .down) }, uniquingKeysWith: { first, _ in first })
    }()

    private static let isSeparator: [Bool] = {
        let separators = Set(" \t:[](){}|,;\"'=".utf8)
        return (0...255).map { separators.contains(UInt8($0)) }
    }()

    static func isKnown(_ word: String) -> Bool { usual[word.lowercased()] != nil }

    /// The first direction word of a few words before a message.
    static func first(in text: String) -> String? {
        for word in text.utf8.split(whereSeparator: { isSeparator[Int($0)] }) {
            let word = String(Substring(word)).lowercased()
            if usual[word] != nil { return word }
        }
        return nil
    }

    mutating func learn(_ word: String, _ direction: Direction) {
        votes[word.lowercased(), default: 0] += direction == .up ? 1 : -1
    }

    func meaning(_ word: String) -> Direction? {
        let word = word.lowercased()
        if let vote = votes[word], vote != 0 { return vote > 0 ? .up : .down }
        return DirectionWords.usual[word]
    }
}
