"""Drives mock-realtime-server with the other forms of the openai Python SDK: the synchronous client, handlers, reconnection,
an address from the environment, manual turns, items, responses out of band, transcription sessions and the beta client.

Usage: sdk_forms.py PATH-OF-mock-realtime-server
"""

import asyncio
import base64
import contextlib
import json
import os
import sys
from unittest import mock as patching

from openai import AsyncOpenAI, OpenAI
from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from pydantic import TypeAdapter

from harness import CHUNK, PATIENCE, STRICT, Server, fitting, run, server, speech

BETA = TypeAdapter(BetaServerEvent)
QUIET = bytes(48 * 800)


def encoded(pcm: bytes) -> str:
    return base64.b64encode(pcm).decode()


def until(connection, *types: str, errors: bool = False) -> list:
    seen = []
    while not seen or seen[-1].type not in types:
        seen.append(fitting(json.loads(connection.recv_bytes())))
        assert errors or seen[-1].type != "error", seen[-1]
    return seen


@contextlib.contextmanager
def connected(mock: Server, **query):
    client = OpenAI(api_key="sk-test", base_url=mock.base_url)
    options = {"extra_query": query} if query else {"model": "gpt-realtime"}
    with client.realtime.connect(**options) as connection:
        yield connection
    mock.ended()


def address_from_the_environment(mock):
    with patching.patch.dict(os.environ, {"OPENAI_BASE_URL": mock.base_url, "OPENAI_API_KEY": "sk-test"}):
        with OpenAI().realtime.connect(model="gpt-realtime") as connection:
            assert connection.recv().type == "session.created"
    assert mock.ended().endswith("incomplete, answered: nobody asked for anything")


def manual_turn_and_items(mock):
    with connected(mock) as connection:
        connection.session.update(session={"type": "realtime", "output_modalities": ["audio"], "tools": [], "tracing": None,
            "prompt": None, "max_output_tokens": "inf", "audio": {
                "input": {"turn_detection": None, "noise_reduction": None, "transcription": {"model": "gpt-4o-transcribe"}},
                "output": {"voice": "marin", "speed": 1.1}}})
        until(connection, "session.updated")
        pcm = speech("caller-opening-hours")
        connection.input_audio_buffer.append(audio=encoded(pcm))
        connection.input_audio_buffer.commit()
        user = until(connection, "conversation.item.input_audio_transcription.completed")[0].item_id
        connection.response.create()
        done = until(connection, "response.done")[-1].response
        assert done.status == "completed" and done.audio.output.voice == "marin", done
        reply = done.output[0].id
        for item, least in [(user, len(pcm)), (reply, 24000)]:
            connection.conversation.item.retrieve(item_id=item)
            content = until(connection, "conversation.item.retrieved")[-1].item.content[0]
            assert len(base64.b64decode(content.audio)) >= least, item
        connection.conversation.item.truncate(item_id=reply, content_index=0, audio_end_ms=100)
        until(connection, "conversation.item.truncated")
        connection.conversation.item.retrieve(item_id=reply)
        content = until(connection, "conversation.item.retrieved")[-1].item.content[0]
        assert content.transcript == "" and len(base64.b64decode(content.audio)) == 4800, content.transcript
        connection.conversation.item.delete(item_id=user)
        until(connection, "conversation.item.deleted")
        connection.conversation.item.delete(item_id=user, event_id="again")
        error = until(connection, "error", errors=True)[-1].error
        assert (error.code, error.event_id) == ("item_delete_invalid_item_id", "again"), error


def out_of_band(mock):
    with connected(mock) as connection:
        connection.response.create(response={"conversation": "none", "output_modalities": ["text"], "metadata": {"for": "log"},
            "instructions": "Classify.", "input": [{"type": "message", "role": "user", "content": [
                {"type": "input_text", "text": "I want a refund."}]}]})
        events = until(connection, "response.done")
        done = events[-1].response
        assert done.metadata == {"for": "log"} and done.conversation_id is None, done
        assert not [e for e in events if e.type.startswith("conversation.item")]


def transcription(mock):
    with connected(mock, intent="transcription") as connection:
        assert until(connection, "session.created")[0].session.type == "transcription"
        connection.session.update(session={"type": "transcription", "include": ["item.input_audio_transcription.logprobs"],
            "audio": {"input": {"format": {"type": "audio/pcm", "rate": 24000}, "noise_reduction": {"type": "near_field"},
                "transcription": {"model": "gpt-4o-transcribe", "language": "en", "prompt": ""},
                "turn_detection": {"type": "server_vad", "silence_duration_ms": 300}}}})
        until(connection, "session.updated")
        pcm = speech("caller-opening-hours") + QUIET
        for start in range(0, len(pcm), CHUNK):
            connection.input_audio_buffer.append(audio=encoded(pcm[start : start + CHUNK]))
        heard = until(connection, "conversation.item.input_audio_transcription.completed")[-1].transcript
        assert heard == "What are your opening hours?", heard
        connection.response.create()
        until(connection, "error", errors=True)


