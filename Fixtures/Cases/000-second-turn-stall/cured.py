"""Case 000 cured: one dialect, a session that was accepted, playback beside the reader, and a caller who may interrupt."""

import asyncio
import audioop
import base64
import json
import os
import sys
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

sys.path.append(str(Path(__file__).resolve().parents[1]))
from speaker import Speaker

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-realtime")
VOICE = os.environ.get("OPENAI_VOICE", "verse")
PROMPT = os.environ.get("OPENAI_SYSTEM_PROMPT", "You are a helpful voice assistant.")
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}  # CURE 1: no beta header ...
SESSION = {  # ... and a GA session that is complete.
    "type": "realtime",
    "output_modalities": ["audio"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
        },
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": VOICE},
    },
    "instructions": PROMPT,
}


class Conversation:
    def __init__(self, client, model):
        self.client = client
        self.model = model
        self.configured = asyncio.Event()
        self.speaker = Speaker(self.play)
        self.interrupted = None
        self.up = self.down = None

    async def listen(self):
        """From the client to the model, always: the server's VAD needs the silence too."""
        await self.configured.wait()  # CURE 2: what the caller says meanwhile waits in the socket.
        async for text in self.client:
            media = json.loads(text).get("media")
            if media is None:
                continue
            pcm = audioop.ulaw2lin(base64.b64decode(media["payload"]), 2)
            pcm, self.up = audioop.ratecv(pcm, 2, 1, 8000, 24000, self.up)
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def read(self):
        """From the model. Nothing here waits for the sound."""
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "session.updated":
                    self.configured.set()
                case "response.output_audio.delta" if event["item_id"] != self.interrupted:
                    self.speaker.say(event["item_id"], base64.b64decode(event["delta"]))  # CURE 3
                case "input_audio_buffer.speech_started":
                    await self.interrupt()  # CURE 4
                case "error":
                    print(f"error: {event['error'].get('message')}", flush=True)
                    if (event["error"].get("param") or "").startswith("session"):
                        return  # Without its configuration this is not the session that was wanted.

    async def interrupt(self):
        if speaking := self.speaker.stop():
            self.interrupted, heard = speaking
            await self.send(
                {"type": "conversation.item.truncate", "item_id": self.interrupted, "content_index": 0, "audio_end_ms": heard}
            )

    async def play(self, pcm):
        pcm, self.down = audioop.ratecv(pcm, 2, 1, 24000, 8000, self.down)
        payload = base64.b64encode(audioop.lin2ulaw(pcm, 2)).decode()
        await self.client.send(json.dumps({"event": "media", "media": {"payload": payload}}))

    async def send(self, event):
        await self.model.send(json.dumps(event))


async def talk(client):
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as model:
        conversation = Conversation(client, model)
        tasks = [asyncio.create_task(work()) for work in (conversation.read, conversation.listen, conversation.speaker.run)]
        await conversation.send({"type": "session.update", "session": SESSION})
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # Either leg's end is the other's.
        for task in tasks:
            task.cancel()


async def main():
    async with serve(talk, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
