#!/usr/bin/env bash
# Runs the Autobahn suite (RFC 6455 and RFC 7692) against our server and our client, and counts the verdicts.
# usage: Benchmarks/autobahn.sh [server|client|both] [CASES]
#   CASES: "quick" (1-7, 10), "sample" (quick, 9 and a sample of 12 and 13; the default), "all" (takes long), or patterns such as "1.* 7.7.*".
# The suite needs Python 2.7: from AUTOBAHN_PYTHON, pyenv's 2.7.18, pypy, or python2 on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
side=${1:-both}
cases=${2:-sample}
results=$PWD/Benchmarks/results/autobahn
environment=$results/python
mkdir -p "$results"

if [ ! -x "$environment/bin/wstest" ]; then
    python=${AUTOBAHN_PYTHON:-}
    for candidate in "$HOME/.pyenv/versions/2.7.18/bin/python" pypy python2.7 python2; do
        [ -n "$python" ] || python=$(command -v "$candidate" || true)
    done
    [ -n "$python" ] || {
        echo "error: the Autobahn suite needs Python 2.7, and there is none"
        echo "hint: install it (pyenv install 2.7.18) or set AUTOBAHN_PYTHON"
        exit 2
    }
    echo "installing autobahntestsuite into $environment" >&2
    "$python" -m virtualenv --version >/dev/null 2>&1 || "$python" -m pip --quiet install virtualenv 2>/dev/null
    "$python" -m virtualenv --quiet "$environment"
    "$environment/bin/pip" --quiet install autobahntestsuite==25.10.1 2>/dev/null
fi

swift build -c release --product TransportBench >&2
bench=.build/release/TransportBench

case $cases in
    quick) selected='"1.*","2.*","3.*","4.*","5.*","6.*","7.*","10.*"' ;;
    sample)
        selected='"1.*","2.*","3.*","4.*","5.*","6.*","7.*","9.*","10.*"'
        for group in 12.{1..5} 13.{1..7}; do
            for number in 1 5 9 13 17; do selected+=",\"$group.$number\""; done
        done ;;
    all) selected='"*"' ;;
    *) selected=$(printf '"%s",' $cases) selected=${selected%,} ;;
esac

count() {  # index.json of one run
    python3 - "$1" <<'PYTHON'
import collections, json, sys
failed = False
for agent, cases in json.load(open(sys.argv[1])).items():
    verdicts = collections.Counter(case["behavior"] for case in cases.values())
    closes = collections.Counter(case["behaviorClose"] for case in cases.values())
    print(f"{agent}: {len(cases)} cases, {dict(verdicts)}, close {dict(closes)}")
    for number, case in sorted(cases.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
        for what in ("behavior", "behaviorClose"):
            if case[what] not in ("OK", "INFORMATIONAL"):
                print(f"  {number} {what}: {case[what]}")
                failed = failed or case[what] != "NON-STRICT"
sys.exit(failed)
PYTHON
}

verdict=0
if [ "$side" != client ]; then
    "$bench" serve 9001 >/dev/null & server=$!
    trap 'kill $server 2>/dev/null || true' EXIT
    cat > "$results/fuzzingclient.json" <<JSON
{"outdir": "$results/server", "servers": [{"agent": "our server", "url": "ws://127.0.0.1:9001", "options": {"version": 18}}],
 "cases": [$selected], "exclude-cases": [], "exclude-agent-cases": {}}
JSON
    (cd "$results" && "$environment/bin/wstest" -m fuzzingclient -s fuzzingclient.json >fuzzingclient.log 2>&1)
    kill $server
    count "$results/server/index.json" || verdict=1
fi
if [ "$side" != server ]; then
    cat > "$results/fuzzingserver.json" <<JSON
{"url": "ws://127.0.0.1:9002", "outdir": "$results/client", "webport": 0, "cases": [$selected], "exclude-cases": [], "exclude-agent-cases": {}}
JSON
    (cd "$results" && exec "$environment/bin/wstest" -m fuzzingserver -s fuzzingserver.json -u 0 >fuzzingserver.log 2>&1) & server=$!
    trap 'kill $server 2>/dev/null || true' EXIT
    until (exec 3<>/dev/tcp/127.0.0.1/9002) 2>/dev/null; do sleep 0.2; done
    "$bench" autobahn ws://127.0.0.1:9002 our-client
    count "$results/client/index.json" || verdict=1
fi
exit $verdict
