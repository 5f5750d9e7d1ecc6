// Files read in pieces, appended to, replaced at once, and found.
import Foundation
import Testing

@testable import Transport

final class FileTests {
    let net = Loopback()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)").path

    init() throws { try Files.makeDirectory(folder) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `what is written is read, and folders are made on the way`() throws {
        let path = folder + "/a/b/c.txt"
        try Files.write("one\n", to: path)
        try Files.write("two\n", to: path)
        #expect(try Files.read(path) == Array("two\n".utf8))
        #expect(try Files.list(folder + "/a/b") == ["c.txt"])
        #expect(Files.exists(path) && Files.size(path) == 4 && !Files.isDirectory(path))
        try Files.remove(path)
        try Files.remove(path)
        #expect(!Files.exists(path))
    }

    @Test func `errors name the path and the reason`() {
        #expect(
            throws: TransportError.file(path: "/nonexistent/x", action: "read", reason: "no such file or directory")
        ) {
            try Files.read("/nonexistent/x")
        }
        #expect(
            throws: TransportError.file(path: folder, action: "read", reason: "it is a folder, name the files in it")
        ) {
            try Files.read(folder)
        }
        #expect(throws: TransportError.self) { try Files.read("/dev/zero", limit: 1 << 20) }
        #expect(throws: TransportError.self) { try Files.write("x", to: "/dev/null/x") }
    }

    @Test func `chunks are the whole file, each with room behind it`() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let path = folder + "/chunks"
        try Files.write(bytes, to: path)
        let reader = try ChunkReader(path: path, chunkSize: 4096)
        var read: [UInt8] = []
        var zeros = 0
        while let chunk = try reader.next() {
            read.append(contentsOf: chunk)
            let start = try #require(chunk.baseAddress)
            let padding = UnsafeRawBufferPointer(start: start + chunk.count, count: ChunkReader.padding)
            if read.count <= 4096 * 24 { zeros += padding.count { $0 == 0 } }
        }
        #expect(read == bytes)
        // Behind every full chunk: nothing of the file, and nothing that may not be touched.
        #expect(zeros == 24 * ChunkReader.padding)
        #expect(try reader.next() == nil)
    }

    @Test func `appended lines reach the file in time, in order, and after what was there`() throws {
        let path = folder + "/log/capture.jsonl"
        let first = try FileAppender(net.loop, path: path)
        first.append("one\n")
        first.append(Array("two\n".utf8))
        #expect(try Files.read(path) == [])
        net.loop.schedule(after: .milliseconds(250)) { [net] in net.done() }
        net.run()
        #expect(try Files.read(path) == Array("one\ntwo\n".utf8))
        first.append("three\n")
        first.close()
        first.append("lost\n")
        #expect(first.bytesDropped == 5)
        let second = try FileAppender(net.loop, path: path, truncating: false)
        second.append("four\n")
        second.close()
        #expect(try Files.read(path) == Array("one\ntwo\nthree\nfour\n".utf8))
    }

    #if os(Linux)
        @Test func `a full disk is told once and counted`() throws {
            let appender = try FileAppender(net.loop, path: "/dev/full", truncating: false)
            var told: [TransportError] = []
            appender.onFailure = { told.append($0) }
            appender.append("x")
            appender.flush()
            appender.append("yz")
            appender.close()
            #expect(told == [.file(path: "/dev/full", action: "write", reason: "no space left on device")])
            #expect(appender.failure == told.first)
            #expect(appender.bytesDropped == 3)
        }
    #endif

    @Test func `the fixtures are found from the executable, or where the environment says`() throws {
        #expect(throws: TransportError.self) {
            try Resources.locate(environment: ["REALTIME_DOCTOR_FIXTURES": folder])
        }
        try Files.makeDirectory(folder + "/Scenarios")
        #expect(try Resources.locate(environment: ["REALTIME_DOCTOR_FIXTURES": folder]) == folder)
        let executable = try #require(Resources.executablePath)
        #expect(Files.exists(executable))
    }
}

struct EndpointTests {
    @Test(arguments: [
        ("ws://h", "h:80", "/", "h"), ("wss://h", "h:443", "/", "h"),
        ("wss://h:8443/a?b=c#d", "h:8443", "/a?b=c", "h:8443"),
        ("ws://[::1]:9/x", "[::1]:9", "/x", "[::1]:9"), ("WS://h?x=1", "h:80", "/?x=1", "h"),
        ("ws://user:p%40ss@h:80/", "h:80", "/", "h"),
    ]) func `a URL is taken apart`(url: String, address: String, target: String, authority: String) throws {
        let endpoint = try Endpoint(url: url)
        #expect(endpoint.hostAndPort == address)
        #expect(endpoint.target == target)
        #expect(endpoint.authority == authority)
        #expect(endpoint.userInfo == (url.contains("@") ? "user:p@ss" : nil))
    }
}
