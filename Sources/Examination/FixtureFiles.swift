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
    package func scenario(_ name: String) throws(FixtureError) -> Scenario {
        let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
        let path = isPath ? name : "\(root)/Scenarios/\(name).yaml"
        let bytes: [UInt8]
        do {
            if !isPath, !Files.exists(path) { throw try FixtureError.unknownScenario(name, known: scenarioIDs()) }
            bytes = try Files.read(path, limit: 4 << 20)
        } catch let error as FixtureError {
            throw error
        } catch let error as TransportError {
            throw FixtureError(error)
        } catch {
            throw FixtureError(message: "\(error)", hint: nil)
        }
        switch ScenarioFile.parse(bytes, file: path) {
        case .success(let scenario): return scenario
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
