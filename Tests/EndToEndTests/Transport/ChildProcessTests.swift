// Programs beside us: their output, their end, and that nothing of them is left.
import Foundation
import Testing

@testable import Transport

struct ChildProcessTests {
    let net = Loopback()

    func start(_ commandLine: String, folder: String? = nil, environment: [String: String] = [:]) throws -> ChildProcess
    {
        let child = try ChildProcess(
            net.loop,
            .init(
                commandLine, folder: folder,
                environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }))
        child.onGone = { net.done() }
        return child
    }

    /// What is left behind by a program that says its process ids, one a line.
    func survivors(_ child: ChildProcess) -> [String] {
        child.tail.last(50).filter { Int32($0).map { kill($0, 0) == 0 } ?? false }
    }

    @Test func `its lines, its end and what it took are known`() throws {
        let child = try start("echo one; echo two >&2; printf three; exit 7")
        var lines: [String: [String]] = [:]
        child.onLine = { lines[$0.rawValue, default: []].append($1) }
        net.run()
        #expect(lines == ["out": ["one", "three"], "err": ["two"]])
        #expect(child.end == .exited(7))
        #expect(child.end?.words == "exited with code 7")
        let usage = try #require(child.usage)
        #expect(usage.peakMemory > 100_000)
        #expect(usage.processorTime > .zero)
        #if os(Linux)
            #expect((usage.bytesWritten ?? 0) >= 13)
        #endif
    }

    @Test func `it gets its folder and exactly the environment that it was given`() throws {
        let child = try start("pwd; echo $GREETING; echo $HOME", folder: "/usr", environment: ["GREETING": "good day"])
        net.run()
        #expect(child.tail.last(9) == ["/usr", "good day", ""])
    }

    @Test func `a folder that is not there and a program that is not there are told apart`() throws {
        #expect(throws: TransportError.cannotRun("true", reason: "there is no folder /no/such/folder")) {
            _ = try start("true", folder: "/no/such/folder")
        }
        let child = try start("no-such-program --at-all")
        net.run()
        #expect(child.end == .exited(127))
        #expect(child.tail.lines.first?.contains("no-such-program") == true)
    }

    @Test func `a program that ignores SIGTERM is ended after the patience`() throws {
        let child = try start("trap '' TERM; echo ready; while :; do sleep 0.05; done")
        child.onLine = { _, line in if line == "ready" { child.stop(patience: .milliseconds(200)) } }
        net.run()
        #expect(child.end == .signalled(9))
        #expect(child.end?.words == "was ended by SIGKILL (signal 9)")
    }

    @Test func `SIGTERM reaches the program, which may say goodbye`() throws {
        let child = try start("trap 'echo goodbye; exit 3' TERM; echo ready; while :; do sleep 0.05; done")
        child.onLine = { _, line in if line == "ready" { child.stop() } }
        net.run()
        // The shell may tell beside it that its `sleep` was ended as well.
        #expect(child.tail.lines.contains("goodbye"))
        #expect(child.end == .exited(3))
    }

    /// One child in the group, one whose parent is gone, one in a session of its own that ignores SIGTERM.
    static let family = """
        sleep 100 & echo $!
        (sleep 100 & echo $!)
        setsid sh -c 'trap "" TERM; echo $$; while :; do sleep 0.05; done' &
        """

    @Test func `what it started goes with it, daemons included, when it is stopped`() throws {
        let child = try start(Self.family + "\nwait")
        child.onLine = { _, _ in if child.tail.count == 3 { child.stop(patience: .milliseconds(200)) } }
        net.run()
        #expect(child.tail.count == 3)
        #expect(survivors(child) == [])
    }

    @Test func `daemons go on after the program's end, until they are stopped`() throws {
        let child = try start(Self.family + "\nsleep 0.2; exit 0")
        child.onExit = { _ in
            #expect(survivors(child).count == 3)
            child.kill()
        }
        net.run()
        #expect(child.end == .exited(0))
        #expect(survivors(child) == [])
    }

    @Test func `a flood of output costs no memory`() throws {
        let child = try start("yes 0123456789 | head -c 20000000; head -c 100000 /dev/zero")
        net.run()
        // Whole lines; then what is left of `yes`, and the zeros behind it, in pieces of 4096 bytes.
        #expect(child.tail.count == 1_818_181 + 25)
        #expect(child.tail.lines.count < 400)
        #expect(child.tail.last(1)[0].utf8.count <= 4096)
    }

    #if os(Linux)
        @Test func `it holds none of our sockets open`() throws {
            let server = try net.server()
            let child = try start("ls -l /proc/self/fd | grep -c socket; ls -l /proc/$PPID/fd | grep -c socket")
            net.run()
            #expect(child.tail.lines == ["0", "0"])
            server.stopListening()
        }

        @Test(.enabled(if: MountNamespace.isAllowed)) func `it alone sees what is shown to it in the place of a file`()
            throws
        {
            let folder = try PrivateFolder(environment: [:])
            let hosts = try folder.write("127.77.0.1 somewhere.test\n", as: "hosts")
            var plan = ChildProcess.Plan("cat /etc/hosts", environment: ["PATH": "/usr/bin:/bin"])
            plan.replaced = [("/etc/hosts", hosts)]
            let child = try ChildProcess(net.loop, plan)
            child.onGone = { net.done() }
            net.run()
            #expect(child.tail.lines == ["127.77.0.1 somewhere.test"])
            #expect(String(decoding: try Files.read("/etc/hosts"), as: UTF8.self).contains("somewhere.test") == false)
        }
    #endif
}

struct PortWatchTests {
    let net = Loopback()

    @Test(arguments: ["127.0.0.1", "localhost"]) func `a port is seen as soon as somebody listens`(host: String) throws
    {
        let port = try net.unusedPort()
        var outcomes: [PortWatch.Outcome] = []
        let watch = PortWatch(net.loop, host: host, port: port, patience: .seconds(20)) {
            outcomes.append($0)
            net.done()
        }
        var server: WebSocketServer?
        net.loop.schedule(after: .milliseconds(60)) {
            var options = WebSocketServer.Options()
            options.port = port
            server = try? net.server(options)
        }
        net.run()
        #expect(outcomes == [.listening])
        #expect(server?.connectionCount == 0)
        watch.cancel()
        server?.stopListening()
    }

    @Test func `a port on which nobody listens is given up, and a cancelled watch says nothing`() throws {
        let port = try net.unusedPort()
        var outcomes: [PortWatch.Outcome] = []
        _ = PortWatch(net.loop, host: "127.0.0.1", port: port, patience: .milliseconds(60)) {
            outcomes.append($0)
            net.done()
        }
        PortWatch(net.loop, host: "127.0.0.1", port: port, patience: .milliseconds(10)) { _ in
            Issue.record("a cancelled watch spoke")
        }.cancel()
        net.run()
        #expect(outcomes == [.timedOut])
    }

    @Test func `the system's table is read for loopback and wildcard listeners alone`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
               1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1
               2: 0501A8C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1
               3: 0100007F:1F91 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4 1
               4: 00000000000000000000000001000000:1F92 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 5 1
            """
        #expect(ListeningPorts.ports(inTable: table) == [8080, 22, 8082])
    }
}
