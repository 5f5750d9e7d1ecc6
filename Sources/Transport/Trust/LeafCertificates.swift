// A certificate for whatever name a client asks for, made when it asks: so one server is localhost, api.openai.com and the rest.

import COpenSSL

final class LeafCertificates {
    private struct Leaf {
        var certificate: OpaquePointer
        var key: OpaquePointer
    }

    private let authority: CertificateAuthority
    private var leaves: [String: Leaf] = [:]

    /// Who asks for more names than this is not a program under test.
    private static let most = 256

    init(_ authority: CertificateAuthority) { self.authority = authority }

    deinit {
        for leaf in leaves.values {
            X509_free(leaf.certificate)
            EVP_PKEY_free(leaf.key)
        }
    }

    /// The context must not outlive this.
    func serve(_ context: OpaquePointer) {
        openssl_on_server_name(
            context,
            { ssl, _, argument in
                guard let ssl, let argument, let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else {
                    return openssl_name_accepted
                }
                let leaves = Unmanaged<LeafCertificates>.fromOpaque(argument).takeUnretainedValue()
                leaves.put(leafFor: String(cString: name), on: ssl)
                return openssl_name_accepted
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func put(leafFor name: String, on ssl: OpaquePointer) {
        guard let leaf = leaf(for: name.lowercased()) else { return }
        SSL_use_certificate(ssl, leaf.certificate)
        SSL_use_PrivateKey(ssl, leaf.key)
    }

    private func leaf(for name: String) -> Leaf? {
        if let known = leaves[name] { return known }
        let isName =
            name.utf8.count <= 253
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
                    || byte == 0x5F
            }
        guard isName, !name.isEmpty, leaves.count < Self.most,
            let issued = try? authority.issue(names: [name], days: 90),
            let certificate = reading(Array(issued.certificate.utf8), { PEM_read_bio_X509($0, nil, nil, nil) })
        else { return nil }
        guard let key = reading(Array(issued.key.utf8), { PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else {
            X509_free(certificate)
            return nil
        }
        let leaf = Leaf(certificate: certificate, key: key)
        leaves[name] = leaf
        return leaf
    }
}
