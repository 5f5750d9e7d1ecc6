/// Several calls in one capture: each is judged alone, and the judgements become one. What one call shows in three of a hundred
/// is one finding; a question is answered as its worst call answers it.
import CallCapture
import JSONText

/// One call's judgement, before it is merged.
struct CallVerdict {
    var call: Timeline
    var number: Int
    var sightings: [(about: About, sighting: Sighting)]
    var findings: [Finding]
    var indicators: [IndicatorResult]
    var verdict: Verdict

    var primary: String? { findings.first { $0.refinedBy == nil }?.id }
}

enum CallVerdicts {
    /// A connection to the model that belongs to no call and does nothing decides nothing.
    static func counts(_ verdict: CallVerdict) -> Bool {
        !verdict.call.phones.isEmpty || !verdict.call.turns.isEmpty
            || verdict.call.connections.contains { $0.appended.payloads > 0 }
    }

    // MARK: Findings

    /// By id; the one that stands in most calls first, and of those the one that broke first.
    static func findings(_ verdicts: [CallVerdict]) -> [Finding] {
        var order: [String] = []
        var byID: [String: [(number: Int, finding: Finding)]] = [:]
        for verdict in verdicts {
            for finding in verdict.findings {
                if byID[finding.id] == nil { order.append(finding.id) }
                byID[finding.id, default: []].append((verdict.number, finding))
            }
        }
        let primaries = Dictionary(grouping: verdicts.compactMap(\.primary), by: { $0 }).mapValues(\.count)
        let merged = order.compactMap { id in byID[id].flatMap { merge($0, of: verdicts.count) } }
        let ranked = merged.enumerated().sorted { left, right in
            let (a, b) = (primaries[left.element.id] ?? 0, primaries[right.element.id] ?? 0)
            return a == b ? left.offset < right.offset : a > b
        }.map(\.element)
        return ranked.filter { $0.refinedBy == nil } + ranked.filter { $0.refinedBy != nil }
    }

    private static func merge(_ seen: [(number: Int, finding: Finding)], of count: Int) -> Finding? {
        // Where it stands by itself in one call, it does so for all of them.
        guard let shown = seen.first(where: { $0.finding.refinedBy == nil }) ?? seen.first else { return nil }
        var finding = shown.finding
        finding.summary =
            (seen.count == 1 ? "in call \(shown.number)" : "in \(seen.count) of \(count) calls") + ": "
            + finding.summary
        finding.evidence = seen.prefix(3).flatMap { $0.finding.evidence.prefix(seen.count == 1 ? 100 : 6) }
        finding.turns = seen.flatMap(\.finding.turns).sorted()
        return finding
    }

    // MARK: Indicators

    static func indicators(_ verdicts: [CallVerdict]) -> [IndicatorResult] {
        var order: [String] = []
        for indicator in verdicts.flatMap(\.indicators) where !order.contains(indicator.id) {
            order.append(indicator.id)
        }
        return order.compactMap { id in
            merge(
                verdicts.compactMap { verdict in
                    verdict.indicators.first { $0.id == id }.map { (verdict.number, $0, counts(verdict)) }
                })
        }
    }

    private static func merge(_ all: [(number: Int, result: IndicatorResult, counts: Bool)]) -> IndicatorResult? {
        let deciding = all.filter(\.counts)
        let failed = deciding.filter { $0.result.result == .fail }
        let open = deciding.filter { $0.result.result == .notExamined && $0.result.required }
        let passed = deciding.filter { $0.result.result == .pass }
        guard let shown = failed.first ?? open.first ?? passed.first ?? all.first else { return nil }
        var result = shown.result
        result.required = all.contains { $0.result.required && $0.counts }
        let alike = failed.isEmpty ? open.isEmpty ? passed : open : failed
        if alike.count > 1 || !failed.isEmpty || !open.isEmpty {
            result.reason =
                (alike.count == 1 ? "call \(shown.number)" : "\(alike.count) of \(all.count) calls") + ": "
                + result.reason
        } else if passed.count == 1, all.count > 1 {
            result.reason = "call \(shown.number): \(result.reason)"
        }
        result.evidence = alike.prefix(3).flatMap { $0.result.evidence.prefix(3) }
        return result
    }

    static func verdict(_ verdicts: [CallVerdict]) -> Verdict {
        let deciding = verdicts.filter(counts)
        if deciding.contains(where: { $0.verdict == .fail }) { return .fail }
        return deciding.isEmpty || deciding.contains { $0.verdict == .incomplete } ? .incomplete : .pass
    }
}
