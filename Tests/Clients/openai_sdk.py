"""Drives mock-realtime-server with the official openai Python SDK: text and spoken turns, a function call, a cancel,
a barge-in, errors and the refused beta header. Every event must fit the SDK's own types.

Usage: openai_sdk.py PATH-OF-mock-realtime-server
"""

import asyncio
import base64
import contextlib
import json
import sys
import urllib.request

import websockets
from openai import AsyncOpenAI

from harness import CHUNK, PATIENCE, fitting, run, server, speech


class Session:
    """A connection that keeps every event and holds it against the SDK's types."""

    def __init__(self, connection):
        self.connection = connection
        self.events = []

    async def until(self, *types: str):
        """Events up to and including the first of one of these types."""
        seen = []
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = json.loads(await self.connection.recv_bytes())
                event = fitting(raw)
                parsed = self.connection.parse_event(json.dumps(raw))
                assert type(parsed).__name__ == type(event).__name__, f"{raw['type']} parsed as {type(parsed).__name__}"
                self.events.append(event)
                seen.append(event)
                if event.type in types:
                    return seen
                assert event.type != "error", event

    async def say(self, pcm: bytes, pause_ms: int = 700, real_time: bool = False):
        for start in range(0, len(pcm) + pause_ms * 48, CHUNK):
            chunk = pcm[start : start + CHUNK].ljust(CHUNK, b"\0")
            await self.connection.input_audio_buffer.append(audio=base64.b64encode(chunk).decode())
            if real_time:
                await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def session(url: str, **update):
    client = AsyncOpenAI(api_key="sk-test", websocket_base_url=url.removesuffix("/realtime"))
    async with client.realtime.connect(model="gpt-realtime") as connection:
        s = Session(connection)
        created = (await s.until("session.created"))[0]
        assert created.session.type == "realtime" and created.session.model == "gpt-realtime", created
        await connection.session.update(session={"type": "realtime", **update})
        await s.until("session.updated")
        yield s


def types(events):
    return [event.type for event in events]


def audio(events) -> bytes:
    return b"".join(base64.b64decode(e.delta) for e in events if e.type == "response.output_audio.delta")


def text(events, kind: str) -> str:
    return "".join(e.delta for e in events if e.type == kind)


async def text_turn(url):
    async with session(url, output_modalities=["text"]) as s:
        await s.connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello, can you hear me?"}]})
        await s.connection.response.create()
        events = await s.until("response.done")
        done = events[-1].response
        assert done.status == "completed" and done.output[0].content[0].type == "output_text", done
        assert text(events, "response.output_text.delta") == done.output[0].content[0].text != ""
        assert done.usage.total_tokens == done.usage.input_tokens + done.usage.output_tokens > 0


async def spoken_turns(url):
    update = {"audio": {"input": {"transcription": {"model": "gpt-4o-mini-transcribe"}}}}
    async with session(url, **update) as s:
        for identifier in ["caller-opening-hours", "caller-book-table", "caller-directions"]:
            await s.say(speech(identifier))
            events = await s.until("response.done")
            names = types(events)
            order = ["input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                     "response.created", "response.output_audio.delta", "response.output_audio.done", "response.done"]
            assert sorted(order, key=names.index) == order, names
            assert len(audio(events)) > 24000, "less than half a second of speech"
            assert events[-1].response.status == "completed"
        heard = [e for e in s.events if e.type == "conversation.item.input_audio_transcription.completed"]
        assert len(heard) >= 2 and all(e.transcript for e in heard), heard


async def other_formats(url):
    for kind in ["audio/pcmu", "audio/pcma"]:
        update = {"audio": {"input": {"format": {"type": kind}}, "output": {"format": {"type": kind}}}}
        async with session(url, **update) as s:
            await s.connection.response.create(response={"instructions": "Greet the caller."})
            events = await s.until("response.done")
            assert len(audio(events)) > 4000 and events[-1].response.audio.output.format.type == kind


async def function_call(url):
    tool = {"type": "function", "name": "get_weather", "description": "Weather of a city.",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}
    async with session(url, tools=[tool], tool_choice="required", output_modalities=["text"]) as s:
        await s.connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "What is the weather in London?"}]})
        await s.connection.response.create()
        events = await s.until("response.done")
        call = events[-1].response.output[-1]
        assert call.type == "function_call" and call.name == "get_weather" and "city" in json.loads(call.arguments), call
        await s.connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": '{"sky":"clear"}'})
        await s.connection.response.create(response={"tool_choice": "none"})
        events = await s.until("response.done")
        assert events[-1].response.output[0].type == "message", events[-1]


async def cancel(url):
    async with session(url) as s:
        await s.connection.response.create(response={"instructions": "Tell me a very long story."})
        await s.until("response.output_audio.delta")
        await s.connection.response.cancel()
        events = await s.until("response.done")
        done = events[-1].response
        assert (done.status, done.status_details.reason) == ("cancelled", "client_cancelled"), done
        item = done.output[0]
        sent = len(audio(s.events)) // 48
        await s.connection.conversation.item.truncate(item_id=item.id, content_index=0, audio_end_ms=min(100, sent))
        events = await s.until("conversation.item.truncated")
        assert events[-1].audio_end_ms == min(100, sent)


async def barge_in(url):
    async with session(url) as s:
        await s.say(speech("caller-long-story"))
        await s.until("response.output_audio.delta")
        await s.say(speech("caller-stop"), real_time=True)
        events = await s.until("response.done")
        done = events[-1].response
        assert (done.status, done.status_details.reason) == ("cancelled", "turn_detected"), done
        assert "input_audio_buffer.speech_started" in types(events)
        events = await s.until("response.done")
        assert events[-1].response.status == "completed"


async def errors(url):
    async with session(url) as s:
        await s.connection.send({"type": "response.cancel", "event_id": "mine-1"})
        event = (await s.until("error"))[-1]
        assert (event.error.code, event.error.event_id) == ("response_cancel_not_active", "mine-1"), event
        await s.connection.send({"type": "session.update", "event_id": "mine-2", "session": {"type": "realtime", "voice": "alloy"}})
        event = (await s.until("error"))[-1]
        assert (event.error.code, event.error.param) == ("unknown_parameter", "session.voice"), event


async def beta_header(url):
    async with websockets.connect(f"{url}?model=gpt-realtime", additional_headers={"OpenAI-Beta": "realtime=v1"}) as ws:
        first = json.loads(await ws.recv())
        assert first["error"]["code"] == "beta_api_shape_disabled", first
        with contextlib.suppress(websockets.ConnectionClosed):
            await ws.recv()
        assert (ws.close_code, ws.close_reason) == (4000, "invalid_request_error.beta_api_shape_disabled"), ws.close_code


async def health(url):
    address = url.replace("ws://", "http://").removesuffix("/v1/realtime") + "/healthz"
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        assert answer.status == 200


CHECKS = [health, text_turn, spoken_turns, other_formats, function_call, cancel, barge_in, errors, beta_header]

if __name__ == "__main__":
    with server(sys.argv[1]) as mock:
        code = run(CHECKS, mock.url)
    sys.exit(code)
