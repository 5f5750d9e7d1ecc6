#!/usr/bin/env bash
# Measures what Benchmarks/README.md describes and puts the table into it. `run.sh --help` lists what can be left out.
set -euo pipefail
cd "$(dirname "$0")/.."
make --silent .venv/ready
exec .venv/bin/python Benchmarks/bench.py "$@"
