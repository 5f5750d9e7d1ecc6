import Foundation
import TestSupport
import Testing

/// Architecture, "Floors": a target imports only from floors below it, and only Transport and the executables do I/O.
struct FloorTests {
    /// From the ground up. Targets on one line do not know each other.
    static let floors: [Set<String>] = [
        ["CWslay", "CUV", "COpenSSL", "CZlib", "CYAML", "CSimdJSON", "CProcessGuard"],
        ["JSONText", "DidYouMean", "Base64Coding", "Durations"],
        ["WebSocketWire", "RealtimeProtocol", "SpeechAudio", "TelephonyProtocol", "CommandLineOptions", "YAMLText"],
        ["CallCapture", "Scenarios", "Transport"],
        ["Diagnosis", "ModelMock", "CallerSimulator"],
        ["ReferenceBridge", "CaptureTools", "Replay"],
        ["Examination", "Reporting"],
        ["RealtimeDoctor", "MockRealtimeServer"],
    ]

    struct Source: Sendable, CustomTestStringConvertible {
        var target: String
        var path: String
        var imports: [String]
        var testDescription: String { path }
    }

    static let sources: [Source] = {
        let root = Fixtures.repository.appending(path: "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
            let imports = text.split(separator: "\n").compactMap { line -> String? in
                let words = line.split(separator: " ")
                guard let at = words.firstIndex(of: "import"), at <= 1, words.count > at + 1 else { return nil }
                let name =
                    words[at + 1] == "struct" || words[at + 1] == "func" ? words.dropFirst(at + 2).first : words[at + 1]
                return name.map { String($0.prefix { $0 != "." }) }
            }
            return Source(target: String(path.prefix { $0 != "/" }), path: path, imports: imports)
        }
    }()

    private func floor(of target: String) -> Int? { Self.floors.firstIndex { $0.contains(target) } }

    @Test func `every target has its floor`() {
        let targets = Set(Self.sources.map(\.target))
        #expect(targets.subtracting(Set(Self.floors.joined())) == [])
        #expect(targets.count >= 15)
    }

    @Test(arguments: sources) func `a file imports only from the floors below`(source: Source) {
        guard let own = floor(of: source.target) else { return }
        for name in source.imports {
            guard let theirs = floor(of: name) else { continue }
            #expect(theirs < own, "\(source.path) imports \(name)")
        }
    }

    @Test(arguments: sources) func `nothing outside the toolchain's essentials and our own targets is imported`(
        source: Source
    ) {
        let ours = Set(Self.floors.joined())
        let essentials: Set = ["FoundationEssentials", "Foundation", "Glibc", "Darwin", "Musl", "Synchronization"]
        #expect(Set(source.imports).subtracting(ours).subtracting(essentials) == [], "\(source.path)")
        // Foundation itself brings ICU, twice the start-up and ten times the size.
        #expect(!source.imports.contains("Foundation"), "\(source.path)")
    }

    @Test(arguments: sources) func `only Transport and the executables touch files, sockets and clocks`(source: Source)
        throws
    {
        guard !["Transport", "RealtimeDoctor", "MockRealtimeServer"].contains(source.target) else { return }
        let text = try String(
            contentsOf: Fixtures.repository.appending(path: "Sources/\(source.path)"), encoding: .utf8)
        for word in [
            "ContinuousClock()", "SuspendingClock()", "Date()", "FileManager", "SystemRandomNumberGenerator", "fopen(",
            "getenv(",
            "ProcessInfo", " print(", "Thread.sleep", "Task.sleep", "@unchecked Sendable", "try!", "Task {",
        ] {
            #expect(!text.contains(word), "\(source.path) says \(word)")
        }
    }
}
