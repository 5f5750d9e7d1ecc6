/// A question that needs a function: the call, its arguments, and the answer from its result.
import JSONText

enum FunctionCallSection {
    static func checks(_ scope: SectionScope) -> [Section.Check] {
        let turns = scope.turns
        let asked = turns.first.flatMap { scope.call.response(of: $0) }
        guard let call = turns.lazy.compactMap({ scope.call.response(of: $0)?.functionCalls.first }).first else {
            return [
                scope.check("called", "The function is called", .fail, scope.reason ?? asked?.status ?? "it was not")
            ]
        }
        let arguments = try? JSON(parsing: call.arguments)
        var checks = [
            scope.check("called", "The function is called", .pass, call.name),
            scope.check(
                "arguments", "Its arguments are JSON", arguments == nil ? .fail : .pass,
                String(call.arguments.prefix(80))),
        ]
        if let answer = turns.last(where: { $0.kind == .tool }) {
            checks += scope.replyChecks(answer, prefix: "answer.")
        }
        return checks
    }
}
