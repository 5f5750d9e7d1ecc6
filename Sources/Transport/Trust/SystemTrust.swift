// Where a system keeps the certificates that its programs trust, for programs that are to trust one more.

import COpenSSL

package enum SystemTrust {
    /// Bundles of the usual systems: Debian, Fedora, SUSE, Fedora's extracted one, Alpine and the BSDs.
    private static let usual = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// Files with all certificates of the system that are there, each once whatever its names.
    package static var bundles: [String] {
        var seen: Set<String> = []
        let own = X509_get_default_cert_file().map { [String(cString: $0)] } ?? []
        return (usual + own).compactMap { Files.realPath($0) }.filter { seen.insert($0).inserted }
    }

    /// Variables by which a program is told of other certificates, in the order in which programs prefer them. Some of
    /// them replace the system's, so a file that they name must hold both.
    package static let variables = [
        // OpenSSL (Python, Ruby, PHP), Go, Rust's native certificates
        "SSL_CERT_FILE",
        // requests; httpx of old
        "REQUESTS_CA_BUNDLE",
        // Node, beside its own
        "NODE_EXTRA_CA_CERTS",
        // curl and what is built on it
        "CURL_CA_BUNDLE",
        // Deno, beside its own
        "DENO_CERT",
    ]

    /// All certificates that a program of this environment trusts, PEM; empty where there are none.
    package static func certificates(environment: [String: String]) -> [UInt8] {
        let given = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"].compactMap { environment[$0] }
        var bytes: [UInt8] = []
        for file in given.filter({ !$0.isEmpty }) + bundles.prefix(1) {
            bytes += (try? Files.read(file, limit: 16 << 20)) ?? []
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
