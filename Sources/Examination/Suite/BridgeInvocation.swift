import Scenarios

/// The command line of one case over real sockets: `realtime-doctor bridge …`, for a shell.
struct BridgeInvocation {
    /// Our own executable.
    var program: String
    /// Nil: the reference bridge.
    var bridge: PlannedBridge?
    var each: PlannedCase
    var seed: UInt64
    /// Where the run's report folder is made; nil: nowhere.
    var reports: String?
    /// Of the mock model; nil: the command's own choice.
    var modelPort: Int?
    /// Takes the report as JSON.
    var output: String

    var commandLine: String {
        "exec " + ([program] + arguments).map(Self.quoted).joined(separator: " ") + " > " + Self.quoted(output)
    }

    var arguments: [String] {
        var words = ["bridge", "--scenario=\(each.source)", "--seed=\(seed)", "--json"]
        words.append(reports.map { "--reports=\($0)" } ?? "--no-reports")
        if let calls = each.settings.calls { words.append("--calls=\(calls)") }
        if let rate = each.settings.rate { words.append("--rate=\(rate)") }
        if let timeout = each.settings.timeoutMs { words.append("--timeout=\(Int(timeout))ms") }
        if let modelPort { words.append("--port=\(modelPort)") }
        guard let bridge else { return words + ["--reference"] }
        if let run = bridge.run { words.append("--run=\(run)") }
        return words
            + ([bridge.entrance] + bridge.options).map { given in
                given.value.map { "--\(given.option)=\($0)" } ?? "--\(given.option)"
            }
    }

    /// For `/bin/sh`, whatever it holds.
    static func quoted(_ word: String) -> String { "'" + word.replacing("'", with: "'\\''") + "'" }
}
