/// The page of a failure mode in `Documentation/FailureModes/`, made from what the mode says of itself.
package enum FailureModePage {
    /// - Parameter needsBridge: Its scenario is about what stands between carrier and model; a probe has nothing there.
    package static func markdown(_ about: About, needsBridge: Bool) -> String {
        let command = needsBridge ? "bridge --reference" : "probe"
        let causes = about.causes.enumerated().map { "\($0 + 1). \(sentence($1))" }.joined(separator: "\n")
        return """
            # \(about.id)

            **\(sentence(about.title))**

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

            Try it: `realtime-doctor \(command) --scenario \(about.id)`

            """
    }

    /// Capital first, full stop last. Names of the wire keep their own case.
    private static func sentence(_ text: String) -> String {
        let firstWord = text.prefix { $0 != " " && $0 != "," }
        let isName = firstWord.contains("_") || firstWord.contains(".")
        let start = isName ? text : text.prefix(1).uppercased() + text.dropFirst()
        return start.hasSuffix(".") ? start : start + "."
    }
}
