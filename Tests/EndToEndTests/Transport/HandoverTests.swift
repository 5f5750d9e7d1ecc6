// From a loop to a thread, and onto a disk that may say no.
import Foundation
import Synchronization
import Testing

@testable import Transport

struct HandoverTests {
    private final class Collected: Sendable {
        let items = Mutex<[Int]>([])
    }

    @Test func `everything that was taken comes out, in order, on another thread`() throws {
        let handover = try Handover<Int>(capacity: 1 << 30, gathering: 1)
        let collected = Collected()
        let end = DispatchSemaphore(value: 0)
        try handover.start { handover in
            while let items = handover.take() { collected.items.withLock { $0 += items } }
            end.signal()
        }
        for number in 0..<100_000 { #expect(handover.offer(number, cost: 8)) }
        handover.end()
        #expect(end.wait(timeout: .now() + 20) == .success)
        #expect(collected.items.withLock { $0 } == Array(0..<100_000))
        #expect(!handover.offer(1, cost: 1))
    }

    @Test func `a full buffer refuses, and a reserve is for those who may use it`() throws {
        let handover = try Handover<String>(capacity: 100, gathering: 0)
        #expect(handover.offer("first, larger than everything", cost: 1_000))
        #expect(!handover.offer("second", cost: 1))
        #expect(handover.take() == ["first, larger than everything"])
        #expect(handover.offer("a", cost: 60))
        #expect(!handover.offer("b", cost: 60))
        #expect(handover.offer("end", cost: 60, reserve: 100))
        #expect(handover.load == 1.2)
        handover.end()
        #expect(handover.take() == ["a", "end"])
        #expect(handover.take() == nil)
    }

    @Test func `a thread that waits for nothing is given nothing in time`() throws {
        let handover = try Handover<Int>(capacity: 100)
        #expect(handover.take(patience: 1) == [])
    }
}

struct GrowingFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "growing-\(UUID().uuidString)").path

    private func append(_ text: String, to file: GrowingFile) throws {
        try Array(text.utf8).withUnsafeBytes { bytes in try file.append(bytes) }
    }

    @Test func `what was appended is in the file at once`() throws {
        let file = GrowingFile(try .init("\(folder)/a/calls.jsonl"))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try append("one\n", to: file)
        try append("two\n", to: file)
        try file.sync()
        #expect(try Files.read("\(folder)/a/calls.jsonl") == Array("one\ntwo\n".utf8))
        #expect(file.size == 8)
        file.closeFile()
        #expect(throws: TransportError.self) { try append("three\n", to: file) }
    }

    @Test func `a device that takes nothing says so every time`() throws {
        guard Files.exists("/dev/full") else { return }
        let file = GrowingFile(try .init("/dev/full"))
        for _ in 0..<2 {
            #expect(
                throws: TransportError.file(path: "/dev/full", action: "write", reason: "no space left on device")
            ) { try append("x\n", to: file) }
        }
        #expect(file.size == 0)
        try file.sync()
    }

    @Test func `a folder that may not be written to is an error before anything else`() {
        #expect(throws: TransportError.self) { try GrowingFile.Opened("/proc/nothing/calls.jsonl") }
    }
}
