import CallCapture
import Durations
import JSONText

/// Reads a capture once and keeps what a page shows.
struct FrameListBuilder {
    private var list = FrameList()
    private let limits: FrameListLimits
    /// Their text is kept whatever else is left out.
    private let cited: Set<Int>
    private var fields = TopLevelFields()
    /// Rows of the folds that are open: one of each stream, until an event that is no delta comes.
    private var folds: [Fold: Int] = [:]
    private var members = 0
    private var characters = 0
    private var rowsLeftOut = 0
    private var textsLeftOut = 0

    private struct Fold: Hashable {
        var type: String
        var connection: Int
    }

    static func list(
        of capture: [UInt8], citing cited: Set<Int> = [], limits: FrameListLimits = .init()
    ) -> FrameList {
        var builder = FrameListBuilder(limits: limits, cited: cited)
        _ = try? CaptureReader.read(capture) { builder.consume($0) }
        return builder.finished
    }

    private init(limits: FrameListLimits, cited: Set<Int>) {
        self.limits = limits
        self.cited = cited
    }

    private var finished: FrameList {
        var list = list
        if rowsLeftOut > 0 {
            list.omissions.append(
                "The last \(rowsLeftOut) events are not shown here; capture.jsonl has all \(list.total) frames.")
        }
        if textsLeftOut > 0 {
            list.omissions.append(
                "The text of \(textsLeftOut) events is not shown here, to keep this page small; capture.jsonl has it.")
        }
        return list
    }

    private mutating func consume(_ record: CaptureRecord) {
        switch record {
        case .header, .footer: break
        case .observation(let observation):
            list.total += 1
            let seconds = observation.time?.seconds
            see(seconds)
            add(
                FrameList.Row(
                    number: observation.number, time: seconds, side: .none, connection: "",
                    type: "observation \(observation.kind)", size: 0,
                    text: JSON.object(observation.data).text))
        case .frame(let frame):
            list.total += 1
            see(frame.seconds)
            frame.operation == .text ? message(frame) : control(frame)
        }
    }

    private mutating func see(_ seconds: Double?) {
        guard let seconds else { return }
        list.start = min(list.start ?? seconds, seconds)
        list.end = max(list.end ?? seconds, seconds)
    }

    // MARK: messages

    private mutating func message(_ frame: FrameView) {
        let isObject = frame.isJSON && fields.scan(frame.payload)
        let type = isObject ? (fields["type"] ?? fields["event"])?.string ?? "message" : "not JSON"
        var row = FrameList.Row(
            number: frame.number, time: frame.seconds, side: frame.direction == .up ? .up : .down,
            connection: frame.connectionName, type: type, size: frame.payload.count, text: nil)
        if isObject, type.hasSuffix(".delta") || type == "input_audio_buffer.append" || type == "media" {
            return fold(row, connection: frame.connection)
        }
        row.text = text(of: frame)
        guard isObject else { return add(row) }
        let status = type == "response.done" ? fields["response"]?.json?["status"]?.string ?? "" : ""
        if type == "error" || type.hasSuffix(".failed") || status == "failed" || status == "incomplete" {
            fail(frame.number)
        }
        span(type, status: status, frame)
        add(row)
    }

    /// Consecutive deltas of a stream become one row, also when those of another stream lie between.
    private mutating func fold(_ row: FrameList.Row, connection: Int) {
        let key = Fold(type: row.type, connection: connection)
        let member = FrameList.Member(number: row.number, time: row.time, size: row.size)
        let words = row.type.hasSuffix("audio.delta") ? nil : fields["delta"]?.string
        if let index = folds[key] {
            list.rows[index].size += row.size
            if members < limits.members {
                list.rows[index].members.append(member)
                members += 1
            }
            if let words, let text = list.rows[index].text, text.utf8.count < 4_000, take(words.utf8.count) {
                list.rows[index].text = text + words
            }
            return
        }
        guard list.rows.count < limits.rows else {
            rowsLeftOut += 1
            return
        }
        var row = row
        row.members = [member]
        members += 1
        if let words, take(words.utf8.count) { row.text = words }
        folds[key] = list.rows.count
        list.rows.append(row)
    }

    private func text(of frame: FrameView) -> String {
        guard frame.isJSON, frame.payload.count < 8_000_000, let json = try? JSON(parsing: frame.payload) else {
            return Abbreviation.cut(String(decoding: frame.payload.prefix(limits.rowText), as: UTF8.self))
        }
        return Abbreviation.of(json).text
    }

    private mutating func add(_ row: FrameList.Row) {
        folds.removeAll(keepingCapacity: true)
        let isCited = cited.contains(row.number)
        guard list.rows.count < limits.rows || isCited else {
            rowsLeftOut += 1
            return
        }
        var row = row
        if let text = row.text {
            if text.utf8.count > limits.rowText {
                row.text = String(decoding: text.utf8.prefix(limits.rowText), as: UTF8.self) + " …"
            }
            if !take(text.utf8.count), !isCited {
                row.text = nil
                textsLeftOut += 1
            }
        }
        list.rows.append(row)
    }

    private mutating func fail(_ number: Int) {
        if list.failures.count < limits.rows { list.failures.append(number) }
    }

    private mutating func take(_ count: Int) -> Bool {
        guard characters + count <= limits.text else { return false }
        characters += count
        return true
    }

    // MARK: what is no message

    private mutating func control(_ frame: FrameView) {
        var data: JSONObject = [:]
        switch frame.operation {
        case .open: data = (try? JSON(parsing: frame.payload))?.object ?? [:]
        case .close:
            data["code"] = JSON(frame.closeCode)
            data["reason"] = JSON(frame.reason)
            data["by"] = JSON(frame.closedBy?.rawValue)
        case .error:
            data["error"] = JSON(frame.reason)
            fail(frame.number)
        case .pong: if let seconds = frame.roundTripSeconds { data["roundTripMs"] = JSON(seconds * 1_000) }
        case .text, .binary, .ping: break
        }
        add(
            FrameList.Row(
                number: frame.number, time: frame.seconds, side: frame.direction == .up ? .up : .down,
                connection: frame.connectionName, type: frame.operation.rawValue, size: frame.payload.count,
                text: data.isEmpty ? "" : Abbreviation.of(.object(data)).text))
    }

    // MARK: spans

    private mutating func span(_ type: String, status: String, _ frame: FrameView) {
        guard let time = frame.seconds, list.speech.count + list.responses.count < limits.rows else { return }
        let connection = frame.connectionName
        func opened(_ label: String) -> FrameList.Span {
            FrameList.Span(from: time, to: nil, frame: frame.number, label: label, connection: connection)
        }
        switch type {
        case "input_audio_buffer.speech_started": list.speech.append(opened(""))
        case "input_audio_buffer.speech_stopped":
            if let index = list.speech.lastIndex(where: { $0.to == nil && $0.connection == connection }) {
                list.speech[index].to = time
            }
        case "response.created": list.responses.append(opened(""))
        case "response.done":
            guard let index = list.responses.lastIndex(where: { $0.to == nil && $0.connection == connection })
            else { return }
            list.responses[index].to = time
            list.responses[index].label = status
        default: break
        }
    }
}
