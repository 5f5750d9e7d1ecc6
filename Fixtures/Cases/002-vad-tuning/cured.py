"""Case 002 cured: the server's VAD is the only turn-taker, and an interrupted reply is thrown away, not resumed.

Microphone and loudspeaker are one WebSocket here: PCM16, 24 kHz, binary both ways.
"""

import asyncio
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
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
SESSION = {
    "type": "realtime",
    "output_modalities": ["audio"],
    "instructions": "You are an appointment scheduling assistant. Speak briefly.",
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "noise_reduction": {"type": "near_field"},  # CURE 1: against noise, instead of deafness.
            "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
        },
        "output": {"format": {"type": "audio/pcm", "rate": 24000}, "voice": "alloy"},
    },
}


class Conversation:
    def __init__(self, device, model):
        self.device = device
        self.model = model
        self.configured = asyncio.Event()
        self.speaker = Speaker(device.send)
        self.interrupted = None

    async def read(self):
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "session.updated":
                    self.configured.set()
                case "response.output_audio.delta" if event["item_id"] != self.interrupted:
                    self.speaker.say(event["item_id"], base64.b64decode(event["delta"]))
                case "input_audio_buffer.speech_started":
                    await self.interrupt()
                case "error":
                    print(f"error: {event['error'].get('message')}", flush=True)
                    if (event["error"].get("param") or "").startswith("session"):
                        return

    async def interrupt(self):
        if speaking := self.speaker.stop():  # CURE 2: nothing is kept that could be resumed ...
            self.interrupted, heard = speaking
            await self.send(  # ... and the model learns how much of it was heard.
                {"type": "conversation.item.truncate", "item_id": self.interrupted, "content_index": 0, "audio_end_ms": heard}
            )

    async def listen(self):
        await self.configured.wait()
        async for pcm in self.device:
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def send(self, event):
        await self.model.send(json.dumps(event))


async def assist(device):
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as model:
        conversation = Conversation(device, model)
        tasks = [asyncio.create_task(work()) for work in (conversation.read, conversation.listen, conversation.speaker.run)]
        await conversation.send({"type": "session.update", "session": SESSION})
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def main():
    async with serve(assist, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
