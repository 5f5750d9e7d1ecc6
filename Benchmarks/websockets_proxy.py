"""The baseline: a proxy as one writes it with the Python library websockets, which keeps what passes as JSON lines.

Usage: websockets_proxy.py UPSTREAM FILE. Compression is off, as it is in the comparison.
"""

import asyncio
import contextlib
import json
import signal
import sys
import time

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

UPSTREAM, FILE = sys.argv[1:]


async def main():
    began = time.monotonic()
    with open(FILE, "w", buffering=1 << 16) as file:

        async def pump(source, target, direction):
            with contextlib.suppress(ConnectionClosed):
                async for message in source:
                    await target.send(message)
                    text = message if isinstance(message, str) else message.hex()
                    file.write(json.dumps({"t": time.monotonic() - began, "dir": direction, "text": text}) + "\n")
            await target.close()

        async def client(near):
            async with connect(UPSTREAM, compression=None, ping_interval=None, max_size=None) as far:
                await asyncio.gather(pump(near, far, "up"), pump(far, near, "down"))

        end = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
        options = {"compression": None, "ping_interval": None, "max_size": None, "backlog": 4096}
        async with serve(client, "127.0.0.1", 0, **options) as server:
            print(f"listening on ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
            await end.wait()
            server.close(close_connections=True)


asyncio.run(main())
