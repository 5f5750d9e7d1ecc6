// Imports wslay, or says in one line what to install.
#pragma once
#if !__has_include(<wslay/wslay.h>)
#error "wslay is missing. Debian: apt-get install libwslay-dev   Homebrew: brew install wslay"
#endif
#include <sys/types.h>
#include <wslay/wslay.h>
static const unsigned char wslay_rsv1_bit = WSLAY_RSV1_BIT;
