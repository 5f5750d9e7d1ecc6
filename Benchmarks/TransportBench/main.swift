// A program to measure Transport with, and to hold against other implementations: an echo server, and clients that load one.
import Transport

let usage = """
    transport-bench serve PORT [CERTIFICATE KEY]   echoes; the text "push N SIZE" is answered with N texts of SIZE bytes
    transport-bench push URL CLIENTS N SIZE        messages per second that all clients together receive
    transport-bench echo URL CLIENTS SECONDS       round trips per second, and their times
    transport-bench hold URL COUNT                 opens connections, says so, and keeps them until it is stopped
    transport-bench autobahn URL AGENT             runs every case of an Autobahn fuzzing server
    """

let arguments = Array(CommandLine.arguments.dropFirst())
let numbers = arguments.map { Int($0) ?? 0 }
let loop = EventLoop()
loop.onSignal { _ in loop.stop() }

switch (arguments.first, arguments.count) {
case ("serve", 2): try serve(loop, port: numbers[1], certificate: nil)
case ("serve", 4):
    try serve(loop, port: numbers[1], certificate: .init(certificateFile: arguments[2], keyFile: arguments[3]))
case ("push", 5): push(loop, url: arguments[1], clients: numbers[2], messages: numbers[3], size: numbers[4])
case ("echo", 4): echo(loop, url: arguments[1], clients: numbers[2], seconds: numbers[3])
case ("hold", 3): hold(loop, url: arguments[1], count: numbers[2])
case ("autobahn", 3): autobahn(loop, url: arguments[1], agent: arguments[2])
default: print(usage)
}
