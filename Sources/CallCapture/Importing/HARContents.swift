/// What a HAR file has of WebSockets; pages, scripts and pictures pass by and leave nothing.
import JSONText

struct HARContents {
    private(set) var sockets: [HARSocket] = []
    /// Requests that opened no WebSocket.
    private(set) var others = 0
    /// Messages that could not be kept, and why.
    private(set) var beyondLimit = 0
    private(set) var unreadable = 0
    /// The messages of all sockets, one after another, as they stand in the file.
    private(set) var storage: [UInt8] = []
    private var current = HARSocket()
    private var fields = TopLevelFields()

    private static let entry = ["log", "entries", "[]"]
    private static let fieldsOfEntry: Set<String> = ["request", "response", "startedDateTime", "timings"]

    let limit: Int

    init(limit: Int) { self.limit = limit }

    static func wants(_ path: [String]) -> Bool {
        switch path.count {
        case 4: fieldsOfEntry.contains(path[3]) && path.starts(with: entry)
        case 5: path[4] == "[]" && path[3] == "_webSocketMessages" && path.starts(with: entry)
        default: false
        }
    }

    mutating func take(_ path: [String], _ found: JSONWalk.Found) {
        switch found {
        case .end:
            guard path.count == 3, path == HARContents.entry else { return }
            endEntry()
        case .value(let text):
            guard let text else {
                if path.count == 5 { beyondLimit += 1 }
                return
            }
            if path.count == 5 { return takeMessage(text) }
            guard let json = try? JSON(parsing: text) else { return }
            switch path[3] {
            case "request": current.readRequest(json)
            case "response": current.readResponse(json)
            case "startedDateTime": current.started = HARContents.seconds(json)
            default: current.waited = json["wait"]?.number
            }
        }
    }

    /// The entry that was open when the file broke off.
    mutating func finish() {
        if !current.messages.isEmpty { endEntry() }
    }

    private mutating func endEntry() {
        if current.isWebSocket { sockets.append(current) } else { others += 1 }
        current = HARSocket()
    }

    private mutating func takeMessage(_ text: UnsafeRawBufferPointer) {
        guard fields.scan(text), let data = fields["data"], data.kind == .string else {
            unreadable += 1
            return
        }
        guard storage.count + data.bytes.count <= limit else {
            beyondLimit += 1
            return
        }
        let start = storage.count
        storage.append(contentsOf: data.bytes)
        // Epoch seconds of Chrome and mitmproxy, epoch milliseconds of Playwright, and its -1 where times are left out.
        let time = fields["time"]?.number.flatMap { LogTime.number($0, isWhole: false, unit: .seconds) }
        current.messages.append(
            HARSocket.Message(
                time: time?.seconds, kind: fields["type"]?.string ?? "", opcode: fields["opcode"]?.integer ?? 1,
                text: start..<storage.count))
    }

    private static func seconds(_ json: JSON) -> Double? {
        guard var text = json.string else { return nil }
        return text.withUTF8 { LogTime.first(in: UnsafeRawBufferPointer($0))?.time.seconds }
    }
}
