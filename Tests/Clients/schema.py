"""Holds every event that the mock sends in any scenario of the library against the types of the official openai package:
what does not fit a type is reported, and so is every field that no type knows.

Usage: schema.py PATH-OF-realtime-doctor
"""

import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from openai.types.realtime import RealtimeServerEvent
from pydantic import BaseModel, TypeAdapter, ValidationError

GA = TypeAdapter(RealtimeServerEvent)
BETA = TypeAdapter(BetaServerEvent)

# Fields that the real service sends and the package's types do not have. All of them are in recorded sessions.
RECORDED = {
    "session.created": {"session.id", "session.object", "session.expires_at"},
    "session.updated": {"session.id", "session.object", "session.expires_at"},
    # Since gpt-realtime every delta of text is padded, so that its length tells nothing.
    "conversation.item.input_audio_transcription.delta": {"obfuscation"},
    "response.function_call_arguments.delta": {"obfuscation"},
    "response.output_audio_transcript.delta": {"obfuscation"},
    "response.output_text.delta": {"obfuscation"},
}
# The same of sessions in the dialect of before May 2026, whose types were never brought up to date.
RECORDED_BETA = {
    "session.created": {"session.client_secret", "session.include"},
    "response.done": {
        "response.usage.input_token_details.cached_tokens_details", "response.usage.input_token_details.image_tokens"},
}
# What a scenario sends because nobody knows it.
STRANGERS = {("unknown-event-crash", "session.heartbeat")}


def unknown(value, path=""):
    """The paths of fields that the types do not have."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or {}:
            yield f"{path}.{name}".lstrip(".")
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for element in value:
            yield from unknown(element, f"{path}[]")


def events(capture: Path):
    """Each event of the service, with the types of the dialect that its connection speaks."""
    types = {}
    for line in capture.open(encoding="utf-8"):
        frame = json.loads(line)
        if frame.get("leg") == "model" and frame.get("dir") == "down" and frame.get("op") == "text":
            event = json.loads(frame["data"]) if isinstance(frame["data"], str) else frame["data"]
            if event.get("type") == "session.created":
                types[frame["conn"]] = GA if "type" in event["session"] else BETA
            yield event, types.get(frame["conn"], GA)


def faults(event: dict, types: TypeAdapter) -> list[str]:
    kind = event.get("type")
    try:
        known = RECORDED.get(kind, set()) | (RECORDED_BETA.get(kind, set()) if types is BETA else set())
        fields = set(unknown(types.validate_python(event))) - known
    except ValidationError as error:
        return [f"{kind}: {problem['loc'][1:]}: {problem['msg']}" for problem in error.errors()[:3]]
    return [f"{kind}: no type knows the field {field}" for field in sorted(fields)]


def main() -> int:
    seen = collections.Counter()
    found = collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], "suite", "--reports", folder], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=True)
        captures = sorted(Path(folder).rglob("*.jsonl"))
        for capture in captures:
            scenario = capture.parent.name
            for event, types in events(capture):
                seen[event.get("type")] += 1
                if (scenario, event.get("type")) in STRANGERS:
                    continue
                for fault in faults(event, types):
                    found[fault].add(scenario)
    for fault, scenarios in sorted(found.items()):
        print(f"FAILED {fault} (in {len(scenarios)}: {', '.join(sorted(scenarios)[:3])})")
    print(f"schema: {sum(seen.values())} events of {len(seen)} types in {len(captures)} captures, {len(found)} faults")
    return 1 if found or len(seen) < 25 else 0


if __name__ == "__main__":
    sys.exit(main())
