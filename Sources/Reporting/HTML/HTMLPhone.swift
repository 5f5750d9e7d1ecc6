import Diagnosis

/// Calls, telephone and run of `report.html`.
extension HTMLReport {
    /// Calls that did not pass come first, and of many passed ones a few stand for the rest.
    var calls: Markup {
        let failed = report.calls.filter { $0.verdict != .pass }
        let passed = report.calls.filter { $0.verdict == .pass }
        let shown = failed.prefix(200) + passed.prefix(max(20, 60 - failed.count))
        let rest = report.calls.count - shown.count
        let more: Markup? = rest > 0 ? "<p class=\"dim\">and \(rest) more, in report.json</p>" : nil
        return """
            <div class="wide"><table class="calls"><thead><tr><th scope="col">Call</th><th scope="col">Verdict</th><th scope="col">Connections</th><th scope="col" class="num">Turns</th><th scope="col" class="num">To the first sound</th><th scope="col" class="num">The bridge alone</th></tr></thead><tbody>\(shown.map(row))</tbody></table></div>
            \(more)
            """
    }

    private func row(_ call: CallSummary) -> Markup {
        let result: CheckResult =
            switch call.verdict {
            case .pass: .pass
            case .fail: .fail
            case .incomplete: .notExamined
            }
        let legs = [call.phones, call.models].map { $0.isEmpty ? "–" : $0.joined(separator: " ") }
        let why: Markup =
            call.findings.isEmpty
            ? "\(VerdictWords.word(call.verdict).lowercased())"
            : "\(call.findings.map { id -> Markup in "<code>\(id)</code> " })"
        return
            "<tr><td>\(call.number)</td><td>\(glyph(result)) \(why)</td><td><code>\(legs[0]) ↔ \(legs[1])</code> <span class=\"dim\">by \(call.pairing)</span></td><td class=\"num\">\(call.answered) of \(call.turns.count)</td><td class=\"num\">\(half(call.latencies.voiceToVoice))</td><td class=\"num\">\(half(call.latencies.bridge))</td></tr>"
    }

    private func half(_ spread: Spread?) -> String { spread.map { Numbers.milliseconds($0.p50) } ?? "–" }

    // MARK: The telephone

    var telephone: Markup? {
        guard !report.phones.isEmpty else { return nil }
        let latency = report.latencies
        let rows: [(String, Spread?)] = [
            ("Caller's last sound to the reply's first", latency.voiceToVoice),
            ("Bridge alone, both ways", latency.bridge),
            ("Bridge: caller's frame to append", latency.append),
            ("Bridge: first delta to media", latency.send),
            ("Bridge: speech_started to clear", latency.clear),
        ]
        let measured = rows.compactMap { name, spread in
            spread.map { spread -> Markup in
                "<tr><td>\(name)</td><td class=\"num\">\(spread.count)</td><td class=\"num\">\(Numbers.milliseconds(spread.p50))</td><td class=\"num\">\(Numbers.milliseconds(spread.p95))</td><td class=\"num\">\(Numbers.milliseconds(spread.most))</td></tr>"
            }
        }
        let table: Markup =
            measured.isEmpty
            ? "<p class=\"dim\">No latency was measured: \(latency.reason ?? "no turn can be followed from the caller to the reply").</p>"
            : "<div class=\"wide\"><table class=\"calls\"><thead><tr><th scope=\"col\">Delay</th><th scope=\"col\" class=\"num\">Measured</th><th scope=\"col\" class=\"num\">Half within</th><th scope=\"col\" class=\"num\">95 of 100 within</th><th scope=\"col\" class=\"num\">Longest</th></tr></thead><tbody>\(measured)</tbody></table></div>"
        return """
            \(table)
            \(list("Streams", report.phones.prefix(50).map(stream)))
            \(list("Where the caller spoke over the bridge", report.interruptions.prefix(100).map(interruption)))
            """
    }

