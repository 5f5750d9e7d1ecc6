"""Drives mock-realtime-server with the openai Python SDK through the rarer parts of the protocol: responses out of band beside another,
several calls at once, MCP servers with approvals, streaming transcription, pictures, semantic turn detection, and Azure.

Usage: sdk_protocol.py PATH-OF-mock-realtime-server
"""

import base64
import contextlib
import json
import sys
from pathlib import Path

from openai import AzureOpenAI, OpenAI
from openai.types.beta.realtime import RealtimeServerEvent as BetaServerEvent
from openai.types.realtime.realtime_translation_server_event import RealtimeTranslationServerEvent
from pydantic import TypeAdapter

from harness import CHUNK, Server, fitting, run, server, speech

SCENARIO = str(Path(__file__).with_suffix(".yaml"))
BETA = TypeAdapter(BetaServerEvent)
TRANSLATION = TypeAdapter(RealtimeTranslationServerEvent)
QUIET = bytes(48 * 1200)
# The 1 by 1 pixel of everybody's first test.
PIXEL = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5"
         "ErkJggg==")


class Session:
    def __init__(self, connection):
        self.connection = connection
        self.events = []

    def until(self, *types: str, count: int = 1, errors: bool = False) -> list:
        """Events up to and including the count-th of one of these types, each held against the SDK's own type."""
        seen = []
        while count:
            event = fitting(json.loads(self.connection.recv_bytes()))
            assert errors or event.type != "error", event
            self.events.append(event)
            seen.append(event)
            count -= event.type in types
        return seen

    def update(self, **fields):
        self.connection.session.update(session={"type": "realtime", **fields})
        self.until("session.updated")

    def ask(self, text: str, **response):
        self.connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]})
        self.connection.response.create(response=response)

    def say(self, identifier: str):
        pcm = speech(identifier) + QUIET
        for start in range(0, len(pcm), CHUNK):
            self.connection.input_audio_buffer.append(audio=base64.b64encode(pcm[start : start + CHUNK]).decode())


@contextlib.contextmanager
def connected(mock: Server, model: str = "gpt-realtime", **query):
    client = OpenAI(api_key="sk-test", base_url=mock.base_url)
    options = {"extra_query": query} if query else {"model": model}
    with client.realtime.connect(**options) as connection:
        session = Session(connection)
        session.until("session.created")
        yield session
    mock.ended()


def types(events) -> list:
    return [event.type for event in events]


def two_responses_at_once(mock):
    with connected(mock) as s:
        s.ask("Tell me a very long story.")
        s.until("response.output_audio.delta")
        s.connection.response.create(response={"conversation": "none", "output_modalities": ["text"], "metadata": {"n": "2"},
            "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Classify."}]}]})
        aside = s.until("response.done")[-1].response
        assert (aside.metadata, aside.conversation_id, aside.status) == ({"n": "2"}, None, "completed"), aside
        s.connection.response.cancel()
        story = s.until("response.done")[-1].response
        assert story.status == "cancelled" and story.conversation_id, story
        # What stands in the conversation can be the input of another response.
        known = story.output[0].id
        s.connection.response.create(response={"conversation": "none", "output_modalities": ["text"], "input": [
            {"type": "item_reference", "id": known}]})
        assert s.until("response.done")[-1].response.status == "completed"


def several_calls(mock):
    tools = [{"type": "function", "name": name, "parameters": {"type": "object", "properties": {}}}
             for name in ["get_weather", "get_time"]]
    with connected(mock, model="gpt-realtime-2.1") as s:
        s.update(tools=tools, output_modalities=["text"], parallel_tool_calls=True, reasoning={"effort": "low"})
        s.ask("What is the weather, and the time?")
        calls = s.until("response.done")[-1].response.output
        assert [call.name for call in calls] == ["get_weather", "get_time"], calls
        assert len({call.call_id for call in calls}) == 2
        for call in calls:
            s.connection.conversation.item.create(
                item={"type": "function_call_output", "call_id": call.call_id, "output": '"ok"'})
        s.connection.response.create()
        answer = s.until("response.done")[-1].response.output[0]
        assert answer.content[0].text == "It rains at half past four.", answer


def mcp(label: str, approval: str) -> dict:
    return {"type": "mcp", "server_label": label, "server_url": "https://example.com/mcp", "require_approval": approval}


def mcp_tools(mock):
    with connected(mock) as s:
        s.update(tools=[mcp("docs", "never"), mcp("gone", "never")], output_modalities=["text"])
        seen = s.until("conversation.item.done", count=2)
        assert "mcp_list_tools.completed" in types(seen) and "mcp_list_tools.failed" in types(seen), types(seen)
        lists = [e.item for e in seen if e.type == "conversation.item.done"]
        assert [tool.name for tool in lists[0].tools] == ["search_docs", "delete_docs"], lists
        s.ask("Search the docs for me.")
        seen = s.until("response.done")
        call, message = seen[-1].response.output
        assert (call.type, call.output, message.content[0].text) == ("mcp_call", "a page", "The docs say so."), seen[-1]
        order = ["response.mcp_call_arguments.done", "response.mcp_call.in_progress", "response.mcp_call.completed"]
        assert [t for t in types(seen) if t in order] == order, types(seen)
        s.ask("Now delete the docs.", tool_choice={"type": "mcp", "server_label": "docs", "name": "delete_docs"})
        seen = s.until("response.done")
        assert "response.mcp_call.failed" in types(seen)
        assert seen[-1].response.output[0].error.code == 403, seen[-1]


