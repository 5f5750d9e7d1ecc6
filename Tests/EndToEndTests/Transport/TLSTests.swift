// TLS between our client and our server, and every way in which it must not come about.
import Testing
import WebSocketWire

@testable import Transport

struct TLSTests {
    let net = Loopback()
    let certificates = Certificates.shared

    func secureServer(_ certificate: WebSocketServer.Certificate? = nil) throws -> WebSocketServer {
        var options = WebSocketServer.Options()
        options.tls = certificate ?? certificates.server
        return try net.server(options)
    }

    @Test(arguments: ["localhost", "127.0.0.1"]) func `a trusted server is talked to, and its certificate known`(
        host: String
    )
        throws
    {
        let server = try secureServer()
        let long = String(repeating: "x", count: 3 << 20)
        let talk = net.connect("wss://\(host):\(server.port)/", options: .trusting(certificates.ca)) { channel in
            channel.send(text: "hello")
            channel.send(text: long)
        }
        talk.onEvent = { [unowned talk] _ in if talk.texts.count == 2 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts == ["hello", long])
        #expect(talk.closing?.isClean == true)
        let facts = try #require(talk.tls)
        #expect(facts.version == "TLSv1.3")
        #expect(facts.subject == "CN=localhost")
        #expect(facts.issuer == "CN=Throwaway-CA")
        #expect(facts.verified)
        #expect(facts.cipher?.hasPrefix("TLS_") == true)
        #expect(facts.expires?.hasSuffix("Z") == true)
    }

    @Test func `an unknown CA is refused, with a way out`() throws {
        let server = try secureServer()
        var mishaps: [String] = []
        server.onMishap = { mishaps.append($1) }
        let talk = net.connect("wss://localhost:\(server.port)/")
        net.run()
        guard case .untrusted(host: "localhost", let reason, let hint) = talk.error else {
            Issue.record("expected distrust, got \(String(describing: talk.error))")
            return
        }
        #expect(reason == "unable to get local issuer certificate")
        #expect(hint?.contains("CA") == true)
        #expect(talk.tls?.subject == "CN=localhost")
        #expect(talk.tls?.verified == false)
    }

    @Test func `SSL_CERT_FILE of the given environment is trusted`() throws {
        let server = try secureServer()
        let options = ConnectionOptions(environment: ["SSL_CERT_FILE": certificates.ca])
        let talk = net.connect("wss://localhost:\(server.port)/", options: options) { $0.close() }
        net.run()
        #expect(talk.closing?.isClean == true)
    }

    @Test func `a certificate for another name is refused by name`() throws {
        let server = try secureServer(certificates.stranger)
        for host in ["localhost", "127.0.0.1"] {
            let talk = net.connect("wss://\(host):\(server.port)/", options: .trusting(certificates.ca))
            net.run()
            guard case .untrusted(host: host, let reason, let hint) = talk.error else {
                Issue.record("expected distrust, got \(String(describing: talk.error))")
                return
            }
            #expect(reason.lowercased().contains("mismatch"))
            #expect(hint == "the certificate is for CN=elsewhere.test: use its name in the URL")
        }
    }

    @Test func `an expired certificate says so`() throws {
        let server = try secureServer(certificates.expired)
        let talk = net.connect("wss://localhost:\(server.port)/", options: .trusting(certificates.ca))
        net.run()
        #expect(
            talk.error
                == .untrusted(
                    host: "localhost", reason: "certificate has expired",
                    hint: "check this machine's clock, then have the certificate renewed"))
    }

    @Test func `insecure connects to anyone and does not claim to have verified`() throws {
        let server = try secureServer(certificates.stranger)
        var options = ConnectionOptions()
        options.insecure = true
        let talk = net.connect("wss://localhost:\(server.port)/", options: options) { $0.close() }
        net.run()
        #expect(talk.closing?.isClean == true)
        #expect(talk.tls?.verified == false)
    }

    @Test func `wss to a port without TLS, and ws to one with it, are told apart`() throws {
        let plain = try net.server()
        var mishaps: [String] = []
        plain.onMishap = { mishaps.append($1) }
        let first = net.connect("wss://localhost:\(plain.port)/", options: .trusting(certificates.ca))
        net.run()
        guard case .lost(.tls, _, _) = first.error else {
            Issue.record("got \(String(describing: first.error))")
            return
        }
        #expect(mishaps == ["the client speaks TLS, but this port does not: use ws:// in its URL"])

        let secure = try secureServer()
        secure.onMishap = { mishaps.append($1) }
        let second = net.connect("ws://localhost:\(secure.port)/")
        net.run()
        #expect(second.error != nil)
        #expect(mishaps.count == 2)
    }

    @Test func `a reset under TLS ends the channel`() throws {
        var options = WebSocketServer.Options()
        options.tls = certificates.server
        let server = try net.server(options) { channel in
            channel.send(text: "before")
            channel.reset()
        }
        let talk = net.connect("wss://localhost:\(server.port)/", options: .trusting(certificates.ca))
        net.run()
        #expect(talk.events == [.text("before"), .failed("connection reset by peer")])
    }

    @Test func `a missing, a foreign and a broken key are named`() throws {
        for (certificate, key) in [
            ("/nonexistent.pem", certificates.server.keyFile),
            (certificates.server.certificateFile, "/nonexistent.key"),
            (certificates.server.certificateFile, certificates.stranger.keyFile),
            (certificates.server.keyFile, certificates.server.keyFile),
        ] {
            var options = WebSocketServer.Options()
            options.tls = .init(certificateFile: certificate, keyFile: key)
            #expect(throws: TransportError.self) { try net.server(options) }
        }
    }
}

extension Conversation {
    var tls: TLSFacts? {
        facts.lazy.compactMap { if case .tls(let facts, _, _) = $0 { facts } else { nil } }.first
    }
}
