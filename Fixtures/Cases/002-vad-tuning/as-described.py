"""Case 002 as its file describes it: a microphone assistant with a turn-taker of its own beside the server's VAD.

Microphone and loudspeaker are one WebSocket here: PCM16, 24 kHz, binary both ways. What is wrong is marked FAULT.
"""

import asyncio
import base64
import json
import os
import time
from collections import deque

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

URL = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime").split("?")[0]
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4o-realtime-preview")
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "OpenAI-Beta": "realtime=v1"}
APPOINTMENT_SCHEDULER = "You are an appointment scheduling assistant. Speak briefly."
MINIMUM_SPEECH = 1.0  # seconds
RESUME_DELAY = 0.8  # seconds


def configure_session(auto_response=True):
    return {
        "modalities": ["text", "audio"],
        "instructions": APPOINTMENT_SCHEDULER,
        "voice": "alloy",
        "input_audio_format": "pcm16",
        "output_audio_format": "pcm16",
        "turn_detection": {
            "type": "server_vad",
            "threshold": 0.85,
            "prefix_padding_ms": 500,
            "silence_duration_ms": 1200,
            "create_response": auto_response,
            "interrupt_response": True,
        },
    }


class AudioHandler:
    def __init__(self, device):
        self.device = device
        self.output = deque()
        self.playing = asyncio.Event()
        self.playing.set()
        self.speech_began = 0.0
        self.resuming = None

    async def output_loop(self):
        while True:
            await self.playing.wait()
            if not self.output:
                await asyncio.sleep(0.01)
                continue
            piece = self.output.popleft()
            await self.device.send(piece)
            await asyncio.sleep(len(piece) / 48000)

    def play(self, pcm):
        self.output.extend(pcm[at : at + 960] for at in range(0, len(pcm), 960))

    def speech_started_handler(self):
        self.speech_began = time.monotonic()
        self.playing.clear()  # FAULT 1: paused, not thrown away, while the server has cancelled this very reply.

    def speech_stopped_handler(self):
        if time.monotonic() - self.speech_began < MINIMUM_SPEECH:
            self.playing.set()  # FAULT 2: "too short" for this program only; the server answers it all the same.
            return
        self.resuming = asyncio.create_task(self.delayed_resume())

    async def delayed_resume(self):
        await asyncio.sleep(RESUME_DELAY)
        self.playing.set()  # FAULT 3: what the caller had interrupted is said on, and every answer waits 0.8 s more.


class ConversationManager:
    def __init__(self, model, audio):
        self.model = model
        self.audio = audio

    async def read(self):
        async for text in self.model:
            event = json.loads(text)
            match event["type"]:
                case "response.audio.delta":
                    self.audio.play(base64.b64decode(event["delta"]))
                case "input_audio_buffer.speech_started":
                    self.audio.speech_started_handler()
                case "input_audio_buffer.speech_stopped":
                    self.audio.speech_stopped_handler()
                case "error":
                    print(event["error"], flush=True)

    async def listen(self, device):
        async for pcm in device:
            await self.send({"type": "input_audio_buffer.append", "audio": base64.b64encode(pcm).decode()})

    async def send(self, event):
        await self.model.send(json.dumps(event))


async def assist(device):
    async with connect(f"{URL}?model={MODEL}", additional_headers=HEADERS, max_size=None) as model:
        audio = AudioHandler(device)
        conversation = ConversationManager(model, audio)
        await conversation.send({"type": "session.update", "session": configure_session()})
        tasks = [asyncio.create_task(work) for work in (conversation.read(), conversation.listen(device), audio.output_loop())]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def main():
    async with serve(assist, "127.0.0.1", int(os.environ.get("PORT", "8000")), max_size=None) as server:
        await server.serve_forever()


asyncio.run(main())
