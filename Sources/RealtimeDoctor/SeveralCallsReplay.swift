// replay of a capture with several calls: all of them, each with the caller and the model that it had, and one table.
import CallCapture
import CallerSimulator
import CaptureTools
import CommandLineOptions
import Diagnosis
import Durations
import Examination
import JSONText
import Replay
import Reporting
import Scenarios
import SpeechAudio
import Transport

struct SeveralCallsReplay {
    let call: Invocation
    let console: Console
    let output: ReportOutput
    let options: BridgeOptions
    let name: String
    let latency: Duration
    let seed: UInt64

    func run(_ calls: [RecordedCall], _ parts: [PlayedPart], _ bytes: [UInt8]) throws -> Int32 {
        let scenario = Scenario(id: "replay", title: name, caller: CallerPlan(steps: [], calls: calls.count))
        var plan = try options.plan(scenario, seed: seed)
        plan.calls = calls.count
        plan.parts = parts.map(\.part)
        plan.jobs = call.integer("jobs") ?? 4
        if !call.has("timeout") { plan.patience.whole = PlayedPart.patience(parts, jobs: plan.jobs, rate: plan.rate) }
        guard let speech = parts.first?.part.speech, let voice = parts.first?.part.voice else { return 2 }
        let header = CaptureHeader.bridge(
            id: "replay-\(Surroundings.randomBytes(6).map { String($0, radix: 16) }.joined())",
            started: Surroundings.wallClock,
            BridgeRunFacts(
                scenario: scenario.id, seed: seed, caller: scenario.caller, latency: latency, rate: plan.rate,
                calls: calls.count, isGreetingDue: parts.allSatisfy(\.caller.isGreeted)))
        let runner = BridgeRunner(call, console, options)
        let run = try runner.run(
            plan, runner.settings(scenario, seed: seed), speech, voice, header, RunWishes(latency: latency))
        return try show(run, calls, parts, bytes)
    }

    private func show(
        _ run: BridgeRunner.Result, _ calls: [RecordedCall], _ parts: [PlayedPart], _ bytes: [UInt8]
    ) throws -> Int32 {
        let (capture, report) = (run.capture, run.report)
        var settings = ExaminationSettings()
        settings.latency = latency.seconds
        let places = try Self.places(in: capture, report)
        var table = ReplayTable(rows: [])
        var files: [ReportFile] = []
        for (index, recorded) in calls.enumerated() {
            let number = recorded.call.number
            guard let place = places[index + 1], let summary = report.calls.first(where: { $0.number == place }) else {
                table.rows.append(.init(number: number, replayed: nil))
                continue
            }
            let verdict = ReplayVerdict(
                recorded: recorded.report, number: number, replayed: report, place: place,
                limits: parts[index].service.limits)
            var isAlike: Bool?
            if let own = try Self.cut(place, of: report, capture),
                let old = try Self.cut(number, of: recorded.report, bytes)
            {
                let before = try EventSequence(reading: old, soundsOf: .bridge)
                let now = try EventSequence(reading: own, soundsOf: .bridge)
                let diff = EventDiff(before, now, options: .init(side: .bridge))
                isAlike = diff.isAlike
                if !call.has("no-reports") {
                    files += try folder(
                        number, own, settings,
                        DiffReport(
                            diff, old: .init("call \(number) of \(name)", before, limits: []),
                            new: .init("the replay", now, limits: []), context: 1,
                            verdict: (verdict.sentence, summary.verdict == .pass)))
                }
            }
            table.rows.append(
                .init(number: number, replayed: .init(verdict: summary.verdict, replay: verdict, isAlike: isAlike)))
        }
        files.append(ReportFile(name: "replay.json", bytes: Array((table.json.pretty + "\n").utf8)))
        let code = output.show(report, capture: capture, command: "replay", more: files)
        if output.isJSON {
            for line in table.text.split(separator: "\n") { console.error("replay: \(line)") }
        } else {
            console.out("\nCalls played again\n\(table.text)")
        }
        if let failure = run.outcome?.failure, report.findings.isEmpty {
            console.complain(failure.message, hint: failure.hint)
            for line in failure.lastWords { console.error("  | \(line)") }
        }
        if call.has("strict"), table.hasChanges, code == 0 {
            console.error("strict: what the bridge sends has changed")
            return 1
        }
        return code == 0 ? table.verdict.exitCode : code
    }

    /// What `realtime-doctor diagnose` would leave of this call alone, beside what the bridge sent then and now.
    private func folder(
        _ number: Int, _ capture: [UInt8], _ settings: ExaminationSettings, _ differences: DiffReport
    ) throws -> [ReportFile] {
        let report = try Examiner.examine(capture, settings: settings)
        let files =
            ReportFolder.files(report: report, capture: capture) + [
                ReportFile(name: "replay.html", bytes: Array(differences.html.utf8)),
                ReportFile(name: "replay.json", bytes: Array((differences.json.pretty + "\n").utf8)),
            ]
        return files.map { ReportFile(name: "call-\(number)/\($0.name)", bytes: $0.bytes) }
    }

    /// The number that the report gives to each call that was placed.
    private static func places(in capture: [UInt8], _ report: Report) throws -> [Int: Int] {
        var names: [Int: String] = [:]
        _ = try CaptureReader.read(capture) { record in
            guard case .observation(let observation) = record, observation.kind == ObservationKind.call,
                let number = observation.data["call"]?.integer, names[number] == nil,
                let name = observation.data["connection"]?.string
            else { return }
            names[number] = name
        }
        return names.compactMapValues { name in report.calls.first { $0.phones.contains(name) }?.number }
    }

    /// One call's own capture.
    static func cut(_ number: Int, of report: Report, _ capture: [UInt8]) throws -> [UInt8]? {
        guard report.calls.count > 1 else { return capture }
        var cutter = CaptureCutter(try CutPlan(CutRequest(call: number), of: report), tool: Tool.name)
        var bytes: [UInt8] = []
        let source = try CaptureReader.read(capture) { cutter.receive($0, to: &bytes) }
        try cutter.finish(source, to: &bytes)
        return bytes
    }
}
