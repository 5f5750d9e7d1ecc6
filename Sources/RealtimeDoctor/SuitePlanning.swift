// What a suite is to run: the plan, changed by the command line, as cases.
import CommandLineOptions
import Diagnosis
import Examination
import Scenarios
import Transport

struct SuitePlanning {
    let plan: SuitePlan
    /// As it was named; nil: the plan that comes with the tool.
    let file: String?
    /// All of the plan.
    let all: [PlannedCase]
    /// What of it is run now.
    let cases: [PlannedCase]
    let selection: SuiteSelection

    static let builtIn = "regression"

    init(_ call: Invocation, _ fixtures: FixtureFiles) throws {
        file = call.arguments.first
        let path = file ?? fixtures.planPath(Self.builtIn)
        let parsed: SuitePlan
        switch SuitePlanFile.parse(try Files.read(path, limit: 4 << 20), file: path) {
        case .success(let value): parsed = value
        case .failure(let errors): throw errors
        }
        var plan = parsed
        plan.bridge = try Self.bridge(plan.bridge, changedBy: call)
        let library = SuiteExpansion.Library(
            ids: try fixtures.scenarioIDs(), list: { (try? Files.list($0)) ?? [] },
            read: { try fixtures.scenarioAndText($0) })
        let all = try SuiteExpansion.cases(of: plan, file: path, in: library)
            .map { Self.changed($0, by: call, isReference: plan.bridge == nil, hasFile: call.arguments.first != nil) }
        let selection = try Self.selection(call)
        if let (word, near) = selection.unknownWord(in: all) {
            throw UsageError(
                "no case, scenario or tag of the plan \(plan.id) is called '\(word)'",
                hint: near.map { "did you mean '\($0)'?" } ?? "realtime-doctor suite --list shows them")
        }
        self.plan = plan
        self.all = all
        self.selection = selection
        cases = selection.select(from: all)
    }

    private static func selection(_ call: Invocation) throws(UsageError) -> SuiteSelection {
        var selection = SuiteSelection(only: call.list("only"), skip: call.list("skip"))
        if let text = call.text("shard") {
            guard let shard = SuiteSelection.Shard(text) else {
                throw UsageError(
                    "--shard takes a part and their number, not '\(text)'", hint: "for example 2/5: the second of five")
            }
            selection.shard = shard
        }
        return selection
    }

    /// Words on the command line replace those of the plan.
    private static func bridge(
        _ planned: PlannedBridge?, changedBy call: Invocation
    ) throws(UsageError) -> PlannedBridge? {
        let given = Commands.bridgeWords.flatMap { option -> [PlannedBridge.Given] in
            guard call.has(option.name) else { return [] }
            if case .flag = option.value { return [.init(option.name)] }
            return call.texts(option.name).map { .init(option.name, $0) }
        }
        guard !given.isEmpty || planned != nil else { return nil }
        let entrances = given.filter { PlannedBridge.entrances.contains($0.option) }
        guard entrances.count <= 1 else {
            throw UsageError(
                "--\(entrances[0].option) and --\(entrances[1].option) exclude each other",
                hint: "a bridge is reached one way")
        }
        guard let entrance = entrances.first ?? planned?.entrance else {
            throw UsageError(
                "nothing says where the call goes in",
                hint: "one of --webhook <url>, --stream <url>, --plain <url>, --model-only")
        }
        let names = Set(given.map(\.option))
        let bridge = PlannedBridge(
            run: call.text("run") ?? planned?.run, entrance: entrance,
            options: (planned?.options ?? []).filter { !names.contains($0.option) }
                + given.filter { $0 != entrance && $0.option != "run" },
            keep: planned?.keep ?? false)
        if bridge.keep, bridge.options.contains(where: { $0.option.hasPrefix("intercept") }) {
            throw UsageError(
                "a bridge that is kept for all cases cannot be intercepted",
                hint: "leave out `keep`: then each case starts its own")
        }
        if let jobs = call.integer("jobs"), jobs > 1, bridge.run == nil || bridge.keep || !bridge.hasPortPlaceholder {
            throw UsageError(
                "--jobs \(jobs) needs a bridge for each case, on a port of its own",
                hint: "write {port} into --run and into its URL")
        }
        return bridge
    }

    /// Calls at a time.
    func jobs(_ call: Invocation) -> Int {
        if let jobs = call.integer("jobs") { return jobs }
        if let bridge = plan.bridge, bridge.run == nil || bridge.keep || !bridge.hasPortPlaceholder { return 1 }
        return Workers.processors
    }

    private static func changed(
        _ each: PlannedCase, by call: Invocation, isReference: Bool, hasFile: Bool
    ) -> PlannedCase {
        var each = each
        if let repeats = call.integer("repeat") { each.settings.repeats = repeats }
        if !hasFile { each.line = nil }
        if !isReference, each.scenario.bridge != nil, each.skip == nil {
            each.skip = "it is about the reference bridge, with a defect of its own"
        }
        return each
    }

    /// What reports call the bridge, and the kind that a baseline goes by.
    var bridge: (words: String, kind: String) {
        guard let bridge = plan.bridge else { return ("reference bridge", "reference") }
        return (bridge.run ?? bridge.entrance.value ?? "any that connects", bridge.run == nil ? "address" : "run")
    }

    /// `--list`: one case a line.
    var list: String {
        cases.map { each in
            let tags = each.tags.isEmpty ? "" : " [\(each.tags.joined(separator: ", "))]"
            let repeats = each.repeats > 1 ? ", \(each.repeats) times" : ""
            let skip = each.skip.map { ", skipped: \($0)" } ?? ""
            return "\(each.name): \(each.expected.words)\(repeats)\(skip)\(tags)\n"
        }.joined()
    }
}
