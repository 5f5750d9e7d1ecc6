import Foundation
import JSONText
import ModelMock
import Scenarios
import TestSupport
import Testing
import WebSocketWire

@testable import Examination
@testable import Transport

/// What goes wrong at the port, in TLS and in the bytes, as a client sees it.
struct DoorTests {
    private func bench(_ rules: DoorRule...) throws -> MockBench {
        try MockBench(scenario: MockBench.scenario(door: rules))
    }

    private func only(_ connection: Int, _ fault: DoorFault) -> DoorRule {
        DoorRule(connection: TurnRange(first: connection, last: connection), fault: fault)
    }

    @Test func `the port is closed for a while after the first connection`() throws {
        let bench = try bench(only(2, .refuse(milliseconds: 400)))
        try bench.session { client in
            client.wait(for: "session.created")
            let refused = bench.net.connect("ws://127.0.0.1:\(bench.port)/v1/realtime?model=gpt-realtime")
            bench.net.run(atMost: .seconds(5))
            #expect(refused.error == .refused(host: "127.0.0.1", port: bench.port))
            client.send(["type": "response.create"])
            client.wait(for: "response.done")
        }
        try bench.session { client in
            let began = bench.net.loop.now
            client.wait("the port opened again") { _ in bench.net.loop.now - began > .milliseconds(500) }
        }
        try bench.session { $0.wait(for: "session.created") }
    }

    @Test func `an accepted connection is silent, and the next is not`() throws {
        let bench = try bench(only(1, .silent))
        var options = ConnectionOptions()
        options.timeouts.response = .milliseconds(300)
        let silent = bench.net.connect("ws://127.0.0.1:\(bench.port)/v1/realtime?model=gpt-realtime", options: options)
        bench.net.run(atMost: .seconds(5))
        #expect(silent.error?.isSilence(in: .upgrade) == true)
        try bench.session { $0.wait(for: "session.created") }
    }

    @Test(arguments: [0, 1, 60, 200]) func `the connection is reset after exactly so many bytes`(count: Int) throws {
        let bench = try bench(DoorRule(fault: .resetAt(bytes: count)))
        let client = try BareClient(port: bench.port)
        try client.send(
            "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        let end = client.drain(bench.net)
        #expect(client.received.count == count)
        #expect(end == ECONNRESET)
    }

    @Test func `bytes leave at the rate that was asked for`() throws {
        let bench = try bench(DoorRule(fault: .slow(bytesPerSecond: 2_000)))
        let began = bench.net.loop.now
        try bench.session { client in
            client.wait(for: "session.created")
            let bytes = (client.conversation?.texts.first?.utf8.count ?? 0) + 150
            let took = bench.net.loop.now - began
            let expected = Duration.milliseconds(Int64(bytes / 2))
            #expect(took > expected / 2 && took < expected * 3, "\(bytes) bytes in \(took)")
        }
    }

    @Test(arguments: [
        (DoorFault.expiredCertificate, "certificate has expired"), (.wrongNameCertificate, "hostname mismatch"),
    ]) func `a client that trusts the authority still refuses a wrong certificate`(
        fault: DoorFault, reason: String
    ) throws {
        let made = try MockCertificates(environment: [:])
        let bench = try MockBench(scenario: MockBench.scenario(door: [only(1, fault)])) { options in
            options.certificates = made
            options.server.tls = made.right
        }
        var options = ConnectionOptions()
        options.caFile = made.authorityFile
        let url = "wss://localhost:\(bench.port)/v1/realtime?model=gpt-realtime"
        let refused = bench.net.connect(url, options: options)
        bench.net.run(atMost: .seconds(5))
        guard case .untrusted(_, let why, _)? = refused.error else {
            Issue.record("it was trusted: \(String(describing: refused.error))")
            return
        }
        #expect(why.lowercased() == reason)
        let next = bench.net.connect(url, options: options) { $0.close() }
        bench.net.run(atMost: .seconds(5))
        #expect(next.channel != nil, "the next connection gets the right one")
    }

    @Test func `an authority issues a certificate for whatever name is asked for`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let environment = ["XDG_CONFIG_HOME": folder.path]
        let authority = try HarnessAuthority(environment: environment)
        #expect(authority.isNew)
        let again = try HarnessAuthority(environment: environment)
        #expect(!again.isNew && again.files == authority.files)
        let mode = try FileManager.default.attributesOfItem(atPath: authority.files.keyFile)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let made = try MockCertificates(issuer: authority.files, environment: [:])
        let bench = try MockBench { options in
            options.server.tls = made.right
            options.server.authority = authority.files
        }
        let context = try TLSContext(
            client: {
                var options = ConnectionOptions()
                options.caFile = authority.files.certificateFile
                return options
            }())
        let session = try TLSSession(context, connectingTo: "api.openai.com")
        let client = try BareClient(port: bench.port)
        for _ in 1...10 {
            let step = session.handshake()
            session.takeOutput { client.send($0) }
            if case .established = step { break }
            if case .failed(let error) = step { Issue.record("\(error)") }
            client.receiveSome(bench.net)
            client.received.withUnsafeBytes { session.receive($0) }
            client.received = []
        }
        #expect(session.facts.subject == "CN=api.openai.com" && session.facts.verified)
    }

