"""Case 004 after its attempts 2 to 6: VAD on, the other order of modalities, items by hand, Twilio's format, more tokens.

None of them touches either fault, marked FAULT.
"""

import asyncio
import json
import os

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = "gpt-4o-realtime-preview-2024-10-01"  # FAULT 1: retired. The session opens; every response fails.
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "OpenAI-Beta": "realtime=v1"}
GREETING = "Greet the caller: 'This is the police department. What is your emergency?'"

session_config = {
    "type": "session.update",
    "session": {
        "modalities": ["audio", "text"],
        "instructions": "You are a dispatcher. Ask one question at a time.",
        "voice": "alloy",
        "input_audio_format": "g711_ulaw",
        "output_audio_format": "g711_ulaw",
        "input_audio_transcription": {"model": "whisper-1"},
        "turn_detection": {"type": "server_vad", "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500},
        "temperature": 0.8,
        "max_response_output_tokens": 4096,
    },
}


class RealtimeDispatcher:
    def __init__(self, twilio, openai):
        self.twilio = twilio
        self.openai = openai
        self.stream_sid = None
        self.has_spoken = False

    async def run(self):
        await self.send(session_config)
        await self.send(
            {
                "type": "conversation.item.create",
                "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": GREETING}]},
            }
        )
        await self.send({"type": "response.create"})
        tasks = [asyncio.create_task(self.from_twilio()), asyncio.create_task(self.from_openai())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    async def from_twilio(self):
        async for text in self.twilio:
            message = json.loads(text)
            match message["event"]:
                case "start":
                    self.stream_sid = message["start"]["streamSid"]  # FAULT 2: never reached, see `media_endpoint`.
                case "media":
                    await self.send({"type": "input_audio_buffer.append", "audio": message["media"]["payload"]})
                case "stop":
                    return

    async def from_openai(self):
        async for text in self.openai:
            event = json.loads(text)
            match event["type"]:
                case "response.audio.delta":
                    self.has_spoken = True
                    await self.to_twilio({"event": "media", "media": {"payload": event["delta"]}})
                case "input_audio_buffer.speech_started" if self.has_spoken:
                    await self.to_twilio({"event": "clear"})
                case "conversation.item.input_audio_transcription.completed":
                    print(f"caller: {event['transcript']}", flush=True)
                case "response.created":
                    print(f"response created, output {event['response']['output']}", flush=True)  # Always [].
                case "response.done":
                    print(f"response done, output {event['response']['output']}", flush=True)  # Its status would tell.

    async def to_twilio(self, message):
        await self.twilio.send(json.dumps({"event": message["event"], "streamSid": self.stream_sid, **message}))

    async def send(self, event):
        await self.openai.send(json.dumps(event))


async def media_endpoint(twilio):
    async for text in twilio:  # Twilio's `connected` and `start` are read here, for the log ...
        message = json.loads(text)
        print(f"twilio: {message['event']}", flush=True)
        if message["event"] == "start":
            break
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as openai:
        await RealtimeDispatcher(twilio, openai).run()  # ... so that the dispatcher waits for `start` in vain.


async def main():
    async with serve(media_endpoint, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
