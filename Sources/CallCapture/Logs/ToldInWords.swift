/// What a log without any event tells in sentences, as observations.
import JSONText

struct ToldInWords {
    private var told: [(phrase: Phrase, line: Int, time: LogTime?, data: JSONObject)] = []
    private(set) var lines = 0

    private static let most = 10_000
    private static let longestText = 300
    private static let code = WordSearch(["print(", "logger.", "console.log"])

    var isEmpty: Bool { told.isEmpty }

    mutating func look(at line: UnsafeRawBufferPointer, number: Int) {
        guard told.count < ToldInWords.most, line.count <= 2_000 else { return }
        guard line.has(0x1B) else { return look(plain: line, number) }
        var plain = LogText.withoutColours(line)
        plain.withUTF8 { look(plain: UnsafeRawBufferPointer($0), number) }
    }

    private mutating func look(plain line: UnsafeRawBufferPointer, _ number: Int) {
        // A line of code or of prose about a log quotes such sentences too.
        guard let (phrase, rest) = Phrase.said(in: line), !ToldInWords.code.isAny(in: line) else { return }
        let text = String(decoding: line, as: UTF8.self)
        var data: JSONObject = ["says": .string(phrase.rawValue), "line": JSON(number)]
        switch phrase {
        case .callerSaid, .assistantSaid, .greeting: data["text"] = .string(ToldInWords.words(rest))
        case .sentToCarrier, .sentToModel: if let bytes = ToldInWords.bytes(text) { data["bytes"] = JSON(bytes) }
        case .configured:
            for (key, value) in ToldInWords.settings(rest) { data[key] = .string(value) }
        case .error, .closed: data["detail"] = .string(ToldInWords.words(rest))
        default: break
        }
        told.append((phrase, number, LogTime.first(in: UnsafeRawBufferPointer(rebasing: line.prefix(32)))?.time, data))
    }

    func emit(_ each: (CaptureRecord) -> Void) {
        var clock = LogClock()
        for (index, item) in told.enumerated() {
            let time = item.time.map { CaptureTime.duration(seconds: clock.seconds($0)) }
            each(
                .observation(
                    Observation(number: index + 1, time: time, kind: ObservationKind.told, data: item.data)))
        }
    }

    var count: Int { told.count }

    var limits: [String] {
        [
            "the log has no event of either protocol, only sentences about them: nothing can be examined by them",
            "log every WebSocket message whole, one JSON line each: {\"dir\":\"sent\",\"time\":…,\"event\":{…}}; or put `realtime-doctor record` between the bridge and the model",
        ]
    }

    private static func words(_ rest: Substring) -> String {
        String(rest.drop { " :'\"".contains($0) }.prefix(longestText)).trimmedEnd
    }

    /// The number before `bytes`.
    private static func bytes(_ text: String) -> Int? {
        let words = text.split(separator: " ")
        guard let index = words.firstIndex(where: { $0.lowercased().hasPrefix("byte") }), index > 0 else { return nil }
        return Int(words[index - 1].filter(\.isNumber))
    }

    /// `voice=alloy, format=g711_ulaw`
    private static func settings(_ rest: Substring) -> [(String, String)] {
        rest.split { " ,;".contains($0) }.prefix(16).compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].utf8.count <= 40, !["says", "line"].contains(parts[0]) else { return nil }
            return (String(parts[0].drop { ":(".contains($0) }), String(parts[1].prefix(80)))
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while let last = text.last, last == " " || last == "'" || last == "\"" || last == "\r" { text.removeLast() }
        return text
    }
}
