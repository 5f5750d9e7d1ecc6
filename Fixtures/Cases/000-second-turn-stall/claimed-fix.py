"""Case 000 with the fix that its file describes: lifecycle handlers, state tracking, no commits by hand.

The second answer now comes. What is still wrong is marked FAULT.
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
    "OpenAI-Beta": "realtime=v1",  # FAULT: the beta dialect is asked for ...
}
SESSION = {  # ... and the "optimised" session is still of the GA dialect, so all of it is refused: defaults run.
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


def debug(words):
    if os.environ.get("OPENAI_WS_DEBUG") == "true":
        print(f"[OAI] {words}", flush=True)


class Conversation:
    def __init__(self, client, model):
        self.client = client
        self.model = model
        self.session_ready = False
        self.user_speaking = False
        self.assistant_speaking = False
        self.response_in_progress = False
        self.up = self.down = None

    async def listen(self):
        """From the client to the model."""
        async for text in self.client:
            media = json.loads(text).get("media")
            if media is None or self.assistant_speaking or not self.session_ready:
                continue
            pcm = audioop.ulaw2lin(base64.b64decode(media["payload"]), 2)
            pcm, self.up = audioop.ratecv(pcm, 2, 1, 8000, 24000, self.up)
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def speak(self):
        """From the model to the client."""
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "session.created":
                    self.session_ready = True  # FAULT: ready before its configuration was accepted, which it is not.
                    debug("Session created")
                case "session.updated":
                    debug("Session updated")
                case "input_audio_buffer.speech_started":
                    self.user_speaking = True
                    debug("User started speaking")
                case "input_audio_buffer.speech_stopped":
                    self.user_speaking = False
                    debug("User stopped speaking")
                case "response.created":
                    self.response_in_progress = True
                    debug("Response generation started")
                case "response.audio.delta" | "response.output_audio.delta":
                    self.assistant_speaking = True
                    await self.play(base64.b64decode(event["delta"]))
                case "response.done":
                    self.response_in_progress = False
                    self.assistant_speaking = False
                    debug("Response completed - ready for next input")
                case "error":
                    debug(f"Error: {event['error'].get('message')}")

    async def play(self, pcm):
        time.sleep(len(pcm) / 48000)  # FAULT: still blocks the loop that has to read and send.
        pcm, self.down = audioop.ratecv(pcm, 2, 1, 24000, 8000, self.down)
        payload = base64.b64encode(audioop.lin2ulaw(pcm, 2)).decode()
        await self.client.send(json.dumps({"event": "media", "media": {"payload": payload}}))

    async def handle_interruption(self):  # FAULT: nobody calls it.
        await self.send({"type": "response.cancel"})
        self.assistant_speaking = False

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
