// Writes captures of any size for `diagnose`: a handful of calls to the mock in virtual time, each seeded differently, in
// turn until the file is long enough. Every call has its own connection and its own time.
import CallCapture
import JSONText
import ModelMock
import TestSupport
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum CaptureGenerator {
    enum Content: String {
        /// Four spoken turns in PCM at 24 kHz: 20 ms in an append, 200 ms in a delta.
        case audio
        /// Twelve written turns.
        case text
    }

    private static let originals: UInt64 = 6

    static func run(_ content: Content, bytes wanted: Int, path: String) throws -> JSON {
        let calls = (1...originals).map { seed in content == .audio ? spokenCall(seed) : writtenCall(seed) }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LoadError("cannot write \(path)") }
        defer { close(descriptor) }
        var writer = CaptureWriter()
        var output: [UInt8] = []
        writer.write(
            CaptureHeader(
                id: "benchmark", started: "2026-11-20T09:00:00.000Z", tool: "realtime-doctor 0.1.0", command: "mock",
                settings: ["generated": .string(content.rawValue)]), to: &output)
        var size = 0
        var copies = 0
        var number = 0
        var offset = Duration.zero
        while size < wanted {
            let call = calls[copies % calls.count]
            copies += 1
            for frame in call {
                var frame = frame
                number += 1
                frame.number = number
                frame.time = frame.time.map { $0 + offset }
                frame.connection = "m\(copies)"
                writer.write(frame, to: &output)
            }
            offset += (call.last?.time ?? .zero) + .seconds(1)
            size += output.count
            if size >= wanted { writer.writeFooter(to: &output) }
            try write(output, to: descriptor, path)
            output.removeAll(keepingCapacity: true)
        }
        return ["calls": JSON(copies), "lines": JSON(number + 2), "bytes": JSON(size)]
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                #else
                    Darwin.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                #endif
            }
            guard count > 0 else { throw LoadError("cannot write \(path): errno \(errno)") }
            done += count
        }
    }

    private static func spokenCall(_ seed: UInt64) -> [Frame] {
        var call = VirtualModelCall(settings: MockSettings(seed: seed))
        call.configure(["output_modalities": ["audio"]])
        call.stay(.milliseconds(400))
        let questions = ["caller-hello", "caller-opening-hours", "caller-directions", "caller-weather"]
        for turn in questions.indices {
            call.say(questions[(turn + Int(seed)) % questions.count])
            call.stay(.seconds(6))
        }
        call.close()
        return call.frames
    }

    private static func writtenCall(_ seed: UInt64) -> [Frame] {
        var call = VirtualModelCall(settings: MockSettings(seed: seed))
        call.configure(["output_modalities": ["text"]])
        call.wait(.milliseconds(200))
        let questions = ["What are your opening hours?", "And how do I get there?", "Hello, can you hear me?"]
        for turn in 0..<12 {
            call.ask("\(questions[(turn + Int(seed)) % questions.count]) (\(turn + 1))")
            call.wait(for: "response.done")
            call.wait(.milliseconds(300))
        }
        call.close()
        return call.frames
    }
}
