package import Diagnosis
package import JSONText

/// Several runs of the same examination side by side: rows are questions, columns are models.
package struct ComparisonReport {
    private let columns: [(name: String, report: Report)]

    /// - Parameter columns: In the order they were asked for; the name is the model.
    package init(_ columns: [(name: String, report: Report)]) { self.columns = columns }

    package func text(style: TextStyle) -> String {
        guard !columns.isEmpty else { return "" }
        let rows = self.rows
        let names = columns.map { Cell($0.name, .bold) }
        let first = (rows.map(\.label.columns).max() ?? 0) + 2
        let share = (style.width - first) / columns.count - 2
        let widths = columns.indices.map { index in
            let widest = ([names[index]] + rows.map { $0.cells[index] }).map(\.text.columns).max() ?? 0
            return max(12, min(widest, share))
        }
        func line(_ label: String, _ cells: [Cell]) -> String {
            let body = zip(cells, widths).map { cell, width in
                let text = cell.text.cut(to: width)
                return (cell.colour.map { style.paint(text, $0) } ?? text)
                    + String(repeating: " ", count: max(0, width - text.columns))
            }
            let text = label.padded(to: first) + body.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        let head = line("", names)
        let body = rows.map { row in
            row.isHeading ? "\n" + style.paint(row.label, .bold) : line(row.label, row.cells)
        }
        let findings = Set(columns.flatMap { $0.report.primary.map { [$0] } ?? [] }).sorted()
        let more = findings.map { "  realtime-doctor explain \(TerminalText.line($0))" }
        return ([head] + body + (more.isEmpty ? [] : ["", style.paint("More", .bold)] + more))
            .joined(separator: "\n") + "\n"
    }

    /// `{"comparison":1,"models":[{"model":…,"report":{…}}]}`
    package var json: JSON {
        [
            "comparison": 1,
            "verdict": .string(verdict.rawValue),
            "models": .array(columns.map { ["model": .string($0.name), "report": JSONReport.json($0.report)] }),
        ]
    }

    /// Of the run: the worst of its columns. A fault outranks what could not be examined.
    package var verdict: Verdict {
        let verdicts = columns.map(\.report.verdict)
        if verdicts.contains(.fail) { return .fail }
        return verdicts.contains(.incomplete) || verdicts.isEmpty ? .incomplete : .pass
    }

    // MARK: rows

    private struct Cell {
        var text: String
        var colour: TextStyle.Colour?

        init(_ text: String, _ colour: TextStyle.Colour? = nil) {
            self.text = TerminalText.line(text)
            self.colour = colour
        }
    }

    private struct Row {
        var label: String
        var cells: [Cell]
        var isHeading = false
    }

    private var rows: [Row] {
        func row(_ label: String, _ cell: (Report) -> Cell) -> Row {
            Row(label: TerminalText.line(label), cells: columns.map { cell($0.report) })
        }
        func heading(_ label: String) -> Row {
            Row(label: label, cells: columns.map { _ in Cell("") }, isHeading: true)
        }
        var rows = [
            row("verdict") { Self.cell($0.verdict) },
            row("primary finding") { Cell($0.primary ?? "–", $0.primary == nil ? .dim : .red) },
            row("model of the session") { Cell($0.sessions.first?.model ?? "–") },
            row("latency, median") { Cell(Self.latency($0).map(Numbers.milliseconds) ?? "–") },
            row("turns answered") { report in
                Cell("\(report.turns.count { $0.missing == nil }) of \(report.turns.count)")
            },
            row("tokens in / out") { Cell("\($0.usage.inputTokens) / \($0.usage.outputTokens)") },
        ]
        let sections = names { $0.sections.map { ($0.id, $0.title) } }
        if !sections.isEmpty { rows.append(heading("Sections")) }
        rows += sections.map { id, title in
            row("  \(title)") { report in Self.cell(report.sections.first { $0.id == id }?.result) }
        }
        let indicators = names { $0.indicators.map { ($0.id, $0.id) } }
        if !indicators.isEmpty { rows.append(heading("Questions")) }
        rows += indicators.map { id, title in
            row("  \(title)") { report in Self.cell(report.indicators.first { $0.id == id }?.result) }
        }
        return rows
    }

    /// What any of the reports has, in the order of the first that has it.
    private func names(_ each: (Report) -> [(String, String)]) -> [(String, String)] {
        var names: [(String, String)] = []
        for name in columns.flatMap({ each($0.report) }) where !names.contains(where: { $0.0 == name.0 }) {
            names.append(name)
        }
        return names
    }

    private static func latency(_ report: Report) -> Double? {
        let sorted = report.turns.compactMap(\.latencyMs).sorted()
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private static func cell(_ verdict: Verdict) -> Cell {
        switch verdict {
        case .pass: Cell("✓ pass", .green)
        case .fail: Cell("✗ fail", .red)
        case .incomplete: Cell("– incomplete", .yellow)
        }
    }

    private static func cell(_ result: CheckResult?) -> Cell {
        switch result {
        case .pass: Cell("✓ pass", .green)
        case .fail: Cell("✗ fail", .red)
        case .notExamined: Cell("– not examined", .yellow)
        case nil: Cell("")
        }
    }
}
