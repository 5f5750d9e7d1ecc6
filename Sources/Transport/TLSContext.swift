// What a TLS side brings along: whom a client trusts, who a server says it is.

import COpenSSL

final class TLSContext {
    let pointer: OpaquePointer
    /// A client's: nothing vouches for any server, because no CA certificates were found.
    private(set) var trustsNobody = false
    let verifies: Bool
    /// Owned here, for OpenSSL calls it back and retains nothing.
    private var leaves: LeafCertificates?

    deinit { SSL_CTX_free(pointer) }

    /// For clients: the system's CA certificates, or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`, and `caFile` beside them.
    init(client options: ConnectionOptions) throws(TransportError) {
        verifies = !options.insecure
        pointer = try Self.make(TLS_client_method())
        SSL_CTX_set_verify(pointer, verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        guard verifies else { return }
        let file = options.environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = options.environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
        if file != nil || folder != nil {
            if let file { try trust(file, named: "SSL_CERT_FILE=\(file)") }
            if let folder { SSL_CTX_load_verify_locations(pointer, nil, folder) }
        } else {
            SSL_CTX_set_default_verify_paths(pointer)
            let stores = [X509_get_default_cert_file(), X509_get_default_cert_dir()].compactMap {
                $0.map { String(cString: $0) }
            }
            trustsNobody = options.caFile == nil && !stores.contains { Files.exists($0) }
        }
        if let caFile = options.caFile { try trust(caFile, named: caFile) }
        ERR_clear_error()
    }

    /// For servers.
    ///
    /// - Parameter authority: Issues certificates for names that the first one may not be for.
    init(
        server certificate: WebSocketServer.Certificate, authority: WebSocketServer.Certificate? = nil
    ) throws(TransportError) {
        verifies = false
        pointer = try Self.make(TLS_server_method())
        guard SSL_CTX_use_certificate_chain_file(pointer, certificate.certificateFile) == 1 else {
            let path = certificate.certificateFile
            let reason = TLSContext.lastError()
            throw .badCertificate(path: path, reason: Files.exists(path) ? reason : "there is no such file")
        }
        guard SSL_CTX_use_PrivateKey_file(pointer, certificate.keyFile, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(pointer) == 1
        else {
            throw .badCertificate(path: certificate.keyFile, reason: TLSContext.lastError())
        }
        guard let authority else { return }
        let leaves = try LeafCertificates(
            CertificateAuthority(certificateFile: authority.certificateFile, keyFile: authority.keyFile))
        self.leaves = leaves
        leaves.serve(pointer)
    }

    private static func make(_ method: OpaquePointer?) throws(TransportError) -> OpaquePointer {
        ERR_clear_error()
        guard let context = SSL_CTX_new(method) else {
            throw .tlsFailed(host: "OpenSSL", reason: lastError(), hint: nil)
        }
        // Buffers of idle connections are given back: 34 KB each, times thousands.
        openssl_set_mode(context, openssl_mode_release_buffers | openssl_mode_moving_writes)
        openssl_set_minimum_version(context, TLS1_2_VERSION)
        return context
    }

    private func trust(_ file: String, named name: String) throws(TransportError) {
        guard SSL_CTX_load_verify_locations(pointer, file, nil) == 1 else {
            let reason = TLSContext.lastError()
            throw .badAuthorities(path: name, reason: Files.exists(file) ? reason : "there is no such file")
        }
    }

    /// OpenSSL's words for what failed last on this thread: `wrong version number`. Empties its queue.
    static func lastError() -> String {
        var words = "unknown error"
        var isFirst = true
        while case let code = ERR_get_error(), code != 0 {
            // The first is the cause; the rest say which functions it passed through.
            if isFirst, let reason = ERR_reason_error_string(code) { words = String(cString: reason) }
            isFirst = false
        }
        return words
    }
}
