"""Case 001 cured: one session for one speaker, one dialect, the declared rate is the one that is sent, VAD takes the turns."""

import asyncio
import audioop
import base64
import json
import os

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-realtime")
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}  # CURE 1
SESSION = {
    "type": "realtime",
    "output_modalities": ["text"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "transcription": {"model": "gpt-4o-transcribe"},
            "turn_detection": {"type": "semantic_vad"},
        }
    },
    "instructions": "Translate what is said into Spanish. Say nothing else.",
}


class Session:
    def __init__(self, browser, model):
        self.browser = browser
        self.model = model
        self.configured = asyncio.Event()
        self.resampling = None

    async def read(self):
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "session.updated":
                    self.configured.set()  # CURE 2: ready is what was accepted.
                case "error":
                    error = event["error"]
                    print(f"error for {error.get('event_id')}: {error.get('message')}", flush=True)
                    if (error.get("param") or "").startswith("session"):
                        return
                case "conversation.item.input_audio_transcription.completed":
                    await self.browser.send(json.dumps({"type": "transcript", "text": event["transcript"]}))
                case "response.output_text.delta":  # CURE 3: the names of this dialect and of this modality.
                    await self.browser.send(json.dumps({"type": "translation", "text": event["delta"]}))
                case "response.done" if event["response"]["status"] not in ("completed", "cancelled"):
                    print(f"no translation: {event['response']['status_details']}", flush=True)

    async def listen(self):
        await self.configured.wait()
        async for pcm in self.browser:
            pcm, self.resampling = audioop.ratecv(pcm, 2, 1, 16000, 24000, self.resampling)  # CURE 4
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})
            # CURE 5: no commit, no response.create: the session's VAD does both.

    async def send(self, event):
        await self.model.send(json.dumps(event))


async def translate(browser):
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as model:
        session = Session(browser, model)  # CURE 6: one speaker, one session.
        tasks = [asyncio.create_task(session.read()), asyncio.create_task(session.listen())]
        await session.send({"type": "session.update", "session": SESSION})
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def main():
    async with serve(translate, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
