# realtime-doctor: everything a person or a CI does with this repository. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CONFIGURATION ?= debug
PREFIX ?= /usr/local
PRODUCTS ?= .build/release
BIN = .build/$(CONFIGURATION)
ARGS ?=

# header, Debian package, Homebrew formula
define LIBRARIES
wslay/wslay.h   libwslay-dev    wslay
uv.h            libuv1-dev      libuv
openssl/ssl.h   libssl-dev      openssl@3
zlib.h          zlib1g-dev      zlib
simdjson.h      libsimdjson-dev simdjson
yaml.h          libyaml-dev     libyaml
endef
export LIBRARIES

.PHONY: help setup build release probe suite test healthy lint format bench sdk cases fuzz autobahn install clean

help: ## Show what can be made.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Install the C libraries that are missing (apt, or Homebrew), saying which.
	@command -v swift >/dev/null || { echo "error: there is no swift on the PATH"; echo "hint: install a toolchain from https://www.swift.org/install"; exit 1; }
	@apt=(); brew=(); \
	while read -r header debian formula; do \
	    found=; for folder in /usr/include /usr/include/*-linux-gnu /usr/local/include /opt/homebrew/include /opt/homebrew/opt/openssl@3/include; do \
	        [ -e "$$folder/$$header" ] && found=yes; done; \
	    [ -n "$$found" ] || { apt+=("$$debian"); brew+=("$$formula"); }; \
	done <<< "$$LIBRARIES"; \
	command -v pkg-config >/dev/null || { apt+=(pkg-config); brew+=(pkgconf); }; \
	[ $${#apt[@]} -eq 0 ] && exit 0; \
	if command -v apt-get >/dev/null; then \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    echo "installing with apt: $${apt[*]}"; \
	    $$sudo apt-get -qq update && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends "$${apt[@]}" >/dev/null; \
	elif command -v brew >/dev/null; then echo "installing with brew: $${brew[*]}"; brew install -q "$${brew[@]}"; \
	else echo "error: missing $${apt[*]} (Debian names)"; echo "hint: install them with your package manager and run make again"; exit 1; fi

build: setup ## Build both programs.
	@swift build -c $(CONFIGURATION)

release: ## Build both programs optimised, the Swift runtime linked in.
	@$(MAKE) setup
	@swift build -c release --static-swift-stdlib

probe: build ## Build, then examine the built-in mock over real sockets. ARGS="--scenario quota-exhausted" for more.
	@$(BIN)/realtime-doctor probe $(ARGS)

suite: build ## Build, then run every scenario of the library through the reference bridge. ARGS="--only healthy" for fewer.
	@$(BIN)/realtime-doctor suite Fixtures/Suites/regression.yaml $(ARGS)

test: setup lint ## Build, lint and run every test.
	@swift build --build-tests
	@swift test --skip-build

healthy: setup ## 200 healthy probes in each era and audio format, in virtual time: none may have a finding.
	@swift build --build-tests
	@HEALTHY_SEEDS=200 swift test --skip-build --filter 'ScenarioMatrixTests'

lint: ## Check the format of every Swift file.
	@swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks

format: ## Bring every Swift file into the committed format.
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks

bench: release ## Measure on this machine and print the table of Benchmarks/README.md.
	@Benchmarks/run.sh

sdk: build .venv/ready ## Drive the mock with the official openai Python SDK and with other, also rude, WebSocket clients.
	@for clients in openai_sdk sdk_forms sdk_protocol wire_clients; do \
	    .venv/bin/python Tests/Clients/$$clients.py $(BIN)/mock-realtime-server || exit 1; done
	@.venv/bin/python Tests/Clients/schema.py $(BIN)/realtime-doctor

cases: build .venv/ready ## Call the bridges of five public failures, and hold the verdicts against their stories. ARGS="003-twilio-noise" for one.
	@.venv/bin/python Tests/Cases/run.py $(BIN)/realtime-doctor $(ARGS)

.venv/ready: Tests/Clients/requirements.txt Tests/Cases/requirements.txt
	@python3 -m venv .venv
	@.venv/bin/pip --quiet --disable-pip-version-check install -r Tests/Clients/requirements.txt -r Tests/Cases/requirements.txt
	@touch .venv/ready

fuzz: setup ## Damage the inputs of every reader at random, 5,000 times each. ROUNDS=1000000 for a night of it.
	@FUZZ_ROUNDS=$(or $(ROUNDS),5000) swift test --filter FuzzTests

autobahn: release ## Run the RFC 6455 suite against server and client (needs a Python 2.7 for the suite).
	@Benchmarks/autobahn.sh

install: release ## Install programs, voices, scenarios, man pages and completions under PREFIX.
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/realtime-doctor" "$(DESTDIR)$(PREFIX)/share/man/man1"
	@install -d "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	@if [ -e $(PRODUCTS)/librealtime-doctor-intercept.so ]; then \
	    install -d "$(DESTDIR)$(PREFIX)/lib/realtime-doctor"; \
	    install $(PRODUCTS)/librealtime-doctor-intercept.so "$(DESTDIR)$(PREFIX)/lib/realtime-doctor/"; fi
	@cp -R Fixtures/Audio Fixtures/Scenarios Fixtures/Suites "$(DESTDIR)$(PREFIX)/share/realtime-doctor/"
	@for program in realtime-doctor mock-realtime-server; do \
	    install $(PRODUCTS)/$$program "$(DESTDIR)$(PREFIX)/bin/"; \
	    $(PRODUCTS)/$$program --man-page > "$(DESTDIR)$(PREFIX)/share/man/man1/$$program.1"; \
	    $(PRODUCTS)/$$program --completions bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$program"; \
	    $(PRODUCTS)/$$program --completions zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_$$program"; \
	    $(PRODUCTS)/$$program --completions fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/$$program.fish"; \
	done

clean: ## Forget everything that was built.
	@rm -rf .build .venv
