import Diagnosis

/// The telephone's part of the report at a terminal: calls, what was played, latencies, and the run around them.
extension TerminalReport {
    /// One line for each call that did not pass, and how many did; nothing of a single call.
    var calls: [String] {
        guard report.calls.count > 1 else { return [] }
        let shown = style.isVerbose ? report.calls : report.calls.filter { $0.verdict != .pass }
        let listed = style.isVerbose ? shown : Array(shown.prefix(20))
        let passed = report.calls.count { $0.verdict == .pass }
        let more = shown.count > listed.count ? ["  … and \(shown.count - listed.count) more"] : []
        return [heading("Calls") + style.paint("  \(passed) of \(report.calls.count) passed", .dim)]
            + listed.map(line) + more
    }

    private func line(_ call: CallSummary) -> String {
        let result: CheckResult =
            switch call.verdict {
            case .pass: .pass
            case .fail: .fail
            case .incomplete: .notExamined
            }
        let legs = [call.phones.joined(separator: " "), call.models.joined(separator: " ")].map {
            $0.isEmpty ? "–" : $0
        }.joined(separator: " ↔ ")
        let why = call.primary ?? (call.verdict == .pass ? "" : call.verdict.rawValue)
        let facts = [
            "\(call.answered) of \(call.turns.count) turns", "paired by \(call.pairing)",
            call.latencies.voiceToVoice.map { "\(Numbers.milliseconds($0.p50)) to the first sound" },
        ].compactMap { $0 }.joined(separator: ", ")
        return "  \(glyph(result)) \(call.number) \(TerminalText.line(legs)) \(TerminalText.line(why))"
            + style.paint("  \(facts)", .dim)
    }

    // MARK: The telephone

    var telephone: [String] {
        let connections = style.isVerbose || report.phones.count == 1 ? report.phones.flatMap(lines) : []
        let lines = latencies + connections + (style.isVerbose ? report.interruptions.flatMap(lines) : [])
        return lines.isEmpty ? [] : [heading("Telephone")] + lines
    }

    private func lines(_ phone: PhoneSummary) -> [String] {
        let fates = [
            phone.clearedMs >= 1 ? "\(Numbers.seconds(phone.clearedMs / 1_000)) cleared" : nil,
            phone.unplayedMs >= 1 ? "\(Numbers.seconds(phone.unplayedMs / 1_000)) cut off by the end" : nil,
            phone.underruns > 0 ? "\(phone.underruns) holes" : nil,
        ].compactMap { $0 }.map { ", \($0)" }.joined()
        let text =
            "\(phone.connection): caller \(Numbers.seconds(phone.callerMs / 1_000)), bridge sent \(Numbers.seconds(phone.sentMs / 1_000)), "
            + "\(Numbers.seconds(phone.playedMs / 1_000)) heard\(fates); \(phone.end)"
        return style.folded(safe(text), lead: "  · ", leadWidth: 4)
    }

    private func lines(_ interruption: InterruptionSummary) -> [String] {
        let time = interruption.time.map { " at \(Numbers.fixed($0, 3)) s" } ?? ""
        let clear = interruption.clearedAfterMs.map { "clear after \(Numbers.milliseconds($0))" } ?? "no clear"
        let told = interruption.truncatedAtMs.map { ", told the model \($0) ms" } ?? ""
        let text =
            "interrupted\(time) (#\(interruption.frame)): \(clear), \(Numbers.milliseconds(interruption.talkedOverMs)) talked over, \(Numbers.milliseconds(interruption.heardAtLastMs)) of the reply heard\(told)"
        return style.folded(text, lead: "  · ", leadWidth: 4)
    }

    private var latencies: [String] {
        let all: [(String, Spread?)] = [
            ("from the caller's last sound to the reply's first", report.latencies.voiceToVoice),
            ("of it the bridge alone", report.latencies.bridge),
            ("speech_started to clear", report.latencies.clear),
        ]
        return all.compactMap { name, spread in
            spread.map { spread in
                let numbers =
                    spread.count == 1
                    ? Numbers.milliseconds(spread.most)
                    : "\(Numbers.milliseconds(spread.p50)), 95 of 100 within \(Numbers.milliseconds(spread.p95)), slowest \(Numbers.milliseconds(spread.most))"
                return "  · \(name): \(numbers)"
            }
        }
    }

    // MARK: The run

    var run: [String] {
        let run = report.run
        var lines: [String] = []
        func add(_ text: String) { lines += style.folded(safe(text), lead: "  · ", leadWidth: 4) }
        if let reach = run.reach, style.isVerbose { add("led to the model by \(reach.way): \(reach.reason)") }
        if let process = run.process {
            let facts = [
                process.state, process.cpuSeconds.map { "\(Numbers.fixed($0, 1)) s of CPU" },
                process.peakBytes.map { "\(Numbers.fixed($0 / 1_048_576, 0)) MB at most" },
            ].compactMap { $0 }.joined(separator: ", ")
            add("\(process.command ?? "the bridge"): \(facts)")
        }
        for webhook in run.webhooks where webhook.error != nil || webhook.status != 200 || style.isVerbose {
            add("webhook \(webhook.url): \(webhook.error ?? "HTTP \(webhook.status ?? 0)")")
        }
        for problem in run.twiml {
            add("TwiML: \(problem.detail)\(problem.number.map { " (Twilio \($0))" } ?? "")")
        }
        if let harness = run.harness, let late = harness.lateP99Ms, late > 5 || style.isVerbose {
            add("the harness's own frames: 99 of 100 within \(Numbers.milliseconds(late))")
        }
        // What the program printed before it ended explains more than any frame.
        if report.verdict != .pass || style.isVerbose {
            for output in run.output {
                for line in output.text.split(separator: "\n", omittingEmptySubsequences: true).suffix(12) {
                    lines.append("    " + style.paint("\(output.stream)│ ", .dim) + TerminalText.line(String(line)))
                }
            }
        }
        return lines.isEmpty ? [] : [heading("Run")] + lines
    }
}
