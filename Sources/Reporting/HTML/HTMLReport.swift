import CaptureTools
import Diagnosis

/// `report.html`: one file without a network, for a browser, a phone and a printer. What can be read without a script is
/// plain HTML; the timeline and the frames are drawn from embedded data.
struct HTMLReport {
    let report: Report
    let frames: FrameList
    let audio: CaptureAudio

    static func text(_ report: Report, frames: FrameList, audio: CaptureAudio) -> String {
        HTMLReport(report: report, frames: frames, audio: audio).page.html
    }

    private var page: Markup {
        HTMLPage.page(
            title: "\(VerdictWords.word(report.verdict)): \(VerdictWords.sentence(report))", policy: HTMLScript.policy,
            body: body)
    }

    private var body: Markup {
        let parts = parts
        return """
            <a class="skip" href="#main">Skip to the findings</a>
            \(banner)
            \(navigation(parts))
            <main id="main">
            \(parts.map(\.body))
            </main>
            <footer>Written by \(report.source.tool ?? "realtime-doctor"). This page loads nothing from anywhere; the whole conversation is in <code>capture.jsonl</code> beside it.</footer>
            <script type="application/json" id="data">\(.trusted(HTMLData.text(report, frames: frames, audio: audio)))</script>
            <script>\(.trusted(HTMLScript.text))</script>
            """
    }

    // MARK: parts

    struct Part {
        let id: String
        let title: String
        let content: Markup
        var count: Int?

        var body: Markup {
            """
            <section id="\(id)" aria-labelledby="\(id)-title">
            <h2 id="\(id)-title">\(title)</h2>
            \(content)
            </section>

            """
        }
    }

    private var parts: [Part] {
        var parts: [Part] = []
        if !report.findings.isEmpty {
            parts.append(Part(id: "findings", title: "Findings", content: findings, count: standing.count))
        }
        if !report.turns.isEmpty {
            parts.append(Part(id: "turns", title: "Turns", content: turns, count: report.turns.count))
        }
        if report.calls.count > 1 {
            parts.append(Part(id: "calls", title: "Calls", content: calls, count: report.calls.count))
        }
        parts.append(Part(id: "timeline", title: "Timeline", content: timeline))
        if let telephone { parts.append(Part(id: "telephone", title: "Telephone", content: telephone)) }
        if let run { parts.append(Part(id: "run", title: "Run", content: run)) }
        parts.append(Part(id: "frames", title: "Frames", content: inspector, count: frames.total))
        parts.append(Part(id: "checks", title: "Checks", content: checks))
        parts.append(Part(id: "capture", title: "Capture", content: about))
        return parts
    }

    private func navigation(_ parts: [Part]) -> Markup {
        let links = parts.map { part -> Markup in
            let count = part.count.map { number -> Markup in " <span>\(number)</span>" }
            return "<a href=\"#\(part.id)\">\(part.title)\(count)</a>"
        }
        return "<nav aria-label=\"Parts of this report\">\(links)</nav>"
    }

    /// Findings that no other refines.
    var standing: [Finding] { report.findings.filter { $0.refinedBy == nil } }

    private var banner: Markup {
        let primary = report.findings.first { $0.id == report.primary }
        let lede: Markup =
            if let primary {
                "<p class=\"title\">\(primary.title)</p><p class=\"lede\">\(primary.summary)</p>"
            } else if report.verdict == .pass {
                "<p class=\"lede\">Nothing is wrong: every question that was asked has a good answer.</p>"
            } else {
                "<p class=\"lede\">\(VerdictWords.sentence(report)).</p>"
            }
        let name: Markup? = report.primary.map { id -> Markup in "<code>\(id)</code>" }
        let facts: [Markup] = self.facts.map { fact in "<div><dt>\(fact.0)</dt><dd>\(fact.1)</dd></div>" }
        return """
            <header class="banner \(VerdictWords.word(report.verdict).lowercased())">
            <p class="tool">realtime-doctor \(report.source.command ?? "")</p>
            <h1><span class="word">\(VerdictWords.word(report.verdict))</span> \(name)</h1>
            \(lede)
            <dl>\(facts)</dl>
            </header>
            """
    }

    private var facts: [(String, String)] {
        let session = report.sessions.first
        let format = [session?.inputFormat, session?.outputFormat].compactMap { $0 }
        let answered = report.turns.count { $0.missing == nil }
        return [
            ("Model", session?.model),
            ("Voice", session?.voice),
            (
                "Audio",
                format.first.map { first in format.allSatisfy { $0 == first } ? first : format.joined(separator: " → ")
                }
            ),
            ("Dialect", session?.dialect),
            ("Turns answered", report.turns.isEmpty ? nil : "\(answered) of \(report.turns.count)"),
            (
                "Calls passed",
                report.calls.count < 2 ? nil : "\(report.calls.count { $0.verdict == .pass }) of \(report.calls.count)"
            ),
            ("To the first sound", report.latencies.voiceToVoice.map { Numbers.milliseconds($0.p50) }),
            ("The bridge alone", report.latencies.bridge.map { Numbers.milliseconds($0.p50) }),
            ("Length", report.source.seconds.map(Numbers.seconds)),
            ("Frames", String(report.source.frames)),
            ("Started", report.source.started.map(Self.readable)),
        ].compactMap { name, value in value.map { (name, $0) } }
    }

    /// `2026-11-20 09:00:00 UTC`
    private static func readable(_ started: String) -> String {
        guard started.utf8.count >= 19, started.hasSuffix("Z") else { return started }
        return started.prefix(19).replacing("T", with: " ") + " UTC"
    }

    // MARK: shared

    /// Links to the frames that prove something.
    func evidence(_ all: [Evidence], limit: Int = 12) -> Markup? {
        guard !all.isEmpty else { return nil }
        let lines = all.prefix(limit).map { each -> Markup in
            let time = each.time.map { time -> Markup in " <span class=\"time\">\(Numbers.fixed(time, 3)) s</span>" }
            return "<li>\(frameLink(each.frame))\(time) <span class=\"fact\">\(each.text)</span></li>"
        }
        let more: Markup? = all.count > limit ? "<li>and \(all.count - limit) more, in report.json</li>" : nil
        return "<ul class=\"evidence\">\(lines)\(more)</ul>"
    }

    func frameLink(_ number: Int) -> Markup {
        "<a class=\"frame\" href=\"#frames\" data-frame=\"\(number)\">#\(number)</a>"
    }

    func glyph(_ result: CheckResult) -> Markup {
        switch result {
        case .pass: "<span class=\"glyph pass\" role=\"img\" aria-label=\"pass\">✓</span>"
        case .fail: "<span class=\"glyph fail\" role=\"img\" aria-label=\"fail\">✗</span>"
        case .notExamined: "<span class=\"glyph open\" role=\"img\" aria-label=\"not examined\">–</span>"
        }
    }
}
