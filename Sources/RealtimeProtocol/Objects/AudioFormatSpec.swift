package import JSONText

/// How audio lies on the wire: `{"type":"audio/pcmu"}` in GA, `"g711_ulaw"` in the beta. Realtime reference, 8.1.
package enum AudioFormatSpec: Sendable, Equatable {
    /// 16-bit little-endian mono at 24 kHz, without a header.
    case pcm
    /// G.711 mu-law, 8 kHz.
    case pcmu
    /// G.711 A-law, 8 kHz.
    case pcma
    case other(JSON)

    package init(_ json: JSON) {
        let token = json["type"] ?? json
        switch token {
        case "audio/pcm", "pcm16": self = json["rate"].map { $0.integer == 24000 } ?? true ? .pcm : .other(json)
        case "audio/pcmu", "g711_ulaw": self = .pcmu
        case "audio/pcma", "g711_alaw": self = .pcma
        default: self = .other(json)
        }
    }

    package func json(in dialect: Dialect) -> JSON {
        let token: String
        switch self {
        case .pcm: token = "pcm16"
        case .pcmu: token = "g711_ulaw"
        case .pcma: token = "g711_alaw"
        case .other(let json): return json
        }
        guard dialect == .ga, let row = Renames.formats.first(where: { $0.beta == token }) else {
            return .string(token)
        }
        return .object(row.ga)
    }

    /// `pcm`, `pcmu`, `pcma`, as people type them.
    package init?(name: String) {
        switch name {
        case "pcm": self = .pcm
        case "pcmu": self = .pcmu
        case "pcma": self = .pcma
        default: return nil
        }
    }

    package var name: String {
        switch self {
        case .pcm: "pcm"
        case .pcmu: "pcmu"
        case .pcma: "pcma"
        case .other(let json): json.string ?? json["type"]?.string ?? json.text
        }
    }

    /// Nil where it is not known.
    package var bytesPerMillisecond: Int? {
        switch self {
        case .pcm: 48
        case .pcmu, .pcma: 8
        case .other: nil
        }
    }
}
