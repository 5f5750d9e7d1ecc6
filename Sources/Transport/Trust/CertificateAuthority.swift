// A certificate authority of our own: made anew, kept where its owner keeps it, and trusted by nobody who was not told.
// A program that hard-codes wss:// then talks to a mock without knowing.

import COpenSSL

package final class CertificateAuthority {
    /// A certificate, with what it stands on behind it, and its private key; both PEM.
    package struct Issued: Sendable, Equatable {
        package var certificate: String
        package var key: String
    }

    /// PEM.
    package let certificate: String
    private let issuer: OpaquePointer
    private let key: OpaquePointer

    /// - Parameters:
    ///   - name: Its common name, as a person finds it in a store.
    ///   - days: From yesterday on, so that a clock that is a little wrong does no harm.
    package init(name: String = "realtime-doctor test authority", days: Int = 3) throws(TransportError) {
        let key = try CertificateAuthority.makeKey()
        let issuer: OpaquePointer
        do throws(TransportError) {
            issuer = try CertificateAuthority.make(
                subject: name, key: key, days: days, issuer: nil, signedWith: key,
                extensions: [
                    (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                    (NID_key_usage, "critical,keyCertSign,cRLSign"),
                    (NID_subject_key_identifier, "hash"),
                ])
        } catch {
            EVP_PKEY_free(key)
            throw error
        }
        (self.issuer, self.key) = (issuer, key)
        certificate = pem { PEM_write_bio_X509($0, issuer) }
    }

    /// One that was written to files before.
    package init(certificateFile: String, keyFile: String) throws(TransportError) {
        let bytes = try (Files.read(certificateFile, limit: 1 << 20), Files.read(keyFile, limit: 1 << 20))
        let read = reading(bytes.0) { PEM_read_bio_X509($0, nil, nil, nil) }
        guard let read else { throw .badCertificate(path: certificateFile, reason: TLSContext.lastError()) }
        guard let secret = reading(bytes.1, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else {
            X509_free(read)
            throw .badCertificate(path: keyFile, reason: TLSContext.lastError())
        }
        guard X509_check_private_key(read, secret) == 1 else {
            X509_free(read)
            EVP_PKEY_free(secret)
            throw .badCertificate(path: keyFile, reason: "it is not the key of \(certificateFile)")
        }
        (issuer, key) = (read, secret)
        certificate = String(decoding: bytes.0, as: UTF8.self)
    }

    deinit {
        X509_free(issuer)
        EVP_PKEY_free(key)
    }

    /// PEM; whoever has it can speak for any host to those who trust this authority.
    package var privateKey: String { pem { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) } }

    /// A certificate for a server.
    ///
    /// - Parameters:
    ///   - names: Host names and addresses; at least one.
    ///   - days: From now until it ends; negative for one that has ended (a fault on purpose).
    ///   - since: Days from now at which it begins.
    package func issue(names: [String], days: Int = 3, since: Int = -1) throws(TransportError) -> Issued {
        let own = try CertificateAuthority.makeKey()
        defer { EVP_PKEY_free(own) }
        let alternatives = names.map { name in
            (SocketAddress(literal: name, port: 0) == nil ? "DNS:" : "IP:") + name
        }
        let leaf = try CertificateAuthority.make(
            subject: names.first ?? "localhost", key: own, days: days, since: since, issuer: issuer, signedWith: key,
            extensions: [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_alt_name, alternatives.joined(separator: ",")),
                (NID_authority_key_identifier, "keyid:always"), (NID_subject_key_identifier, "hash"),
            ])
        defer { X509_free(leaf) }
        return Issued(
            certificate: pem { PEM_write_bio_X509($0, leaf) } + certificate,
            key: pem { PEM_write_bio_PrivateKey($0, own, nil, nil, 0, nil, nil) })
    }

    // MARK: OpenSSL

    private static var failure: TransportError {
        .badCertificate(path: "a certificate of our own", reason: TLSContext.lastError())
    }

    /// On the curve P-256, which every TLS library knows.
    private static func makeKey() throws(TransportError) -> OpaquePointer {
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, openssl_use_p256(context) == 1, EVP_PKEY_keygen(context, &key) == 1,
            let key
        else { throw failure }
        return key
    }

    private static func make(
        subject: String, key: OpaquePointer, days: Int, since: Int = -1, issuer: OpaquePointer?,
        signedWith signer: OpaquePointer,
        extensions: [(kind: CInt, value: String)]
    ) throws(TransportError) -> OpaquePointer {
        guard let certificate = X509_new() else { throw failure }
        var serial: UInt64 = 0
        for byte in Surroundings.randomBytes(8) { serial = serial << 8 | UInt64(byte) }
        X509_set_version(certificate, 2)
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1)
        X509_gmtime_adj(X509_getm_notBefore(certificate), since * 86_400)
        X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400)
        X509_set_pubkey(certificate, key)
        let name = X509_get_subject_name(certificate)
        // A common name has at most 64 characters (RFC 5280, ub-common-name).
        X509_NAME_add_entry_by_txt(name, "CN", CInt(MBSTRING_UTF8), String(subject.prefix(64)), -1, -1, 0)
        X509_set_issuer_name(certificate, issuer.map { X509_get_subject_name($0) } ?? name)
        var isComplete = true
        for (kind, value) in extensions {
            var context = X509V3_CTX()
            X509V3_set_ctx(&context, issuer ?? certificate, certificate, nil, nil, 0)
            guard let made = X509V3_EXT_nconf_nid(nil, &context, kind, value) else {
                isComplete = false
                break
            }
            X509_add_ext(certificate, made, -1)
            X509_EXTENSION_free(made)
        }
        guard isComplete, X509_sign(certificate, signer, EVP_sha256()) > 0 else {
            X509_free(certificate)
            throw failure
        }
        return certificate
    }
}

private func pem(_ write: (OpaquePointer?) -> CInt) -> String {
    let memory = BIO_new(BIO_s_mem())
    defer { BIO_free(memory) }
    guard write(memory) == 1 else { return "" }
    var bytes: UnsafeMutablePointer<CChar>?
    let count = openssl_memory(memory, &bytes)
    return String(decoding: UnsafeRawBufferPointer(start: bytes, count: max(0, count)), as: UTF8.self)
}

func reading<Value>(_ bytes: [UInt8], _ read: (OpaquePointer?) -> Value?) -> Value? {
    bytes.withUnsafeBytes { buffer in
        let memory = BIO_new_mem_buf(buffer.baseAddress, CInt(clamping: buffer.count))
        defer { BIO_free(memory) }
        return read(memory)
    }
}
