// Imports expat, or says in one line what to install.
#pragma once
#if !__has_include(<expat.h>)
#error "expat is missing. Debian: apt-get install libexpat1-dev   Homebrew: brew install expat"
#endif
#include <expat.h>
