import DidYouMean
package import Scenarios
package import SpeechAudio
package import Transport

/// What runs need from `Fixtures/`: scenarios by id, and the voices.
package struct FixtureFiles {
    private let root: String

    package init(environment: [String: String]) throws(TransportError) {
        root = try Resources.locate(environment: environment)
    }

    /// Ids of the library, sorted.
    package func scenarioIDs() throws(TransportError) -> [String] {
        try Files.list("\(root)/Scenarios").filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    }

    /// Of a plan of ours, by its id.
    package func planPath(_ id: String) -> String { "\(root)/Suites/\(id).yaml" }

    package func speech() throws(FixtureError) -> SpeechLibrary {
        do {
            let manifest = try Files.read("\(root)/Audio/manifest.json")
            return try SpeechLibrary(manifest: manifest) { try? Files.read("\(root)/Audio/\($0)") }
        } catch let error as TransportError {
            throw FixtureError(error)
        } catch let error as SpeechLibraryError {
            throw FixtureError(message: error.explanation, hint: "restore Fixtures/Audio from the sources")
        } catch {
            throw FixtureError(message: "\(error)", hint: nil)
        }
    }

    /// A scenario of the library by its id, or any scenario file by its path.
    package func scenario(_ name: String) throws(FixtureError) -> Scenario { try scenarioAndText(name).scenario }

    private static func isPath(_ name: String) -> Bool {
        name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    }

    /// Where a scenario lies, whether it is there or not.
    package func scenarioPath(_ name: String) -> String { Self.isPath(name) ? name : "\(root)/Scenarios/\(name).yaml" }

    private func scenarioBytes(_ name: String, at path: String) throws(FixtureError) -> [UInt8] {
        do {
            if !Self.isPath(name), !Files.exists(path) {
                throw try FixtureError.unknownScenario(name, known: scenarioIDs())
            }
            return try Files.read(path, limit: 4 << 20)
        } catch let error as FixtureError {
            throw error
        } catch let error as TransportError {
            throw FixtureError(error)
        } catch {
            throw FixtureError(message: "\(error)", hint: nil)
        }
    }

    /// The same with the text that it was read from.
    package func scenarioAndText(_ name: String) throws(FixtureError) -> (scenario: Scenario, text: [UInt8]) {
        var files: [String] = []
        return try read(name, &files)
    }

    /// The same with the file that it was read from and all that this one includes; what was looked at before it failed is in it, too.
    package func scenario(_ name: String, files: inout [String]) throws(FixtureError) -> Scenario {
        try read(name, &files).scenario
    }

    private func read(
        _ name: String, _ files: inout [String]
    ) throws(FixtureError) -> (scenario: Scenario, text: [UInt8]) {
        let path = scenarioPath(name)
        files = [path]
        let bytes = try scenarioBytes(name, at: path)
        var included: [String] = []
        defer { files += included }
        let include: ScenarioFile.Inclusion = { name, file in
            // An id is the library's; a file lies beside the one that names it.
            let folder = Files.parent(file)
            let isBeside = Self.isPath(name) && !name.hasPrefix("/") && folder != "."
            let path = isBeside ? "\(folder)/\(name)" : scenarioPath(name)
            included.append(path)
            do throws(FixtureError) {
                return .success((try scenarioBytes(name, at: path), path))
            } catch {
                return .failure(.init(message: error.message, hint: error.hint))
            }
        }
        switch ScenarioFile.parse(bytes, file: path, include: include) {
        case .success(let scenario): return (scenario, bytes)
        case .failure(let failure):
            throw FixtureError(
                message: failure.errors.map(\.description).joined(separator: "\n"),
                hint: failure.errors.compactMap(\.hint).first
            )
        }
    }
}

/// Why a run could not begin, for one line of a terminal.
package struct FixtureError: Error, Sendable, Equatable {
    package var message: String
    package var hint: String?
    /// The name of a scenario that does not exist, rather than a file that cannot be used.
    package var isWrongName = false

    package init(message: String, hint: String?) {
        self.message = message
        self.hint = hint
    }

    init(_ error: TransportError) {
        (message, hint) = error.explanation
    }

    static func unknownScenario(_ name: String, known: [String]) -> FixtureError {
        let near = suggest(name, among: known)
        var error = FixtureError(
            message: "there is no scenario '\(name)'",
            hint: near.map { "did you mean '\($0)'?" }
                ?? "the library has \(known.joined(separator: ", ")); a path to a .yaml file works too"
        )
        error.isWrongName = true
        return error
    }
}
