"""Case 003 cured: a session in one dialect that was accepted, so mu-law is what comes, and the queue as it always was."""

import asyncio
import base64
import json
import os

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-realtime")
GREETING = "Hello! How can I help you today?"


class OpenAIRealtimeClient:
    def __init__(self, ws):
        self.ws = ws

    async def send_event(self, event):
        await self.ws.send(json.dumps(event))

    async def configure_session(self, instructions, voice="alloy", vad_threshold=0.6, max_tokens=300):
        await self.send_event(
            {
                "type": "session.update",
                "session": {
                    "type": "realtime",
                    "output_modalities": ["audio"],
                    "instructions": instructions,
                    "max_output_tokens": max_tokens,
                    "audio": {
                        "input": {
                            "format": {"type": "audio/pcmu"},
                            "transcription": {"model": "whisper-1"},
                            "turn_detection": {
                                "type": "server_vad",
                                "threshold": vad_threshold,
                                "prefix_padding_ms": 300,
                                "silence_duration_ms": 500,
                            },
                        },
                        "output": {"format": {"type": "audio/pcmu"}, "voice": voice},
                    },
                },
            }
        )

    async def send_text_response(self, text):
        await self.send_event({"type": "response.create", "response": {"instructions": f"Say exactly this text: {text}"}})


class MediaStreamHandler:
    def __init__(self, twilio):
        self.twilio = twilio
        self.stream_sid = None
        self.tx_q = asyncio.Queue(maxsize=4096)
        self.started = asyncio.Event()
        self.configured = asyncio.Event()
        self.item = None  # whose audio is or was played
        self.item_began = 0  # on the caller's clock, ms
        self.item_sent = 0  # bytes, so eighths of a millisecond
        self.clock = 0
        self.dropped = None

    async def receive(self, client):
        async for text in self.twilio:
            message = json.loads(text)
            match message["event"]:
                case "start":
                    self.stream_sid = message["start"]["streamSid"]
                    self.started.set()
                case "media":
                    self.clock = int(message["media"]["timestamp"])
                    await self.configured.wait()  # CURE 1: audio goes to a session that knows what it is.
                    await client.send_event({"type": "input_audio_buffer.append", "audio": message["media"]["payload"]})
                case "stop":
                    return

    async def realtime_audio_in_loop(self, client):
        async for text in client.ws:
            event = json.loads(text)
            match event["type"]:
                case "session.updated":
                    if not self.configured.is_set():
                        self.configured.set()
                        await client.send_text_response(GREETING)  # CURE 2
                case "error":
                    print(f"[REALTIME] error: {event['error'].get('message')}", flush=True)
                    if (event["error"].get("param") or "").startswith("session"):
                        return  # CURE 3: no call on a session that is not the one that was wanted.
                case "response.output_audio.delta" if event["item_id"] != self.dropped:
                    self.count(event)
                    self.tx_q.put_nowait({"type": "media", "payload": event["delta"]})
                case "input_audio_buffer.speech_started":
                    await self.interrupt(client)
                case "response.output_audio_transcript.done":
                    print(f"[REALTIME] AI said: {event['transcript']}", flush=True)

    def count(self, event):
        """Twilio plays at once what it gets while it is silent, and the rest behind it."""
        end = self.item_began + self.item_sent // 8
        if event["item_id"] != self.item:
            self.item, self.item_began, self.item_sent = event["item_id"], max(self.clock, end), 0
        self.item_sent += len(base64.b64decode(event["delta"]))

    async def interrupt(self, client):
        while not self.tx_q.empty():
            self.tx_q.get_nowait()
        self.tx_q.put_nowait({"type": "clear"})
        heard = self.clock - self.item_began
        if self.item and 0 < heard < self.item_sent // 8:
            self.dropped = self.item
            await client.send_event(
                {"type": "conversation.item.truncate", "item_id": self.item, "content_index": 0, "audio_end_ms": heard}
            )
        self.item_sent = 0

    async def tx_loop(self):
        await self.started.wait()
        while True:
            item = await self.tx_q.get()
            if item.get("type") == "clear":
                await self.twilio.send(json.dumps({"event": "clear", "streamSid": self.stream_sid}))
            elif item.get("type") == "media":
                message = {"event": "media", "streamSid": self.stream_sid, "media": {"payload": item["payload"]}}
                await self.twilio.send(json.dumps(message))


async def media_stream(twilio):
    headers = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}"}
    async with connect(f"{URL}?model={MODEL}", additional_headers=headers, max_size=None) as ws:
        client = OpenAIRealtimeClient(ws)
        handler = MediaStreamHandler(twilio)
        works = (handler.receive(client), handler.realtime_audio_in_loop(client), handler.tx_loop())
        tasks = [asyncio.create_task(work) for work in works]
        await client.configure_session("You are the receptionist of a business. Be brief.")
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def main():
    async with serve(media_stream, "127.0.0.1", int(os.environ.get("PORT", "5000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
