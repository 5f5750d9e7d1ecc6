/// The tables of the scenario manual, made from the decoder's own table.

package enum ScenarioManual {
    /// By the name that the manual's markers use.
    package static let tables: [(name: String, markdown: String)] =
        [
            .scenario, .expectation, .model, .pace, .reply, .functionCall, .mcpServer, .mcpTool, .mcpFailure, .rule,
            .condition, .doorRule, .doorCondition, .caller, .line, .network,
            .stall, .bridge,
        ].map { (record: Record) in
            (record.name, table(of: record))
        } + [
            ("outcome", table(of: .outcome)), ("do", table(of: .wireFault)),
            ("door's do", table(of: .doorFault)), ("step", table(of: .callerStep)),
            ("wait", table(of: .wait)), ("caller's expect", table(of: .callerExpectation)), ("error codes", errorTable),
        ]

    /// The tables of the manual of plans.
    package static let planTables: [(name: String, markdown: String)] = [
        .plan, .planBridge, .planDefaults, .planCase,
    ].map { (record: Record) in (record.name, table(of: record)) }

    private static func table(of record: Record) -> String {
        rows(
            ["key", "takes", "default", "meaning"],
            record.keys.map { key in
                let fallback = key.fallback ?? (key.isRequired ? "(needed)" : "")
                return ["`\(key.name)`", key.form.phrase, fallback, key.about]
            })
    }

    private static func table(of choice: Choice) -> String {
        rows(
            ["word", "meaning", "parameters", "example"],
            choice.variants.map { ["`\($0.name)`", $0.about, $0.body.parameters, "`\(choice.line($0.example))`"] })
    }

    private static var errorTable: String {
        rows(
            ["code", "type", "message", "close code"],
            KnownError.all.map { ["`\($0.name)`", "`\($0.type)`", $0.message, $0.closeCode.map { "\($0)" } ?? ""] })
    }

    private static func rows(_ titles: [String], _ rows: [[String]]) -> String {
        ([titles, titles.map { _ in "---" }] + rows)
            .map { cells in "| " + cells.map(escaped).joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private static func escaped(_ cell: String) -> String {
        cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

extension Choice.Body {
    fileprivate var parameters: String {
        switch self {
        case .nothing: ""
        case .value(let form): form.phrase
        case .parameters(let record, let main):
            record.keys.map { key in
                let name = key.name == main ? "**`\(key.name)`**" : "`\(key.name)`"
                return key.isRequired ? name + " (needed)" : name
            }.joined(separator: ", ")
        }
    }
}
