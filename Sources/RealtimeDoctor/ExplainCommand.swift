import CommandLineOptions
import Diagnosis
// explain: what a failure mode is, from its own description.
import DidYouMean
import JSONText
import Reporting
import Transport

struct ExplainCommand {
    /// Those that share a finding included.
    static let identifiers = FailureModes.all.map { type(of: $0).about }.flatMap { [$0.id] + $0.also }.sorted()

    private let call: Invocation
    private let console: Console

    init(_ call: Invocation, _ console: Console) {
        self.call = call
        self.console = console
    }

    func run() throws(UsageError) -> Int32 {
        let style = TextStyle(hasColour: console.outputHasColour)
        guard let id = call.arguments.first else {
            let all = FailureModes.all.map { type(of: $0).about }
            console.out(call.has("json") ? Explanation.json(all).pretty + "\n" : Explanation.list(all, style: style))
            return 0
        }
        guard let about = FailureModes.about(id) else {
            let near = suggest(id, among: Self.identifiers).map { "did you mean '\($0)'?" }
            throw UsageError("there is no failure mode '\(id)'", hint: near ?? "'realtime-doctor explain' lists all")
        }
        console.out(call.has("json") ? Explanation.json(about).pretty + "\n" : Explanation.text(about, style: style))
        return 0
    }
}
