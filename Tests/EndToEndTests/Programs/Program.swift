import Foundation
import TestSupport

/// One of our programs as a process: what it prints and how it ends.
struct Program {
    var stdout: String
    var stderr: String
    var exitCode: Int32

    /// The folder of the built products, which holds this test bundle too.
    static let products: URL = {
        var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/",
            !FileManager.default.isExecutableFile(atPath: folder.appending(path: "realtime-doctor").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// - Parameter place: The folder of the program; nil for what was built.
    static func process(
        _ name: String, _ arguments: [String], in folder: URL, from place: String? = nil,
        environment: [String: String] = [:]
    ) -> Process {
        let process = Process()
        process.executableURL = (place.map { URL(filePath: $0) } ?? products).appending(path: name)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/bin:/bin", "REALTIME_DOCTOR_FIXTURES": Fixtures.url("").path].merging(
            environment
        ) { $1 }
        return process
    }

    /// Runs it to its end. Output goes through files, so that no pipe can fill up.
    static func run(
        _ name: String, _ arguments: [String], in folder: URL, from place: String? = nil, input: Data = Data(),
        environment: [String: String] = [:]
    ) throws -> Program {
        let process = process(name, arguments, in: folder, from: place, environment: environment)
        let scratch = FileManager.default.temporaryDirectory.appending(path: "realtime-doctor-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func file(_ name: String, _ content: Data = Data()) throws -> URL {
            let url = scratch.appending(path: name)
            try content.write(to: url)
            return url
        }
        let output = try file("stdout")
        let errors = try file("stderr")
        process.standardInput = try FileHandle(forReadingFrom: file("stdin", input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Program(
            stdout: try String(contentsOf: output, encoding: .utf8),
            stderr: try String(contentsOf: errors, encoding: .utf8),
            exitCode: process.terminationStatus)
    }
}
