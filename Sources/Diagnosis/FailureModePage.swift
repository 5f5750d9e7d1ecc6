/// The page of a failure mode in `Documentation/FailureModes/`, made from what the mode says of itself.
package enum FailureModePage {
    package static func markdown(_ about: About) -> String {
        let causes = about.causes.enumerated().map { "\($0 + 1). \(sentence($1))" }.joined(separator: "\n")
        return """
            # \(about.id)

            **\(sentence(about.title))**
            \(also(about))
            | | |
            |---|---|
            | The caller hears | \(about.hears) |
            | At fault | \(about.atFault.rawValue) |
            | Source | \(about.source) |

            ## Evidence

            \(sentence(about.evidence))

            ## What tells it from its neighbours

            \(sentence(about.tellsApart))

            ## Causes, the likeliest first

            \(causes)

            ## Remedy

            \(sentence(about.remedy))

            \(trial(about))

            """
    }

    private static func trial(_ about: About) -> String {
        switch about.stage {
        case .model: "Try it: `realtime-doctor probe --scenario \(about.id)`"
        case .bridge: "Try it: `realtime-doctor bridge --reference --scenario \(about.id)`"
        case .door: "Found by: `realtime-doctor bridge --webhook http://…` or `--stream ws://…`"
        }
    }

    private static func also(_ about: About) -> String {
        about.also.isEmpty
            ? "" : "\nAlso \(about.also.map { "`\($0)`" }.joined(separator: ", ")): no recording can tell them apart.\n"
    }

    /// Capital first, full stop last. Names of the wire keep their own case.
    private static func sentence(_ text: String) -> String {
        let firstWord = text.prefix { $0 != " " && $0 != "," }
        let isName = firstWord.contains("_") || firstWord.contains(".")
        let start = isName ? text : text.prefix(1).uppercased() + text.dropFirst()
        return start.hasSuffix(".") ? start : start + "."
    }
}
