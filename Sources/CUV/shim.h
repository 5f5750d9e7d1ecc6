// Imports libuv, or says in one line what to install.
#pragma once
#if !__has_include(<uv.h>)
#error "libuv is missing. Debian: apt-get install libuv1-dev   Homebrew: brew install libuv"
#endif
#include <uv.h>
