// The measuring half of `make bench`: servers, load clients and a capture generator. Benchmarks/bench.py runs them,
// puts the same load on the baseline, and makes the table.
import CommandLineOptions
import JSONText
import Transport

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

func run(_ call: Invocation) throws -> JSON? {
    let port = call.integer("port") ?? 0
    let server = call.integer("pid").map { ProcessUsage(pid: $0) }
    let clients = call.integer("clients") ?? 1
    let time = call.duration("time") ?? .seconds(1)
    switch call.path.last {
    case "serve": try PushServer.run()
    case "push": return try PushLoad.run(port: port, clients: clients, time: time, server: server)
    case "echo": return try EchoLoad.run(port: port, time: time)
    case "idle": return try IdleLoad.run(port: port, clients: clients, server: server)
    case "relay":
        return try RelayLoad.run(
            port: port, clients: clients, rate: call.integer("rate") ?? 50_000, time: time, proxy: server)
    case "calls":
        let calls = SpokenCalls(port: port, sessions: clients, turns: call.integer("turns") ?? 2, server: server)
        return try calls.run()
    case "capture":
        let content: CaptureGenerator.Content = call.text("content") == "audio" ? .audio : .text
        return try CaptureGenerator.run(
            content, bytes: (call.integer("megabytes") ?? 500) * 1_000_000,
            path: call.arguments.first ?? "capture.jsonl")
    case "read": return try ReadingSpeed.run(path: call.arguments.first ?? "", judging: call.has("judge"))
    default: break
    }
    return nil
}

func main() -> Int32 {
    do {
        let call = try Invocation.parse(Array(CommandLine.arguments.dropFirst()), as: Commands.benchmarks)
        if call.wantsHelp || call.path.count < 2 {
            print(Commands.benchmarks.helpText(path: call.path))
        } else if let result = try run(call) {
            print(result.text)
        }
        return 0
    } catch let error as UsageError {
        print("error: \(error.message)")
        return UsageError.exitCode
    } catch {
        print("error: \(error)")
        return 2
    }
}

exit(main())
