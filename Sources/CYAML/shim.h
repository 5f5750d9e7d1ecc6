// Imports libyaml, or says in one line what to install.
#pragma once
#if !__has_include(<yaml.h>)
#error "libyaml is missing. Debian: apt-get install libyaml-dev   Homebrew: brew install libyaml"
#endif
#include <yaml.h>
