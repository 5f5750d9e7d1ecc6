"""Plays replies in real time to a listener that knows no `clear`: what has not been sent yet can still be taken back.

Only the cured programs of cases 000 and 002 use it. PCM16, 24 kHz, mono.
"""

import asyncio
import time
from collections import deque

PIECE = 960  # bytes: 20 ms
AHEAD = 0.06  # seconds of audio that the listener may hold


class Speaker:
    def __init__(self, send):
        self.send = send
        self.queue = deque()
        self.arrived = asyncio.Event()
        self.item = None
        self.sent_seconds = 0.0
        self.heard_until = 0.0  # when the listener will have heard all that was sent

    def say(self, item: str, pcm: bytes):
        self.queue.extend((item, pcm[at : at + PIECE]) for at in range(0, len(pcm), PIECE))
        self.arrived.set()

    def stop(self):
        """Takes back what is unsaid. Gives the item that was being heard and the ms of it that were, or None."""
        unheard = max(0.0, self.heard_until - time.monotonic())
        speaking = self.item if self.queue or unheard else None
        self.queue.clear()
        if speaking is None:
            return None
        return speaking, max(0, int((self.sent_seconds - unheard) * 1000))

    async def run(self):
        while True:
            while not self.queue:
                self.arrived.clear()
                await self.arrived.wait()
            item, piece = self.queue.popleft()
            if item != self.item:
                self.item, self.sent_seconds = item, 0.0
            await self.send(piece)
            self.sent_seconds += len(piece) / 48000
            self.heard_until = max(self.heard_until, time.monotonic()) + len(piece) / 48000
            await asyncio.sleep(max(0.0, self.heard_until - AHEAD - time.monotonic()))
