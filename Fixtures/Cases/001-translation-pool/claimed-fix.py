"""Case 001 with the guide's own "Enhanced Error Handling (Recommended)": event ids, rate limits, a session clock.

Nothing of what was wrong is touched, and the recipes read fields that do not exist. What is new and wrong is marked FAULT.
"""

import asyncio
import base64
import itertools
import json
import os
import time
import uuid

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-realtime")
POOL_SIZE = 2
SECONDS = 2.0
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "OpenAI-Beta": "realtime=v1"}
SESSION = {
    "type": "realtime",
    "model": "gpt-realtime",
    "output_modalities": ["text"],
    "audio": {
        "input": {
            "format": {"type": "audio/pcm", "rate": 24000},
            "turn_detection": {"type": "semantic_vad"},
        }
    },
    "instructions": "Translate what is said into Spanish. Say nothing else.",
    "temperature": 0.3,
}


class Session:
    def __init__(self, number, browser, model):
        self.number = number
        self.browser = browser
        self.model = model
        self.setup_complete = False
        self.pending_events = {}  # FAULT: an event that succeeds is never taken out.
        self.conversation_items = []
        self.start_time = time.monotonic()
        self.maximum_duration = 30 * 60  # FAULT: 60 minutes since GA.

    async def read(self):
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "session.created":
                    self.setup_complete = True
                case "error":
                    # FAULT: the id of what failed is error.event_id; this one is the server's own. Nothing is ever found.
                    failed = self.pending_events.pop(event.get("event_id"), None)
                    print(f"[OpenAIPool] Error for event {event.get('event_id')}: {failed} {event.get('code')}", flush=True)
                case "rate_limits.updated":
                    limits = event["rate_limits"]
                    # FAULT: a list, so both are always unknown.
                    known = limits if isinstance(limits, dict) else {}
                    print(f"[OpenAIPool] Rate limits: {known.get('requests')} {known.get('tokens')}", flush=True)
                case "conversation.item.added":
                    self.conversation_items.append(event["item"]["id"])
                case "response.audio_transcript.delta" | "response.text.delta":
                    await self.browser.send(json.dumps({"type": "translation", "text": event["delta"]}))

    async def append(self, pcm):
        if time.monotonic() - self.start_time > self.maximum_duration:
            print("[OpenAIPool] Session approaching timeout", flush=True)
        await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def commit(self):
        await self.send({"type": "input_audio_buffer.commit"})
        await self.send({"type": "response.create", "response": {"modalities": ["text"]}})

    async def send(self, event):
        event["event_id"] = f"evt_{uuid.uuid4().hex[:12]}"
        self.pending_events[event["event_id"]] = (event["type"], time.monotonic())
        await self.model.send(json.dumps(event))


async def translate(browser):
    models = [await connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) for _ in range(POOL_SIZE)]
    sessions = [Session(number, browser, model) for number, model in enumerate(models, 1)]
    readers = [asyncio.create_task(session.read()) for session in sessions]
    try:
        for session in sessions:
            await session.send({"type": "session.update", "session": SESSION})
        pending = 0
        for session in itertools.cycle(sessions):
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
    except Exception as error:
        print(f"[OpenAIPool] {error}", flush=True)


async def main():
    async with serve(handle, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
