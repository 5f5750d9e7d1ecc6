import Base64Coding
package import CallCapture
import JSONText

/// The same call as other programs' files have it.
package enum ForeignFile: String, CaseIterable, Sendable {
    case lines = "JSON lines", wrapped = "wrapped JSON lines", python = "Python logging", dicts = "Python dicts"
    case websockets = "websockets at level DEBUG", node = "objects of Node's console", pretty = "pretty-printed JSON"
    case docker = "Docker's json-file, in pieces", kubernetes = "CRI, in pieces", journal = "journald's JSON"
    case cloudWatch = "an export of CloudWatch", google = "Google's log, newest first", table = "CSV"
    case coloured = "colours and links of a terminal", wide = "UTF-16 without a mark"
    case chrome = "HAR of Chrome", playwright = "HAR of Playwright", mitmproxy = "HAR of mitmproxy"
    case untimed = "HAR without times"
    case cassette = "YAML cassette", strings = "YAML cassette of strings"

    package static let epoch = 1_763_629_200.0

    /// Only text messages, of both legs where the format can have them.
    package func render(_ frames: [Frame]) -> [UInt8] {
        let messages = frames.compactMap(Message.init)
        if self == .wide {
            return messages.map { "\($0.clock) \($0.word) \($0.text)\r\n" }.joined().utf16.flatMap {
                [UInt8($0 & 0xFF), UInt8($0 >> 8)]
            }
        }
        return Array(text(messages, frames).utf8)
    }

    private func text(_ messages: [Message], _ frames: [Frame]) -> String {
        func lines(_ line: (Message) -> String) -> String { messages.map { line($0) + "\n" }.joined() }
        func document(_ rows: [JSON], _ key: String?) -> String {
            (key.map { .object([$0: .array(rows)]) } ?? JSON.array(rows)).pretty
        }
        switch self {
        case .lines: return lines(\.text)
        case .wrapped: return lines { #"{"dir":"\#($0.word)","time":\#($0.seconds),"event":\#($0.text)}"# }
        case .python: return lines { "\($0.clock) INFO bridge: \($0.word) \($0.text)" }
        case .dicts: return lines { "[\($0.clock)] \($0.word) \(Literal.python($0.json))" }
        case .websockets:
            return lines { message in
                let quoted = message.text.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
                return
                    "\(message.clock) DEBUG:websockets.client:\(message.word == "sent" ? ">" : "<") TEXT '\(quoted)' [9 bytes]"
            }
        case .node: return lines { "\($0.clock) \($0.word) \(Literal.node($0.json))" }
        case .pretty: return lines { "\($0.clock) \($0.word): \($0.json.pretty)" }
        case .docker:
            return messages.flatMap { message in
                Self.pieces("\(message.word) \(message.text)\n", of: 400).map { piece in
                    JSON.object(["log": .string(piece), "stream": "stdout", "time": .string(message.clock)]).text + "\n"
                }
            }.joined()
        case .kubernetes:
            return messages.flatMap { message in
                let pieces = Self.pieces("\(message.word) \(message.text)", of: 300)
                return pieces.indices.map { index in
                    "\(message.clock) stdout \(index == pieces.count - 1 ? "F" : "P") \(pieces[index])\n"
                }
            }.joined()
        case .journal:
            return lines {
                let stamp = String(Int(($0.seconds * 1e6).rounded()))
                return JSON.object([
                    "__REALTIME_TIMESTAMP": .string(stamp), "_PID": "7", "MESSAGE": .string("\($0.word) \($0.text)"),
                ]).text
            }
        case .cloudWatch:
            return document(
                messages.map {
                    ["timestamp": .number($0.seconds * 1_000), "message": .string("\($0.word) \($0.text)\n")]
                }, "events")
        case .google:
            return document(
                messages.reversed().map {
                    [
                        "insertId": "x", "timestamp": .string($0.clock),
                        "jsonPayload": ["message": .string($0.word), "event": $0.json],
                    ]
                }, nil)
        case .table:
            return "@timestamp,@message\n"
                + lines { "\($0.clock),\"\("\($0.word) \($0.text)".replacing("\"", with: "\"\""))\"" }
        case .coloured:
            return lines {
                "\u{1B}[90m\($0.clock)\u{1B}[0m \u{1B}]8;;file:///a{b\u{7}x\u{1B}]8;;\u{7} \($0.word) \u{1B}[32m\($0.text)\u{1B}[0m"
            }
        case .wide: return ""
        case .chrome: return HARText.text(frames, messagesFirst: true) { $0 }
        case .playwright: return HARText.text(frames, messagesFirst: false) { $0 * 1_000 }
        case .mitmproxy: return HARText.text(frames, messagesFirst: false) { $0 }
        case .untimed: return HARText.text(frames, messagesFirst: false) { _ in -1 }
        case .cassette:
            return "# recorded\nversion: 1\ninteractions:\n"
                + messages.map {
                    "- kind: message\n  direction: \($0.word)\n  data:\n" + Literal.yaml($0.json, indent: 4)
                }.joined()
        case .strings:
            return "---\nurl: wss://api.openai.com/v1/realtime\nmessages:\n"
                + messages.map {
                    "  - type: \($0.word)\n    timestamp: \($0.seconds)\n    content: '\($0.text.replacing("'", with: "''"))'\n"
                }.joined()
        }
    }

    private static func pieces(_ text: String, of size: Int) -> [String] {
        var rest = Substring(text)
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }

    struct Message {
        var text: String
        var json: JSON
        var word: String
        var seconds: Double

        init?(_ frame: Frame) {
            guard case .text(let text) = frame.content, let json = try? JSON(parsing: text) else { return nil }
            self.text = text
            self.json = json
            // Seen from the bridge.
            word = (frame.leg == .model) == (frame.direction == .up) ? "sent" : "received"
            seconds = ForeignFile.seconds(frame)
        }

        /// ISO 8601, within one day.
        var clock: String {
            let micros = Int((seconds * 1e6).rounded()) - 1_763_596_800_000_000
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            let second = micros / 1_000_000
            let fraction = String(micros % 1_000_000 + 1_000_000).dropFirst()
            return "2025-11-20T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)).\(fraction)Z"
        }
    }

    static func seconds(_ frame: Frame) -> Double {
        let (seconds, attoseconds) = (frame.time ?? .zero).components
        return epoch + Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// Values as other languages print them.
private enum Literal {
    static func python(_ json: JSON) -> String {
        switch json {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map(python).joined(separator: ", ") + "]"
        case .object(let object):
            "{" + object.members.map { "\(quoted($0.key)): \(python($0.value))" }.joined(separator: ", ") + "}"
        default: json.text
        }
    }

    static func node(_ json: JSON) -> String {
        switch json {
        case .string(let text): quoted(text)
        case .array(let items): "[ " + items.map(node).joined(separator: ", ") + " ]"
        case .object(let object):
            "{ " + object.members.map { "\($0.key): \(node($0.value))" }.joined(separator: ", ") + " }"
        default: json.text
        }
    }

    static func yaml(_ json: JSON, indent: Int) -> String {
        let space = String(repeating: " ", count: indent)
        switch json {
        case .object(let object) where !object.isEmpty:
            return object.members.map { member in
                switch member.value {
                case .object(let inner) where !inner.isEmpty:
                    "\(space)\(member.key):\n\(yaml(member.value, indent: indent + 2))"
                // JSON is YAML.
                default: "\(space)\(member.key): \(member.value.text)\n"
                }
            }.joined()
        default: return "\(space)\(json.text)\n"
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n") + "'"
    }
}

/// A HAR file with a page, a script, and every connection as a socket.
private enum HARText {
    static func text(_ frames: [Frame], messagesFirst: Bool, time: (Double) -> Double) -> String {
        var entries: [JSON] = [
            [
                "startedDateTime": "2025-11-20T09:00:00.000Z", "request": ["method": "GET", "url": "https://x/app.js"],
                "response": ["status": 200, "content": ["text": #"ws.send('{"type":"response.create"}')"#]],
            ]
        ]
        var names: [String] = []
        for frame in frames where !names.contains(frame.connection) { names.append(frame.connection) }
        for name in names { entries.append(entry(frames.filter { $0.connection == name }, messagesFirst, time)) }
        return JSON.object(["log": ["version": "1.2", "creator": ["name": "x"], "entries": .array(entries)]]).pretty
    }

    private static func entry(_ frames: [Frame], _ messagesFirst: Bool, _ time: (Double) -> Double) -> JSON {
        let messages = frames.compactMap { frame -> JSON? in
            let content: (Int, String)? =
                switch frame.content {
                case .text(let text): (1, text)
                case .binary(let bytes): (2, base64(bytes))
                default: nil
                }
            return content.map { code, data in
                [
                    "type": frame.direction == .up ? "send" : "receive",
                    "time": .number(time(ForeignFile.seconds(frame))),
                    "opcode": JSON(code), "data": .string(data),
                ]
            }
        }
        let url =
            frames.first?.leg == .phone
            ? "wss://bridge.example/media-stream" : "wss://api.openai.com/v1/realtime?model=gpt-realtime"
        let other: [(String, JSON)] = [
            (
                "request",
                [
                    "method": "GET", "url": .string(url), "httpVersion": "HTTP/1.1",
                    "headers": [
                        ["name": "Authorization", "value": "Bearer sk-proj-abcdefghijklmnopqrstuvwx"],
                        ["name": "Cookie", "value": "sid=opensesame"],
                    ],
                ]
            ),
            ("response", ["status": 101, "headers": [["name": "Upgrade", "value": "websocket"]]]),
            ("startedDateTime", "2025-11-20T09:00:00.000Z"),
        ]
        let own: [(String, JSON)] = [("_resourceType", "websocket"), ("_webSocketMessages", .array(messages))]
        return .object(JSONObject(messagesFirst ? own + other : other + own))
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        Base64.append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}
