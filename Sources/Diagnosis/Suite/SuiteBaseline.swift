package import JSONText

/// What a suite came to at a time when that was good enough: a file beside the plan, to fail later only on what got worse.
package struct SuiteBaseline: Sendable, Equatable {
    package static let version = 1

    package var plan: String
    package var kind: String
    package var isVirtual: Bool
    package var tool: String
    package var tolerance: Tolerance
    package var cases: [Case]

    /// How much slower is not worse yet: the larger of the two.
    package struct Tolerance: Sendable, Equatable {
        /// Milliseconds.
        package var milliseconds = 150.0
        /// Of the value then: 0.25 is a quarter more.
        package var share = 0.25

        package init(milliseconds: Double = 150, share: Double = 0.25) {
            self.milliseconds = milliseconds
            self.share = share
        }

        package func limit(_ then: Double) -> Double { then + max(milliseconds, then * share) }
    }

    package struct Case: Sendable, Equatable {
        package var name: String
        package var fingerprint: String
        package var outcome: CaseReport.Outcome
        package var verdict: Verdict?
        package var primary: String?
        /// Of all runs.
        package var findings: [String]
        /// The worst of all runs.
        package var indicators: [CaseRun.Answered]
        package var latency: Spread?
    }

    package init(_ report: SuiteReport, tolerance: Tolerance = .init()) {
        plan = report.plan.id
        kind = report.plan.kind
        isVirtual = report.run.isVirtual
        tool = report.run.tool
        self.tolerance = tolerance
        // By name, so that a plan in another order makes no other file.
        cases = report.cases.filter { $0.skipped == nil }.map(Case.init).sorted { $0.name < $1.name }
    }
}

extension SuiteBaseline {
    /// With what a run of some of the plan's cases came to; those that it left out stay as they are.
    package func updated(with report: SuiteReport) -> SuiteBaseline {
        var new = SuiteBaseline(report, tolerance: tolerance)
        let ran = Set(new.cases.map(\.name))
        new.cases = cases.filter { !ran.contains($0.name) } + new.cases
        new.cases.sort { $0.name < $1.name }
        return new
    }
}

extension SuiteBaseline.Case {
    init(_ report: CaseReport) {
        self.init(
            name: report.name, fingerprint: report.fingerprint, outcome: report.outcome,
            verdict: report.telling?.verdict, primary: report.telling?.primary,
            findings: Set(report.runs.flatMap(\.findings).map(\.id)).sorted(), indicators: report.worstIndicators,
            latency: report.latency)
    }
}

extension CaseReport {
    /// A question's worst answer over all runs: fail, then not examined.
    var worstIndicators: [CaseRun.Answered] {
        var worst: [CaseRun.Answered] = []
        for indicator in runs.flatMap(\.indicators) {
            guard let index = worst.firstIndex(where: { $0.id == indicator.id }) else {
                worst.append(indicator)
                continue
            }
            if indicator.result.badness > worst[index].result.badness { worst[index] = indicator }
        }
        return worst
    }
}

extension CheckResult {
    var badness: Int {
        switch self {
        case .pass: 0
        case .notExamined: 1
        case .fail: 2
        }
    }
}

// MARK: the file

extension SuiteBaseline {
    package var json: JSON {
        [
            "baseline": .init(Self.version), "plan": .string(plan), "bridge": .string(kind),
            "virtualTime": .bool(isVirtual), "tool": .string(tool),
            "tolerance": ["milliseconds": .number(tolerance.milliseconds), "share": .number(tolerance.share)],
            "cases": .array(cases.map(\.json)),
        ]
    }

    /// Indented, with a newline at the end, so that a change of it can be read in a review.
    package var text: String { json.pretty + "\n" }

    /// - Throws: What is wrong with the file, in words.
    package init(parsing bytes: [UInt8]) throws(BaselineRefusal) {
        guard let json = try? JSON(parsing: bytes), let version = json["baseline"]?.integer else {
            throw BaselineRefusal("it is no baseline of a suite", hint: "write one with --update-baseline")
        }
        guard version == Self.version else {
            throw BaselineRefusal(
                "its version is \(version), and this tool reads \(Self.version)",
                hint: "write it anew with --update-baseline")
        }
        guard let plan = json["plan"]?.string, let kind = json["bridge"]?.string, let tool = json["tool"]?.string,
            let isVirtual = json["virtualTime"]?.bool, let cases = json["cases"]?.array?.map(Case.init(json:)),
            !cases.contains(where: { $0 == nil })
        else { throw BaselineRefusal("keys are missing in it", hint: "write it anew with --update-baseline") }
        self.plan = plan
        self.kind = kind
        self.tool = tool
        self.isVirtual = isVirtual
        self.cases = cases.compactMap { $0 }
        tolerance = Tolerance()
        if let value = json["tolerance"]?["milliseconds"]?.number, value >= 0 { tolerance.milliseconds = value }
        if let value = json["tolerance"]?["share"]?.number, value >= 0 { tolerance.share = value }
    }
}

extension SuiteBaseline.Case {
    fileprivate var json: JSON {
        var json: JSONObject = [
            "name": .string(name), "fingerprint": .string(fingerprint), "outcome": .string(outcome.rawValue),
            "verdict": .init(verdict?.rawValue), "primary": .init(primary), "findings": .init(findings),
            "indicators": .object(JSONObject(indicators.map { ($0.id, .string($0.result.rawValue)) })),
        ]
        json["latency"] = latency.map { ["p50": .number($0.p50), "p95": .number($0.p95), "turns": .init($0.count)] }
        return .object(json)
    }

    fileprivate init?(json: JSON) {
        guard let name = json["name"]?.string, let fingerprint = json["fingerprint"]?.string,
            let outcome = json["outcome"]?.string.flatMap(CaseReport.Outcome.init)
        else { return nil }
        self.init(
            name: name, fingerprint: fingerprint, outcome: outcome,
            verdict: json["verdict"]?.string.flatMap(Verdict.init), primary: json["primary"]?.string,
            findings: json["findings"]?.array?.compactMap(\.string) ?? [],
            indicators: (json["indicators"]?.object?.members ?? []).compactMap { member in
                member.value.string.flatMap(CheckResult.init).map { .init(id: member.key, result: $0) }
            }, latency: nil)
        if let p50 = json["latency"]?["p50"]?.number, let p95 = json["latency"]?["p95"]?.number {
            latency = Spread(
                count: json["latency"]?["turns"]?.integer ?? 0, least: p50, p50: p50, p95: p95, most: p95)
        }
    }
}

/// Why a run cannot be held against a baseline, and what to do.
package struct BaselineRefusal: Error, Sendable, Equatable {
    package var message: String
    package var hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