    private func stream(_ phone: PhoneSummary) -> Markup {
        let fates = [
            "\(Numbers.seconds(phone.callerMs / 1_000)) of the caller",
            "\(Numbers.seconds(phone.sentMs / 1_000)) sent by the bridge",
            "\(Numbers.seconds(phone.playedMs / 1_000)) heard",
            phone.clearedMs >= 1 ? "\(Numbers.seconds(phone.clearedMs / 1_000)) cleared" : nil,
            phone.unplayedMs >= 1 ? "\(Numbers.seconds(phone.unplayedMs / 1_000)) cut off by the end" : nil,
            phone.underruns > 0 ? "\(phone.underruns) holes, \(Numbers.milliseconds(phone.underrunMs))" : nil,
            "\(phone.marks) marks", phone.end,
        ].compactMap { $0 }.joined(separator: " · ")
        let complaints = phone.complaints.map { complaint -> Markup in
            let number = complaint.number.map { " (Twilio \($0))" } ?? ""
            return
                "<span class=\"reason\">\(complaint.count)× <code>\(complaint.reason)</code>\(number): \(complaint.detail)</span>"
        }
        return
            "<li><code>\(phone.connection)</code> \(phone.carrier) <span class=\"dim\">\(fates)</span>\(complaints)</li>"
    }

    private func interruption(_ each: InterruptionSummary) -> Markup {
        let clear = each.clearedAfterMs.map { "clear after \(Numbers.milliseconds($0))" } ?? "no clear"
        let told = each.truncatedAtMs.map { ", and the model was told \($0) ms" } ?? ""
        let late = each.lateMediaMs >= 20 ? ", \(Numbers.milliseconds(each.lateMediaMs)) sent after it" : ""
        return
            "<li>\(frameLink(each.frame)) \(clear)\(late); \(Numbers.milliseconds(each.talkedOverMs)) talked over; \(Numbers.milliseconds(each.heardAtLastMs)) of the reply heard\(told)</li>"
    }

    // MARK: The run

    var run: Markup? {
        let run = report.run
        var lines: [Markup] = []
        if let reach = run.reach {
            lines.append(
                "<li>Led to the model by <code>\(reach.way)</code> <span class=\"dim\">\(reach.reason)</span></li>")
        }
        if let process = run.process {
            let facts = [
                process.state, process.cpuSeconds.map { "\(Numbers.fixed($0, 1)) s of CPU" },
                process.peakBytes.map { "\(Numbers.fixed($0 / 1_048_576, 0)) MB at most" },
                process.readBytes.map { "\(Numbers.fixed($0 / 1_024, 0)) KB read" },
                process.writtenBytes.map { "\(Numbers.fixed($0 / 1_024, 0)) KB written" },
            ].compactMap { $0 }.joined(separator: " · ")
            lines.append("<li><code>\(process.command ?? "the bridge")</code> <span class=\"dim\">\(facts)</span></li>")
        }
        lines += run.webhooks.prefix(20).map { webhook -> Markup in
            "<li>Webhook <code>\(webhook.url)</code> <span class=\"dim\">\(webhook.error ?? "HTTP \(webhook.status ?? 0)")</span></li>"
        }
        lines += run.twiml.prefix(20).map { problem -> Markup in
            "<li>TwiML: \(problem.detail)\(problem.number.map { " (Twilio \($0))" } ?? "")</li>"
        }
        if let harness = run.harness, let late = harness.lateP99Ms {
            let peak = harness.peakCalls.flatMap { $0 > 1 ? ", \($0) calls at one time" : nil } ?? ""
            lines.append(
                "<li>The harness's own frames: 99 of 100 within \(Numbers.milliseconds(late)) of their time\(peak)</li>"
            )
        }
        let output = run.output.map { output -> Markup in
            "<h3>Last lines of \(output.stream)</h3><pre class=\"output\">\(output.text)</pre>"
        }
        guard !lines.isEmpty || !output.isEmpty else { return nil }
        return "<ul class=\"plain\">\(lines)</ul>\(output)"
    }
}
