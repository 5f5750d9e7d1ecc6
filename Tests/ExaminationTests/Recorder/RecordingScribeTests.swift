import CallCapture
import Diagnosis
import JSONText
import Testing

@testable import Examination
@testable import Transport

/// What a recording leaves in its files, on a disk that is a dictionary.
struct RecordingScribeTests {
    private final class Disk {
        var files: [String: String] = [:]
        var removed: [String] = []
        var isFull = false
        var syncs = 0
        var news: [RecordingNews] = []

        final class File: RecordedFile {
            let path: String
            unowned let disk: Disk
            var size = 0

            init(_ path: String, _ disk: Disk) {
                self.path = path
                self.disk = disk
                disk.files[path] = ""
            }

            func append(_ bytes: UnsafeRawBufferPointer) throws(TransportError) {
                guard !disk.isFull else {
                    throw .file(path: path, action: "write", reason: "no space left on device")
                }
                disk.files[path, default: ""] += String(decoding: bytes, as: UTF8.self)
                size += bytes.count
            }

            func sync() { disk.syncs += 1 }
            func closeFile() {}
        }

        var ends: [SessionEnd] { news.compactMap { if case .ended(let end) = $0 { end } else { nil } } }

        func lines(_ path: String) -> [Substring] { files[path, default: ""].split(separator: "\n") }
        func names(_ path: String) -> Set<String> {
            Set(lines(path).compactMap { $0.firstMatch(of: /"conn":"(\w+)"/).map { String($0.1) } })
        }
    }

    private let disk = Disk()

    private func scribe(_ change: (inout RecordingSettings) -> Void = { _ in }) -> RecordingScribe {
        var settings = RecordingSettings(
            path: "calls.jsonl", header: .recording(id: "r", started: "2026-11-29T00:00:00.000Z", model: nil))
        change(&settings)
        let scribe = RecordingScribe(
            settings, openFile: { [disk] in Disk.File($0, disk) }, removeFile: { [disk] in disk.removed.append($0) },
            tell: { [disk] in disk.news.append($0) })
        scribe.start()
        return scribe
    }

    private func opened(_ name: String, at seconds: Double = 0, _ request: String = "GET / HTTP/1.1") -> [TapeItem] {
        let leg: Leg = name.hasPrefix("p") ? .phone : .model
        let time = Duration.seconds(seconds)
        return [
            .opened(connection: name, leg: leg, at: time, request: request, model: nil, peer: "127.0.0.1:1"),
            .frame(
                connection: name, leg: leg, direction: .up, at: time,
                .open(["request": .string(request), "status": 101])),
            .joined(connection: name, at: time),
        ]
    }

    private func text(_ name: String, at seconds: Double = 0, _ text: String, _ direction: Direction = .down)
        -> TapeItem
    {
        .frame(
            connection: name, leg: name.hasPrefix("p") ? .phone : .model, direction: direction, at: .seconds(seconds),
            .text(text))
    }

    private func ended(_ name: String, at seconds: Double = 0) -> TapeItem {
        .ended(connection: name, at: .seconds(seconds), reason: nil)
    }

    private let created = #"{"type":"session.created","session":{"id":"sess_1","model":"gpt-realtime"}}"#

    @Test func `a capture has its header before anybody calls, and its footer at the end`() throws {
        let scribe = scribe()
        #expect(disk.lines("calls.jsonl").count == 1)
        scribe.receive(opened("m1") + [text("m1", created), ended("m1", at: 2)])
        let summary = scribe.finish()
        let lines = disk.lines("calls.jsonl")
        #expect(lines.first?.hasPrefix(#"{"capture":1,"#) == true)
        #expect(lines.last == #"{"end":{"frames":2,"t":0.000000,"lost":0,"redacted":{}}}"#)
        #expect(summary.calls == 1 && summary.frames == 2 && summary.lost == 0)
        #expect(summary.files == [.init(path: "calls.jsonl", bytes: disk.files["calls.jsonl", default: ""].utf8.count)])
        #expect(disk.ends.map(\.line) == ["session 1, 2.0 s: incomplete, answered: nobody asked for anything"])
    }

