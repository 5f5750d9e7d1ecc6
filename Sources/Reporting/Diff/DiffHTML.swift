import CaptureTools

extension DiffReport {
    /// One page without a network and without a script.
    package var html: String { page.html }

    private var page: Markup {
        HTMLPage.page(title: "\(verdict?.words ?? sentence): \(old.name), \(new.name)", style: Self.style, body: body)
    }

    private var body: Markup {
        """
        <header class="banner \(verdict?.isPass ?? diff.isAlike ? "pass" : "fail")">
        <p class="tool">realtime-doctor \(verdict == nil ? "diff" : "replay")</p>
        <h1>\(verdict?.words ?? sentence)</h1>
        <dl>
        \(verdict == nil ? "" : sent)
        <div><dt>Old</dt><dd>\(old.name), \(old.frames) frames</dd></div>
        <div><dt>New</dt><dd>\(new.name), \(new.frames) frames</dd></div>
        </dl>
        </header>
        <main>
        \(fragment)
        </main>
        """
    }

    /// What the bridge sends is not the verdict: a cured bridge sends something else.
    private var sent: Markup { "<div><dt>What the bridge sends</dt><dd>\(sentence)</dd></div>" }

    static let style = #"""
        .diff td { vertical-align: top; padding: .15rem .5rem; }
        .diff .n { text-align: right; white-space: nowrap; color: var(--dim); }
        .diff .same { color: var(--dim); } .diff .changed { background: var(--open-soft); }
        .diff .missing { background: var(--fail-soft); } .diff .extra { background: var(--pass-soft); }
        .diff .what { display: block; font-family: var(--mono); font-size: .8125rem; white-space: pre-wrap; }
        """#

    /// The table alone, for a page that shows more; it wants ``style``.
    var fragment: Markup {
        """
        <table class="diff">
        <thead><tr><th scope="col"><span class="quiet">Change</span></th><th scope="col">Where</th><th scope="col">Event</th><th scope="col" class="n">Old</th><th scope="col" class="n">New</th></tr></thead>
        <tbody>
        \(lines.map(row))
        </tbody>
        </table>
        """
    }

    private func row(_ line: Line) -> Markup {
        switch line {
        case .left(let count):
            return "<tr class=\"same\"><td></td><td></td><td>… \(count) alike</td><td></td><td></td></tr>\n"
        case .entry(let entry):
            var details: [Markup] = []
            if case .changed(let differences) = entry.change {
                details = differences.map { "<span class=\"what\">\(Self.words($0))</span>" }
            }
            return """
                <tr class="\(Self.word(entry.change))"><td>\(Self.sign(entry.change))</td><td>\(Self.place(entry.stream))</td><td>\(Self.title(entry))\(details)</td><td class="n">\(Self.number(entry.old))</td><td class="n">\(Self.number(entry.new))</td></tr>

                """
        }
    }
}
