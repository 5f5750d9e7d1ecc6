import Foundation
import TestSupport
import Testing

/// `Fixtures/CommandLine/<story>/`: `args` (one a line), what the program prints (`stdout`, `stderr`) and its `exit` code.
/// `program` names it when it is not realtime-doctor, `stdin` is its input, other files are what the arguments name.
struct CommandLineTests {
    static let stories = (try? Fixtures.names(in: "CommandLine")) ?? []

    @Test func `there are stories`() { #expect(Self.stories.count > 20) }

    @Test(arguments: stories) func `a program says what it always said`(story: String) throws {
        let folder = Fixtures.url("CommandLine/\(story)")
        func text(_ name: String) -> String? { try? String(contentsOf: folder.appending(path: name), encoding: .utf8) }
        let arguments = (text("args") ?? "").split(separator: "\n").map(String.init)
        let program = text("program")?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "realtime-doctor"
        let input = (try? Data(contentsOf: folder.appending(path: "stdin"))) ?? Data()
        let run = try Program.run(program, arguments, in: folder, input: input)
        #expect("\(run.exitCode)\n" == text("exit") ?? "", "stderr: \(run.stderr)")
        #expect(Goldens.difference(Self.redact(run.stdout), from: "Fixtures/CommandLine/\(story)/stdout") == nil)
        #expect(Goldens.difference(Self.redact(run.stderr), from: "Fixtures/CommandLine/\(story)/stderr") == nil)
    }

    /// What differs from run to run: ports, ids, folders.
    private static func redact(_ text: String) -> String {
        text.replacing(/127\.0\.0\.1:\d{4,5}/, with: "127.0.0.1:[port]")
            .replacing(/\(\d+(\.\d+)? m?s\)/, with: "([time])")
            .replacing(#/ · \d+(\.\d+)? m?s\n/#, with: " · [time]\n")
            .replacing(/Reports\/[0-9A-Za-z:.-]+\//, with: "Reports/[run]/")
            .replacing(/"id":"convert-[0-9a-f]+","started":"[^"]+"/, with: #""id":"[id]","started":"[time]""#)
            .replacing(Fixtures.url("").path, with: "[fixtures]")
    }
}
