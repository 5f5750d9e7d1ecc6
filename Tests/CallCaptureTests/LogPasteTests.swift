import CallCapture
import JSONText
import Testing

/// A log once more behind itself.
struct LogPasteTests {
    /// - Parameter ids: Each message of the service has one of its own.
    private static func log(_ turns: Int, times: Bool, ids: Bool) -> [String] {
        var lines: [String] = []
        func add(_ word: String, _ type: String, _ rest: String) {
            let time = times ? "09:00:0\(lines.count / 8).\(lines.count % 8)00 " : ""
            let id = ids && word == "received" ? #","event_id":"event_\#(lines.count)""# : ""
            lines.append(#"\#(time)\#(word) {"type":"\#(type)"\#(id)\#(rest)}"#)
        }
        add("received", "session.created", #","session":{"id":"sess_1"}"#)
        for turn in 0..<turns {
            add("sent", "input_audio_buffer.append", #","audio":"////////////////""#)
            add("received", "input_audio_buffer.committed", #","item_id":"item_\#(turn)""#)
            add("received", "response.created", #","response":{"id":"resp_\#(turn)"}"#)
            add("received", "response.done", #","response":{"id":"resp_\#(turn)","status":"completed"}"#)
        }
        return lines
    }

    private static let said = "the log stands in its file more than once, one behind the other: it was read once"

    private func read(_ lines: [String]) throws -> ReadCapture { try ReadCapture(lines.joined(separator: "\n")) }

    @Test(arguments: [(1, true, false), (1, false, true), (8, true, false), (8, false, true), (8, true, true)])
    func `it is read once, and that is said`(turns: Int, times: Bool, ids: Bool) throws {
        let lines = Self.log(turns, times: times, ids: ids)
        let once = try read(lines)
        #expect(once.frames.count == 1 + 4 * turns)
        #expect(once.summary.limits.contains(Self.said) == false)
        for more in [lines, lines + lines, ["---- the same again ----"] + lines] {
            let read = try read(lines + more)
            #expect(read.frames == once.frames)
            #expect(read.summary.frames == once.summary.frames)
            #expect(read.summary.timedFrames == once.summary.timedFrames)
            #expect(read.summary.connections == ["m1"])
            #expect(read.summary.limits == once.summary.limits + [Self.said])
        }
    }

    @Test func `a part of a log and then all of it is all of it`() throws {
        let lines = Self.log(8, times: true, ids: true)
        let read = try read(lines[..<12] + lines)
        #expect(read.frames == (try self.read(lines)).frames)
        #expect(read.summary.limits.last == Self.said)
    }

    @Test func `a second one that is another from its middle on is not mixed into the first`() throws {
        let lines = Self.log(8, times: true, ids: true)
        var other = lines
        other[20] = other[20].replacing("}", with: " }")
        let read = try read(lines + other)
        #expect(read.frames == (try self.read(lines)).frames)
        #expect(read.summary.limits.last?.contains("not the same each time") == true)
    }

    @Test func `a part whose end is torn, and then all of it, is read to its end`() throws {
        let lines = Self.log(8, times: true, ids: true)
        let part = lines[..<11] + [lines[11].replacing("}", with: " }")]
        let read = try read(part + lines)
        #expect(read.frames.count == lines.count)
        #expect(read.frames.last?.content == (try self.read(lines)).frames.last?.content)
        #expect(read.summary.limits.last?.contains("not the same each time") == true)
    }

    @Test func `the same said again is no copy`() throws {
        // Without times and numbers two calls of one program may begin alike.
        let lines = Self.log(3, times: false, ids: false)
        #expect(try read(lines + lines).frames.count == 2 * lines.count)
        // One that breaks off where the first goes on is itself.
        let timed = Self.log(3, times: true, ids: true)
        let read = try read(timed + timed[..<3] + ["09:00:09.000 sent {\"type\":\"response.create\"}"])
        #expect(read.frames.count == timed.count + 4)
    }
}
