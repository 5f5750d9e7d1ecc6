// Imports zlib, or says in one line what to install.
#pragma once
#if !__has_include(<zlib.h>)
#error "zlib is missing. Debian: apt-get install zlib1g-dev   Homebrew: brew install zlib"
#endif
#include <zlib.h>
