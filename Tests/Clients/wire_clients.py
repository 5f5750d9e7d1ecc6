"""Meets mock-realtime-server with other WebSocket clients (websocket-client, aiohttp, websockets, bare sockets) and rudely:
odd frames, vanishing and killed clients, hundreds at once, signals. The server must survive, serve the others, print the right
line for each session and end with 0.

Usage: wire_clients.py PATH-OF-mock-realtime-server
"""

import asyncio
import contextlib
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time

import aiohttp
import websocket
import websockets

from harness import PATIENCE, Server, fitting, run, server

QUERY = "?model=gpt-realtime"
TEXT_TURN = json.dumps({"type": "response.create", "response": {"output_modalities": ["text"]}})
LONG_STORY = json.dumps({"type": "response.create", "response": {"instructions": "Tell me a very long story."}})
CANCEL = b'{"type":"response.cancel"}'
REQUEST = (
    "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode()


def frame(opcode: int, data: bytes = b"", final: bool = True, masked: bool = True, reserved: int = 0) -> bytes:
    head = bytes([(0x80 if final else 0) | reserved | opcode])
    bit = 0x80 if masked else 0
    head += bytes([bit | len(data)]) if len(data) < 126 else bytes([bit | 126]) + struct.pack(">H", len(data))
    if not masked:
        return head + data
    mask = b"\1\2\3\4"
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


def frames(data: bytes):
    at = 0
    while at + 2 <= len(data):
        length, begin = data[at + 1] & 127, at + 2
        if length == 126:
            length, begin = struct.unpack(">H", data[at + 2 : at + 4])[0], at + 4
        yield data[at] & 15, data[begin : begin + length]
        at = begin + length


class Bare:
    """A socket that has asked for the upgrade."""

    def __init__(self, mock: Server, request: bytes = REQUEST):
        self.socket = socket.create_connection(("127.0.0.1", mock.port), timeout=PATIENCE)
        self.socket.sendall(request)
        self.received = b""
        if request.endswith(b"\r\n\r\n"):
            self.until(b'"session.created"')

    def until(self, wanted: bytes):
        while wanted not in self.received:
            more = self.socket.recv(65536)
            assert more, f"the connection ended before {wanted}: {self.received[-300:]}"
            self.received += more

    def close_code(self):
        """The code of the close frame that comes, and that the connection ends after it."""
        with contextlib.suppress(ConnectionResetError):
            while more := self.socket.recv(65536):
                self.received += more
        last = list(frames(self.received.split(b"\r\n\r\n", 1)[1]))[-1]
        assert last[0] == 8, last
        return struct.unpack(">H", last[1][:2])[0] if last[1] else None

    def vanish(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def websocket_client(mock):
    connection = websocket.create_connection(mock.url + QUERY, header=["Authorization: Bearer sk-test"], timeout=PATIENCE)
    names = []
    connection.send(TEXT_TURN)
    while "response.done" not in names:
        names.append(fitting(json.loads(connection.recv())).type)
    assert names[0] == "session.created", names
    connection.close()
    assert mock.ended().endswith(" s: pass")


async def aiohttp_client(mock):
    async with aiohttp.ClientSession() as http:
        for compress in (0, 15):
            async with http.ws_connect(mock.url + QUERY, protocols=["realtime", "openai-insecure-api-key.sk-test"],
                                       compress=compress, heartbeat=0.2) as connection:
                assert connection.protocol == "realtime"
                await connection.send_str(TEXT_TURN)
                while fitting(await connection.receive_json(timeout=PATIENCE)).type != "response.done":
                    pass
                await asyncio.sleep(0.5)  # two heartbeats
                assert not connection.closed
            assert mock.ended().endswith(" s: pass")


def plain_http(mock):
    def ask(method, path):
        connection = http.client.HTTPConnection("127.0.0.1", mock.port, timeout=PATIENCE)
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read()

    assert ask("GET", "/healthz")[0] == 200 and ask("HEAD", "/healthz") == (200, b"")
    assert b"gpt-realtime" in ask("GET", "/v1/models")[1]
    status, body = ask("GET", "/v1/realtime?model=gpt-realtime")
    assert status == 426 and "WebSocket" in json.loads(body)["error"]["message"], (status, body)
    assert ask("GET", "/nothing")[0] == 404 and ask("DELETE", "/v1/models")[0] == 405


def refused_sessions(mock):
    for query, code, reason in [
        ("", 4000, "invalid_request_error.missing_model"), ("?model=gpt-4o", 4000, "invalid_request_error.invalid_model"),
        ("?intent=chat", 4000, "invalid_request_error.invalid_intent")]:
        connection = websocket.create_connection(mock.url + query, timeout=PATIENCE)
        assert fitting(json.loads(connection.recv())).type == "error"
        opcode, data = connection.recv_data()
        assert (opcode, data) == (8, struct.pack(">H", code) + reason.encode()), data
        connection.close()
        assert ": fail, " in (line := mock.ended()) and reason.split(".")[1] in line, line


def odd_frames(mock):
    bare = Bare(mock)
    bare.socket.sendall(frame(1, CANCEL[:5], final=False) + frame(9, b"hi") + frame(0, CANCEL[5:9], final=False) + frame(0, CANCEL[9:]))
    bare.until(b"response_cancel_not_active")
    assert b"\x8a\x02hi" in bare.received
    bare.socket.close()
    # Gone without a close in the moment of a harmless error: that is how a client ends that does not bear it.
    assert ": fail, cancel-with-nothing-active: " in (line := mock.ended()), line
    bare = Bare(mock, REQUEST + frame(1, CANCEL))  # in one segment with the request
    bare.until(b"response_cancel_not_active")
    bare.socket.close()
    mock.ended()
    bare = Bare(mock, b"")
    for byte in REQUEST + frame(1, CANCEL):
        bare.socket.sendall(bytes([byte]))
    bare.until(b"response_cancel_not_active")
    bare.socket.close()
    mock.ended()


def broken_frames(mock):
    for bytes_, code in [
        (frame(1, CANCEL, masked=False), 1002), (frame(1, CANCEL, reserved=0x40), 1002), (frame(1, b"\xff\xfe"), 1007),
        (frame(3), 1002), (frame(8, b"\x03"), 1002), (frame(8, struct.pack(">H", 1005)), 1002),
        (bytes([0x81, 0xFF]) + struct.pack(">Q", 1 << 30) + b"\1\2\3\4half", 1009)]:
        bare = Bare(mock)
        bare.socket.sendall(bytes_)
        assert bare.close_code() == code, bytes_
        # Only what the client sends can be too large for the service.
        told = (": fail, append-malformed: a message of the client was too large for the service" if code == 1009
                else ": fail, openai-socket-closed-mid-call")
        assert f"{told}: closed {code} by the service (" in (line := mock.ended()), line


def close_codes(mock):
    for code in [None, 1000, 1001, 3000, 4999]:
        bare = Bare(mock)
        bare.socket.sendall(frame(8, b"" if code is None else struct.pack(">H", code) + b"bye"))
        assert bare.close_code() == code
        assert ": incomplete, " in mock.ended()


def vanishing_clients(mock):
    """Nobody is to blame for a client that goes away, however it goes."""
    for leave in [Bare.vanish, lambda bare: bare.socket.close(), lambda bare: bare.socket.shutdown(socket.SHUT_WR)]:
        bare = Bare(mock)
        leave(bare)
        assert ": incomplete, answered: nobody asked for anything" in (line := mock.ended()), line
        bare = Bare(mock)
        bare.socket.sendall(frame(1, TEXT_TURN.encode()))
        bare.until(b'"rate_limits.updated"')
        leave(bare)
        assert mock.ended().endswith(" s: pass")
        bare = Bare(mock)
        bare.socket.sendall(frame(1, LONG_STORY.encode()))
        bare.until(b'"response.output_audio.delta"')
        leave(bare)
        assert ": incomplete, " in (line := mock.ended()), line


def killed_client(mock):
    code = f"""
import websocket
connection = websocket.create_connection("{mock.url}{QUERY}")
connection.send('''{LONG_STORY}''')
while True:
    print(connection.recv()[:30], flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    while "response.output_audio" not in process.stdout.readline():
        pass
    process.kill()
    process.wait()
    assert ": incomplete, " in (line := mock.ended()), line
    websocket_client(mock)


async def three_hundred_at_once(mock):
    together = asyncio.Barrier(300)

    async def one():
        async with websockets.connect(mock.url + QUERY, open_timeout=PATIENCE, compression=None) as connection:
            await connection.recv()
            await together.wait()
            await connection.send(TEXT_TURN)
            while '{"type":"response.done"' not in await connection.recv():
                pass

    async with asyncio.timeout(2 * PATIENCE):
        await asyncio.gather(*(one() for _ in range(300)))
    assert {mock.ended().split(": ", 1)[1] for _ in range(300)} == {"pass"}


def signals(mock):
    """With sessions open, one of which never reads: every client hears 1001, the process ends with 0 at once."""
    for number in [signal.SIGTERM, signal.SIGINT]:
        doomed = Server(mock.process.args[0])
        asleep = Bare(doomed)
        asleep.socket.sendall(frame(1, LONG_STORY.encode()))
        half = socket.create_connection(("127.0.0.1", doomed.port), timeout=PATIENCE)
        half.sendall(REQUEST[:20])
        polite = websocket.create_connection(doomed.url + QUERY, timeout=PATIENCE)
        polite.recv()
        before = time.monotonic()
        os.kill(doomed.process.pid, number)
        assert polite.recv_data()[1][:2] == struct.pack(">H", 1001)
        assert doomed.process.wait(timeout=PATIENCE) == 0 and time.monotonic() - before < 6
        assert len([doomed.ended(), doomed.ended()]) == 2


CHECKS = [websocket_client, aiohttp_client, plain_http, refused_sessions, odd_frames, broken_frames, close_codes,
          vanishing_clients, killed_client, three_hundred_at_once, signals]

if __name__ == "__main__":
    with server(sys.argv[1]) as mock:
        code = run(CHECKS, mock)
    sys.exit(code)
