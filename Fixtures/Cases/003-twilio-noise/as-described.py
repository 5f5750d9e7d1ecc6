"""Case 003 before its fix: a Twilio bridge that connects, and a caller who hears a vacuum cleaner.

`tx_q` carries items of the bridge's own shape; the loop behind it makes Twilio's messages of them. What is wrong is marked FAULT.
"""

import asyncio
import json
import os

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4o-realtime-preview")
GREETING = "Hello! How can I help you today?"


class OpenAIRealtimeClient:
    def __init__(self, ws):
        self.ws = ws

    async def send_event(self, event):
        await self.ws.send(json.dumps(event))

    async def configure_session(self, instructions, voice="alloy", vad_threshold=0.6, temperature=0.15, max_tokens=300):
        await self.send_event(
            {
                "type": "session.update",
                "session": {
                    "modalities": ["audio", "text"],
                    "instructions": instructions,
                    "voice": voice,
                    "input_audio_format": "g711_ulaw",
                    "output_audio_format": "g711_ulaw",
                    "input_audio_transcription": {"model": "whisper-1"},
                    "turn_detection": {
                        "type": "server_vad",
                        "threshold": vad_threshold,
                        "prefix_padding_ms": 300,
                        "silence_duration_ms": 500,
                    },
                    "temperature": temperature,  # FAULT 1: 0.15; beta takes 0.6 to 1.2.
                    "max_output_tokens": max_tokens,  # FAULT 2: max_response_output_tokens in this dialect.
                },
            }
        )
        # Either refuses the whole update. The session runs on its defaults: PCM16 at 24 kHz on a mu-law line.

    async def send_text_response(self, text):
        await self.send_event(
            {
                "type": "response.create",
                "response": {"modalities": ["audio", "text"], "instructions": f"Say exactly this text: {text}"},
            }
        )


class MediaStreamHandler:
    def __init__(self, twilio):
        self.twilio = twilio
        self.stream_sid = None
        self.tx_q = asyncio.Queue(maxsize=4096)
        self.started = asyncio.Event()

    async def receive(self, client):
        async for text in self.twilio:
            message = json.loads(text)
            match message["event"]:
                case "start":
                    self.stream_sid = message["start"]["streamSid"]
                    self.started.set()
                case "media":
                    await client.send_event({"type": "input_audio_buffer.append", "audio": message["media"]["payload"]})
                case "stop":
                    return

    async def realtime_audio_in_loop(self, client):
        async for text in client.ws:
            event = json.loads(text)
            match event["type"]:
                case "response.audio.delta":
                    self.tx_q.put_nowait({"type": "media", "payload": event["delta"]})
                case "input_audio_buffer.speech_started":
                    while not self.tx_q.empty():
                        self.tx_q.get_nowait()
                    self.tx_q.put_nowait({"type": "clear"})
                case "response.audio_transcript.done":
                    print(f"[REALTIME] AI said: {event['transcript']}", flush=True)

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
    headers = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "OpenAI-Beta": "realtime=v1"}
    async with connect(f"{URL}?model={MODEL}", additional_headers=headers, max_size=None) as ws:
        client = OpenAIRealtimeClient(ws)
        handler = MediaStreamHandler(twilio)
        await client.configure_session("You are the receptionist of a business. Be brief.")
        await client.send_text_response(GREETING)
        works = (handler.receive(client), handler.realtime_audio_in_loop(client), handler.tx_loop())
        tasks = [asyncio.create_task(work) for work in works]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def main():
    async with serve(media_stream, "127.0.0.1", int(os.environ.get("PORT", "5000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
