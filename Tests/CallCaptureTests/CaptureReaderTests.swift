import CallCapture
import JSONText
import TestSupport
import Testing

struct CaptureReaderTests {
    static let versionOne = "Captures/version-1.jsonl"

    @Test func `a capture of version 1 stays readable for ever`() throws {
        let read = try ReadCapture(Fixtures.bytes(Self.versionOne))
        #expect(read.headers.map(\.id) == ["c-version-1"])
        #expect(read.headers.first?.settings["seed"] == 7)
        #expect(read.frames.count == 13)
        #expect(read.frames.map(\.number) == Array(2...14))
        #expect(read.frames.map(\.connection).suffix(3) == ["m1", "p1", "p1"])
        #expect(read.frames[4].content == .text(#"{"type":"session.update","session":{"#))
        #expect(read.frames[6].content == .binary([0, 1, 2, 255]))
        #expect(read.frames[9].content == .pong([], roundTrip: .microseconds(1204)))
        #expect(read.frames[10].content == .close(code: 1001, reason: "going away", by: .server))
        #expect(read.frames[11].content == .close(code: nil, reason: "", by: .client))
        #expect(read.frames[0].time == .microseconds(1204))
        #expect(read.observations.map(\.kind) == ["tcp", "ended"])
        #expect(read.observations.last?.time == nil)
        #expect(
            read.footers == [
                CaptureFooter(
                    frames: 13, time: .milliseconds(2100), lost: 0, redacted: ["authorization": 1, "signature": 1])
            ])
        #expect(read.summary.format == .capture)
        #expect(read.summary.connections == ["p1", "m1"])
        #expect(!read.summary.endsAbruptly)
        #expect(read.summary.unreadableLines == 0)
        #expect(read.summary.hasTimes)
    }

    @Test func `a connection may be called nothing, and two legs take turns`() throws {
        func line(_ number: Int, _ leg: String, _ name: String) -> String {
            #"{"n":\#(number),"t":0.000000,"leg":"\#(leg)","dir":"up","conn":"\#(name)","op":"text","data":{"type":"x"}}"#
        }
        let lines = [
            line(1, "model", ""), line(2, "phone", ""), line(3, "phone", "p1"), line(4, "model", "m1"),
            line(5, "phone", "p1"), line(6, "model", ""), line(7, "phone", "m1"),
        ]
        let read = try ReadCapture(lines.joined(separator: "\n"))
        #expect(read.frames.map(\.connection) == ["", "", "p1", "m1", "p1", "", "m1"])
        #expect(read.summary.connections == ["", "p1", "m1"])
    }

    @Test func `chunks of any size say the same`() throws {
        let bytes = try Fixtures.bytes(Self.versionOne)
        let whole = try ReadCapture(bytes)
        for size in [1, 2, 3, 7, 63, 64, 65, 200, 1000] { #expect(try ReadCapture(bytes, chunk: size) == whole) }
    }

    @Test func `Windows line ends and a byte order mark change nothing`() throws {
        let bytes = try Fixtures.bytes(Self.versionOne)
        let returned: [UInt8] = bytes.flatMap { (byte: UInt8) -> [UInt8] in byte == 10 ? [13, 10] : [byte] }
        let windows = [0xEF, 0xBB, 0xBF] + returned
        #expect(try ReadCapture(windows) == ReadCapture(bytes))
    }

    @Test func `torn anywhere, a capture keeps every whole line and says that it ends abruptly`() throws {
        let lines = try Fixtures.text(Self.versionOne).split(separator: "\n")
        let bytes = Array(
            [lines[0], lines[1], lines[3], lines[6], lines[12], lines[16], ""].joined(separator: "\n").utf8)
        let whole = try ReadCapture(bytes)
        let firstLine = (bytes.firstIndex(of: 10) ?? 0) + 1
        let footerEnd = bytes.count - 1
        for end in firstLine..<footerEnd {
            let lines = bytes[..<end].filter { $0 == 10 }.count
            // A line that lost nothing but its line break is whole.
            let complete = bytes[end] == 10 ? lines + 1 : lines
            let read = try ReadCapture(Array(bytes[..<end]))
            #expect(read.headers.count + read.frames.count + read.observations.count == complete)
            #expect(read.frames == Array(whole.frames.prefix(read.frames.count)))
            #expect(read.summary.endsAbruptly)
            #expect(read.summary.unreadableLines == 0)
        }
    }

    @Test func `lines that are no records are counted and named, and the rest is read`() throws {
        var lines = try Fixtures.text(Self.versionOne).split(separator: "\n").map(String.init)
        lines.insert("garbage", at: 3)
        lines.insert(#"{"n":3,"leg":"nowhere","dir":"up","op":"text","data":{}}"#, at: 5)
        lines.insert(#"{"n":3,"t":"#, at: 7)
        lines.insert("", at: 8)
        let read = try ReadCapture(lines.joined(separator: "\n"))
        #expect(read.frames.count == 13)
        #expect(read.summary.unreadableLines == 3)
        #expect(read.summary.firstUnreadable == [4, 6, 8])
    }

    @Test func `a newer version is refused with what to do, an unknown field is not`() throws {
        let error = #expect(throws: CaptureReadingError.newerVersion(2)) { try ReadCapture(#"{"capture":2,"id":"x"}"#) }
        #expect(error?.explanation.message == "the capture has format version 2; this program reads up to 1")
        let read = try ReadCapture(
            #"{"capture":1,"id":"x","colour":"red"}"# + "\n"
                + #"{"n":1,"t":1e-1,"new":[{}],"leg":"model","dir":"down","conn":"m1","op":"text","data":[1, 2]}"#)
        #expect(read.frames.map(\.content) == [.text("[1, 2]")])
        #expect(read.frames.first?.time == .milliseconds(100))
    }

    @Test(arguments: [
        #"{"n":4,"t":0.250000,"leg":"phone","dir":"up","conn":"p1","op":"text","data":{"type":"x","a":[{}]}}"#,
        #"{"n":4,"t":0.250000,"leg":"phone","dir":"up","conn":"p1","op":"text","data":{"type":"x","a":[{}]},"new":{"b":1}}"#,
        #"{"n":4,"t":0.25,"leg":"phone","dir":"up","conn":"p1","op":"text","data": {"type":"x","a":[{}]} }"#,
        #"{ "op":"text", "data":{"type":"x","a":[{}]}, "leg":"phone","dir":"up","t":25e-2,"n":4 }"#,
    ])
    func `a frame is the same however its line is written, and comes with its fields`(line: String) throws {
        var seen: [String] = []
        _ = try CaptureReader.read(Array(line.utf8)) { record in
            guard case .frame(let frame) = record else { return }
            seen.append(
                "\(frame.number) \(frame.seconds ?? -1) \(frame.leg) \(frame.direction) \(frame.connectionName)")
            seen.append(frame.text)
            seen.append(frame.fields?["type"]?.string ?? "no fields")
        }
        #expect(seen == ["4 0.25 phone up p1", #"{"type":"x","a":[{}]}"#, "x"])
    }

    @Test func `a capture that lost its head is still one`() throws {
        let lines = try Fixtures.text(Self.versionOne).split(separator: "\n").dropFirst(4).joined(separator: "\n")
        let read = try ReadCapture(lines)
        #expect(read.frames.count == 11)
        #expect(read.summary.format == .capture)
        #expect(read.summary.header == nil)
    }

    @Test func `a line over the limit is skipped and counted, whatever the chunks`() throws {
        let head = #"{"n":1,"leg":"model","dir":"down","conn":"m1","op":"text","data":{"type":"a"}}"# + "\n"
        let long = #"{"n":2,"leg":"model","dir":"down","conn":"m1","op":"text","data":{"delta":""#
        let tail = "\"}}\n" + head.replacing("\"n\":1", with: "\"n\":3")
        let bytes = Array((head + long).utf8) + [UInt8](repeating: 65, count: 3_000_000) + Array(tail.utf8)
        for chunk in [1 << 16, 1 << 20, .max] {
            let read = try ReadCapture(bytes, chunk: chunk, lineLimit: 1 << 20)
            #expect(read.frames.map(\.number) == [1, 3])
            #expect(read.summary.firstUnreadable == [2])
        }
        #expect(try ReadCapture(bytes, chunk: 1 << 16).frames.count == 3)
    }

    @Test func `a line of a hundred megabytes is survived`() throws {
        var reader = CaptureReader()
        var frames = 0
        let chunk = [UInt8](repeating: 65, count: 1 << 20)
        let head = Array((#"{"n":1,"leg":"model","dir":"down","conn":"m1","op":"text","data":{}}"# + "\n").utf8)
        head.withUnsafeBytes { reader.consume($0) { _ in frames += 1 } }
        for _ in 0..<100 { chunk.withUnsafeBytes { reader.consume($0) { _ in frames += 1 } } }
        (Array("\n".utf8) + head).withUnsafeBytes { reader.consume($0) { _ in frames += 1 } }
        let summary = try reader.finish { _ in frames += 1 }
        #expect(frames == 2)
        #expect(summary.firstUnreadable == [2])
    }

    @Test func `an empty file is refused`() {
        #expect(throws: CaptureReadingError.empty) { try ReadCapture([]) }
        #expect(throws: CaptureReadingError.empty) { try ReadCapture("\n\n  \n") }
    }

    @Test func `binary junk is refused`() {
        var state: UInt8 = 1
        let junk = (0..<100_000).map { _ -> UInt8 in
            state = state &* 5 &+ 17
            return state
        }
        #expect(throws: CaptureReadingError.binary) { try ReadCapture(junk) }
        #expect(throws: CaptureReadingError.packing(.torn)) { try ReadCapture([0x1F, 0x8B, 8, 0, 0, 0]) }
    }

    @Test func `prose without an event is refused with a hint`() {
        let error = #expect(throws: CaptureReadingError.noEvents(lines: 2)) {
            try ReadCapture("hello {world}\nnothing here\n")
        }
        #expect(error?.explanation.message == "no Realtime or Twilio event was found in 2 lines")
    }

    @Test func `a file of one endless line is told what is wrong with it`() {
        let line = Array(repeating: UInt8(ascii: "x"), count: 5_000)
        #expect(throws: CaptureReadingError.linesTooLong(1)) { try ReadCapture(line, lineLimit: 4_096) }
        #expect(CaptureReadingError.linesTooLong(1).explanation.message.contains("1 line is too long"))
    }
}
