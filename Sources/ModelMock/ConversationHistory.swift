import JSONText

/// The default conversation: its items in order, what each sounds like, and how many tokens it weighs as context.
struct ConversationHistory {
    struct Item {
        var id: String
        /// As it is announced: without audio bytes.
        var json: JSONObject
        var audio: Audio?
        var tokens: TokenCount
        /// The model no longer reads it, for the context was full.
        var isDropped = false
    }

    /// The sound of an item. Only an assistant's can be truncated.
    struct Audio {
        enum Speaker { case caller, assistant }
        var speaker: Speaker
        /// What crossed the wire, or was left by a truncation.
        var milliseconds: Int
        /// The bytes that are still kept for `conversation.item.retrieve`.
        var bytes: [UInt8]
        /// The assistant's recording, of which `milliseconds` were sent.
        var spoken: SharedSpeech.Rendering?
        var isTruncated = false
        /// `pcm16`, `g711_ulaw`, `g711_alaw`: the names that a retrieved item uses.
        var format: String
    }

    /// Beyond these, the oldest items are forgotten, as a full context forgets them.
    static let maximumItems = 2_000
    static let maximumTextBytes = 8 << 20

    private(set) var order: [String] = []
    private var items: [String: Item] = [:]
    private var weights: [String: Int] = [:]
    private var textBytes = 0
    private(set) var keptAudioBytes = 0
    /// Items with kept audio, oldest first.
    private var withAudio: [String] = []
    private let maximumAudioBytes: Int
    private(set) var context = TokenCount()
    /// Tools that wait for their output: `call_id` to name.
    private(set) var calls: Set<String> = []

    init(maximumAudioBytes: Int) { self.maximumAudioBytes = maximumAudioBytes }

    var lastID: String? { order.last }

    subscript(id: String) -> Item? { items[id] }

    /// The last items: the outputs that were sent back, and what stands before them.
    var trail: [JSONObject] { order.suffix(64).compactMap { items[$0]?.json } }

    /// The function of an earlier call.
    func name(ofCall id: String) -> String? {
        order.lazy.reversed().compactMap { items[$0]?.json }
            .first { $0["type"] == "function_call" && $0["call_id"] == .string(id) }?["name"]?.string
    }

    /// Lets the oldest items go, for the model only: they stay in the conversation.
    mutating func truncateContext(to tokens: Int) {
        for id in order where context.total > tokens {
            guard let item = items[id], !item.isDropped else { continue }
            context = context - item.tokens
            items[id]?.isDropped = true
        }
    }

    /// Adds an item and returns what stands before it.
    ///
    /// - Parameter after: The id it follows; nil appends, `root` puts it first. The caller has checked that it exists.
    /// - Parameter weight: Bytes of text to account for.
    @discardableResult
    mutating func insert(_ item: Item, after: String? = nil, weight: Int) -> String? {
        // The service takes a second item of the same id, and then names the item as its own predecessor.
        let isDuplicate = items[item.id] != nil
        let previous: String?
        switch after {
        case nil:
            previous = order.last
            if !isDuplicate { order.append(item.id) }
        case "root":
            previous = nil
            if !isDuplicate { order.insert(item.id, at: 0) }
        case let id?:
            previous = id
            if !isDuplicate {
                let index = order.lastIndex(of: id).map { $0 + 1 } ?? order.count
                order.insert(item.id, at: index)
            }
        }
        if isDuplicate { drop(item.id) }
        if let call = item.json["call_id"]?.string, item.json["type"]?.string == "function_call" { calls.insert(call) }
        if let audio = item.audio, !audio.bytes.isEmpty {
            keptAudioBytes += audio.bytes.count
            withAudio.append(item.id)
        }
        context = context + item.tokens
        items[item.id] = item
        weights[item.id] = weight
        textBytes += weight
        forgetOldest()
        return isDuplicate ? item.id : previous
    }

    /// Replaces what is known of an item that stays where it is.
    mutating func update(_ id: String, weight: Int? = nil, _ change: (inout Item) -> Void) {
        guard var item = items[id] else { return }
        if !item.isDropped { context = context - item.tokens }
        let bytesBefore = item.audio?.bytes.count ?? 0
        change(&item)
        let bytesAfter = item.audio?.bytes.count ?? 0
        keptAudioBytes += bytesAfter - bytesBefore
        if bytesBefore == 0, bytesAfter > 0 { withAudio.append(id) }
        if !item.isDropped { context = context + item.tokens }
        items[id] = item
        if let weight {
            textBytes += weight - (weights[id] ?? 0)
            weights[id] = weight
        }
        forgetOldAudio()
    }

    /// - Returns: False when there is no such item.
    mutating func remove(_ id: String) -> Bool {
        guard items[id] != nil else { return false }
        drop(id)
        order.removeAll { $0 == id }
        return true
    }

    /// What has been sent of an assistant's audio so far; a truncated item stays cut.
    mutating func heard(_ id: String, milliseconds: Int) {
        guard items[id]?.audio?.isTruncated == false else { return }
        items[id]?.audio?.milliseconds = milliseconds
    }

    private mutating func drop(_ id: String) {
        guard let item = items.removeValue(forKey: id) else { return }
        if !item.isDropped { context = context - item.tokens }
        textBytes -= weights.removeValue(forKey: id) ?? 0
        if let bytes = item.audio?.bytes.count, bytes > 0 {
            keptAudioBytes -= bytes
            withAudio.removeAll { $0 == id }
        }
        if let call = item.json["call_id"]?.string, item.json["type"]?.string == "function_call" { calls.remove(call) }
    }

    private mutating func forgetOldest() {
        var surplus = 0
        while order.count - surplus > Self.maximumItems
            || (textBytes > Self.maximumTextBytes && order.count - surplus > 1)
        {
            drop(order[surplus])
            surplus += 1
        }
        if surplus > 0 { order.removeFirst(surplus) }
        forgetOldAudio()
    }

    private mutating func forgetOldAudio() {
        while keptAudioBytes > maximumAudioBytes, let oldest = withAudio.first {
            withAudio.removeFirst()
            keptAudioBytes -= items[oldest]?.audio?.bytes.count ?? 0
            items[oldest]?.audio?.bytes = []
        }
    }
}
