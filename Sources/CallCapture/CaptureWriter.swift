import Base64Coding
import JSONText

/// Records in, lines out, redacted on the way; who stores the bytes is somebody else's business.
///
/// One JSON object a line, UTF-8, `\n`:
/// - header: `capture` (version), `id`, `started`, `tool`, `command`, `settings`
/// - frame: `n`, `t` (seconds, six decimals; absent when unknown), `leg`, `dir`, `conn`, `op`, `cut` (true where the source kept only
///   part of the message; else absent), and by `op`:
///   `open` `data`; `text` `data` (the message, when it is one JSON value) or `raw` (a string, when it is not);
///   `binary`, `ping`, `pong` `base64` (of a binary message whose audio is not kept empty, and `hidden`), and `rtt` (seconds) of a pong to our ping; `close` `code`, `reason`, `by`;
///   `error` `reason`
/// - observation: `n`, `t`, `op` = `observation`, `kind`, `data`
/// - footer: `end` with `frames`, `t`, `lost`, `redacted`
package struct CaptureWriter {
    package private(set) var frames = 0
    private var redaction: Redaction
    private var lastTime: Duration?
    private var scratch: [UInt8] = []

    package init(redacting options: Redaction.Options = Redaction.Options()) { redaction = Redaction(options) }

    /// Redactions so far, by kind.
    package var redacted: [String: Int] { redaction.counts }

    package mutating func write(_ header: CaptureHeader, to output: inout [UInt8]) {
        let line: JSON = [
            "capture": JSON(header.version), "id": .string(header.id), "started": .string(header.started),
            "tool": .string(header.tool), "command": .string(header.command), "settings": .object(header.settings),
        ]
        write(line, to: &output)
        add("\n", to: &output)
    }

    /// Redactions that were made before, in what is now written again.
    package mutating func adopt(redacted: [String: Int]) { redaction.add(redacted) }

    /// - Parameter isCut: The source kept only part of the message.
    package mutating func write(_ frame: Frame, isCut: Bool = false, to output: inout [UInt8]) {
        frames += 1
        begin(number: frame.number, time: frame.time, to: &output)
        add(",\"leg\":\"", frame.leg.rawValue, to: &output)
        add("\",\"dir\":\"", frame.direction.rawValue, to: &output)
        add("\",\"conn\":", to: &output)
        JSON.writeQuoted(frame.connection, to: &output)
        switch frame.content {
        case .open(let data):
            add(",\"op\":\"open\",\"data\":", to: &output)
            write(.object(data), to: &output)
        case .text(let text):
            add(",\"op\":\"text\"", to: &output)
            if isCut { add(",\"cut\":true", to: &output) }
            writeMessage(text, to: &output)
        case .binary(let bytes):
            let hidden = redaction.hiddenAudio(bytes)
            writeBase64("binary", hidden == nil ? bytes : [], to: &output)
            if let hidden {
                add(",\"hidden\":", to: &output)
                JSON.writeQuoted(hidden, to: &output)
            }
        case .ping(let bytes): writeBase64("ping", bytes, to: &output)
        case .pong(let bytes, let roundTrip):
            writeBase64("pong", bytes, to: &output)
            if let roundTrip {
                add(",\"rtt\":", to: &output)
                CaptureTime.write(roundTrip, to: &output)
            }
        case .close(let code, let reason, let by):
            add(",\"op\":\"close\"", to: &output)
            if let code { add(",\"code\":", String(code), to: &output) }
            add(",\"reason\":", to: &output)
            JSON.writeQuoted(redaction.freeText(reason), to: &output)
            add(",\"by\":\"", by.rawValue, to: &output)
            add("\"", to: &output)
        case .error(let reason):
            add(",\"op\":\"error\",\"reason\":", to: &output)
            JSON.writeQuoted(redaction.freeText(reason), to: &output)
        }
        add("}\n", to: &output)
    }

    package mutating func write(_ observation: Observation, to output: inout [UInt8]) {
        begin(number: observation.number, time: observation.time, to: &output)
        add(",\"op\":\"observation\",\"kind\":", to: &output)
        JSON.writeQuoted(observation.kind, to: &output)
        add(",\"data\":", to: &output)
        write(.object(observation.data), to: &output)
        add("}\n", to: &output)
    }

    /// Frames that are in the capture though others wrote them, or that were written and never came to it (negative).
    package mutating func count(frames more: Int) { frames += more }

    /// - Parameters:
    ///   - lost: frames that a full buffer made the writer lose.
    ///   - counted: frames that the recorder says it wrote; nil for those that this writer wrote.
    ///   - time: when the recording ended, where that is known to be later than its last record.
    package mutating func writeFooter(
        lost: Int = 0, counted: Int? = nil, time: Duration? = nil, to output: inout [UInt8]
    ) {
        add("{\"end\":{\"frames\":", String(counted ?? frames), to: &output)
        if let lastTime = time ?? lastTime {
            add(",\"t\":", to: &output)
            CaptureTime.write(lastTime, to: &output)
        }
        add(",\"lost\":", String(lost), to: &output)
        let counts = redacted.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }
        add(",\"redacted\":", to: &output)
        JSON.object(JSONObject(counts)).write(to: &output)
        add("}}\n", to: &output)
    }

    private mutating func begin(number: Int, time: Duration?, to output: inout [UInt8]) {
        add("{\"n\":", String(number), to: &output)
        guard let time else { return }
        lastTime = time
        add(",\"t\":", to: &output)
        CaptureTime.write(time, to: &output)
    }

    /// The message itself when it is one JSON value, minified when it has line breaks; a JSON string when it is not.
    private mutating func writeMessage(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            guard JSON.isValid(bytes) else {
                add(",\"raw\":", to: &output)
                return JSON.writeQuoted(redaction.freeText(String(decoding: bytes, as: UTF8.self)), to: &output)
            }
            add(",\"data\":", to: &output)
            guard bytes.has(0x0A) || bytes.has(0x0D) else {
                return redaction.write(bytes, to: &output)
            }
            scratch.removeAll(keepingCapacity: true)
            JSON.writeMinified(bytes, to: &scratch)
            scratch.withUnsafeBytes { redaction.write($0, to: &output) }
        }
    }

    private mutating func write(_ value: JSON, to output: inout [UInt8]) {
        scratch.removeAll(keepingCapacity: true)
        value.write(to: &scratch)
        scratch.withUnsafeBytes { redaction.write($0, to: &output) }
    }

    private func writeBase64(_ operation: String, _ bytes: [UInt8], to output: inout [UInt8]) {
        add(",\"op\":\"", operation, to: &output)
        add("\",\"base64\":\"", to: &output)
        Base64.append(bytes, to: &output)
        add("\"", to: &output)
    }

    private func add(_ text: StaticString, to output: inout [UInt8]) {
        text.withUTF8Buffer { output.append(contentsOf: $0) }
    }

    private func add(_ text: StaticString, _ value: String, to output: inout [UInt8]) {
        add(text, to: &output)
        output.append(contentsOf: value.utf8)
    }
}
