// Imports OpenSSL, or says in one line what to install.
#pragma once
#if !__has_include(<openssl/ssl.h>)
#error "OpenSSL is missing. Debian: apt-get install libssl-dev   Homebrew: brew install openssl@3"
#endif
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ec.h>

// Macros that Swift cannot import.
static inline long openssl_set_sni(SSL *ssl, const char *name) { return SSL_set_tlsext_host_name(ssl, name); }
static inline void openssl_set_mode(SSL_CTX *context, long mode) { SSL_CTX_set_mode(context, mode); }
static inline void openssl_set_minimum_version(SSL_CTX *context, int version) {
    SSL_CTX_set_min_proto_version(context, version);
}
static inline const char *openssl_cipher_name(const SSL *ssl) { return SSL_get_cipher_name(ssl); }
static inline long openssl_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }
static inline void openssl_empty(BIO *bio) { (void)BIO_reset(bio); }
static const long openssl_mode_release_buffers = SSL_MODE_RELEASE_BUFFERS;
static const long openssl_mode_moving_writes = SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE;
static const unsigned long openssl_name_rfc2253 = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;

// Macros in OpenSSL 1.1, functions in 3.
static inline int openssl_use_p256(EVP_PKEY_CTX *context) {
    return EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1);
}

// Called with the name that a client asks for; SSL_TLSEXT_ERR_OK goes on with what the callback has put into `ssl`.
static inline void openssl_on_server_name(SSL_CTX *context, int (*callback)(SSL *, int *, void *), void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}
static const int openssl_name_accepted = SSL_TLSEXT_ERR_OK;