def large_messages(mock):
    picture = "data:image/png;base64," + "A" * 1_200_000
    with connected(mock) as connection:
        connection.conversation.item.create(item={"type": "message", "role": "user", "content": [
            {"type": "input_image", "image_url": picture}, {"type": "input_text", "text": "What is this?"}]})
        assert until(connection, "conversation.item.done")[-1].item.content[0].image_url == picture
        # The most that one append may hold.
        connection.session.update(session={"type": "realtime", "audio": {"input": {"turn_detection": None}}})
        connection.input_audio_buffer.append(audio=encoded(bytes(15 << 20)))
        connection.input_audio_buffer.clear()
        until(connection, "input_audio_buffer.cleared")


async def handlers(mock):
    client = AsyncOpenAI(api_key="sk-test", base_url=mock.base_url)
    said = []
    async with client.realtime.connect(model="gpt-realtime") as connection:

        @connection.on("session.created")
        async def begin(event):
            await connection.response.create(response={"output_modalities": ["text"]})

        connection.on("response.output_text.delta", lambda event: said.append(event.delta))

        @connection.on("response.done")
        async def end(event):
            assert "".join(said) == event.response.output[0].content[0].text != ""
            await connection.close()

        async with asyncio.timeout(PATIENCE):
            await connection.dispatch_events()
    assert said
    mock.ended()


async def reconnection(mock):
    """The service hangs up in the second turn of every call; the client comes back and finds a new session."""
    with server(mock.process.args[0], "--scenario", "openai-socket-closed-mid-call") as broken:
        client = AsyncOpenAI(api_key="sk-test", base_url=broken.base_url)
        attempts = []

        def again(event):
            attempts.append(event.close_code)

        sessions = set()
        async with client.realtime.connect(
            model="gpt-realtime", on_reconnecting=again, max_retries=2, initial_delay=0.01
        ) as connection:
            async with asyncio.timeout(PATIENCE):
                async for event in connection:
                    if event.type == "session.created":
                        sessions.add(event.session.id)
                    if len(sessions) == 2:
                        break
                    if event.type in ("session.created", "rate_limits.updated"):
                        pcm = speech("caller-opening-hours") + QUIET
                        for start in range(0, len(pcm), CHUNK):
                            await connection.input_audio_buffer.append(audio=encoded(pcm[start : start + CHUNK]))
        assert attempts == [1011] and len(sessions) == 2, (attempts, sessions)
        assert ": fail, openai-socket-closed-mid-call: " in broken.ended()


def beta(mock):
    """The client of before May 2026: served in the eras beta and overlap, where the header chooses."""
    for era in ["beta", "overlap"]:
        with server(mock.process.args[0], "--era", era) as old:
            client = OpenAI(api_key="sk-test", websocket_base_url=old.url.removesuffix("/realtime"))
            with client.beta.realtime.connect(model="gpt-4o-realtime-preview") as connection:

                def until(*types):
                    seen = []
                    while not seen or seen[-1].type not in types:
                        seen.append(fitting(json.loads(connection.recv_bytes()), BETA))
                        assert seen[-1].type != "error", seen[-1]
                    return seen

                connection.session.update(session={"modalities": ["text", "audio"], "voice": "alloy", "temperature": 0.8,
                    "input_audio_format": "pcm16", "output_audio_format": "g711_ulaw", "max_response_output_tokens": "inf",
                    "input_audio_transcription": {"model": "whisper-1"}, "turn_detection": {"type": "server_vad"},
                    "tools": [{"type": "function", "name": "get_weather", "parameters": {
                        "type": "object", "properties": {"city": {"type": "string"}}}}], "tool_choice": "auto"})
                until("session.updated")
                pcm = speech("caller-weather") + QUIET
                for start in range(0, len(pcm), CHUNK):
                    connection.input_audio_buffer.append(audio=encoded(pcm[start : start + CHUNK]))
                events = until("response.done")
                assert "conversation.item.created" in [e.type for e in events]
                call = events[-1].response.output[-1]
                assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "London"}), call
                connection.conversation.item.create(
                    item={"type": "function_call_output", "call_id": call.call_id, "output": '{"sky":"clear"}'})
                connection.response.create()
                until("response.audio.delta")
                connection.response.cancel()
                assert until("response.done")[-1].response.status == "cancelled"
            if era == "overlap":
                ga = OpenAI(api_key="sk-test", base_url=old.base_url)
                with ga.realtime.connect(model="gpt-realtime") as connection:
                    assert STRICT.validate_json(connection.recv_bytes()).session.type == "realtime"


CHECKS = [address_from_the_environment, manual_turn_and_items, out_of_band, transcription, large_messages, handlers,
          reconnection, beta]

if __name__ == "__main__":
    with server(sys.argv[1]) as mock:
        code = run(CHECKS, mock)
    sys.exit(code)
