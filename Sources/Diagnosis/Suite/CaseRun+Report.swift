package import JSONText

// A run of a case from its report: the value of a run in this process, or `report.json` of a run in another.
extension CaseRun {
    package init(_ report: Report, seed: UInt64, folder: String? = nil) {
        self.init(
            seed: seed, verdict: report.verdict, primary: report.primary, reason: Self.reason(report),
            findings: report.findings.filter { $0.refinedBy == nil }.map {
                Found(id: $0.id, title: $0.title, summary: $0.summary, remedy: $0.remedy)
            },
            indicators: report.indicators.map { Answered(id: $0.id, result: $0.result) },
            latencies: report.turns.compactMap(\.latencyMs), seconds: report.source.seconds, folder: folder)
    }

    private static func reason(_ report: Report) -> String {
        if let finding = report.findings.first(where: { $0.id == report.primary }) { return finding.summary }
        let telling: IndicatorResult? =
            switch report.verdict {
            case .pass: nil
            case .fail: report.indicators.first { $0.result == .fail }
            case .incomplete: report.indicators.first { $0.required && $0.result == .notExamined }
            }
        return telling.map { "\($0.id): \($0.reason)" } ?? ""
    }

    /// - Returns: Nil when this is no report that we understand.
    package init?(json: JSON, seed: UInt64, folder: String? = nil) {
        guard json["report"]?.integer == Report.version,
            let verdict = json["verdict"]?.string.flatMap(Verdict.init)
        else { return nil }
        func items(_ key: String) -> [JSON] { json[key]?.array ?? [] }
        func text(_ item: JSON, _ key: String) -> String { item[key]?.string ?? "" }
        let indicators = items("indicators").compactMap { item -> (Answered, JSON)? in
            guard let result = item["result"]?.string.flatMap(CheckResult.init) else { return nil }
            return (Answered(id: text(item, "id"), result: result), item)
        }
        let primary = json["primary"]?.string
        let telling: JSON? =
            switch verdict {
            case .pass: nil
            case .fail: indicators.first { $0.0.result == .fail }?.1
            case .incomplete: indicators.first { $0.0.result == .notExamined && $0.1["required"]?.bool == true }?.1
            }
        let finding = items("findings").first { primary != nil && $0["id"]?.string == primary }
        self.init(
            seed: seed, verdict: verdict, primary: primary,
            reason: finding.map { text($0, "summary") } ?? telling.map { "\(text($0, "id")): \(text($0, "reason"))" }
                ?? "",
            findings: items("findings").filter { $0["refinedBy"]?.string == nil }.map {
                Found(
                    id: text($0, "id"), title: text($0, "title"), summary: text($0, "summary"),
                    remedy: text($0, "remedy"))
            },
            indicators: indicators.map(\.0), latencies: items("turns").compactMap { $0["latencyMs"]?.number },
            seconds: json["source"]?["seconds"]?.number, folder: folder)
    }
}
