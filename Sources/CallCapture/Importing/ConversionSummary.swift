/// What a conversion understood, for a person: what was read, what was left out, what is not known, what to log instead.
import JSONText

package struct ConversionSummary {
    package struct Counts {
        /// Frames by connection, leg and direction, connections in order of appearance.
        fileprivate var connections: [(name: String, leg: Leg, up: Int, down: Int)] = []
        package fileprivate(set) var frames = 0
        package var observations = 0
        fileprivate var last: Double?
        private var indices: [String: Int] = [:]

        mutating func add(_ frame: FrameView) {
            frames += 1
            if let seconds = frame.seconds { last = max(last ?? seconds, seconds) }
            let index = indices[frame.connectionName] ?? connections.count
            if index == connections.count {
                connections.append((frame.connectionName, frame.leg, 0, 0))
                indices[frame.connectionName] = index
            }
            if frame.direction == .up { connections[index].up += 1 } else { connections[index].down += 1 }
        }
    }

    package let reading: ReadingSummary
    package let written: Counts
    package let redacted: [String: Int]

    private static let mostConnections = 8

    /// A line each.
    package var lines: [String] {
        var lines = ["read: \(what)"]
        for connection in written.connections.prefix(ConversionSummary.mostConnections) {
            let sides =
                connection.leg == .model ? ("to the model", "from the model") : ("from the caller", "to the caller")
            lines.append(
                "  \(connection.name), \(connection.leg.rawValue) leg: \(connection.up) \(sides.0), \(connection.down) \(sides.1)"
            )
        }
        let more = written.connections.count - ConversionSummary.mostConnections
        if more > 0 { lines.append("  and \(Plural.words(more, "connection")) more") }
        if reading.unreadableLines > 0 {
            lines.append(
                "not understood: \(Plural.words(reading.unreadableLines, "line")), first "
                    + reading.firstUnreadable.map(String.init).joined(separator: ", "))
        }
        if reading.endsAbruptly { lines.append("note: the recording ends abruptly") }
        lines += reading.limits.map { "note: \($0)" }
        let removed = redacted.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
        lines.append("redacted: \(removed.isEmpty ? "nothing" : removed.joined(separator: ", "))")
        return lines
    }

    private var what: String {
        let format = reading.header == nil || reading.header?.isConverted == true ? reading.format?.rawValue : nil
        var words = "\(format ?? "a capture of ours"), \(Plural.words(written.frames, "frame"))"
        if written.observations > 0 { words += ", \(Plural.words(written.observations, "observation"))" }
        if written.frames > 0 {
            words += reading.hasTimes ? " over \(ConversionSummary.seconds(written.last ?? 0)) s" : ", without times"
            if !reading.hasTimes, reading.timedFrames > 0 { words += " for all" }
        }
        return words
    }

    private static func seconds(_ value: Double) -> String {
        let tenths = Int(min(max(value, 0), 1e9) * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
