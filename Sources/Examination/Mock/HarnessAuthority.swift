package import Transport

/// The harness's own certificate authority, made once for a user and kept in the configuration folder, so that it is trusted once.
package struct HarnessAuthority {
    /// PEM files.
    package let files: WebSocketServer.Certificate
    /// It was made just now.
    package let isNew: Bool

    /// - Parameter environment: `XDG_CONFIG_HOME`, else `HOME`, says where.
    package init(environment: [String: String]) throws {
        let folder = try Self.folder(environment: environment)
        files = .init(certificateFile: "\(folder)/ca.pem", keyFile: "\(folder)/ca-key.pem")
        isNew = !Files.exists(files.certificateFile) || !Files.exists(files.keyFile)
        if isNew {
            let authority = try CertificateAuthority(name: "realtime-doctor local authority", days: 3_650)
            // The key first: whoever sees the certificate finds the key that belongs to it.
            try Files.write(Array(authority.privateKey.utf8), to: files.keyFile, mode: 0o600)
            try Files.write(authority.certificate, to: files.certificateFile)
        }
    }

    package var certificate: String {
        get throws { String(decoding: try Files.read(files.certificateFile, limit: 1 << 20), as: UTF8.self) }
    }

    private static func folder(environment: [String: String]) throws(FixtureError) -> String {
        if let config = environment["XDG_CONFIG_HOME"], !config.isEmpty { return "\(config)/realtime-doctor" }
        if let home = environment["HOME"], !home.isEmpty { return "\(home)/.config/realtime-doctor" }
        throw FixtureError(
            message: "there is no place for the certificate authority: HOME and XDG_CONFIG_HOME are not set",
            hint: "set HOME, or give --tls-certificate and --tls-key")
    }
}

/// The certificates of one mock: the right one, and the wrong ones that a scenario may want. They go with it.
package final class MockCertificates {
    package let right: WebSocketServer.Certificate
    package let expired: WebSocketServer.Certificate
    package let wrongName: WebSocketServer.Certificate
    /// For clients that are to trust it, PEM.
    package let authorityFile: String
    private let folder: PrivateFolder

    /// A name that nobody connects to.
    package static let strangerName = "somebody-else.invalid"

    /// - Parameters:
    ///   - issuer: Nil: one for this mock alone.
    ///   - host: Where it listens.
    package init(
        issuer: WebSocketServer.Certificate? = nil, host: String = "127.0.0.1", environment: [String: String]
    ) throws(TransportError) {
        let folder = try PrivateFolder(environment: environment)
        let authority: CertificateAuthority
        if let issuer {
            authority = try CertificateAuthority(certificateFile: issuer.certificateFile, keyFile: issuer.keyFile)
        } else {
            authority = try CertificateAuthority()
        }
        func issue(
            _ names: [String], as name: String, days: Int = 90, since: Int = -1
        ) throws(TransportError) -> WebSocketServer.Certificate {
            let issued = try authority.issue(names: names, days: days, since: since)
            return .init(
                certificateFile: try folder.write(issued.certificate, as: "\(name).pem"),
                keyFile: try folder.write(issued.key, as: "\(name)-key.pem"))
        }
        let usual = ["localhost", "127.0.0.1", "::1"]
        let names = usual + (usual.contains(host) || host == "0.0.0.0" || host == "::" ? [] : [host])
        right = try issue(names, as: "server")
        expired = try issue(names, as: "expired", days: -1, since: -30)
        wrongName = try issue([Self.strangerName], as: "stranger")
        authorityFile = try folder.write(authority.certificate, as: "ca.pem")
        self.folder = folder
    }
}
