/// YAML cassettes of recorded WebSocket sessions: one mapping a message, in a list at the top or under a key, as the test suites of
/// pydantic-ai (`interactions: [{direction, data}]`), Ruby's simple-websocket-vcr (`[[{operation, data}]]`) and many of their own make write them.
///
/// The text is held, for libyaml wants it whole; the tree never is: each message is handed on as JSON and forgotten.
import JSONText
import YAMLText

struct CassetteReader {
    /// Longer files are read up to here.
    static let longest = 256 << 20

    private(set) var text: [UInt8] = []
    private(set) var isTooLong = false
    /// Why the file stops being YAML, if it does.
    private(set) var failure: YAMLSyntaxError?
    private(set) var rows = 0

    mutating func consume(_ chunk: UnsafeRawBufferPointer) {
        let room = CassetteReader.longest - text.count
        if chunk.count > room { isTooLong = true }
        text.append(contentsOf: chunk.prefix(max(0, room)))
    }

    /// - Parameter each: called with every mapping of the outermost lists, as JSON.
    mutating func finish(_ each: (JSON) -> Void) {
        text.withUnsafeBufferPointer { bytes in
            let events = YAMLEvents(bytes)
            var building = CassetteBuilding()
            do throws(YAMLSyntaxError) {
                while let event = try events.next() {
                    guard let row = building.take(event) else { continue }
                    rows += 1
                    each(row)
                }
            } catch {
                failure = error
            }
            if failure == nil, building.isBeyondMeasure {
                failure = YAMLSyntaxError(reason: "one message has more values than any message has", line: 0)
            }
        }
        text = []
    }
}

/// Puts the mappings of a cassette together, one at a time.
struct CassetteBuilding {
    /// Nested too deeply, or with more values than a message has, which is what aliases of aliases make.
    private(set) var isBeyondMeasure = false

    private enum Container {
        /// `isRowList`: its mappings are handed out.
        case list([JSON], isRowList: Bool)
        case mapping([(String, JSON)], key: String?)
    }

    private var open: [(container: Container, anchor: String?)] = []
    private var anchors: [String: (value: JSON, size: Int)] = [:]
    /// Values of the row in hand.
    private var size = 0
    /// Where the row in hand began.
    private var rowDepth: Int?

    private static let deepest = 64
    private static let mostValues = 200_000
    private static let mostAnchors = 10_000

    /// - Returns: a row that is complete with this event.
    mutating func take(_ event: YAMLEvent) -> JSON? {
        guard !isBeyondMeasure else { return nil }
        switch event {
        case .documentStart:
            open = []
            anchors = [:]
            rowDepth = nil
        case .scalar(let text, let isPlain, let anchor):
            return add(isPlain ? YAMLScalar.json(plain: text) : .string(text), anchor)
        case .alias(let name):
            let target = anchors[name]
            size += target?.size ?? 0
            return add(target?.value ?? .null, nil)
        case .sequenceStart(let anchor):
            // A list in a list is a session of several.
            let isRowList = rowDepth == nil
            begin(.list([], isRowList: isRowList), anchor)
        case .mappingStart(let anchor):
            if rowDepth == nil, case .list(_, isRowList: true) = open.last?.container {
                rowDepth = open.count
                size = 0
            }
            begin(.mapping([], key: nil), anchor)
        case .sequenceEnd, .mappingEnd: return end()
        }
        return nil
    }

    private mutating func begin(_ container: Container, _ anchor: String?) {
        guard open.count < CassetteBuilding.deepest else { return isBeyondMeasure = true }
        open.append((container, anchor))
    }

    private mutating func end() -> JSON? {
        guard let (container, anchor) = open.popLast() else { return nil }
        let value: JSON =
            switch container {
            case .list(let items, _): .array(items)
            case .mapping(let members, _): .object(JSONObject(members))
            }
        guard rowDepth == open.count else { return add(value, anchor) }
        rowDepth = nil
        remember(value, anchor)
        return value
    }

    private mutating func remember(_ value: JSON, _ anchor: String?) {
        guard let anchor, anchors.count < CassetteBuilding.mostAnchors else { return }
        anchors[anchor] = (value, size + 1)
    }

    /// - Returns: the value, when it is an alias of a whole message.
    private mutating func add(_ value: JSON, _ anchor: String?) -> JSON? {
        size += 1
        guard size <= CassetteBuilding.mostValues else {
            isBeyondMeasure = true
            return nil
        }
        remember(value, anchor)
        guard let last = open.indices.last else { return nil }
        switch open[last].container {
        case .list(var items, let isRowList):
            guard !isRowList else {
                size = 0
                return value.object == nil && value.string == nil ? nil : value
            }
            open[last].container = .list([], isRowList: isRowList)
            items.append(value)
            open[last].container = .list(items, isRowList: isRowList)
        case .mapping(var members, let key):
            open[last].container = .mapping([], key: nil)
            if let key {
                // Outside a message nothing is kept: what is there says nothing about a call.
                if rowDepth != nil { members.append((key, value)) }
                open[last].container = .mapping(members, key: nil)
            } else {
                open[last].container = .mapping(members, key: value.string ?? value.text)
            }
        }
        return nil
    }
}
