"""An HTTP proxy that does to a worker's requests what networks do: between a worker and a server of these tests.

    proxy.py PORT_OF_SERVER [--seed N]      by hand: prints its address, then what it has done, until Ctrl-C

It takes each request and each answer in whole before it passes them on, so that it can lose either of them, send one
twice, late, after others, or in half. Each request goes to the server by a connection of its own.
"""

import argparse
import asyncio
import collections
import contextlib
import dataclasses
import random
import re
import socket
import struct
import threading
import time

# What is done to a request. By shares of a deck that is shuffled and dealt to its end: each kind comes soon and often.
FAULTS = {
    "clean": 6, "delay": 3, "lose request": 2, "lose answer": 2, "twice": 2, "hold": 2, "replay": 2, "cut request": 1, "cut answer": 1,
}  # fmt: skip
LONGEST_DELAY, LONGEST_HOLD = 0.5, 1.5
# As much of what has passed as may be sent again later.
REMEMBERED = 40
LARGEST_HEAD = 1 << 16


class Broken(Exception):
    """The other side ended in the middle of a message."""


@dataclasses.dataclass
class Message:
    """A request or an answer: its bytes, and of its head what the proxy needs."""

    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode("latin-1")

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].partition(b"?")[0].decode("latin-1")

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    def header(self, name: bytes) -> bytes:
        return header(self.head, name)

    def whole(self) -> bytes:
        return self.head + self.body


def header(head: bytes, name: bytes) -> bytes:
    found = re.search(rb"\r\n" + re.escape(name) + rb":[ \t]*([^\r\n]*)", head, re.IGNORECASE)
    return found[1].strip().lower() if found else b""


async def read_head(reader: asyncio.StreamReader) -> bytes | None:
    """None where the other side has ended between two messages."""
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise Broken from end
        return None


async def read_body(reader: asyncio.StreamReader, head: bytes, is_answer: bool) -> bytes:
    try:
        if b"chunked" in header(head, b"transfer-encoding"):
            return await read_chunks(reader)
        if length := header(head, b"content-length"):
            return await reader.readexactly(int(length))
        return await reader.read(-1) if is_answer else b""
    except asyncio.IncompleteReadError as end:
        raise Broken from end


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    """As they are: they are passed on."""
    parts = []
    while True:
        size = await reader.readuntil(b"\r\n")
        parts.append(size)
        length = int(size.partition(b";")[0], 16)
        if length:
            parts.append(await reader.readexactly(length + 2))
            continue
        # Trailers, and the empty line behind them.
        while True:
            parts.append(await reader.readuntil(b"\r\n"))
            if parts[-1] == b"\r\n":
                return b"".join(parts)


async def read_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Message | None:
    head = await read_head(reader)
    if head is None:
        return None
    # A client with a long body asks first. The server is asked by the proxy, which has all of it.
    if header(head, b"expect"):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        head = re.sub(rb"\r\nExpect:[^\r\n]*", b"", head, flags=re.IGNORECASE)
    return Message(head, await read_body(reader, head, is_answer=False))


async def read_answer(reader: asyncio.StreamReader, method: str) -> Message:
    while True:
        head = await read_head(reader)
        if head is None:
            raise Broken
        status = int(head.split(b" ", 2)[1])
        if status >= 200:
            break
    if method == "HEAD" or status in (204, 304):
        return Message(head, b"")
    return Message(head, await read_body(reader, head, is_answer=True))


def reset(writer: asyncio.StreamWriter) -> None:
    """Ends a connection as a machine does that has forgotten it: by RST, not by an orderly end."""
    if (connection := writer.get_extra_info("socket")) is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Deck:
    """Faults in an order of chance, each as often as its share."""

    def __init__(self, seed: int, shares: dict[str, int] = FAULTS):
        self.random = random.Random(seed)
        self.kinds = [kind for kind, share in shares.items() for _ in range(share)]
        self.left: list[str] = []

    def deal(self) -> str:
        if not self.left:
            self.left = list(self.kinds)
            self.random.shuffle(self.left)
        return self.left.pop()


