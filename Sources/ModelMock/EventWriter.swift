import JSONText
import RealtimeProtocol
import SpeechAudio

/// One event on its way from the engine to the client, with what rules about the wire ask of it.
struct ServerMessage: Sendable {
    /// By its GA name; translation sessions have events of their own.
    let type: Name
    var text: String
    /// The encoding of `delta`, of audio deltas only.
    let audio: AudioEncoding?
    let turn: Int
    let spokenTurn: Int

    struct Name: Sendable {
        let rawValue: String
    }

    init(type: String, text: String, audio: AudioEncoding?, turn: Int, spokenTurn: Int) {
        self.type = Name(rawValue: type)
        self.text = text
        self.audio = audio
        self.turn = turn
        self.spokenTurn = spokenTurn
    }
}

/// Gives every event its envelope in the connection's dialect.
struct EventWriter {
    let dialect: Dialect
    private var random: SplitMix64
    private let unixStart: Int
    private let profile: ServiceProfile

    init(dialect: Dialect, unixStart: Int, random: SplitMix64, profile: ServiceProfile = .openAI) {
        self.profile = profile
        self.dialect = dialect
        self.unixStart = unixStart
        self.random = random
    }

    mutating func identifier(_ kind: Identifier.Kind, at time: Duration) -> String {
        let id = Identifier.make(
            kind, unixSeconds: unixStart + Int(clamping: time.components.seconds), using: &random)
        // Voice Live's own proxy numbers the events, in 22 characters.
        return profile.isVoiceLive && kind == .event ? id + "0" : id
    }

    /// - Parameter obfuscated: GA pads text-like deltas, so that their length does not betray the text.
    mutating func event(
        _ type: EventType, at time: Duration, obfuscated: Bool = false, _ members: [(String, JSON)]
    ) -> String {
        var all: [(String, JSON)] = [
            ("type", .string(type.wireName(in: dialect))), ("event_id", .string(identifier(.event, at: time))),
        ]
        if dialect == .beta { all.swapAt(0, 1) }
        all += members
        if profile.mirrorsContentPart, dialect == .ga, type == .contentPartAdded || type == .contentPartDone,
            let part = members.last(where: { $0.0 == "part" })?.1
        {
            all.append(("content", part))
        }
        if obfuscated, dialect == .ga, case .string(let delta)? = members.first(where: { $0.0 == "delta" })?.1 {
            all.append(("obfuscation", .string(obfuscation(of: delta))))
        }
        return JSON.object(JSONObject(all)).text
    }

    /// The hot path: an audio delta is put together from ready-made text, without a JSON value in between.
    ///
    /// - Parameter middle: From the comma after `event_id` to the quote that opens `delta`; ``audioDeltaMiddle(response:item:output:)``.
    mutating func audioDelta(at time: Duration, middle: String, base64: String) -> String {
        let id = identifier(.event, at: time)
        var text = ""
        text.reserveCapacity(96 + middle.utf8.count + base64.utf8.count)
        switch dialect {
        case .ga: text += "{\"type\":\"response.output_audio.delta\",\"event_id\":\"\(id)\""
        case .beta: text += "{\"event_id\":\"\(id)\",\"type\":\"response.audio.delta\""
        }
        text += middle
        text += base64
        text += "\"}"
        return text
    }

    static func audioDeltaMiddle(response: String, item: String, output: Int) -> String {
        ",\"response_id\":\"\(response)\",\"item_id\":\"\(item)\",\"output_index\":\(output),\"content_index\":0,\"delta\":\""
    }

    /// Recorded deltas and paddings are together 16 characters long, or a multiple of it.
    private mutating func obfuscation(of delta: String) -> String {
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let count = 16 - delta.unicodeScalars.count % 16
        var bits = random.next()
        var bytes: [UInt8] = []
        for index in 0..<count {
            if index == 8 { bits = random.next() }
            bytes.append(alphabet[Int((bits & 0xFF) % 62)])
            bits >>= 8
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
