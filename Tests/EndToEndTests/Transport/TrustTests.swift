// An authority of our own, who believes it, and the way through a tunnel that ends at us.
import Foundation
import Testing
import WebSocketWire

@testable import Transport

struct TrustTests {
    let net = Loopback()
    let folder: PrivateFolder

    init() throws { folder = try PrivateFolder(environment: [:]) }

    func server(_ authority: CertificateAuthority, names: [String]) throws -> WebSocketServer {
        let issued = try authority.issue(names: names)
        var options = WebSocketServer.Options()
        options.tls = .init(
            certificateFile: try folder.write(issued.certificate, as: "leaf.pem"),
            keyFile: try folder.write(issued.key, as: "leaf.key"))
        return try net.server(options)
    }

    @Test func `a certificate that it issued is believed by those who trust it, and by nobody else`() throws {
        let authority = try CertificateAuthority()
        let server = try server(authority, names: ["api.openai.com", "localhost", "127.0.0.1"])
        let ca = try folder.write(authority.certificate, as: "ca.pem")
        for host in ["localhost", "127.0.0.1"] {
            let talk = net.connect("wss://\(host):\(server.port)/", options: .trusting(ca)) { $0.close() }
            net.run()
            #expect(talk.closing?.isClean == true, "\(String(describing: talk.error))")
        }
        let stranger = net.connect("wss://localhost:\(server.port)/")
        net.run()
        guard case .untrusted = stranger.error else {
            Issue.record("\(String(describing: stranger.error))")
            return
        }
    }

    @Test func `one that was written to files issues as before`() throws {
        let authority = try CertificateAuthority(name: "kept", days: 30)
        let certificate = try folder.write(authority.certificate, as: "ca.pem")
        let key = try folder.write(authority.privateKey, as: "ca.key")
        let server = try server(CertificateAuthority(certificateFile: certificate, keyFile: key), names: ["localhost"])
        let talk = net.connect("wss://localhost:\(server.port)/", options: .trusting(certificate)) { $0.close() }
        net.run()
        #expect(talk.closing?.isClean == true, "\(String(describing: talk.error))")
        #expect(throws: TransportError.self) { try CertificateAuthority(certificateFile: key, keyFile: certificate) }
    }

    @Test func `the system's certificates come with those that the environment names`() throws {
        let extra = try folder.write("-----BEGIN CERTIFICATE-----\nextra\n", as: "extra.pem")
        let bytes = SystemTrust.certificates(environment: ["NODE_EXTRA_CA_CERTS": extra])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("extra"))
        #expect(text.split(separator: "BEGIN CERTIFICATE").count > 2 || SystemTrust.bundles.isEmpty)
    }

    @Test func `a private folder is for its owner alone, and goes with it`() throws {
        var own: PrivateFolder? = try PrivateFolder(environment: ["TMPDIR": folder.path])
        let path = try #require(own?.path)
        _ = try own?.write("secret", as: "key")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        own = nil
        #expect(!Files.exists(path))
    }

    @Test func `a folder whose owner was killed goes with the next one that is made`() throws {
        let environment = ["TMPDIR": folder.path]
        let living = try PrivateFolder(environment: environment)
        // What a killed run leaves: the lock file, and nobody who holds it.
        let left = "\(folder.path)/realtime-doctor-killed"
        let foreign = "\(folder.path)/realtime-doctor-readable"
        for (path, mode) in [(left, 0o700), (foreign, 0o755)] {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
            try Files.write(Array("".utf8), to: "\(path)/.owner")
            try Files.write(Array("secret".utf8), to: "\(path)/key.pem")
        }
        let next = try PrivateFolder(environment: environment)
        #expect(!Files.exists(left))
        #expect(Files.exists(foreign))
        #expect(Files.exists(living.path))
        #expect(Files.exists(next.path))
        try FileManager.default.removeItem(atPath: foreign)
    }

    @Test func `a tunnel to a redirected name ends at ours, others go where they want`() throws {
        let authority = try CertificateAuthority()
        let ours = try server(authority, names: ["api.openai.com"])
        let other = try net.server()
        var tunnels: [String] = []
        let proxy = try TunnelProxy(
            net.loop, redirecting: ["API.openai.com"],
            to: Endpoint(isSecure: false, host: "127.0.0.1", port: ours.port), options: .init())
        proxy.onTunnel = { tunnels.append("\($0) \($1)") }
        var options = ConnectionOptions.trusting(try folder.write(authority.certificate, as: "ca.pem"))
        options.environment = ["HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)"]
        let talk = net.connect("wss://api.openai.com/v1/realtime", options: options) { $0.send(text: "through") }
        talk.onEvent = { [unowned talk] in if case .text = $0 { talk.channel?.close() } }
        net.run()
        #expect(talk.texts == ["through"], "\(String(describing: talk.error))")

        // By hand, for clients do not ask a proxy for what is on loopback.
        let socket = TCPSocket(net.loop)
        var answer = ""
        socket.arrived = { arrival in
            guard case .bytes(let bytes) = arrival else { return net.done() }
            answer += String(decoding: bytes, as: UTF8.self)
            if answer.contains("426 ") { net.done() }
        }
        socket.connect(to: try #require(SocketAddress(literal: "127.0.0.1", port: proxy.port))) { _ in
            let ask = "CONNECT 127.0.0.1:\(other.port) HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
            _ = Array(ask.utf8).withUnsafeBytes { socket.write($0) }
            socket.startReading()
        }
        net.run()
        socket.close()
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("HTTP/1.1 426 "), "\(answer)")
        #expect(tunnels == ["api.openai.com:443 true", "127.0.0.1:\(other.port) false"])
        proxy.stop()
    }
}
