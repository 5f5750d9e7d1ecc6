"""Case 001 as its guide describes it: a browser's speech goes to a pool of sessions, and text is to come back.

The browser sends 16 kHz PCM16 in binary messages and gets JSON texts. What is wrong is marked FAULT.
"""

import asyncio
import base64
import itertools
import json
import os

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-realtime")
POOL_SIZE = 2
SECONDS = 2.0  # of audio between two commits
HEADERS = {
    "Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}",
    "OpenAI-Beta": "realtime=v1",  # FAULT 1: asks for the beta dialect and configures the GA one: refused.
}
SESSION = {
    "type": "realtime",
    "model": "gpt-realtime",
    "output_modalities": ["text"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},  # FAULT 2: the browser sends 16000.
            "turn_detection": {"type": "semantic_vad"},
        }
    },
    "instructions": "Translate what is said into Spanish. Say nothing else.",
    "temperature": 0.3,  # FAULT 3: below what beta allows; unknown to GA.
}


class Session:
    def __init__(self, number, browser, model):
        self.number = number
        self.browser = browser
        self.model = model
        self.setup_complete = False

    async def read(self):
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "session.created":
                    self.setup_complete = True  # FAULT 4: its own update is refused a moment later.
                case "error":
                    print(f"[OpenAIPool] Session {self.number} error: {event['error']}", flush=True)
                case "response.audio_transcript.delta" | "response.text.delta":
                    await self.browser.send(json.dumps({"type": "translation", "text": event["delta"]}))

    async def append(self, pcm):
        await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def commit(self):
        # FAULT 5: "no manual commit needed (but we still send it for control)", and a response on top, under VAD.
        await self.send({"type": "input_audio_buffer.commit"})
        await self.send({"type": "response.create", "response": {"modalities": ["text"]}})

    async def send(self, event):
        await self.model.send(json.dumps(event))


async def translate(browser):
    models = [await connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) for _ in range(POOL_SIZE)]
    sessions = [Session(number, browser, model) for number, model in enumerate(models, 1)]
    readers = [asyncio.create_task(session.read()) for session in sessions]
    try:
        for session in sessions:
            await session.send({"type": "session.update", "session": SESSION})
        pending = 0
        for session in itertools.cycle(sessions):  # FAULT 6: one speaker's audio is dealt out over the sessions.
            pcm = await browser.recv()
            await session.append(pcm)
            pending += len(pcm)
            if pending >= SECONDS * 2 * 16000:
                pending = 0
                for other in sessions:
                    await other.commit()
    finally:
        for reader, model in zip(readers, models):
            reader.cancel()
            await model.close()


async def handle(browser):
    try:
        await translate(browser)
    except Exception as error:  # The browser has gone, or OpenAI has.
        print(f"[OpenAIPool] {error}", flush=True)


async def main():
    async with serve(handle, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
