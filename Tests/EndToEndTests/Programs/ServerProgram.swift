import Foundation

/// One of our programs that serves until it is told to end.
struct ServerProgram {
    let process: Process
    let output: Pipe
    /// Where it says that it listens.
    let url: String

    /// Returns when the program has printed where it listens.
    ///
    /// - Parameter errors: Takes its standard error.
    init(_ arguments: [String], of name: String = "mock-realtime-server", errors: Pipe? = nil) throws {
        let folder = FileManager.default.temporaryDirectory
        let own = name == "mock-realtime-server" ? ["--port", "0"] : []
        process = Program.process(name, own + arguments, in: folder)
        output = Pipe()
        process.standardOutput = output
        if let errors { process.standardError = errors }
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            guard !byte.isEmpty else { break }
            line += String(decoding: byte, as: UTF8.self)
        }
        url = String(line.dropFirst("listening on ".count).dropLast())
    }

    /// What it printed after the first line, and its exit code.
    func stop(with signal: Int32) throws -> (lines: String, exitCode: Int32) {
        kill(process.processIdentifier, signal)
        let rest = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: rest, as: UTF8.self), process.terminationStatus)
    }
}
