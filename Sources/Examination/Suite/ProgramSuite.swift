import Diagnosis
import Durations
import JSONText
package import Scenarios
package import Transport

/// A suite over real sockets: each case is a `realtime-doctor bridge` of its own, as many at a time as there are jobs.
/// What one case leaves behind is gone with its process, and one that crashes us takes no other with it.
package final class ProgramSuite {
    package struct Options {
        /// Our own executable.
        package var program: String
        /// Nil: the reference bridge.
        package var bridge: PlannedBridge?
        /// Of the suite's report; nil: no report of a run is kept.
        package var folder: String?
        package var jobs: Int
        package var environment: [String: String]
        /// Where a run's own report lies, from the suite's folder.
        package var place: (PlannedCase, SuiteSchedule.Job) -> String
        package var progress: (_ done: Int, _ all: Int, _ name: String) -> Void = { _, _, _ in }

        package init(
            program: String, bridge: PlannedBridge?, folder: String?, jobs: Int, environment: [String: String],
            place: @escaping (PlannedCase, SuiteSchedule.Job) -> String
        ) {
            self.program = program
            self.bridge = bridge
            self.folder = folder
            self.jobs = jobs
            self.environment = environment
            self.place = place
        }
    }

    private struct Running {
        var job: SuiteSchedule.Job
        var child: ChildProcess
        var port: Int?
        var output: String
        var limit: LoopTimer
        /// Why it was ended by us: what it came to then says nothing about the bridge, which was ended with it.
        var ended: String?
    }

    private let loop: EventLoop
    private let options: Options
    private let scratch: PrivateFolder
    private var schedule: SuiteSchedule
    private var running: [Int: Running] = [:]
    private var begun = 0
    private var kept: KeptBridge?
    private var completion: ((SuiteSchedule) -> Void)?
    /// A run ends itself before; this is for one that does not.
    private static let grace = Duration.seconds(60)
    /// The command's own limit of a run.
    private static let usualLimit = Duration.seconds(300)

    package init(_ loop: EventLoop, options: Options, schedule: SuiteSchedule) throws(TransportError) {
        self.loop = loop
        self.options = options
        self.schedule = schedule
        scratch = try PrivateFolder(environment: options.environment)
    }

    /// - Parameter completion: Called once, on the loop, when nothing of the suite is left running.
    package func start(completion: @escaping (SuiteSchedule) -> Void) throws(TransportError) {
        self.completion = completion
        if let bridge = options.bridge, bridge.keep, bridge.run != nil {
            kept = try KeptBridge(loop, bridge, environment: options.environment)
        }
        fill()
    }

    /// Begins nothing more and ends what is under way.
    package func interrupt() {
        schedule.interrupt(Self.interrupted)
        for number in running.keys { end(number, Self.interrupted) }
        fill()
    }

    private static let interrupted = "it was interrupted"

    private func end(_ number: Int, _ reason: String) {
        running[number]?.ended = reason
        running[number]?.child.stop()
    }

    private func fill() {
        while running.count < options.jobs, let job = schedule.next() { begin(job) }
        guard running.isEmpty, schedule.isFinished, let completion else { return }
        self.completion = nil
        scratch.remove()
        let schedule = schedule
        guard let kept else { return loop.later { completion(schedule) } }
        kept.stop { completion(schedule) }
    }

    private func begin(_ job: SuiteSchedule.Job) {
        begun += 1
        let number = begun
        let each = schedule.cases[job.index]
        let output = "\(scratch.path)/\(number).json"
        do throws(TransportError) {
            let (bridge, port) = try bridge()
            let invocation = BridgeInvocation(
                program: options.program, bridge: bridge, each: each, seed: job.seed,
                reports: options.folder.map { "\($0)/\(options.place(each, job))" }, modelPort: kept?.modelPort,
                output: output)
            let child = try ChildProcess(
                loop, ChildProcess.Plan(invocation.commandLine, environment: options.environment))
            let patience = each.settings.timeoutMs.map { Duration.milliseconds(Int($0)) } ?? Self.usualLimit
            let limit = loop.schedule(after: patience + Self.grace) { [weak self] in
                self?.end(number, "it did not end in time, and was ended")
            }
            running[number] = Running(job: job, child: child, port: port, output: output, limit: limit)
            child.onGone = { [weak self] in self?.ended(number) }
        } catch {
            finish(job, CaseRun(seed: job.seed, verdict: nil, reason: error.explanation.message))
        }
    }

    /// The bridge for one case, on a port of its own.
    private func bridge() throws(TransportError) -> (PlannedBridge?, port: Int?) {
        if let kept { return (kept.reached, nil) }
        guard let bridge = options.bridge, bridge.hasPortPlaceholder else { return (options.bridge, nil) }
        let port = try FreePort.find(loop, except: Set(running.values.compactMap(\.port)))
        return (bridge.with(port: port), port)
    }

    private func ended(_ number: Int) {
        guard let run = running.removeValue(forKey: number) else { return }
        run.limit.cancel()
        finish(run.job, outcome(run))
        fill()
    }

    private func finish(_ job: SuiteSchedule.Job, _ run: CaseRun) {
        schedule.finished(job, run)
        options.progress(schedule.jobsDone, schedule.jobCount, schedule.cases[job.index].name)
    }

    private func outcome(_ run: Running) -> CaseRun {
        let (job, each) = (run.job, schedule.cases[run.job.index])
        defer { try? Files.remove(run.output) }
        if let ended = run.ended { return CaseRun(seed: job.seed, verdict: nil, reason: ended) }
        if let bytes = try? Files.read(run.output), let json = try? JSON(parsing: bytes),
            let outcome = CaseRun(json: json, seed: job.seed, folder: folder(each, job))
        {
            return outcome
        }
        return CaseRun(seed: job.seed, verdict: nil, reason: reason(run))
    }

    /// The command made one folder in the place that it was given.
    private func folder(_ each: PlannedCase, _ job: SuiteSchedule.Job) -> String? {
        guard let folder = options.folder else { return nil }
        let place = options.place(each, job)
        return (try? Files.list("\(folder)/\(place)"))?.last.map { "\(place)/\($0)" }
    }

    /// What the command said that it could not do.
    private func reason(_ run: Running) -> String {
        let errors = run.child.tail.lines.filter { $0.hasPrefix("error: ") }.map { $0.dropFirst(7) }
        if !errors.isEmpty { return errors.joined(separator: "\n") }
        let how = run.child.end.map { "the run \($0.words)" } ?? "the run could not be started"
        return ([how] + run.child.tail.last(3)).joined(separator: "\n")
    }
}
