// suite: a plan's cases, each a call of its own, and one verdict on all of them.
import CommandLineOptions
import Diagnosis
import Examination
import ModelMock
import Reporting
import Scenarios
import Transport

struct SuiteCommand {
    private let call: Invocation
    private let console: Console
    private let process: [String: String]

    init(_ call: Invocation, _ console: Console, process: [String: String]) {
        self.call = call
        self.console = console
        self.process = process
    }

    func run() throws(UsageError) -> Int32 {
        if call.has("update-baseline"), !call.has("baseline") {
            throw UsageError("--update-baseline needs --baseline: the file to write", hint: nil)
        }
        do {
            let fixtures = try FixtureFiles(environment: process)
            let planning = try SuitePlanning(call, fixtures)
            if call.has("list") {
                console.out(planning.list)
                return 0
            }
            return try run(planning, fixtures)
        } catch let error as UsageError {
            throw error
        } catch let errors as ScenarioErrors {
            console.complain(
                errors.errors.map(\.description).joined(separator: "\n"),
                hint: errors.errors.lazy.compactMap(\.hint).first)
        } catch let error as FixtureError {
            console.complain(error.message, hint: error.hint)
        } catch let error as TransportError {
            console.complain(error.explanation.message, hint: error.explanation.hint)
        } catch let error as BaselineRefusal {
            console.complain("\(call.text("baseline") ?? ""): \(error.message)", hint: error.hint)
        } catch {
            console.complain("\(error)", hint: nil)
        }
        return 2
    }

    private func run(_ planning: SuitePlanning, _ fixtures: FixtureFiles) throws -> Int32 {
        let began = Surroundings.unixMilliseconds
        let started = Surroundings.iso8601(unixMilliseconds: began)
        let jobs = planning.jobs(call)
        let isVirtual = planning.plan.bridge == nil && !call.has("sockets")
        let bridge = planning.bridge
        var report = SuiteReport(
            plan: .init(
                id: planning.plan.id, title: planning.plan.title, file: planning.file, bridge: bridge.words,
                kind: bridge.kind),
            run: .init(
                tool: Tool.name, started: started, seconds: 0, jobs: jobs,
                shard: planning.selection.shard?.text, isVirtual: isVirtual),
            cases: planning.cases.map(\.report))
        // A baseline that cannot be used is said before an hour of calls, not after.
        let baseline = try readBaseline()
        if let baseline, !call.has("update-baseline") { try BaselineComparison.check(report, baseline) }

        let output = SuiteOutput(call, console, environment: process, started: started)
        let planned = SuiteSchedule(planning.cases, failsFast: call.has("fail-fast"))
        let schedule =
            isVirtual
            ? try virtually(planned, jobs, started, output, fixtures)
            : try onSockets(planned, planning.plan.bridge, jobs, output)
        console.progress("")
        report.cases = schedule.reports
        report.run.cutShort = schedule.cutShort
        report.run.seconds = Double(Surroundings.unixMilliseconds - began) / 1000
        if let baseline, !call.has("update-baseline") {
            report.comparison = try BaselineComparison(of: report, with: baseline)
        }
        output.show(report)
        guard call.has("update-baseline"), let path = call.text("baseline") else { return report.verdict.exitCode }
        return try update(path, baseline, report)
    }

    private func virtually(
        _ schedule: SuiteSchedule, _ jobs: Int, _ started: String, _ output: SuiteOutput, _ fixtures: FixtureFiles
    ) throws -> SuiteSchedule {
        let (console, folder) = (console, output.folder)
        let suite = VirtualSuite(
            speech: SharedSpeech(library: try fixtures.speech()), jobs: jobs, started: started,
            keep: { each, job, report, capture in
                SuiteOutput.keep(report, capture: capture, in: folder, at: SuiteOutput.place(each, job))
            },
            progress: { console.progress("\($0) of \($1) calls: \($2)") })
        return suite.run(schedule)
    }

    private func onSockets(
        _ schedule: SuiteSchedule, _ bridge: PlannedBridge?, _ jobs: Int, _ output: SuiteOutput
    ) throws -> SuiteSchedule {
        let loop = EventLoop()
        defer { loop.shutDown() }
        var options = ProgramSuite.Options(
            program: Resources.executablePath ?? CommandLine.arguments[0], bridge: bridge, folder: output.folder,
            jobs: jobs, environment: process, place: SuiteOutput.place)
        let console = console
        options.progress = { console.progress("\($0) of \($1) calls: \($2)") }
        let suite = try ProgramSuite(loop, options: options, schedule: schedule)
        loop.onSignal { _ in suite.interrupt() }
        var finished: SuiteSchedule?
        try suite.start {
            finished = $0
            loop.stop()
        }
        if finished == nil { loop.run() }
        return finished ?? schedule
    }

    // MARK: the baseline

    private func readBaseline() throws -> SuiteBaseline? {
        guard let path = call.text("baseline"), !(call.has("update-baseline") && !Files.exists(path)) else {
            return nil
        }
        return try SuiteBaseline(parsing: try Files.read(path, limit: 64 << 20))
    }

    /// What a part of the plan came to replaces that part alone.
    private func update(_ path: String, _ old: SuiteBaseline?, _ report: SuiteReport) throws -> Int32 {
        if let reason = report.run.cutShort {
            console.complain("the baseline was not written: \(reason)", hint: nil)
            return 2
        }
        let isSame = old.map {
            $0.plan == report.plan.id && $0.kind == report.plan.kind && $0.isVirtual == report.run.isVirtual
        }
        let new = isSame == true ? old?.updated(with: report) : nil
        try Files.write((new ?? SuiteBaseline(report, tolerance: old?.tolerance ?? .init())).text, to: path)
        console.error("baseline: \(path)")
        return 0
    }
}
