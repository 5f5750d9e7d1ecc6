// One side of a TLS connection between memory and memory: ciphered bytes in and out here, plain bytes in and out there.

import COpenSSL

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

final class TLSSession {
    private let ssl: OpaquePointer
    private let context: TLSContext
    /// What came from the peer and OpenSSL has not read.
    private let incoming: OpaquePointer
    /// What OpenSSL wrote and the peer has not been sent.
    private let outgoing: OpaquePointer
    private let host: String
    /// The peer's, as soon as it was looked at, trusted or not.
    private var certificate: OpaquePointer?

    deinit {
        X509_free(certificate)
        SSL_free(ssl)
    }

    /// - Parameter host: A client's: the name or address that the certificate must be for. Nil makes a server.
    init(_ context: TLSContext, connectingTo host: String?) throws(TransportError) {
        ERR_clear_error()
        self.context = context
        self.host = host ?? "client"
        guard let ssl = SSL_new(context.pointer), let incoming = BIO_new(BIO_s_mem()),
            let outgoing = BIO_new(BIO_s_mem())
        else { throw .tlsFailed(host: host ?? "client", reason: TLSContext.lastError(), hint: nil) }
        self.ssl = ssl
        self.incoming = incoming
        self.outgoing = outgoing
        SSL_set_bio(ssl, incoming, outgoing)
        guard let host else {
            SSL_set_accept_state(ssl)
            return
        }
        SSL_set_connect_state(ssl)
        // The session owns `ssl`, so whoever calls back through it finds the session alive.
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_set_verify(ssl, context.verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, TLSSession.look)
        if SocketAddress(literal: host, port: 0) != nil {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host)
        } else {
            openssl_set_sni(ssl, host)
            SSL_set1_host(ssl, host)
        }
    }

    // MARK: Ciphered side

    /// Keeps what the peer sent.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while rest.count > 0 {
            let count = BIO_write(incoming, rest.baseAddress, CInt(clamping: rest.count))
            guard count > 0 else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[Int(count)...])
        }
    }

    /// Hands out what is to be sent and forgets it.
    func takeOutput(_ body: (UnsafeRawBufferPointer) -> Void) {
        var start: UnsafeMutablePointer<CChar>?
        let count = openssl_memory(outgoing, &start)
        guard count > 0 else { return }
        body(UnsafeRawBufferPointer(start: start, count: Int(count)))
        openssl_empty(outgoing)
    }

    // MARK: Handshake

    enum Step {
        case again
        case established
        case failed(TransportError)
    }

    func handshake() -> Step {
        ERR_clear_error()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return .established }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .again
        default: return .failed(explanation())
        }
    }

    /// Keeps the certificate under examination, for OpenSSL forgets it when it is refused. Decides nothing.
    private static let look: @convention(c) (CInt, OpaquePointer?) -> CInt = { verdict, examination in
        guard let ssl = X509_STORE_CTX_get_ex_data(examination, SSL_get_ex_data_X509_STORE_CTX_idx()),
            let data = SSL_get_ex_data(OpaquePointer(ssl), 0)
        else { return verdict }
        let session = Unmanaged<TLSSession>.fromOpaque(data).takeUnretainedValue()
        if session.certificate == nil, let certificate = X509_STORE_CTX_get0_cert(examination) {
            X509_up_ref(certificate)
            session.certificate = certificate
        }
        return verdict
    }

    private func explanation() -> TransportError {
        let verification = SSL_get_verify_result(ssl)
        if context.verifies, verification != Int(X509_V_OK) {
            _ = TLSContext.lastError()
            let words =
                X509_verify_cert_error_string(verification).map { String(cString: $0) } ?? "error \(verification)"
            return .untrusted(host: host, reason: words, hint: hint(for: CInt(clamping: verification)))
        }
        let reason = TLSContext.lastError()
        // What plain HTTP, or any other protocol, looks like to TLS.
        let isPlain = ["wrong version number", "http request", "packet length too long", "https proxy request"]
            .contains(reason)
        return .tlsFailed(
            host: host, reason: reason,
            hint: isPlain ? "the other side does not speak TLS on this port: try ws:// or http://" : nil)
    }

    private func hint(for verification: CInt) -> String? {
        switch verification {
        case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID:
            return "check this machine's clock, then have the certificate renewed"
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            return facts.subject.map { "the certificate is for \($0): use its name in the URL" }
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return context.trustsNobody
                ? "this machine has no CA certificates: install ca-certificates, or set SSL_CERT_FILE"
                : "name its CA with --ca-file or SSL_CERT_FILE; a company proxy that reads TLS has a CA of its own"
        default:
            return nil
        }
    }

    var facts: TLSFacts {
        var facts = TLSFacts()
        if let name = SSL_get_version(ssl), SSL_is_init_finished(ssl) == 1 { facts.version = String(cString: name) }
        if let name = openssl_cipher_name(ssl) { facts.cipher = String(cString: name) }
        guard let certificate else { return facts }
        facts.subject = Self.text(X509_get_subject_name(certificate))
        facts.issuer = Self.text(X509_get_issuer_name(certificate))
        var expiry = tm()
        if ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &expiry) == 1 {
            facts.expires = Surroundings.iso8601(unixMilliseconds: Int64(timegm(&expiry)) * 1000)
        }
        facts.verified = context.verifies && SSL_get_verify_result(ssl) == Int(X509_V_OK)
        return facts
    }

    private static func text(_ name: OpaquePointer?) -> String? {
        guard let name, let memory = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(memory) }
        X509_NAME_print_ex(memory, name, 0, openssl_name_rfc2253)
        var start: UnsafeMutablePointer<CChar>?
        let count = openssl_memory(memory, &start)
        return String(decoding: UnsafeRawBufferPointer(start: start, count: max(0, count)), as: UTF8.self)
    }

    // MARK: Plain side

    enum Reading {
        case bytes(Int)
        case again
        /// The peer's close_notify.
        case end
        case failed(String)
    }

    /// Deciphers into `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
        ERR_clear_error()
        let count = SSL_read(ssl, buffer.baseAddress, CInt(clamping: buffer.count))
        if count > 0 { return .bytes(Int(count)) }
        switch SSL_get_error(ssl, count) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .again
        case SSL_ERROR_ZERO_RETURN: return .end
        default: return .failed("TLS: \(TLSContext.lastError())")
        }
    }

    /// Ciphers bytes into the output.
    ///
    /// - Returns: How many were taken, from the front.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.count > 0 else { return 0 }
        ERR_clear_error()
        let count = SSL_write(ssl, bytes.baseAddress, CInt(clamping: bytes.count))
        return max(0, Int(count))
    }

    /// Puts a close_notify into the output.
    func finish() {
        ERR_clear_error()
        SSL_shutdown(ssl)
        ERR_clear_error()
    }
}
