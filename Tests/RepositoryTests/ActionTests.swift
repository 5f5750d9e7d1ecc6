import Foundation
import TestSupport
import Testing

/// `action.yml`: its inputs are documented, used, and never pasted into a script.
struct ActionTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Fixtures.repository.appending(path: path), encoding: .utf8)
    }

    /// Keys with two spaces before them in a section that begins in the first column.
    private static func keys(of section: String, in text: String) -> [String] {
        text.split(separator: "\n").drop { $0 != "\(section):" }.dropFirst().prefix { $0.hasPrefix(" ") }.compactMap {
            $0.wholeMatch(of: #/  ([a-z-]+):/#).map { String($0.1) }
        }
    }

    @Test func `every input and output stands in the manual`() throws {
        let (action, manual) = (try Self.text("action.yml"), try Self.text("Documentation/ci.md"))
        let inputs = Self.keys(of: "inputs", in: action)
        #expect(inputs.count >= 10)
        for name in inputs + Self.keys(of: "outputs", in: action) {
            #expect(manual.contains("`\(name)`"), "\(name)")
        }
        for name in inputs { #expect(action.contains("inputs.\(name)"), "\(name) is not used") }
    }

    @Test func `no input is part of a script`() throws {
        let action = try Self.text("action.yml")
        let scripts = action.components(separatedBy: "run: ").dropFirst().map { script in
            script.split(separator: "\n", omittingEmptySubsequences: false).prefix { line in
                line == script.split(separator: "\n").first || line.hasPrefix("        ")
            }.joined(separator: "\n")
        }
        #expect(scripts.count == 2)
        for script in scripts { #expect(!script.contains("${{"), "\(script)") }
    }
}