    @Test func `the service speaks first, also to a client that asks in the packet of its upgrade`() throws {
        let bench = try MockBench()
        let client = try BareClient(port: bench.port)
        let wire = WebSocketConnection(role: .client(maskKey: { 7 }))
        wire.send(#"{"type":"response.create"}"#)
        wire.send("no JSON at all")
        let upgrade = [
            "GET /v1/realtime?model=gpt-realtime HTTP/1.1", "Host: 127.0.0.1", "Connection: Upgrade",
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Authorization: Bearer sk-test", "", "",
        ].joined(separator: "\r\n")
        (Array(upgrade.utf8) + wire.takeOutput()).withUnsafeBytes { client.send($0) }
        var types: [String] = []
        for _ in 1...20 where types.count < 2 {
            client.receiveSome(bench.net)
            let said = String(decoding: client.received, as: UTF8.self)
            types = said.matches(of: /"type":"(session\.created|error|response\.created)"/).map { String($0.1) }
        }
        #expect(types.first == "session.created", "\(types)")
    }

    // MARK: Faults of a running session, on real sockets

    private func running(_ fault: WireFault, _ body: (Client) throws -> Void) throws {
        let rule = Rule(when: Condition(event: "response.created"), effect: .wire(fault))
        let bench = try MockBench(scenario: MockBench.scenario(rules: [rule]))
        try bench.session { client in
            client.wait(for: "session.created")
            client.send(["type": "response.create"])
            try body(client)
        }
    }

    @Test func `a malformed frame makes our client close with 1002`() throws {
        var shape = FrameShape()
        shape.reserved = 2
        try running(.frame(shape)) { client in
            client.waitForEnd()
            #expect(client.conversation?.failure?.hasPrefix("reserved RSV2 on a frame with opcode 1") == true)
            #expect(client.conversation?.failure?.hasSuffix("closed with 1002") == true)
        }
    }

    @Test func `a half-closed connection ends for the client without a close frame, behind the message`() throws {
        try running(.halfClose) { client in
            client.waitForEnd()
            #expect(client.types.last == "response.created")
            #expect(client.conversation?.closing == .init(code: nil, reason: "", by: .peer, isClean: false))
        }
    }

    @Test func `pings are not answered any more`() throws {
        try running(.noPong) { client in
            client.wait(for: "response.done")
            client.conversation?.channel?.ping(Array("there?".utf8))
            client.send(["type": "input_audio_buffer.clear"])
            client.wait(for: "input_audio_buffer.cleared")
            let pongs = client.conversation?.events.filter { if case .pong = $0 { true } else { false } }
            #expect(pongs?.isEmpty == true)
        }
    }

    @Test func `a flood of pings arrives whole`() throws {
        try running(.pingFlood(count: 3_000)) { client in
            client.wait(for: "response.done")
            let pings = client.conversation?.events.count { if case .ping = $0 { true } else { false } }
            #expect(pings == 3_000)
        }
    }
}
