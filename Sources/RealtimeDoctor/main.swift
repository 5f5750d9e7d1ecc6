// realtime-doctor: arguments in, exit code out.
import CommandLineOptions
import Examination
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let environment = Surroundings.environment
let console = Console(environment: environment)

func run() -> Int32 {
    do throws(UsageError) {
        let call = try Invocation.parse(Array(CommandLine.arguments.dropFirst()), as: Commands.tool)
        if call.path.count == 1 { return runTool(call) }
        let command = Commands.tool.subcommands.first { $0.name == call.path[1] }
        if call.wantsHelp, let command {
            console.out(command.helpText(path: call.path))
            return 0
        }
        switch call.path[1] {
        case "probe": return try ProbeCommand(call, console, process: environment).run()
        case "bridge": return try BridgeCommand(call, console, process: environment).run()
        case "reference-bridge": return try ReferenceBridgeCommand(call, console, process: environment).run()
        case "diagnose": return DiagnoseCommand(call, console).run()
        case "convert": return ConvertCommand(call, console).run()
        case "replay": return try ReplayCommand(call, console, process: environment).run()
        case "diff": return DiffCommand(call, console).run()
        case "cut": return try CutCommand(call, console).run()
        case "audio": return AudioCommand(call, console).run()
        case "shrink": return ShrinkCommand(call, console).run()
        case "vad": return try VADCommand(call, console).run()
        case "summarize": return SummarizeCommand(call, console).run()
        case "suite": return try SuiteCommand(call, console, process: environment).run()
        case "record": return try RecordCommand(call, console, process: environment).run()
        default: return try ExplainCommand(call, console).run()
        }
    } catch {
        console.complain(error.message, hint: error.hint)
        return UsageError.exitCode
    }
}

func runTool(_ call: Invocation) -> Int32 {
    if call.has("version") {
        console.out("\(Tool.name)\n")
    } else if let shell = call.text("completions").flatMap(Shell.init) {
        console.out(Commands.tool.completionScript(for: shell))
    } else if call.has("man-page") {
        console.out(Commands.tool.manPage(version: Tool.version, exitCodes: Commands.exitCodes))
    } else {
        let help = Commands.tool.helpText(path: call.path)
        guard call.wantsHelp else {
            console.error(help)
            return UsageError.exitCode
        }
        console.out(help)
    }
    return 0
}

exit(run())
