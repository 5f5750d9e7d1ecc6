// mock-realtime-server: arguments in, a mock on a port, exit code out.
import CommandLineOptions
import Examination
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

let console = Console(environment: Surroundings.environment)

func run() -> Int32 {
    do {
        let call = try Invocation.parse(Array(CommandLine.arguments.dropFirst()), as: Commands.server)
        if call.wantsHelp {
            let command = call.path.last == "ca" ? Commands.ca : Commands.server
            console.out(command.helpText(path: call.path))
        } else if call.path.last == "ca" {
            return try AuthorityExport(call, console).run()
        } else if call.has("version") {
            console.out("mock-realtime-server \(Tool.version)\n")
        } else if let shell = call.text("completions").flatMap(Shell.init) {
            console.out(Commands.server.completionScript(for: shell))
        } else if call.has("man-page") {
            console.out(Commands.server.manPage(version: Tool.version, exitCodes: Commands.exitCodes))
        } else {
            return try ServerRun(call, console).run()
        }
        return 0
    } catch let error as UsageError {
        console.complain(error.message, hint: error.hint)
        return UsageError.exitCode
    } catch let error as FixtureError {
        console.complain(error.message, hint: error.hint)
        return error.isWrongName ? UsageError.exitCode : 2
    } catch let error as TransportError {
        console.complain(error.explanation.message, hint: error.explanation.hint)
        return 2
    } catch {
        console.complain("\(error)", hint: nil)
        return 2
    }
}

exit(run())
