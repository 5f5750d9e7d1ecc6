import DidYouMean

/// Arguments in, typed values out; every wrong word is answered in one line with what to try.
package struct UsageError: Error, Sendable, Equatable {
    package var message: String
    package var hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// sysexits.h, EX_USAGE
    package static let exitCode: Int32 = 64
}

/// What the command line asked for.
package struct Invocation: Sendable, Equatable {
    /// Names from the tool to the command: `["realtime-doctor", "probe"]`.
    package var path: [String]
    package var wantsHelp: Bool
    package var arguments: [String]
    private var values: [String: [String]]

    /// Whether the option was given.
    package func has(_ option: String) -> Bool { values[option] != nil }
    package func text(_ option: String) -> String? { values[option]?.last }
    package func texts(_ option: String) -> [String] { values[option] ?? [] }
    package func integer(_ option: String) -> Int? { text(option).flatMap { Int($0) } }
    package func duration(_ option: String) -> Duration? { text(option).flatMap { Duration(text: $0) } }
    /// The words of a comma-separated list, over all places where it was given.
    package func list(_ option: String) -> [String] { texts(option).flatMap(Invocation.words) }

    private static func words(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// - Parameter words: the process arguments without the program's own name.
    package static func parse(_ words: [String], as program: Command) throws(UsageError) -> Invocation {
        var command = program
        var invocation = Invocation(path: [program.name], wantsHelp: false, arguments: [], values: [:])
        var rest = words[...]
        if !program.subcommands.isEmpty, let first = rest.first, !first.hasPrefix("-") {
            let name = first == "help" ? rest.dropFirst().first : first
            guard let name else {
                return Invocation(path: invocation.path, wantsHelp: true, arguments: [], values: [:])
            }
            guard let found = program.subcommands.first(where: { $0.name == name }) else {
                throw UsageError(
                    "there is no command '\(name)'",
                    hint: hint(for: name, among: program.subcommands.map(\.name), program.name))
            }
            command = found
            invocation.path.append(found.name)
            if first == "help" {
                invocation.wantsHelp = true
                return invocation
            }
            rest = rest.dropFirst()
        }
        try invocation.take(&rest, command)
        if !invocation.wantsHelp { try invocation.checkArguments(command) }
        return invocation
    }

    private mutating func take(_ rest: inout ArraySlice<String>, _ command: Command) throws(UsageError) {
        while let word = rest.popFirst() {
            if word == "--" {
                arguments += rest
                return
            } else if word == "-" || !word.hasPrefix("-") {
                arguments.append(word)
            } else {
                try takeOption(word, &rest, command)
            }
        }
    }

    private mutating func takeOption(_ word: String, _ rest: inout ArraySlice<String>, _ command: Command)
        throws(UsageError)
    {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard
            let option = command.allOptions.first(where: { "--\($0.name)" == name || $0.short.map { "-\($0)" } == name }
            )
        else {
            let names = command.allOptions.map { "--\($0.name)" }
            throw UsageError(
                "unknown option '\(name)'", hint: Self.hint(for: name, among: names, path.joined(separator: " ")))
        }
        if option.name == Command.help.name {
            wantsHelp = true
            return
        }
        guard option.value != .flag else {
            guard parts.count == 1 else { throw UsageError("--\(option.name) takes no value") }
            values[option.name] = [""]
            return
        }
        if case .mode(let words) = option.value, parts.count == 1 {
            values[option.name] = [words.first ?? ""]
            return
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw UsageError("\(name) needs a value", hint: "use \(option.synopsis)")
        }
        try Self.check(value, for: option)
        values[option.name] = (option.repeats ? values[option.name] ?? [] : []) + [value]
    }

    private static func check(_ value: String, for option: Option) throws(UsageError) {
        switch option.value {
        case .flag, .text: break
        case .file, .directory:
            if value.isEmpty { throw UsageError("--\(option.name) needs a path") }
        case .integer(_, let range):
            guard let number = Int(value), range.contains(number) else {
                throw UsageError(
                    "--\(option.name) takes a whole number from \(range.lowerBound) to \(range.upperBound), not '\(value)'"
                )
            }
        case .duration(let range):
            guard let duration = Duration(text: value), range.contains(duration) else {
                throw UsageError(
                    "--\(option.name) takes a duration from \(range.lowerBound.text) to \(range.upperBound.text), not '\(value)'",
                    hint: "write it as 500ms, 5s or 2m")
            }
        case .choice(let allowed), .mode(let allowed):
            guard allowed.contains(value) else { throw Self.notAllowed(value, option, allowed) }
        case .list(_, let allowed):
            for word in words(value) where !allowed.isEmpty && !allowed.contains(word) {
                throw Self.notAllowed(word, option, allowed)
            }
        }
    }

    private static func notAllowed(_ value: String, _ option: Option, _ allowed: [String]) -> UsageError {
        let near = suggest(value, among: allowed).map { "did you mean '\($0)'? " } ?? ""
        return UsageError(
            "--\(option.name) does not take '\(value)'", hint: "\(near)it takes \(allowed.joined(separator: ", "))")
    }

    private func checkArguments(_ command: Command) throws(UsageError) {
        let least = command.arguments.reduce(0) { $0 + $1.count.lowerBound }
        let most = command.arguments.reduce(0) { $0.addingReportingOverflow($1.count.upperBound).partialValue }
        if arguments.count < least, let missing = command.arguments.first(where: { $0.count.lowerBound > 0 }) {
            throw UsageError("<\(missing.placeholder)> is missing", hint: "see '\(path.joined(separator: " ")) --help'")
        }
        if arguments.count > most {
            throw UsageError(
                "unexpected '\(arguments[most])'", hint: "see '\(path.joined(separator: " ")) --help'")
        }
    }

    private static func hint(for word: String, among words: [String], _ program: String) -> String {
        suggest(word, among: words).map { "did you mean '\($0)'?" } ?? "see '\(program) --help'"
    }
}

extension String {
    var trimmed: String {
        let head = drop { $0.isWhitespace }
        return String(head.reversed().drop { $0.isWhitespace }.reversed())
    }
}
