package import Diagnosis
import JSONText

/// SARIF 2.1.0 (OASIS), for code scanning and editors: the rules are the failure modes with all that they say of
/// themselves, a result is a finding that nobody expected.
package enum SARIF {
    private static let schema =
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    /// Of a case that came to something else than was expected, without a finding that says why.
    static let unexpected = "not-as-expected"
    static let notExamined = "not-examined"

    /// One result.
    struct Result {
        var rule: String
        /// `error`, `warning`, `note`
        var level: String
        var message: String
        /// A file or a path to one; nil where there is none.
        var file: String?
        /// From 1.
        var line: Int?
        /// `new`, `unchanged`: held against a baseline.
        var baseline: String?
        /// What stays the same when the same trouble is seen again.
        var identity: String
        var properties: JSONObject = [:]
    }

    // MARK: what becomes a result

    package static func text(_ report: SuiteReport) -> String {
        let results = report.cases.flatMap { unwanted(in: $0, report) }
        return log(results, tool: report.run.tool, ended: report.run.cutShort == nil).pretty + "\n"
    }

    /// A single report; `file` is what was examined.
    package static func text(_ report: Report, file: String?) -> String {
        var results = report.findings.filter { $0.refinedBy == nil }.map { finding in
            Result(
                rule: finding.id, level: "error", message: message(finding.summary, finding.remedy), file: file,
                identity: finding.id, properties: ["turns": .array(finding.turns.map { JSON($0) })])
        }
        if results.isEmpty, report.verdict != .pass {
            results.append(
                Result(
                    rule: report.verdict == .fail ? unexpected : notExamined,
                    level: report.verdict == .fail ? "error" : "warning", message: VerdictWords.sentence(report),
                    file: file, identity: report.verdict.rawValue))
        }
        return log(results, tool: report.source.tool ?? "realtime-doctor", ended: true).pretty + "\n"
    }

    private static func unwanted(in each: CaseReport, _ report: SuiteReport) -> [Result] {
        let level: String
        let words: String
        switch report.standing(of: each) {
        case .passed, .skipped: return []
        case .failed(let what): (level, words) = ("error", what)
        case .open(let what): (level, words) = ("warning", what)
        case .known(let what): (level, words) = ("note", what)
        }
        let run = each.telling
        var properties: JSONObject = [
            "case": .string(each.name), "scenario": .string(each.scenario), "expected": .string(each.expected.words),
        ]
        if let run { properties["seed"] = .string(String(run.seed)) }
        if let folder = run?.folder { properties["report"] = .string(folder) }
        func result(_ rule: String, _ message: String) -> Result {
            Result(
                rule: rule, level: level, message: message, file: report.plan.file, line: each.line,
                baseline: report.comparison == nil ? nil : level == "note" ? "unchanged" : "new",
                identity: "\(each.name)/\(rule)", properties: properties)
        }
        let findings = (run?.findings ?? []).filter { $0.id != each.expected.primary }
        guard !findings.isEmpty else {
            return [result(level == "warning" ? notExamined : unexpected, "\(each.name): \(words)")]
        }
        return findings.map { result($0.id, "\(each.name): \(message($0.summary, $0.remedy))") }
    }

    private static func message(_ summary: String, _ remedy: String) -> String {
        "\(summary)\(summary.hasSuffix(".") ? "" : ".") \(remedy)"
    }

    // MARK: the log

    private static func log(_ results: [Result], tool: String, ended: Bool) -> JSON {
        let rules = Self.rules
        let numbers = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        return [
            "$schema": .string(schema), "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "realtime-doctor", "version": .string(version(tool)),
                            "rules": .array(rules.map(\.json)),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "invocations": [["executionSuccessful": .bool(ended)]],
                    "results": .array(results.map { json($0, number: numbers[$0.rule]) }),
                ]
            ],
        ]
    }

    private static func version(_ tool: String) -> String { String(tool.split(separator: " ").last ?? "0") }

    private static func json(_ result: Result, number: Int?) -> JSON {
        var json: JSONObject = ["ruleId": .string(result.rule)]
        json["ruleIndex"] = number.map { JSON($0) }
        json["level"] = .string(result.level)
        json["message"] = ["text": .string(TerminalText.line(result.message))]
        if let file = result.file {
            var place: JSONObject = ["artifactLocation": ["uri": .string(uri(file))]]
            // Code scanning shows nothing without a region.
            place["region"] = ["startLine": JSON(max(1, result.line ?? 1))]
            json["locations"] = [["physicalLocation": .object(place)]]
        }
        json["partialFingerprints"] = ["realtimeDoctor/v1": .string(result.identity)]
        json["baselineState"] = result.baseline.map { .string($0) }
        if !result.properties.isEmpty { json["properties"] = .object(result.properties) }
        return .object(json)
    }

    /// A relative reference stays one; what RFC 3986 does not allow in a path is percent-encoded.
    static func uri(_ path: String) -> String {
        let hex = Array("0123456789ABCDEF")
        var uri = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default: uri += "%\(hex[Int(byte >> 4)])\(hex[Int(byte & 15)])"
            }
        }
        return uri
    }

    // MARK: rules

    private struct Rule {
        var id: String
        var json: JSON
    }

    private static var rules: [Rule] {
        FailureModes.all.map { rule(type(of: $0).about) } + [
            plain(
                unexpected, "a case came to something else than was expected",
                "The plan, or the scenario, says what a run must come to, and no known failure mode explains why it did not.",
                level: "error"),
            plain(
                notExamined, "a case could not be examined",
                "A question that the verdict needs could not be answered, or the run could not begin: the message says why.",
                level: "warning"),
        ]
    }

    private static func rule(_ about: About) -> Rule {
        let causes = about.causes.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
        return Rule(
            id: about.id,
            json: [
                "id": .string(about.id), "name": .string(name(about.id)),
                "shortDescription": ["text": .string(about.title)],
                "fullDescription": ["text": .string("\(about.hears) Evidence: \(about.evidence)")],
                "help": [
                    "text": .string(
                        "Heard as: \(about.hears)\nEvidence: \(about.evidence)\nCauses:\n\(causes)\nRemedy: \(about.remedy)"
                    ),
                    "markdown": .string(
                        "**Heard as** \(about.hears)\n\n**Evidence** \(about.evidence)\n\n**Causes**\n\n\(causes)\n\n**Remedy** \(about.remedy)\n"
                    ),
                ],
                "defaultConfiguration": ["level": "error"],
                "properties": ["tags": .init(["voice", about.atFault.rawValue]), "precision": "high"],
            ])
    }

    private static func plain(_ id: String, _ title: String, _ about: String, level: String) -> Rule {
        Rule(
            id: id,
            json: [
                "id": .string(id), "name": .string(name(id)), "shortDescription": ["text": .string(title)],
                "fullDescription": ["text": .string(about)], "help": ["text": .string(about)],
                "defaultConfiguration": ["level": .string(level)],
            ])
    }

    /// `second-turn-stall` becomes `SecondTurnStall`.
    private static func name(_ id: String) -> String {
        id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