class Proxy:
    """On a port of its own, with a thread of its own. All that is public is for other threads."""

    def __init__(self, port: int, host: str = "127.0.0.1"):
        self.target = (host, port)
        # What was done: kinds of faults, and answers by call and status: "POST metrics 409".
        self.counts: collections.Counter[str] = collections.Counter()
        self.deck: Deck | None = None
        self.is_spared = lambda request: False
        self._passed: collections.deque[Message] = collections.deque(maxlen=REMEMBERED)
        self._tasks: set[asyncio.Task] = set()
        self._others = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = 0
        self._do(self._begin())
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def disturb(self, seed: int, is_spared=lambda request: False) -> None:
        """From now on each request meets the next fault of a deck, but those that are spared."""
        self.is_spared = is_spared
        self.deck = Deck(seed)

    def calm(self) -> None:
        self.deck = None

    def forget(self) -> None:
        """Nothing of what has passed is sent again."""
        self._passed.clear()

    def cut(self, how: str = "refuse") -> None:
        """No way to the server any more. `refuse`: connections break and new ones are refused. `hang`: nobody answers, and
        what was sent meanwhile arrives when the link is back.
        """
        self._do(self._cut(how))

    def restore(self) -> None:
        self._do(self._restore())

    def close(self) -> None:
        self._do(self._cut("refuse"))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def faults(self) -> dict[str, int]:
        return {kind: self.counts[kind] for kind in FAULTS if kind != "clean" and self.counts[kind]}

    @property
    def answers(self) -> dict[str, int]:
        return {what: count for what, count in sorted(self.counts.items()) if what[-3:].isdigit()}

    def _do(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _begin(self) -> None:
        self._link = asyncio.Event()
        self._link.set()
        await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=LARGEST_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self, how: str) -> None:
        self.counts["cut off"] += 1
        if how == "hang":
            self._link.clear()
            return
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _restore(self) -> None:
        self._link.set()
        if not self._server.is_serving():
            await self._listen()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        try:
            while (request := await read_request(reader, writer)) is not None:
                await self._link.wait()
                answer = await self._treat(request)
                await self._link.wait()
                writer.write(answer)
                await writer.drain()
                if b"close" in request.header(b"connection") or b"close" in header(answer, b"connection"):
                    break
        except Cut as cut:
            # Some of the answer may have gone out.
            writer.write(cut.sent)
            with contextlib.suppress(OSError):
                await writer.drain()
            # A reset would take what has not been read yet with it.
            if cut.sent:
                await asyncio.sleep(0.05)
            reset(writer)
        except (OSError, Broken, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            reset(writer)
        except asyncio.CancelledError:
            # Only _cut cancels. To end here spares asyncio's complaint about it.
            reset(writer)
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _treat(self, request: Message) -> bytes:
        """The bytes that go back, after what has been done to the request."""
        deck = self.deck
        fault = "clean" if deck is None or self.is_spared(request) else deck.deal()
        self.counts[fault] += 1
        if fault == "lose request":
            raise Cut
        if fault == "cut request":
            await self._half(request)
            raise Cut
        if fault == "delay":
            await asyncio.sleep(deck.random.uniform(0, LONGEST_DELAY))
        elif fault == "hold":
            await self._wait_for_another()
        answer = await self._ask(request)
        if fault == "twice":
            answer = await self._ask(request)
        elif fault == "replay" and self._passed:
            await self._ask(deck.random.choice(self._passed))
        elif fault == "lose answer":
            raise Cut
        elif fault == "cut answer":
            raise Cut(answer.whole()[: deck.random.randrange(len(answer.whole()))])
        # To send this one again would be to lease a run for a worker that has gone.
        if not request.path.endswith("/leases"):
            self._passed.append(request)
        return answer.whole()

    async def _wait_for_another(self) -> None:
        """Until a later request has been answered, or nobody comes."""
        others, deadline = self._others, time.monotonic() + LONGEST_HOLD
        while self._others == others and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        self.counts["overtaken"] += self._others != others

    async def _ask(self, request: Message) -> Message:
        reader, writer = await asyncio.open_connection(*self.target, limit=LARGEST_HEAD)
        try:
            writer.write(request.whole())
            await writer.drain()
            answer = await read_answer(reader, request.method)
        finally:
            writer.close()
        self._others += 1
        self.counts[f"{request.method} {request.path.rsplit('/', 1)[-1]} {answer.status}"] += 1
        return answer

    async def _half(self, request: Message) -> None:
        """The server gets the request to the middle of its body, or of its head."""
        _, writer = await asyncio.open_connection(*self.target)
        end = len(request.head) + len(request.body) // 2 if request.body else len(request.head) // 2
        writer.write(request.whole()[:end])
        with contextlib.suppress(OSError):
            await writer.drain()
        # Else the reset would overtake what it is to come after.
        await asyncio.sleep(0.02)
        reset(writer)


class Cut(Exception):
    """The client's connection is to break, after this much of the answer."""

    def __init__(self, sent: bytes = b""):
        super().__init__()
        self.sent = sent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int, help="of a server on this machine")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Proxy(options.port) as proxy:
        proxy.disturb(options.seed)
        print(proxy.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        print(proxy.faults, proxy.answers, sep="\n")


if __name__ == "__main__":
    main()
