"""The baseline: what `benchmarks serve` does, with the Python library websockets on asyncio.

`push N SIZE` is answered with N text messages of SIZE bytes, everything else comes back as it is. Compression and
keep-alive pings are off, as they are in the comparison; text goes out as bytes, which spares the library an encoding.
"""

import asyncio
import contextlib
import signal

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


async def serve_client(connection):
    # The load goes away without a word.
    with contextlib.suppress(ConnectionClosed):
        async for message in connection:
            if message.startswith("push "):
                count, size = map(int, message.split()[1:])
                payload = b"x" * size
                for _ in range(count):
                    await connection.send(payload, text=True)
            else:
                await connection.send(message)


async def main():
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    async with serve(serve_client, "127.0.0.1", 0, compression=None, ping_interval=None, backlog=4096) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}/", flush=True)
        try:
            await asyncio.wait_for(end.wait(), 300)
        except TimeoutError:
            pass
        server.close(close_connections=True)


asyncio.run(main())
