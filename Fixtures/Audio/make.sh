#!/usr/bin/env bash
# Makes every utterance of this folder and its manifest again, the same bytes each time (espeak-ng 1.51, sox 14.4.2).
set -euo pipefail
cd "$(dirname "$0")"
command -v espeak-ng >/dev/null && command -v sox >/dev/null || { echo "install espeak-ng and sox" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f ./*.wav
entries=()

# say ROLE ID ANSWERS TEXT: speak TEXT, cut the silence at both ends, 24 kHz 16-bit mono, level in dBFS RMS.
say() {
    local role=$1 id=$2 answers=$3 text=$4 level voice spoken=$4
    case $role in
    caller)
        level=-20
        voice=(-v en-us+f4 -p 70 -s 160)
        # One breath: a comma would be a pause that ends the turn of an impatient voice activity detector.
        spoken=${text//,/}
        ;;
    assistant)
        # This voice has higher peaks: 2 dB less keeps it off full scale.
        level=-22
        voice=(-v en-gb+m3 -p 30 -s 165)
        ;;
    esac
    local file=$id.wav
    espeak-ng "${voice[@]}" -w "$work/spoken.wav" -- "$spoken"
    sox -D "$work/spoken.wav" -r 24000 -b 16 -c 1 "$work/trimmed.wav" \
        gain -12 rate -v 24000 silence 1 0.02 0.1% fade t 0.005 reverse silence 1 0.02 0.1% fade t 0.005 reverse
    local rms
    rms=$(sox "$work/trimmed.wav" -n stat 2>&1 | awk '/^RMS +amplitude/ { print $3 }')
    local gain
    gain=$(awk -v rms="$rms" -v level="$level" 'BEGIN { printf "%.3f", level - 20 * log(rms) / log(10) }')
    sox -D "$work/trimmed.wav" -b 16 "$file" gain "$gain"
    local entry="    {\"id\": \"$id\", \"role\": \"$role\", \"file\": \"$file\", \"text\": \"$text\""
    if [ -n "$answers" ]; then entry+=", \"answers\": \"$answers\""; fi
    entries+=("$entry, \"sha256\": \"$(sha256sum "$file" | cut -d' ' -f1)\"}")
}

say caller caller-hello "" "Hello, can you hear me?"
say caller caller-opening-hours "" "What are your opening hours?"
say caller caller-book-table "" "Could you book a table for two tonight?"
say caller caller-directions "" "And how do I get there?"
say caller caller-goodbye "" "Thank you, goodbye."
say caller caller-stop "" "Wait, stop please."
say caller caller-long-story "" "Tell me a very long story."
say caller caller-weather "" "What is the weather in London?"

say assistant assistant-greeting "" "Hello! How can I help you today?"
say assistant assistant-hear caller-hello "Yes, I can hear you loud and clear."
say assistant assistant-opening-hours caller-opening-hours "We are open every day from nine in the morning until six."
say assistant assistant-table caller-book-table "Of course. Your table for two is booked for seven tonight."
say assistant assistant-directions caller-directions "Take the second street on the left. We are next to the old church."
say assistant assistant-goodbye caller-goodbye "You are welcome. Have a nice day, and goodbye."
say assistant assistant-stop caller-stop "All right, I am listening."
say assistant assistant-weather caller-weather "In London it is fourteen degrees, with a little rain."
say assistant assistant-again "" "I am sorry, could you say that again, please?"
say assistant assistant-long-story caller-long-story "Once upon a time, in a small town by the sea, there lived an old \
clockmaker. Every clock in the town was his, and every clock told a slightly different time. One winter morning all of \
them stopped at once, and nobody knew when to wake up, when to eat, or when to go home. So the clockmaker took his lamp \
and climbed the tower, to ask the oldest clock of all what had become of the time."

{
    printf '{\n  "version": 1,\n  "utterances": [\n'
    (IFS=$'\n'; printf '%s' "${entries[*]}" | sed '$!s/$/,/')
    printf '\n  ]\n}\n'
} > manifest.json
