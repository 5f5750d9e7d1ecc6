/// The opening of a connection as Python's websockets logs it: the request, the answer, and that it is open then.
///
/// ```
/// websockets.client DEBUG > GET /v1/realtime?model=gpt-realtime HTTP/1.1
/// websockets.client DEBUG < HTTP/1.1 101 Switching Protocols
/// websockets.client DEBUG = connection is OPEN
/// ```
import JSONText

struct LogOpening {
    private(set) var time: LogTime?
    private let request: String
    private var status: Int?
    private var headers = JSONObject()
    private var responseHeaders = JSONObject()

    private static let mostHeaders = 64
    /// What somebody looks at: others may hold names and numbers of people.
    private static let told: Set<String> = [
        "authorization", "api-key", "openai-beta", "sec-websocket-protocol", "sec-websocket-extensions", "host",
        "user-agent",
        "upgrade", "connection", "date", "server", "x-request-id", "openai-processing-ms", "openai-version",
    ]
    private static let server = WordSearch(["websockets.server"])

    /// What an `open` frame says.
    var content: JSON {
        var content: JSONObject = ["request": .string(request), "headers": .object(headers)]
        if let status { content["status"] = JSON(status) }
        content["responseHeaders"] = .object(responseHeaders)
        return .object(content)
    }

    /// The openings that a log has shown and no session has come of yet.
    struct Look {
        private var current: LogOpening?
        private var open: [LogOpening] = []

        private static let most = 1_000

        /// The program's connections to the model; those that the carrier makes are the server's, and say nothing that their first messages do not.
        mutating func look(at line: UnsafeRawBufferPointer) {
            guard line.count < 4_096, let (mark, rest) = LogOpening.parts(line) else { return }
            let begins = mark == UInt8(ascii: ">") && rest.hasPrefix("GET ")
            guard begins || current != nil, !LogOpening.server.isAny(in: line) else { return }
            switch mark {
            case _ where begins: current = LogOpening(time: LogTime.first(in: line)?.time, request: rest)
            case UInt8(ascii: "=") where rest == "connection is OPEN":
                if let current, current.status == 101, open.count < Self.most {
                    open.append(current)
                    open[open.count - 1].time = LogTime.first(in: line)?.time ?? current.time
                    self.current = nil
                }
            default: current?.add(rest, isAnswer: mark == UInt8(ascii: "<"))
            }
        }

        mutating func take() -> LogOpening? { open.isEmpty ? nil : open.removeFirst() }
    }

    private init(time: LogTime?, request: String) {
        self.time = time
        self.request = Self.withoutStrangeQuery(request)
    }

    /// Of the query what the service reads.
    private static func withoutStrangeQuery(_ request: String) -> String {
        let parts = request.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let mark = parts[1].firstIndex(of: "?") else { return request }
        let query = parts[1][parts[1].index(after: mark)...].split(separator: "&").filter { item in
            asked.contains(item.split(separator: "=").first.map { $0.lowercased() } ?? "")
        }
        let target = parts[1][..<mark] + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        return "\(parts[0]) \(target) \(parts[2])"
    }

    private static let asked: Set<String> = ["model", "intent", "deployment", "api-version", "api-key", "call_id"]

    private mutating func add(_ line: String, isAnswer: Bool) {
        if isAnswer, line.hasPrefix("HTTP/1.") {
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            return
        }
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, !parts[0].contains(" ") else { return }
        let (name, value) = (String(parts[0]), String(parts[1].drop { $0 == " " }))
        guard Self.told.contains(name.lowercased()) else { return }
        if isAnswer {
            if responseHeaders.members.count < Self.mostHeaders { responseHeaders[name] = .string(value) }
        } else if headers.members.count < Self.mostHeaders {
            headers[name] = .string(value)
        }
    }

    /// The sign that says which way a line went, and what stands behind it.
    private static func parts(_ line: UnsafeRawBufferPointer) -> (mark: UInt8, rest: String)? {
        var index = 0
        while index + 2 < line.count {
            let byte = line[index]
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "="),
                line[index + 1] == UInt8(ascii: " "), index == 0 || " :".utf8.contains(line[index - 1])
            {
                return (byte, String(decoding: line[(index + 2)...], as: UTF8.self))
            }
            index += 1
        }
        return nil
    }
}
