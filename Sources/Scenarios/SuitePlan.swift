/// A plan for a suite: which scenarios are run against which bridge, and what each must come to.
package struct SuitePlan: Sendable, Equatable {
    package var id: String
    package var title: String
    /// Nil: the reference bridge.
    package var bridge: PlannedBridge?
    package var entries: [Entry]

    package init(id: String, title: String = "", bridge: PlannedBridge? = nil, entries: [Entry]) {
        self.id = id
        self.title = title
        self.bridge = bridge
        self.entries = entries
    }

    /// One item of `cases`: one scenario, or all that a pattern names.
    package struct Entry: Sendable, Equatable {
        /// Where the plan has it, from 1.
        package var line: Int
        /// An id of the library, a path, a path with `*`, or `all`.
        package var scenario: String
        /// Nil: the scenario's id.
        package var name: String?
        /// Ids that a pattern leaves out.
        package var except: [String]
        package var expect: Scenario.Expectation
        /// Why it is not run.
        package var skip: String?
        /// With the plan's defaults in it.
        package var settings: CaseSettings

        package init(
            line: Int = 0, scenario: String, name: String? = nil, except: [String] = [],
            expect: Scenario.Expectation = .init(), skip: String? = nil, settings: CaseSettings = .init()
        ) {
            self.line = line
            self.scenario = scenario
            self.name = name
            self.except = except
            self.expect = expect
            self.skip = skip
            self.settings = settings
        }

        package var isPattern: Bool { scenario == "all" || scenario.contains("*") }
    }
}

/// How a case is run; nil is the suite's own default.
package struct CaseSettings: Sendable, Equatable {
    package var seed: Int?
    package var calls: Int?
    /// Times real time.
    package var rate: Int?
    package var timeoutMs: Double?
    package var repeats: Int?
    package var tags: [String]

    package init(
        seed: Int? = nil, calls: Int? = nil, rate: Int? = nil, timeoutMs: Double? = nil, repeats: Int? = nil,
        tags: [String] = []
    ) {
        self.seed = seed
        self.calls = calls
        self.rate = rate
        self.timeoutMs = timeoutMs
        self.repeats = repeats
        self.tags = tags
    }

    /// What is given here, else what is given there; tags of both.
    package func over(_ other: CaseSettings) -> CaseSettings {
        CaseSettings(
            seed: seed ?? other.seed, calls: calls ?? other.calls, rate: rate ?? other.rate,
            timeoutMs: timeoutMs ?? other.timeoutMs, repeats: repeats ?? other.repeats,
            tags: other.tags + tags.filter { !other.tags.contains($0) })
    }
}

/// How a bridge of somebody else is started and reached, in the words of `realtime-doctor bridge`.
package struct PlannedBridge: Sendable, Equatable {
    /// A command line for the shell; nil: it runs already.
    package var run: String?
    /// Where the call goes in: `stream`, `webhook`, `plain` or `model-only`.
    package var entrance: Given
    /// Further options, in the order of the table.
    package var options: [Given]
    /// One process for all cases instead of one for each.
    package var keep: Bool

    package struct Given: Sendable, Equatable {
        package var option: String
        /// Nil of a flag.
        package var value: String?

        package init(_ option: String, _ value: String? = nil) {
            self.option = option
            self.value = value
        }
    }

    package static let entrances = ["stream", "webhook", "plain", "model-only"]

    package init(run: String? = nil, entrance: Given, options: [Given] = [], keep: Bool = false) {
        self.run = run
        self.entrance = entrance
        self.options = options
        self.keep = keep
    }

    /// Stands for a free port, another one for each process.
    package static let portPlaceholder = "{port}"

    package var hasPortPlaceholder: Bool {
        ([run, entrance.value] + options.map(\.value)).contains { $0?.contains(Self.portPlaceholder) ?? false }
    }

    /// The same with a port in the place of the placeholder.
    package func with(port: Int) -> PlannedBridge {
        func filled(_ text: String?) -> String? {
            text?.replacing(Self.portPlaceholder, with: String(port))
        }
        func filled(_ given: Given) -> Given { Given(given.option, filled(given.value)) }
        return PlannedBridge(run: filled(run), entrance: filled(entrance), options: options.map(filled), keep: keep)
    }
}
