// Imports OpenSSL, or says in one line what to install.
#pragma once
#if !__has_include(<openssl/ssl.h>)
#error "OpenSSL is missing. Debian: apt-get install libssl-dev   Homebrew: brew install openssl@3"
#endif
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
