"""Case 000 before its fix: a voice server whose first answer comes and whose second never does.

A voice client sends 8 kHz mu-law in `media` messages to /audio and plays what comes back. What is wrong is marked FAULT.
"""

import asyncio
import audioop
import base64
import json
import os
import time

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4o-realtime-preview-2024-12-17")
VOICE = os.environ.get("OPENAI_VOICE", "verse")
PROMPT = os.environ.get("OPENAI_SYSTEM_PROMPT", "You are a helpful voice assistant.")
HEADERS = {
    "Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}",
    "OpenAI-Beta": "realtime=v1",  # FAULT 1: asks for the beta dialect ...
}
SESSION = {  # ... and configures the GA one, with a PCM output that lacks its rate: refused in either dialect.
    "type": "realtime",
    "output_modalities": ["audio"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
        },
        "output": {"format": {"type": "audio/pcm"}, "voice": VOICE},
    },
    "instructions": PROMPT,
}


class Conversation:
    def __init__(self, client, model):
        self.client = client
        self.model = model
        self.assistant_speaking = False
        self.up = self.down = None

    async def listen(self):
        """From the client to the model."""
        async for text in self.client:
            media = json.loads(text).get("media")
            if media is None:
                continue
            if self.assistant_speaking:
                continue  # FAULT 2: nothing sets it back, see `speak`: after the first answer the model hears nothing.
            pcm = audioop.ulaw2lin(base64.b64decode(media["payload"]), 2)
            pcm, self.up = audioop.ratecv(pcm, 2, 1, 8000, 24000, self.up)
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def speak(self):
        """From the model to the client."""
        async for text in self.model:
            event = json.loads(text)
            if event["type"] in ("response.audio.delta", "response.output_audio.delta"):
                self.assistant_speaking = True
                await self.play(base64.b64decode(event["delta"]))
            elif event["type"] == "input_audio_buffer.speech_stopped":
                # FAULT 3: the server's VAD has committed the turn already.
                await self.send({"type": "input_audio_buffer.commit"})

    async def play(self, pcm):
        time.sleep(len(pcm) / 48000)  # FAULT 4: a sound card's blocking write, in the loop that has to read and send.
        pcm, self.down = audioop.ratecv(pcm, 2, 1, 24000, 8000, self.down)
        payload = base64.b64encode(audioop.lin2ulaw(pcm, 2)).decode()
        await self.client.send(json.dumps({"event": "media", "media": {"payload": payload}}))

    async def send(self, event):
        await self.model.send(json.dumps(event))


async def talk(client):
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as model:
        await model.send(json.dumps({"type": "session.update", "session": SESSION}))
        conversation = Conversation(client, model)
        speaking = asyncio.create_task(conversation.speak())
        await conversation.listen()
        speaking.cancel()


async def main():
    async with serve(talk, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
