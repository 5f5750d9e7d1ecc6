import CallCapture
import JSONText
import Transport

/// A file that the scribe writes to.
protocol RecordedFile: AnyObject {
    var size: Int { get }
    /// All of it or nothing.
    func append(_ bytes: UnsafeRawBufferPointer) throws(TransportError)
    /// Returns when the disk has it.
    func sync() throws(TransportError)
    func closeFile()
}

extension GrowingFile: RecordedFile {}

/// One capture in the making: numbers its frames, gathers its lines, and counts what never came to the disk.
final class RecordedCapture {
    let number: Int
    let path: String
    let began: Duration
    /// The header's line, for whoever examines a part of the capture.
    private(set) var header: [UInt8] = []
    /// Connections that write to it and have not ended.
    var connections: Set<String> = []
    private(set) var lost = 0
    private var writer: CaptureWriter
    /// Nil until it can be opened.
    private var file: (any RecordedFile)?
    /// Lines that are not on the disk, and how many frames are in them.
    private var buffer: [UInt8] = []
    private var waiting = 0
    private var records = 0
    private var isWritten = false

    /// Nobody needs more lines at once.
    private static let most = 1 << 20

    init(number: Int, path: String, began: Duration, header: CaptureHeader, redacting options: Redaction.Options) {
        self.number = number
        self.path = path
        self.began = began
        writer = CaptureWriter(redacting: options)
        writer.write(header, to: &self.header)
    }

    var frames: Int { writer.frames }
    /// On the disk and on the way to it.
    var bytes: Int { (file?.size ?? 0) + buffer.count }
    var isOpen: Bool { file != nil }
    /// Enough lines wait for a write of their own.
    var isHeavy: Bool { buffer.count >= Self.most }

    func begin(_ file: any RecordedFile) { self.file = file }

    // MARK: Writing lines

    /// - Parameter read: Gets the line; it lives only during the call.
    func write(_ item: TapeItem, _ read: (UnsafeRawBufferPointer) -> Void) {
        let start = buffer.count
        records += 1
        switch item {
        case .frame(let connection, let leg, let direction, let at, let content):
            waiting += 1
            writer.write(
                Frame(
                    number: records, time: at, leg: leg, direction: direction, connection: connection,
                    content: content), to: &buffer)
        case .observation(let connection, let at, let kind, let data):
            var data = data
            if let connection { data["connection"] = .string(connection) }
            writer.write(Observation(number: records, time: at, kind: kind, data: data), to: &buffer)
        case .lost(let connection, let at, let count):
            lost += count
            let data: JSONObject = ["connection": .string(connection), "frames": JSON(count)]
            writer.write(Observation(number: records, time: at, kind: ObservationKind.lost, data: data), to: &buffer)
        case .ended(let connection, let at, let reason?):
            let data: JSONObject = ["connection": .string(connection), "reason": .string(reason)]
            writer.write(Observation(number: records, time: at, kind: ObservationKind.ended, data: data), to: &buffer)
        case .opened, .joined, .ended(_, _, nil):
            records -= 1
            return
        }
        buffer.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }

    /// Lines of another capture that stand for what happened before this one.
    func repeatLines(_ lines: [[UInt8]], from number: Int) {
        records = max(records, number)
        for line in lines { buffer += line }
        writer.count(frames: lines.count)
        waiting += lines.count
    }

    /// The number that the next record follows on.
    var lastNumber: Int { records }

    /// The footer as it would be now.
    func footer(lost: Int) -> [UInt8] {
        var writer = writer
        var line: [UInt8] = []
        writer.writeFooter(lost: lost, to: &line)
        return line
    }

    // MARK: Writing bytes

    /// Hands what waits to the file.
    ///
    /// - Throws: What waited is then counted as lost.
    func flush(syncing: Bool) throws(TransportError) {
        guard let file, !buffer.isEmpty || !isWritten else { return }
        defer {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 2 * Self.most)
            waiting = 0
        }
        do throws(TransportError) {
            if !isWritten { try write(header, to: file) }
            isWritten = true
            try write(buffer, to: file)
            if syncing { try file.sync() }
        } catch {
            lost += waiting
            writer.count(frames: -waiting)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to file: any RecordedFile) throws(TransportError) {
        var failure: TransportError?
        bytes.withUnsafeBytes { bytes in
            do throws(TransportError) { try file.append(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// What waits is not to be written.
    ///
    /// - Returns: How many frames that were.
    @discardableResult
    func drop() -> Int {
        defer { waiting = 0 }
        lost += waiting
        writer.count(frames: -waiting)
        buffer.removeAll(keepingCapacity: true)
        return waiting
    }

    func finish(syncing: Bool) throws(TransportError) {
        defer { file?.closeFile() }
        buffer += footer(lost: lost)
        try flush(syncing: syncing)
    }
}
