import Foundation
import JSONText
import RealtimeProtocol
import TestSupport

/// The recorded sessions, one event a line as `{"dir":…,"event":…}`.
struct Recording: Sendable, CustomStringConvertible {
    let name: String
    let dialect: Dialect
    var description: String { name }

    static let all = [
        Recording(name: "openai-ga-server-vad-audio-turn", dialect: .ga),
        Recording(name: "openai-ga-tool-call-round", dialect: .ga),
        Recording(name: "azure-ga-text-in-audio-out", dialect: .ga),
        Recording(name: "azure-voicelive-tool-call-round", dialect: .beta),
        Recording(name: "openai-beta-interrupted-session", dialect: .beta),
    ]

    struct Line {
        let fromServer: Bool
        let event: JSONObject
        var text: String { JSON.object(event).text }
    }

    var lines: [Line] {
        get throws {
            try Fixtures.text("Captures/\(name).jsonl").split(separator: "\n").map { line in
                let json = try JSON(parsing: String(line))
                return Line(fromServer: json["dir"] == "received", event: json["event"]?.object ?? [:])
            }
        }
    }
}

extension JSON {
    /// `3.0` and `3` are the same JSON number.
    var withPlainNumbers: JSON {
        switch self {
        case .number(let value): Int64(exactly: value).map { .integer($0) } ?? self
        case .array(let items): .array(items.map(\.withPlainNumbers))
        case .object(let object):
            .object(JSONObject(object.members.map { ($0.key, $0.value.withPlainNumbers) }))
        default: self
        }
    }
}

/// A refusal in one line, to compare at a glance.
func refusal<T>(_ result: Result<T, ErrorDetail>) -> String {
    switch result {
    case .success: "accepted"
    case .failure(let error): "\(error.code ?? "-") | \(error.param ?? "-") | \(error.message ?? "-")"
    }
}

func parse(_ text: String) throws -> JSONObject { try JSON(parsing: text).object ?? [:] }