def mcp_approval(mock):
    for approve in [True, False]:
        with connected(mock) as s:
            s.update(tools=[mcp("docs", "always")], output_modalities=["text"])
            s.until("conversation.item.done")
            s.ask("Search the docs for me.")
            while True:
                item = s.until("conversation.item.done")[-1].item
                if item.type == "mcp_approval_request":
                    break
            s.connection.conversation.item.create(item={"id": f"mcp_approval_{item.id}", "type": "mcp_approval_response",
                "approval_request_id": item.id, "approve": approve})
            call = s.until("response.done")[-1].response.output[0]
            assert call.approval_request_id == item.id and (call.output == "a page") is approve, call


def mcp_of_one_response(mock):
    with connected(mock) as s:
        s.ask("Search the docs for me.", tools=[mcp("docs", "never")], output_modalities=["text"])
        assert s.until("response.done")[-1].response.output[0].type == "mcp_call"


def streaming_transcription(mock):
    with connected(mock, intent="transcription") as s:
        s.connection.session.update(session={"type": "transcription", "include": ["item.input_audio_transcription.logprobs"],
            "audio": {"input": {"transcription": {"model": "gpt-realtime-whisper", "delay": "low"}}}})
        s.until("session.updated")
        s.say("caller-book-table")
        seen = s.until("conversation.item.input_audio_transcription.completed")
        names = types(seen)
        delta = "conversation.item.input_audio_transcription.delta"
        assert names.index(delta) < names.index("input_audio_buffer.committed"), names
        whole = "".join(e.delta for e in seen if e.type == delta)
        assert seen[-1].transcript == whole == "Could you book a table for two tonight?", seen[-1]
        assert seen[-1].usage.type == "duration" and seen[-1].logprobs[0].logprob < 0, seen[-1]


def diarized_transcription(mock):
    with connected(mock, intent="transcription") as s:
        s.connection.session.update(session={"type": "transcription",
            "audio": {"input": {"transcription": {"model": "gpt-4o-transcribe-diarize"}}}})
        s.until("session.updated")
        s.say("caller-hello")
        segment = s.until("conversation.item.input_audio_transcription.segment")[-1]
        assert (segment.text, segment.speaker) == ("Hello, can you hear me?", "A"), segment


def picture(mock):
    with connected(mock) as s:
        s.connection.conversation.item.create(item={"type": "message", "role": "user", "content": [
            {"type": "input_image", "image_url": PIXEL, "detail": "low"}, {"type": "input_text", "text": "What is this?"}]})
        s.connection.response.create(response={"output_modalities": ["text"]})
        usage = s.until("response.done")[-1].response.usage
        details = usage.input_token_details
        assert details.image_tokens == 85, usage
        assert usage.input_tokens == details.text_tokens + details.audio_tokens + details.image_tokens, usage


def semantic_turns(mock):
    with connected(mock) as s:
        s.update(audio={"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "high"}}},
                 truncation={"type": "retention_ratio", "retention_ratio": 0.8})
        s.say("caller-opening-hours")
        names = types(s.until("response.done"))
        assert names.index("input_audio_buffer.speech_stopped") < names.index("response.created"), names


def translation(mock):
    client = OpenAI(api_key="sk-test", base_url=mock.base_url)
    with client.realtime.translations.connect(model="gpt-realtime-translate") as connection:
        connection.session.update(session={"audio": {"output": {"language": "es"},
                                                     "input": {"transcription": {"model": "gpt-realtime-whisper"}}}})
        pcm = speech("caller-hello") + QUIET
        for start in range(0, len(pcm), 2 * CHUNK):
            connection.session.input_audio_buffer.append(audio=base64.b64encode(pcm[start : start + 2 * CHUNK]).decode())
        connection.session.close()
        seen = []
        while not seen or seen[-1].type != "session.closed":
            seen.append(fitting(json.loads(connection.recv_bytes()), TRANSLATION))
            assert seen[-1].type != "error", seen[-1]
        text = {side: "".join(e.delta for e in seen if e.type == f"session.{side}_transcript.delta")
                for side in ["input", "output"]}
        assert text == {"input": "Hello, can you hear me?", "output": "¿Me oyes?"}, text
        assert any(e.type == "session.output_audio.delta" for e in seen)
    mock.ended()


def azure(mock):
    """Today's path with the plain client, and the dated preview with the client for Azure, which speaks the beta's dialect."""
    with server(mock.process.args[0], "--profile", "azure", "--api-key", "azure-key") as there:
        base = there.base_url
        assert base.endswith("/openai/v1"), base
        with OpenAI(api_key="azure-key", base_url=base).realtime.connect(model="our-deployment") as connection:
            s = Session(connection)
            s.until("session.created")
            s.ask("Hello.", output_modalities=["text"])
            assert s.until("response.done")[-1].response.status == "completed"
            assert "rate_limits.updated" not in types(s.events)
        client = AzureOpenAI(api_key="azure-key", api_version="2025-04-01-preview", azure_endpoint=base,
                             websocket_base_url=there.url.replace("/openai/v1/realtime", "/openai"))
        # The beta's types know no deployments.
        with client.beta.realtime.connect(model="gpt-4o-realtime-preview") as connection:
            connection.conversation.item.create(
                item={"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello."}]})
            connection.response.create()
            seen = []
            while not seen or seen[-1].type != "response.done":
                seen.append(fitting(json.loads(connection.recv_bytes()), BETA))
            assert "response.audio.delta" in types(seen), types(seen)


CHECKS = [two_responses_at_once, several_calls, mcp_tools, mcp_approval, mcp_of_one_response, streaming_transcription,
          diarized_transcription, picture, semantic_turns, translation, azure]

if __name__ == "__main__":
    with server(sys.argv[1], "--scenario", SCENARIO) as mock:
        code = run(CHECKS, mock)
    sys.exit(code)
