/// Completion scripts for bash, zsh and fish from the same table as the parser.
package enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
}

extension Command {
    package func completionScript(for shell: Shell) -> String {
        switch shell {
        case .bash: bashScript
        case .zsh: zshScript
        case .fish: fishScript
        }
    }

    private var function: String { "_" + String(name.map { $0 == "-" ? "_" : $0 }) }

    /// The tool's own options with no command, then each command's.
    private var contexts: [(command: Command, name: String?)] { [(self, nil)] + subcommands.map { ($0, $0.name) } }

    private var bashScript: String {
        let commands = subcommands.map(\.name)
        let cases = contexts.map { context in
            let options = context.command.allOptions
            let values = options.compactMap { option -> String? in
                let names = ["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? [])
                let sources: String
                switch option.value {
                case .flag, .mode: return nil
                case .choice(let words),
                    .list(_, let words) where !words.isEmpty:
                    sources = "-W '\(words.joined(separator: " "))'"
                case .directory: sources = "-d"
                case .file: sources = "-f"
                // One list of words and files, for `id|file`.
                case .text where !option.words.isEmpty: sources = "-f -W '\(option.words.joined(separator: " "))'"
                default: return "            \(names.joined(separator: "|"))) COMPREPLY=(); return ;;"
                }
                return
                    "            \(names.joined(separator: "|"))) COMPREPLY=($(compgen \(sources) -- \"$word\")); return ;;"
            }
            let words =
                options.map { "--\($0.name)" } + (context.name == nil ? commands : [])
                + context.command.arguments.flatMap(\.words)
            let files = context.command.arguments.contains { $0.words.isEmpty } ? " $(compgen -f -- \"$word\")" : ""
            return """
                    \(context.name ?? "''"))
                        case "$previous" in
                \(values.joined(separator: "\n"))
                            *) ;;
                        esac
                        COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- "$word")\(files)) ;;
                """
        }
        return """
            # bash completion for \(name)
            \(function)() {
                local word="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command='' candidate
                for candidate in \(commands.joined(separator: " ")); do
                    [[ " ${COMP_WORDS[*]:1:COMP_CWORD-1} " == *" $candidate "* ]] && command=$candidate
                done
                case "$command" in
            \(cases.joined(separator: "\n"))
                esac
            }
            complete -F \(function) \(name)

            """
    }

    private var zshScript: String {
        let cases = contexts.map { context in
            let specifications = context.command.allOptions.map { option -> String in
                let help = option.help.filter { $0 != "'" && $0 != "[" && $0 != "]" && $0 != ":" }
                return "'\(option.repeats ? "*" : "")--\(option.name)[\(help)]\(zshAction(option))'"
            }
            let arguments = context.command.arguments.map { argument in
                argument.words.isEmpty
                    ? "'*:\(argument.placeholder):_files'"
                    : "'*:\(argument.placeholder):(\(argument.words.joined(separator: " ")))'"
            }
            let commands =
                context.name == nil && !subcommands.isEmpty
                ? ["'1:command:(\(subcommands.map(\.name).joined(separator: " ")))'"] : []
            return
                "        \(context.name ?? "*")) _arguments \((specifications + arguments + commands).joined(separator: " ")) ;;"
        }
        // The fallback must come last.
        return """
            #compdef \(name)
            \(function)() {
                case "${words[2]}" in
            \((cases.dropFirst() + cases.prefix(1)).joined(separator: "\n"))
                esac
            }
            compdef \(function) \(name)

            """
    }

    private func zshAction(_ option: Option) -> String {
        switch option.value {
        case .flag, .mode: ""
        case .choice(let words): ":value:(\(words.joined(separator: " ")))"
        case .list(_, let words) where !words.isEmpty: ":value:_values -s , value \(words.joined(separator: " "))"
        case .directory: ":directory:_directories"
        case .file: ":file:_files"
        case .text where !option.words.isEmpty: ":value:(\(option.words.joined(separator: " ")))"
        default: ":value: "
        }
    }

    private var fishScript: String {
        var lines = ["# fish completion for \(name)"]
        for context in contexts {
            let condition =
                context.name.map { "-n '__fish_seen_subcommand_from \($0)'" }
                ?? (subcommands.isEmpty ? "" : "-n __fish_use_subcommand")
            for option in context.command.allOptions {
                let help = option.help.filter { $0 != "'" }
                let short = option.short.map { " -s \($0)" } ?? ""
                let value: String
                switch option.value {
                case .flag, .mode: value = ""
                case .choice(let words),
                    .list(_, let words) where !words.isEmpty:
                    value = " -x -a '\(words.joined(separator: " "))'"
                case .file, .directory: value = " -r -F"
                case .text where !option.words.isEmpty: value = " -r -a '\(option.words.joined(separator: " "))'"
                default: value = " -x"
                }
                lines.append("complete -c \(name) \(condition) -l \(option.name)\(short)\(value) -d '\(help)'")
            }
            let words = context.command.arguments.flatMap(\.words)
            if !words.isEmpty {
                lines.append("complete -c \(name) \(condition) -f -a '\(words.joined(separator: " "))'")
            }
        }
        for command in subcommands {
            let overview = command.overview.filter { $0 != "'" }
            lines.append("complete -c \(name) -f -n __fish_use_subcommand -a \(command.name) -d '\(overview)'")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
