package import Scenarios
import Transport

/// Where a server's scenarios come from: one for sessions that ask for none, and others by their ids. Files are read again when
/// they have changed, and a session opens: nothing runs meanwhile.
package final class ScenarioShelf {
    /// Finds a scenario, and names the files that it was read from, also where they are wrong.
    package typealias Finder = (_ name: String, _ files: inout [String]) throws(FixtureError) -> Scenario

    private struct Known {
        var scenario: Scenario
        /// Its own and those that it includes, as they were when they were read.
        var files: [(path: String, stamp: [Int]?)]

        init(_ scenario: Scenario, _ files: [String]) {
            self.scenario = scenario
            self.files = files.map { ($0, Files.stamp($0)) }
        }

        var hasChanged: Bool { files.contains { Files.stamp($0.path) != $0.stamp } }
    }

    private let find: Finder
    private let watches: Bool
    private var known: [String: Known] = [:]
    private let standardName: String
    /// Given over the wire; wins until it is taken back.
    private var given: Scenario?
    /// What is wrong with a file that was changed; the scenario as it was stays in force.
    package var onBrokenFile: (FixtureError) -> Void = { _ in }

    /// Clients that invent names must not fill the memory; beyond this a scenario is read each time.
    private static let most = 1_000

    /// - Parameters:
    ///   - name: Of the scenario for sessions that ask for none.
    ///   - watches: Files are looked at again when a session opens.
    package init(
        standard name: String, watches: Bool = false, find: @escaping Finder
    ) throws(FixtureError) {
        standardName = name
        self.watches = watches
        self.find = find
        var files: [String] = []
        known[name] = Known(try find(name, &files), files)
    }

    /// One, and no other is to be had.
    init(always scenario: Scenario) {
        standardName = scenario.id
        watches = false
        find = { name, _ throws(FixtureError) in
            throw FixtureError(
                message: "there is no scenario '\(name)' here", hint: "mock-realtime-server has the whole library")
        }
        known[scenario.id] = Known(scenario, [])
    }

    /// For sessions that ask for none.
    package var standard: Scenario {
        if let given { return given }
        return (try? scenario(standardName)) ?? known[standardName]?.scenario ?? .healthy
    }

    /// From the library, by its id; nil asks for the standard one.
    package func scenario(_ name: String?) throws(FixtureError) -> Scenario {
        guard let name else { return standard }
        var files: [String] = []
        guard let found = known[name] else {
            let scenario = try find(name, &files)
            if known.count < Self.most { known[name] = Known(scenario, files) }
            return scenario
        }
        guard watches, found.hasChanged else { return found.scenario }
        do throws(FixtureError) {
            let scenario = try find(name, &files)
            known[name] = Known(scenario, files)
            return scenario
        } catch {
            // Said once for each change.
            known[name] = Known(found.scenario, files.isEmpty ? found.files.map(\.path) : files)
            onBrokenFile(error)
            return found.scenario
        }
    }

    /// For sessions that open from now on; nil: what the server was started with.
    package func give(_ scenario: Scenario?) { given = scenario }
}
