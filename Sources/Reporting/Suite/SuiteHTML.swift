package import Diagnosis

/// `suite.html`: one page without a network and without a script; each case leads to the report of its own run.
package struct SuiteHTML {
    private let report: SuiteReport

    package static func text(_ report: SuiteReport) -> String { SuiteHTML(report: report).page.html }

    private var page: Markup {
        HTMLPage.page(
            title: "\(VerdictWords.word(report.verdict)): \(report.plan.id), \(SuiteWords.sentence(report))",
            style: Self.style, body: body)
    }

    private var body: Markup {
        """
        <a class="skip" href="#cases">Skip to the cases</a>
        \(banner)
        <main>
        \(attention)
        \(changes)
        <section id="cases" aria-labelledby="cases-title">
        <h2 id="cases-title">Cases</h2>
        <table>
        <thead><tr><th scope="col"><span class="quiet">Standing</span></th><th scope="col">Case</th><th scope="col">Expected</th><th scope="col">Came</th><th scope="col" class="t">Runs</th><th scope="col" class="t">Latency</th></tr></thead>
        <tbody>
        \(report.cases.map(row))
        </tbody>
        </table>
        </section>
        </main>
        <footer>Written by \(report.run.tool). This page loads nothing from anywhere; the reports of the cases lie in the folders beside it.</footer>
        """
    }

    private static let style = #"""
            .known .glyph, .skipped .glyph { color: var(--dim); }
            td.name { font-weight: 550; } td .title { display: block; font-weight: 400; color: var(--dim); font-size: .8125rem; }
            .t { text-align: right; white-space: nowrap; }
            .changes li { padding: .15rem 0; }
        """#

    private var banner: Markup {
        """
        <header class="banner \(report.verdict.rawValue)">
        <p class="tool">realtime-doctor suite</p>
        <h1><span class="word">\(VerdictWords.word(report.verdict))</span><code>\(report.plan.id)</code></h1>
        <p class="title">\(SuiteWords.sentence(report))</p>
        <p class="lede">\(report.plan.title)</p>
        <dl>\(facts.map { name, value -> Markup in "<div><dt>\(name)</dt><dd>\(value)</dd></div>" })</dl>
        </header>
        """
    }

    private var facts: [(String, String)] {
        var facts = [("Bridge", report.plan.bridge), ("Took", Numbers.seconds(report.run.seconds))]
        facts.append(("Started", report.run.started))
        facts.append(("At a time", "\(report.run.jobs)\(report.run.isVirtual ? ", virtual time" : "")"))
        if let shard = report.run.shard { facts.append(("Part", shard)) }
        return facts
    }

    // MARK: what is to be looked at

    private var attention: Markup {
        let cases = report.cases.filter { each in
            switch report.standing(of: each) {
            case .failed, .open: true
            case .passed, .known, .skipped: false
            }
        }
        guard !cases.isEmpty else { return "" }
        return """
            <section aria-labelledby="attention-title">
            <h2 id="attention-title">Not as expected</h2>
            \(cases.map(article))
            </section>
            """
    }

    private func article(_ each: CaseReport) -> Markup {
        let findings = (each.telling?.findings ?? []).filter { $0.id != each.expected.primary }
        let spread = SuiteWords.spread(each).map { text -> Markup in "<dt>Latency</dt><dd>\(text)</dd>" }
        return """
            <article class="finding">
            <h3>\(glyph(report.standing(of: each))) \(name(each))</h3>
            <dl>
            <dt>Came</dt><dd>\(report.standing(of: each).reason)</dd>
            \(spread)
            \(findings.map { found -> Markup in
                "<dt>Finding</dt><dd><code>\(found.id)</code> \(found.title)</dd><dt>Fix</dt><dd class=\"fix\">\(found.remedy)</dd>"
            })
            </dl>
            </article>

            """
    }

    private var changes: Markup {
        guard let comparison = report.comparison else { return "" }
        func item(_ change: BaselineComparison.Change) -> Markup {
            "<li><strong>\(change.name)</strong>: \(change.what.joined(separator: "; "))</li>"
        }
        func list(_ title: String, _ items: [Markup]) -> Markup {
            items.isEmpty ? "" : "<h3>\(title)</h3><ul class=\"changes\">\(items)</ul>"
        }
        func names(_ names: [String]) -> [Markup] { names.map { name -> Markup in "<li>\(name)</li>" } }
        return """
            <section aria-labelledby="changes-title">
            <h2 id="changes-title">Since the baseline</h2>
            \(list("Worse", comparison.worse.map(item)))
            \(list("Better", comparison.better.map(item)))
            \(list("Not as expected, and no worse than then", names(comparison.known)))
            \(list("Not in this run", names(comparison.missing)))
            \(comparison.worse.isEmpty ? "<p>Nothing got worse.</p>" : "")
            </section>
            """
    }

    // MARK: the table

    private func row(_ each: CaseReport) -> Markup {
        let standing = report.standing(of: each)
        let came: String = if case .skipped(let reason) = standing { reason } else { SuiteWords.result(each) }
        return """
            <tr class="\(standing.word)"><td>\(glyph(standing))</td><td class="name">\(name(each))<span class="title">\(each.title)</span></td><td>\(each.expected.words)</td><td>\(came)</td><td class="t">\(runs(each))</td><td class="t">\(SuiteWords.latency(each))</td></tr>

            """
    }

    private func name(_ each: CaseReport) -> Markup {
        guard let folder = each.telling?.folder else { return "\(each.name)" }
        return "<a href=\"\(SARIF.uri(folder))/report.html\">\(each.name)</a>"
    }

    /// Every run of several has a report of its own.
    private func runs(_ each: CaseReport) -> Markup {
        guard each.runs.count > 1 else { return "\(each.runs.count)" }
        let links = each.runs.enumerated().map { index, run -> Markup in
            guard let folder = run.folder else { return "\(index + 1) " }
            return "<a href=\"\(SARIF.uri(folder))/report.html\" title=\"\(run.result)\">\(index + 1)</a> "
        }
        return "\(links)"
    }

    private func glyph(_ standing: SuiteReport.Standing) -> Markup {
        let (kind, sign): (String, String) =
            switch standing {
            case .passed: ("pass", "✓")
            case .failed: ("fail", "✗")
            case .open: ("open", "–")
            case .known: ("open", "~")
            case .skipped: ("open", "·")
            }
        return
            "<span class=\"glyph \(kind)\" aria-hidden=\"true\">\(sign)</span><span class=\"quiet\">\(standing.word)</span>"
    }
}
