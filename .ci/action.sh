#!/usr/bin/env bash
# What action.yml runs: the inputs as a command line, the verdict and the folder as outputs. Works without GitHub too.
set -uo pipefail

arguments=(suite)
[ -n "${PLAN:-}" ] && arguments+=("$PLAN")
[ -n "${RUN:-}" ] && arguments+=(--run "$RUN")
[ -n "${WEBHOOK:-}" ] && arguments+=(--webhook "$WEBHOOK")
[ -n "${STREAM:-}" ] && arguments+=(--stream "$STREAM")
[ -n "${BASELINE:-}" ] && arguments+=(--baseline "$BASELINE")
# Words with their quotes, and nothing expanded or run.
if [ -n "${MORE:-}" ]; then
    words=$(xargs -n1 printf '%s\n' <<< "$MORE") || { echo "error: the quotes of 'args' do not match" >&2; exit 64; }
    mapfile -t more <<< "$words"
    arguments+=("${more[@]}")
fi

# A folder of its own, so that the one report in it is this run's.
reports="${REPORTS:-Reports}/${GITHUB_RUN_ID:-run}-${GITHUB_RUN_ATTEMPT:-1}-$$"
"${BINARY:-${GITHUB_ACTION_PATH:-.}/.build/release/realtime-doctor}" "${arguments[@]}" --reports "$reports"
code=$?

case $code in 0) verdict=pass ;; 1) verdict=fail ;; *) verdict=incomplete ;; esac
report=$(find "$reports" -mindepth 1 -maxdepth 1 -type d -name '*-suite-*' 2>/dev/null | head -n 1)
{ echo "verdict=$verdict"; echo "report=$report"; } >> "${GITHUB_OUTPUT:-/dev/null}"
exit $code
