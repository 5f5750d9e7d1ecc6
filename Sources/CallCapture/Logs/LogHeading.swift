/// A line that has the time, and often the direction, of the message in the lines below it: as .NET's console logger, java.util.logging,
/// pino-pretty and Log4j's XML write their records, and as people print `<<<` and then the event.
struct LogHeading {
    private var line: [UInt8] = []
    /// Lines since then that have neither a time nor a message.
    private var distance = 0

    private static let longest = 160
    /// Lines of a record before its message.
    private static let farthest = 3

    /// - Parameter line: one without a message.
    mutating func look(at line: UnsafeRawBufferPointer) {
        if LogTime.first(in: line) != nil {
            self.line = Array(line.prefix(Self.longest))
            distance = 0
        } else if !self.line.isEmpty {
            distance += 1
            if distance > Self.farthest { self.line = [] }
        }
    }

    /// What it says of the message that comes next; it belongs to no other.
    mutating func take() -> LogReader.Context {
        guard !line.isEmpty else { return LogReader.Context() }
        defer { line = [] }
        var context = line.withUnsafeBytes { LogText.context($0) }
        context.isWordAbove = true
        return context
    }

    /// What the message's own line does not say. One that has a time is no part of an earlier record.
    mutating func complete(_ context: inout LogReader.Context) {
        let heading = take()
        guard context.time == nil else { return }
        context.time = heading.time
        if context.word == nil { (context.word, context.isWordAbove) = (heading.word, true) }
        context.key = context.key ?? heading.key
    }
}
