/// What carries the lines of a program's log: Docker's json-file driver and the CRI of Kubernetes cut a line that is longer than 16 KiB into
/// pieces, as most audio deltas are, and journald keeps it in a field. Here it becomes the line that the program wrote, behind its time.
///
/// Sources: Docker, json-file logging driver (`log` without a line feed goes on); Kubernetes, CRI log format (`P` goes on, `F` ends);
/// systemd, Journal JSON Format (a field may be a list of bytes, and is null when it is too long).
import JSONText

struct LogEnvelope {
    /// By stream: `stdout` and `stderr` are cut apart from each other.
    private var pieces: [String: [UInt8]] = [:]
    private var fields = TopLevelFields()
    /// Messages of journald that were too long to be exported.
    private(set) var withheld = 0

    private static let longest = 64 << 20

    enum Opened {
        /// The line carries nothing else.
        case bare
        case line([UInt8])
        /// A piece of a line that goes on.
        case piece
    }

    mutating func open(_ line: UnsafeRawBufferPointer) -> Opened {
        guard let first = line.first else { return .bare }
        if first == UInt8(ascii: "{") { return json(line) }
        if first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") { return cri(line) }
        return .bare
    }

    /// What goes on when the file ends.
    mutating func finish() -> [[UInt8]] {
        defer { pieces = [:] }
        return pieces.sorted { $0.key < $1.key }.map(\.value)
    }

    private mutating func json(_ line: UnsafeRawBufferPointer) -> Opened {
        guard line.count > 8, line[1] == UInt8(ascii: "\"") else { return .bare }
        let isDocker = RawJSON.same(UnsafeRawBufferPointer(rebasing: line[..<8]), "{\"log\":\"")
        // Fields of the journal are all in capitals.
        let isJournal = line[2] == UInt8(ascii: "_") || line[2] >= UInt8(ascii: "A") && line[2] <= UInt8(ascii: "Z")
        guard isDocker || isJournal, fields.scan(line) else { return .bare }
        if isDocker {
            guard let text = fields["log"]?.string, let time = fields["time"]?.string else { return .bare }
            return add(Array(text.utf8), fields["stream"]?.string ?? "", time, isEnd: text.hasSuffix("\n"))
        }
        guard let stamp = fields["__REALTIME_TIMESTAMP"]?.string.flatMap({ Int($0) }), let message = fields["MESSAGE"]
        else {
            return .bare
        }
        let micros = String(stamp % 1_000_000 + 1_000_000).dropFirst()
        let time = "\(stamp / 1_000_000).\(micros)"
        switch message.kind {
        case .string: return .line(Array("\(time) \(message.string ?? "")".utf8))
        case .array:
            let bytes = (message.json?.array ?? []).map { UInt8(clamping: $0.integer ?? 0) }
            return .line(Array("\(time) ".utf8) + bytes)
        default:
            withheld += 1
            return .line([])
        }
    }

    /// `2026-11-20T09:00:00.000000000Z stdout P text`
    private mutating func cri(_ line: UnsafeRawBufferPointer) -> Opened {
        guard let gap = line.prefix(40).firstIndex(of: UInt8(ascii: " ")), gap >= 20, line.count >= gap + 10 else {
            return .bare
        }
        let stream = String(decoding: line[(gap + 1)..<(gap + 7)], as: UTF8.self)
        guard stream == "stdout" || stream == "stderr", line[gap + 7] == UInt8(ascii: " "),
            line[gap + 9] == UInt8(ascii: " "), line[gap + 8] == UInt8(ascii: "F") || line[gap + 8] == UInt8(ascii: "P")
        else { return .bare }
        let time = String(decoding: line[..<gap], as: UTF8.self)
        return add(Array(line[(gap + 10)...]), stream, time, isEnd: line[gap + 8] == UInt8(ascii: "F"))
    }

    private mutating func add(_ text: [UInt8], _ stream: String, _ time: String, isEnd: Bool) -> Opened {
        var whole = pieces[stream] ?? Array("\(time) ".utf8)
        whole.append(contentsOf: text)
        if whole.last == 0x0A { whole.removeLast() }
        guard !isEnd || whole.isEmpty else {
            pieces[stream] = nil
            return .line(whole)
        }
        pieces[stream] = whole.count <= LogEnvelope.longest && pieces.count < 8 ? whole : nil
        return .piece
    }
}
