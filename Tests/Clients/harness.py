"""What the programs in this folder share: a mock as a process, the callers' voices, strict types, and a list of checks."""

import asyncio
import contextlib
import json
import queue
import subprocess
import sys
import threading
import wave
from pathlib import Path

from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter, ValidationError

AUDIO = Path(__file__).resolve().parents[2] / "Fixtures" / "Audio"
STRICT = TypeAdapter(RealtimeServerEvent)
PATIENCE = 20
CHUNK = 4800  # 100 ms of PCM16 at 24 kHz


def speech(identifier: str) -> bytes:
    manifest = json.loads((AUDIO / "manifest.json").read_text())
    utterances = manifest["utterances"] if isinstance(manifest, dict) else manifest
    file = next(u["file"] for u in utterances if u["id"] == identifier)
    with wave.open(str(AUDIO / file)) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (24000, 2, 1)
        return sound.readframes(sound.getnframes())


def fitting(raw: dict, types: TypeAdapter = STRICT):
    """The event as the SDK's own type, or an error that shows both."""
    try:
        return types.validate_python(raw)
    except ValidationError as error:
        raise AssertionError(f"{raw.get('type')} does not fit the SDK's type: {error}\n{json.dumps(raw)[:600]}") from None


class Server:
    """The mock as a process; `ended()` is the next line that it prints when a session ends."""

    def __init__(self, binary: str, *options: str):
        self.process = subprocess.Popen([binary, "--port", "0", *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().strip()
        assert line.startswith("listening on ws://127.0.0.1:"), line
        self.url = line.split()[-1]
        self.base_url = self.url.replace("ws://", "http://").removesuffix("/realtime")
        self.port = int(self.url.split(":")[2].split("/")[0])
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())

    def ended(self) -> str:
        return self.lines.get(timeout=PATIENCE)

    def forget(self):
        while not self.lines.empty():
            self.lines.get_nowait()


@contextlib.contextmanager
def server(binary: str, *options: str):
    mock = Server(binary, *options)
    try:
        yield mock
    finally:
        mock.process.terminate()
        code = mock.process.wait(timeout=PATIENCE)
        assert code == 0, f"the server ended with {code}"


def run(checks, *arguments) -> int:
    """Every check with the same arguments; one that fails must not hide the others."""
    failed = 0
    for check in checks:
        try:
            result = check(*arguments)
            if asyncio.iscoroutine(result):
                asyncio.run(result)
            print(f"ok     {check.__name__}")
        except Exception as error:
            failed += 1
            print(f"FAILED {check.__name__}: {type(error).__name__}: {error}")
    print(f"{Path(sys.argv[0]).stem}: {len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0
