// How fast a capture is read, with and without the verdict: tells where the time of `diagnose` goes.
import CallCapture
import Diagnosis
import JSONText
import Transport

enum ReadingSpeed {
    static func run(path: String, judging: Bool) throws -> JSON {
        let start = Clock.now
        let cpu = Clock.ownCPU
        let file = try ChunkReader(path: path)
        var bytes = 0
        var records = 0
        if judging {
            var examiner = Examiner()
            while let chunk = try file.next() {
                bytes += chunk.count
                examiner.consume(chunk)
            }
            records = try examiner.finish().turns.count
        } else {
            var reader = CaptureReader()
            while let chunk = try file.next() {
                bytes += chunk.count
                reader.consume(chunk) { _ in records += 1 }
            }
            _ = try reader.finish { _ in records += 1 }
        }
        let seconds = Double(Clock.now - start) / 1e9
        return [
            "megabytesPerSecond": .number((Double(bytes) / 1e6 / seconds).rounded()),
            "cpuSeconds": .number(Double(Clock.ownCPU - cpu) / 1e9),
            judging ? "turns" : "records": JSON(records),
        ]
    }
}
