// What was said, in words: all that a new session can be told of a call that another session began.
import RealtimeProtocol

struct Conversation: Sendable {
    private struct Entry: Sendable {
        var item: String
        var role: Role
        /// Empty until its transcript has come.
        var words = ""
        /// Of an assistant's words, the share that was heard: 0...1.
        var heard = 1.0

        var known: String { String(words.prefix(Int(Double(words.count) * heard))) }
    }

    private var entries: [Entry] = []
    /// The caller has spoken and no response to it has come to its end.
    private(set) var isUnanswered = false
    private static let mostEntries = 24
    /// Of one entry, in characters.
    private static let mostWords = 600

    /// Whether the words of what is unanswered are known.
    var knowsLastWords: Bool { entries.last { $0.role == .user }?.words.isEmpty == false }

    mutating func callerSpoke(_ item: String) {
        add(Entry(item: item, role: .user))
        isUnanswered = true
    }

    mutating func heard(_ words: String, in item: String) {
        guard let index = entries.lastIndex(where: { $0.item == item }) else { return }
        entries[index].words = String(words.prefix(Self.mostWords))
    }

    mutating func said(_ words: String, in item: String) {
        let index = entries.lastIndex { $0.item == item } ?? add(Entry(item: item, role: .assistant))
        entries[index].words = String(words.prefix(Self.mostWords))
    }

    mutating func answered() { isUnanswered = false }

    /// Only the first part of it was heard, and the words are shared out by time. The transcript may come later.
    mutating func cut(_ item: String, heardMs: Int, sentMs: Int) {
        guard sentMs > 0 else { return }
        let index = entries.lastIndex { $0.item == item } ?? add(Entry(item: item, role: .assistant))
        entries[index].heard = Double(min(heardMs, sentMs)) / Double(sentMs)
    }

    /// For a new session, in order: an assistant's words are `output_text`, a user's `input_text`.
    var replay: [ClientEvent] {
        entries.filter { !$0.known.isEmpty }.map { entry in
            let part: ContentPart = entry.role == .assistant ? .outputText(entry.known) : .inputText(entry.known)
            return .conversationItemCreate(.init(item: .message(id: nil, role: entry.role, content: [part])))
        }
    }

    @discardableResult private mutating func add(_ entry: Entry) -> Int {
        entries.append(entry)
        if entries.count > Self.mostEntries { entries.removeFirst() }
        return entries.count - 1
    }
}
