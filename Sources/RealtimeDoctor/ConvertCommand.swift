// convert: a log, a HAR file or a cassette in, a capture out; what was understood goes to standard error.
import CallCapture
import CommandLineOptions
import Examination
import Transport

struct ConvertCommand {
    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() -> Int32 {
        let input = call.arguments.first ?? "-"
        if let path = call.text("output"), input != "-", let real = Files.realPath(path), real == Files.realPath(input)
        {
            console.complain("\(path) is the file to be converted", hint: "give --output another name")
            return 2
        }
        let output = ConvertedOutput(call.text("output"), console)
        do {
            let summary = try convert(input, output)
            try output.finish()
            if !call.has("quiet") { summary.lines.forEach { console.error($0) } }
            return 0
        } catch let error as TransportError {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch let error as CaptureReadingError {
            console.complain("\(input): \(error.explanation.message)", hint: error.explanation.hint)
        } catch {
            console.complain("\(input): \(error)", hint: nil)
        }
        return 2
    }

    private func convert(_ input: String, _ output: ConvertedOutput) throws -> ConversionSummary {
        var options = Redaction.Options()
        options.transcripts = call.has("mask-transcripts")
        let id = Surroundings.randomBytes(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var converter = CaptureConverter(
            id: "convert-\(id)", started: Surroundings.wallClock, tool: Tool.name, redacting: options)
        let reader = try ChunkReader(path: input)
        var bytes: [UInt8] = []
        while let chunk = try reader.next() {
            converter.consume(chunk, to: &bytes)
            try output.write(&bytes)
        }
        let summary = try converter.finish(to: &bytes)
        try output.write(&bytes)
        return summary
    }
}

/// Where the capture goes. A file is begun with its first line, so that what cannot be converted replaces nothing.
private final class ConvertedOutput {
    private let path: String?
    private let console: Console
    private var file: FileAppender?

    init(_ path: String?, _ console: Console) {
        self.path = path
        self.console = console
    }

    /// Takes whole lines, and empties the buffer.
    func write(_ lines: inout [UInt8]) throws(TransportError) {
        guard !lines.isEmpty else { return }
        defer { lines.removeAll(keepingCapacity: true) }
        guard let path else { return console.out(String(decoding: lines, as: UTF8.self)) }
        if file == nil { file = try FileAppender(EventLoop(), path: path) }
        file?.append(lines)
        if let failure = file?.failure { throw failure }
    }

    func finish() throws(TransportError) {
        file?.close()
        if let failure = file?.failure { throw failure }
    }
}
