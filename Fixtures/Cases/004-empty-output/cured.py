"""Case 004 cured: a model that exists, one dialect, and a dispatcher that is told the stream's id."""

import asyncio
import base64
import json
import os

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = "gpt-realtime"  # CURE 1
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
GREETING = "Greet the caller: 'This is the police department. What is your emergency?'"

session_config = {
    "type": "session.update",
    "session": {
        "type": "realtime",
        "output_modalities": ["audio"],
        "instructions": "You are a dispatcher. Ask one question at a time.",
        "audio": {
            "input": {
                "format": {"type": "audio/pcmu"},
                "transcription": {"model": "whisper-1"},
                "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
            },
            "output": {"format": {"type": "audio/pcmu"}, "voice": "alloy"},
        },
        "max_output_tokens": 4096,
    },
}


class RealtimeDispatcher:
    def __init__(self, twilio, openai, stream_sid):
        self.twilio = twilio
        self.openai = openai
        self.stream_sid = stream_sid  # CURE 2
        self.configured = asyncio.Event()
        self.marks = {}  # of what the caller has not heard yet: name -> (item, ms of it that are heard when it comes back)
        self.heard = (None, 0)
        self.queued = {}  # item -> ms sent
        self.dropped = None

    async def run(self):
        tasks = [asyncio.create_task(self.from_openai()), asyncio.create_task(self.from_twilio())]
        await self.send(session_config)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    async def from_twilio(self):
        await self.configured.wait()
        async for text in self.twilio:
            message = json.loads(text)
            match message["event"]:
                case "media":
                    await self.send({"type": "input_audio_buffer.append", "audio": message["media"]["payload"]})
                case "mark":
                    self.heard = self.marks.pop(message["mark"]["name"], self.heard)
                case "stop":
                    return

    async def from_openai(self):
        async for text in self.openai:
            event = json.loads(text)
            match event["type"]:
                case "session.updated" if not self.configured.is_set():
                    self.configured.set()
                    await self.send({"type": "response.create", "response": {"instructions": GREETING}})
                case "response.output_audio.delta" if event["item_id"] != self.dropped:
                    await self.say(event["item_id"], event["delta"])
                case "input_audio_buffer.speech_started":
                    await self.interrupt()
                case "conversation.item.input_audio_transcription.completed":
                    print(f"caller: {event['transcript']}", flush=True)
                case "response.done" if event["response"]["status"] not in ("completed", "cancelled"):
                    print(f"no answer: {event['response']['status_details']}", flush=True)
                case "error":
                    print(f"error: {event['error'].get('message')}", flush=True)
                    if (event["error"].get("param") or "").startswith("session"):
                        return

    async def say(self, item, payload):
        """In pieces of 100 ms, each with a mark: Twilio gives it back when that piece has been heard."""
        audio = base64.b64decode(payload)
        for at in range(0, len(audio), 800):
            piece = audio[at : at + 800]
            self.queued[item] = self.queued.get(item, 0) + len(piece) // 8
            mark = f"{item}:{self.queued[item]}"
            self.marks[mark] = (item, self.queued[item])
            await self.to_twilio({"event": "media", "media": {"payload": base64.b64encode(piece).decode()}})
            await self.to_twilio({"event": "mark", "mark": {"name": mark}})

    async def interrupt(self):
        if not self.marks:
            return
        item = next(iter(self.marks.values()))[0]  # the oldest that is not wholly heard
        ms = self.heard[1] if self.heard[0] == item else 0
        self.marks.clear()  # Those that `clear` sends back were not heard.
        self.dropped = item
        await self.to_twilio({"event": "clear"})
        await self.send({"type": "conversation.item.truncate", "item_id": item, "content_index": 0, "audio_end_ms": ms})

    async def to_twilio(self, message):
        await self.twilio.send(json.dumps({"event": message["event"], "streamSid": self.stream_sid, **message}))

    async def send(self, event):
        await self.openai.send(json.dumps(event))


async def media_endpoint(twilio):
    stream_sid = None
    async for text in twilio:
        message = json.loads(text)
        if message["event"] == "start":
            stream_sid = message["start"]["streamSid"]
            break
    if stream_sid is None:
        return
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as openai:
        await RealtimeDispatcher(twilio, openai, stream_sid).run()


async def main():
    async with serve(media_endpoint, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