    @Test func `the verdict on a call is the one that its own file gets`() throws {
        let scribe = scribe {
            $0.isSplit = true; $0.path = "folder"
        }
        let error =
            #"{"type":"error","error":{"type":"invalid_request_error","code":"unknown_parameter","message":"Unknown parameter: 'session.foo'.","param":"session.foo","event_id":"e1"}}"#
        scribe.receive(
            opened("m1") + [
                text("m1", created),
                text(
                    "m1", at: 0.1, #"{"type":"session.update","event_id":"e1","session":{"type":"realtime","foo":1}}"#,
                    .up),
                text("m1", at: 0.2, error),
            ] + opened("m2") + [text("m2", created), ended("m1", at: 3), ended("m2", at: 3)])
        let summary = scribe.finish()
        #expect(summary.files.map(\.path) == ["folder/call-1.jsonl", "folder/call-2.jsonl"])
        #expect(disk.names("folder/call-1.jsonl") == ["m1"])
        for (index, path) in ["folder/call-1.jsonl", "folder/call-2.jsonl"].enumerated() {
            let report = try Examiner.examine(Array(disk.files[path, default: ""].utf8))
            #expect(disk.ends[index].report == report)
        }
        #expect(disk.ends[0].report?.verdict == .fail)
    }

    @Test func `with both legs a call is one file, also where it takes time to know whose a connection is`() {
        let scribe = scribe {
            $0.isSplit = true; $0.path = "folder"; $0.hasPhone = true
        }
        let (a, b) = ("CA" + String(repeating: "a1", count: 16), "CA" + String(repeating: "b2", count: 16))
        func start(_ call: String) -> String { #"{"event":"start","start":{"callSid":"\#(call)"}}"# }
        scribe.receive(opened("p1") + opened("p2") + [text("p1", start(a), .up), text("p2", start(b), .up)])
        scribe.receive(opened("m1", at: 0.1) + [text("m1", at: 0.1, created)])
        #expect(disk.names("folder/call-2.jsonl") == ["p2"])
        scribe.receive([text("m1", at: 0.2, #"{"type":"session.update","session":{"instructions":"\#(b)"}}"#, .up)])
        scribe.receive([ended("m1", at: 1), ended("p2", at: 1), ended("p1", at: 1)])
        let summary = scribe.finish()
        #expect(summary.files.map(\.path).sorted() == ["folder/call-1.jsonl", "folder/call-2.jsonl"])
        #expect(disk.names("folder/call-1.jsonl") == ["p1"])
        #expect(disk.names("folder/call-2.jsonl") == ["p2", "m1"])
        #expect(disk.ends.map(\.noun) == ["call", "call"])
    }

    // MARK: Rotation

    @Test func `new calls go into a new file, and a call stays in the one in which it began`() {
        let scribe = scribe { $0.rotateSize = 1_000 }
        let filler = text("m1", #"{"type":"x","pad":"\#(String(repeating: "x", count: 900))"}"#)
        scribe.receive(opened("m1") + [filler])
        scribe.receive(opened("m2") + [text("m2", created)])
        scribe.receive([text("m1", created), ended("m1"), ended("m2")])
        let summary = scribe.finish()
        #expect(summary.files.map(\.path) == ["calls.jsonl", "calls.2.jsonl"])
        #expect(disk.names("calls.jsonl") == ["m1"])
        #expect(disk.names("calls.2.jsonl") == ["m2"])
        for file in summary.files {
            #expect(disk.lines(file.path).first?.hasPrefix(#"{"capture":1"#) == true)
            #expect(disk.lines(file.path).last?.hasPrefix(#"{"end":"#) == true)
        }
        #expect(disk.lines("calls.2.jsonl").first?.contains(#""part":2"#) == true)
    }

    @Test func `a call that does not end goes on in the next file, which repeats how it began`() throws {
        let scribe = scribe { $0.rotateSize = 1_000 }
        scribe.receive(opened("m1") + [text("m1", created)])
        for second in 1...4 {
            scribe.receive([
                text("m1", at: Double(second), #"{"type":"x","pad":"\#(String(repeating: "x", count: 900))"}"#)
            ])
        }
        scribe.receive([
            text("m1", at: 5, #"{"type":"response.done","response":{"id":"resp_1","status":"completed","output":[]}}"#)
        ])
        scribe.receive([ended("m1", at: 6)])
        let summary = scribe.finish()
        #expect(summary.files.count >= 2)
        let last = try #require(summary.files.last?.path)
        let lines = disk.lines(last)
        #expect(lines[0].contains(#""continues":"calls"#))
        #expect(lines[1].contains(#""op":"open""#) && lines[2].contains("session.created"))
        #expect(lines[3].contains(#""kind":"continued""#) && lines[3].contains(#""connections":["m1"]"#))
    }

    @Test func `the oldest files go when all together are too many bytes`() {
        let scribe = scribe {
            $0.rotateSize = 1_000; $0.maxTotal = 3_000
        }
        for number in 1...6 {
            let filler = text("m\(number)", #"{"type":"x","pad":"\#(String(repeating: "x", count: 900))"}"#)
            scribe.receive(opened("m\(number)") + [filler, ended("m\(number)")])
        }
        let summary = scribe.finish()
        #expect(disk.removed == ["calls.jsonl", "calls.2.jsonl", "calls.3.jsonl", "calls.4.jsonl"])
        #expect(summary.files.map(\.path) == ["calls.5.jsonl", "calls.6.jsonl"])
        #expect(summary.lost == 0)
    }

    @Test func `one file that is all there may be gets nothing more`() {
        let scribe = scribe {
            $0.rotateSize = 1_000_000; $0.maxTotal = 2_000
        }
        let filler = text("m1", #"{"type":"x","pad":"\#(String(repeating: "x", count: 900))"}"#)
        scribe.receive(opened("m1"))
        for _ in 1...5 { scribe.receive([filler]) }
        scribe.receive([ended("m1")])
        let summary = scribe.finish()
        #expect(summary.lost == 3)
        #expect(disk.files["calls.jsonl", default: ""].utf8.count < 3_200)
        #expect(disk.lines("calls.jsonl").last?.contains(#""lost":3"#) == true)
        #expect(disk.news.count { if case .full = $0 { true } else { false } } == 1)
    }

    // MARK: Disks

    @Test func `a full disk costs frames and no more, and is used again when it has room`() throws {
        let scribe = scribe { $0.syncs = true }
        scribe.receive(opened("m1"))
        disk.isFull = true
        scribe.receive([text("m1", at: 0.1, created)])
        scribe.receive([text("m1", at: 0.2, created), text("m1", at: 0.3, created)])
        disk.isFull = false
        scribe.receive([text("m1", at: 1.2, #"{"type":"late"}"#)])
        scribe.receive([ended("m1", at: 2)])
        let summary = scribe.finish()
        #expect(summary.lost == 3)
        #expect(summary.failure != nil)
        let lines = disk.lines("calls.jsonl")
        #expect(lines.count == 4)
        #expect(lines.last == #"{"end":{"frames":2,"t":1.200000,"lost":3,"redacted":{}}}"#)
        let told = disk.news.compactMap { news -> String? in
            switch news {
            case .failed(let error): error.explanation.message
            case .recovered(_, let lost): "again, without \(lost)"
            default: nil
            }
        }
        #expect(told == ["cannot write calls.jsonl: no space left on device", "again, without 3"])
        #expect(disk.syncs >= 2)
    }

    @Test func `what the buffer had no room for is in the footer, and its call is not judged`() {
        let scribe = scribe()
        scribe.receive(
            opened("m1") + [.lost(connection: "m1", at: .seconds(1), count: 12), ended("m1", at: 2)])
        #expect(scribe.finish().lost == 12)
        #expect(disk.lines("calls.jsonl").last?.contains(#""lost":12"#) == true)
        #expect(
            disk.lines("calls.jsonl").contains { $0.contains(#""kind":"lost","data":{"connection":"m1","frames":12}"#) }
        )
        #expect(disk.ends.map(\.line) == ["session 1, 2.0 s: not judged, for 12 frames were lost"])
    }

    @Test(arguments: [
        ("calls.jsonl", 1, "calls.jsonl"), ("calls.jsonl", 2, "calls.2.jsonl"), ("a.b/calls", 3, "a.b/calls.3"),
        ("/x/.calls", 2, "/x/.calls.2"),
    ])
    func `files are counted before their ending`(path: String, number: Int, expected: String) {
        let settings = RecordingSettings(path: path, header: .recording(id: "r", started: "", model: nil))
        #expect(settings.path(of: number) == expected)
    }
}
