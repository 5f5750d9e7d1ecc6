package import Scenarios
import Transport

/// Where a server's scenarios come from: one for sessions that ask for none, and others by their ids. Files are read again when
/// they have changed, and a session opens: nothing runs meanwhile.
package final class ScenarioShelf {
    private let find: (_ name: String) throws(FixtureError) -> Scenario
    /// The file behind a name; nil: there is none that could change.
    private let path: (_ name: String) -> String?
    private let watches: Bool
    private var known: [String: (scenario: Scenario, stamp: [Int]?)] = [:]
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
        standard name: String, watches: Bool = false, path: @escaping (_ name: String) -> String? = { _ in nil },
        find: @escaping (_ name: String) throws(FixtureError) -> Scenario
    ) throws(FixtureError) {
        standardName = name
        self.watches = watches
        self.path = path
        self.find = find
        known[name] = (try find(name), path(name).flatMap(Files.stamp))
    }

    /// The same for all, whatever they ask for.
    init(always scenario: Scenario) {
        standardName = scenario.id
        watches = false
        path = { _ in nil }
        find = { name throws(FixtureError) in
            throw FixtureError(
                message: "there is no scenario '\(name)' here", hint: "mock-realtime-server has the whole library")
        }
        known[scenario.id] = (scenario, nil)
    }

    /// For sessions that ask for none.
    package var standard: Scenario {
        if let given { return given }
        return (try? scenario(standardName)) ?? known[standardName]?.scenario ?? .healthy
    }

    /// From the library, by its id; nil asks for the standard one.
    package func scenario(_ name: String?) throws(FixtureError) -> Scenario {
        guard let name else { return standard }
        guard let found = known[name] else {
            let scenario = try find(name)
            if known.count < Self.most { known[name] = (scenario, path(name).flatMap(Files.stamp)) }
            return scenario
        }
        guard watches, let stamp = path(name).flatMap(Files.stamp), stamp != found.stamp else { return found.scenario }
        do throws(FixtureError) {
            let scenario = try find(name)
            known[name] = (scenario, stamp)
            return scenario
        } catch {
            // Said once for each change.
            known[name] = (found.scenario, stamp)
            onBrokenFile(error)
            return found.scenario
        }
    }

    /// For sessions that open from now on; nil: what the server was started with.
    package func give(_ scenario: Scenario?) { given = scenario }
}
