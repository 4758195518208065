"""What a server bears that is reported to by workers on other machines, while people look at its pages.

    python3 Benchmarks/workers.py                       200 workers, each 60 steps of 8 series a second, for a minute
    python3 Benchmarks/workers.py --sweep 50,100,200,400 --seconds 20
    python3 Benchmarks/workers.py --empty               what the simulation itself makes, against a server that only answers

The workers are simulated: each claims a run, renews its lease, and sends one batch after the other by a connection of its
own; one whose batch is not answered in time sends the next as soon as it is. Everything is on one machine, printed as Markdown.
The database is in $TMPDIR: each batch is on its disk before it is answered, so another disk gives other figures.
"""

import argparse
import asyncio
import collections
import dataclasses
import http.client
import json
import math
import multiprocessing
import os
import pathlib
import random
import resource
import sys
import tempfile
import time

import machine
import tables
from load import Server

JOB = {"dataset": "fashion-mnist", "network": {"name": "fc5", "width": 32}, "method": "dfa", "steps": 1_000_000}
# As a run of fc5 with two angles of each layer.
SERIES = [("loss", None, "nats"), ("accuracy", None, "fraction")]
SERIES += [(name, f"fc{layer}", "degrees") for name in ("angle", "signal_angle") for layer in (1, 2, 3)]
LEASE, RENEWAL = 60, 20
# What a page asks again and again.
READS = {
    "jobs": "/api/v1/jobs?limit=20",
    "one run": "/api/v1/runs/1",
    "curves of ten": "/api/v1/metrics?runs=1-10&names=loss&points=1000",
}
# Seconds of waiting for what is under way at the end, and from a refusal to the next try.
PATIENCE, PAUSE = 60, 0.25
AIM = 1.0


@dataclasses.dataclass(frozen=True)
class Load:
    workers: int
    seconds: float
    # Seconds from a batch to the next of a worker; 0: without a pause.
    interval: float = 1
    # Steps a second.
    rate: int = 60
    processes: int = 2
    # Of each page, a second.
    reads: float = 4

    @property
    def steps(self) -> int:
        """Of a batch."""
        return max(1, round(self.rate * (self.interval or 1)))

    @property
    def offered(self) -> float:
        """Points a second."""
        return self.workers * self.rate * len(SERIES)

    def shares(self) -> list[range]:
        """The workers of each process."""
        bounds = [self.workers * number // self.processes for number in range(self.processes + 1)]
        return [range(first, last) for first, last in zip(bounds, bounds[1:]) if first < last]


@dataclasses.dataclass
class Counts:
    """What workers, or readers, have met with."""

    # Seconds until an answer, by what was asked.
    times: dict[str, list[float]] = dataclasses.field(default_factory=lambda: collections.defaultdict(list))
    # By what was asked and the status; 0 is a connection that broke.
    errors: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    points: int = 0
    # Seconds from the first batch until the last answer.
    seconds: float = 0
    # How late the latest of the last batches was sent.
    behind: float = 0
    processor_seconds: float = 0

    def add(self, other: "Counts") -> None:
        for what, more in other.times.items():
            self.times[what] += more
        self.errors += other.errors
        self.points += other.points
        self.seconds, self.behind = max(self.seconds, other.seconds), max(self.behind, other.behind)
        self.processor_seconds += other.processor_seconds


def percentile(values: list[float], share: float) -> float:
    """The least value that so large a share of them does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)] if values else math.nan


class Bodies:
    """Batches as JSON. Their values are texts made once: what costs time is to be the server."""

    def __init__(self, steps: int, seed: int = 1):
        draw = random.Random(seed)
        self.steps = steps
        # Doubles of full length, as they are sent.
        self.values = [",".join(repr(draw.random() * 90) for _ in range(steps)) for _ in range(64)]
        heads = [json.dumps({"name": name, "layer": layer, "unit": unit})[:-1] for name, layer, unit in SERIES]
        self.heads = [head + ',"steps":[' for head in heads]
        self.made = (0, "")

    def batch(self, worker: str, number: int, now: float) -> bytes:
        """The batch of this number, which counts from 0, with times up to now."""
        first = number * self.steps + 1
        # The workers send batches of one number one after the other.
        if self.made[0] != first:
            self.made = (first, ",".join(map(str, range(first, first + self.steps))))
        last = int(now * 1000)
        times = ",".join(map(str, range(last - self.steps + 1, last + 1)))
        series = ",".join(
            f'{head}{self.made[1]}],"values":[{self.values[(first + 7 * index) % len(self.values)]}],"times":[{times}]}}'
            for index, head in enumerate(self.heads))  # fmt: skip
        step = first + self.steps - 1
        return f'{{"batch":"a1-{number}","lease":{{"worker":"{worker}","attempt":1,"step":{step}}},"series":[{series}]}}'.encode()


class Connection:
    """One that stays open, and is made anew where it breaks."""

    def __init__(self, port: int, source: str):
        self.port, self.source = port, source
        self.writer = None

    async def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and answer; status 0 for a connection that broke."""
        try:
            if self.writer is None:
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.source, 0))
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.writer.write(head.encode() + body)
            answer = await self.reader.readuntil(b"\r\n\r\n")
            length = answer.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            return int(answer[9:12]), await self.reader.readexactly(int(length or 0))
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0, b""

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.writer = None


class Simulated:
    """A worker as the server sees it."""

    def __init__(self, number: int, load: Load, bodies: Bodies, port: int, source: str, counts: Counts):
        self.name, self.load, self.bodies, self.counts = f"simulated-{number}", load, bodies, counts
        self.connection = Connection(port, source)
        # Not all at once, as if they had been begun at any time.
        self.phase = random.Random(number).random()
        self.run = None

    async def ask(self, what: str, path: str, body: bytes) -> tuple[int, bytes]:
        begin = time.perf_counter()
        status, answer = await self.connection.post(path, body)
        if status == 200:
            self.counts.times[what].append(time.perf_counter() - begin)
        else:
            self.counts.errors[what, status] += 1
        return status, answer

    async def claim(self) -> None:
        body = json.dumps({"worker": self.name, "seconds": LEASE}).encode()
        status, answer = await self.ask("claim", "/api/v1/leases", body)
        if status != 200:
            raise SystemExit(f"{self.name} could not claim a run: {status} {answer.decode()}")
        self.run = json.loads(answer)["lease"]["run"]

    async def work(self, start: float) -> None:
        """Until the time is over, or the lease is lost."""
        renewal = json.dumps({"worker": self.name, "attempt": 1, "seconds": LEASE}).encode()
        interval, path = self.load.interval, f"/api/v1/runs/{self.run}"
        due, end = start + self.phase * interval, start + self.load.seconds
        renewed, number = start + self.phase * RENEWAL, 0
        while due < end:
            await asyncio.sleep(max(0, due - time.monotonic()))
            if time.monotonic() > end:
                break
            if time.monotonic() >= renewed:
                renewed += RENEWAL
                await self.ask("renewal", f"{path}/lease", renewal)
            body = self.bodies.batch(self.name, number, time.time())
            behind = time.monotonic() - due
            if not await self.deliver(f"{path}/metrics", body, end + PATIENCE):
                return
            self.counts.points += self.bodies.steps * len(SERIES)
            self.counts.seconds = max(self.counts.seconds, time.monotonic() - start)
            number, due = number + 1, due + interval
        # Of a worker that keeps up the last batch is as punctual as the others.
        if number:
            self.counts.behind = max(self.counts.behind, behind)

    async def deliver(self, path: str, body: bytes, end: float) -> bool:
        """Sends it until it is answered with anything that does not pass."""
        while True:
            status, _ = await self.ask("batch", path, body)
            if status == 200 or status not in (0, 408, 429, 503) or time.monotonic() > end:
                return status == 200
            await asyncio.sleep(PAUSE)


def simulate(pipe, numbers: range, load: Load, port: int, source: str) -> None:
    """A process of workers: says when they have their runs, begins when it is told, and tells what came of it."""

    async def all_of_them() -> Counts:
        counts, bodies = Counts(), Bodies(load.steps)
        workers = [Simulated(number, load, bodies, port, source, counts) for number in numbers]
        await asyncio.gather(*(worker.claim() for worker in workers))
        pipe.send("ready")
        start = pipe.recv()
        before = time.process_time()
        await asyncio.gather(*(worker.work(start) for worker in workers))
        counts.processor_seconds = time.process_time() - before
        return counts

    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    pipe.send(asyncio.run(all_of_them()))


def read(pipe, load: Load, port: int) -> None:
    """A page that is looked at: by a connection of its own, one request after the other."""
    pipe.send("ready")
    start = pipe.recv()
    counts, number = Counts(), 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while load.reads and time.monotonic() < start + load.seconds:
        for what, path in READS.items():
            begin = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            if status == 200:
                counts.times[what].append(time.perf_counter() - begin)
            else:
                counts.errors[what, status] += 1
        number += 1
        time.sleep(max(0, start + number / load.reads - time.monotonic()))
    counts.processor_seconds = time.process_time()
    pipe.send(counts)


def through(load: Load, port: int, look=lambda: None) -> tuple[Counts, Counts]:
    """What the workers and what the readers met with. Looks before and after."""
    context = multiprocessing.get_context("fork")
    started = []

    def begin(target, *arguments) -> None:
        ours, theirs = context.Pipe()
        process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours))

    # Each process by an address of its own: a server bounds the connections of one.
    for place, share in enumerate(load.shares()):
        begin(simulate, share, load, port, f"127.0.0.{2 + place}")
    begin(read, load, port)
    try:
        for _, pipe in started:
            pipe.recv()
        look()
        start = time.monotonic() + 0.2
        for _, pipe in started:
            pipe.send(start)
        found = [pipe.recv() for _, pipe in started]
    except EOFError:
        raise SystemExit("a process of simulated workers ended before its time") from None
    look()
    for process, _ in started:
        process.join()
    workers = Counts()
    for counts in found[:-1]:
        workers.add(counts)
    return workers, found[-1]


@dataclasses.dataclass
class Result:
    load: Load
    workers: Counts
    readers: Counts
    # Of the server: seconds of processor time, bytes.
    processor_seconds: float
    memory: int
    peak_memory: int
    database: int
    stored: int

    @property
    def accepted(self) -> float:
        """Points a second."""
        return self.workers.points / max(self.workers.seconds, 1e-9)

    @property
    def errors(self) -> str:
        both = self.workers.errors + self.readers.errors
        return ", ".join(f"{what} {status or 'broken'}: {count}" for (what, status), count in sorted(both.items())) or "none"

    @property
    def is_kept_up_with(self) -> bool:
        """Whether nobody waits longer and longer."""
        return percentile(self.workers.times["batch"], 0.99) <= AIM and self.workers.behind <= AIM

    def text(self) -> str:
        times, load = self.workers.times, self.load
        rows = [[what, str(len(values)), *spread(values)] for what, values in [*times.items(), *self.readers.times.items()]]
        served = self.workers.seconds
        return "\n".join([
            tables.markdown(["call", "answers", "p50, ms", "p99, ms", "max, ms"], rows),
            "",
            f"offered {load.offered:,.0f} points/s by {load.workers} workers, accepted {self.accepted:,.0f}; errors: {self.errors}",
            f"the last batches were sent {1000 * self.workers.behind:.0f} ms late at most",
            f"server: {self.processor_seconds:.1f} processor seconds in {served:.1f} s ({cores(self.processor_seconds, served)} cores), "
            f"{megabytes(self.memory)} MB resident, {megabytes(self.peak_memory)} MB at its peak; simulation: "
            f"{cores(self.workers.processor_seconds, served)} cores, readers {cores(self.readers.processor_seconds, served)}",
            f"database: {megabytes(self.database)} MB for {self.stored:,} points, {self.database / max(1, self.stored):.0f} bytes each",
            f"stored are {self.stored:,} points, accepted were {self.workers.points:,}: {'equal' if self.is_exact else 'NOT EQUAL'}",
        ])  # fmt: skip

    @property
    def is_exact(self) -> bool:
        return self.stored == self.workers.points

    def row(self) -> list[str]:
        batches = self.workers.times["batch"]
        reads = [value for values in self.readers.times.values() for value in values]
        return [
            str(self.load.workers), f"{self.load.offered:,.0f}", f"{self.accepted:,.0f}", *spread(batches),
            *spread(reads)[:2], cores(self.processor_seconds, self.workers.seconds), cores(self.workers.processor_seconds, self.workers.seconds),
            megabytes(self.peak_memory), self.errors, "yes" if self.is_kept_up_with else "no",
        ]  # fmt: skip


HEAD = [
    "workers", "offered, points/s", "accepted", "batch p50, ms", "p99", "max", "pages p50, ms", "p99", "server, cores",
    "simulation, cores", "peak, MB", "errors", f"p99 within {AIM:g} s",
]  # fmt: skip


def spread(values: list[float]) -> list[str]:
    """Milliseconds: median, 99th percentile, greatest."""
    if not values:
        return ["", "", ""]
    return [f"{1000 * value:.1f}" for value in (percentile(values, 0.5), percentile(values, 0.99), max(values))]


def cores(processor_seconds: float, seconds: float) -> str:
    return f"{processor_seconds / max(seconds, 1e-9):.2f}"


def megabytes(count: int) -> str:
    return f"{count / 1e6:.0f}"


def disk() -> str:
    """How long the disk of the databases takes for what a batch's answer waits for."""
    with tempfile.NamedTemporaryFile() as file:
        times = []
        for _ in range(100):
            file.write(bytes(20_000))
            file.flush()
            begin = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begin)
    return f"20 kB are on its disk after {' / '.join(spread(times))} ms (p50, p99, max)"


def status_bytes(process: int, field: str) -> int:
    text = pathlib.Path(f"/proc/{process}/status").read_text()
    return 1024 * int(text.partition(f"{field}:")[2].split()[0])


def processor_seconds(process: int) -> float:
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(bearing: str, load: Load) -> Result:
    server = Server(bearing, ["--workers", "0", "--sql-seconds", "300"])
    try:
        server.request("POST", "/api/v1/jobs", {**JOB, "trials": load.workers})
        process, looks = server.process.pid, []
        workers, readers = through(load, server.port, lambda: looks.append(processor_seconds(process)))
        # Each point is looked at, not the totals that the server keeps.
        answer = server.request("POST", "/api/v1/sql", {"query": "select count(*) from points where step is not null"})
        files = pathlib.Path(server.folder.name).glob("bearing.sqlite*")
        return Result(
            load, workers, readers, looks[1] - looks[0], status_bytes(process, "VmRSS"), status_bytes(process, "VmHWM"),
            sum(file.stat().st_size for file in files), answer["rows"][0][0])  # fmt: skip
    finally:
        server.close()


async def serve_nothing(pipe) -> None:
    """Answers each request as if all were well, and keeps nothing."""
    runs = iter(range(1, 1_000_000))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length or 0))
                body = b'{"lease":{"run":%d}}' % next(runs) if b"/leases " in head else b'{"points":480,"repeated":0}'
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except (OSError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def against_nothing(load: Load) -> None:
    """As fast as it goes, and then as asked, whose times are the simulation's own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=lambda: asyncio.run(serve_nothing(theirs)), daemon=True)
    process.start()
    port = ours.recv()
    for one in (dataclasses.replace(load, interval=0, reads=0), load):
        workers, _ = through(one, port)
        pace = f"a batch every {one.interval:g} s" if one.interval else "without a pause"
        print(f"{one.workers} workers, {pace}: {workers.points / workers.seconds:,.0f} points/s; a batch's answer after "
              f"{' / '.join(spread(workers.times['batch']))} ms (p50, p99, max); {cores(workers.processor_seconds, workers.seconds)} cores")
    process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", default=str(pathlib.Path(__file__).parent.parent / ".build/release/bearing"))
    parser.add_argument("--workers", type=int, default=200, help="at most 1000, as many as a job has trials (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="of each measurement (default: %(default)s)")
    parser.add_argument("--interval", type=float, default=1, help="seconds from a worker's batch to its next (default: %(default)s)")
    parser.add_argument("--rate", type=int, default=60, help="steps a second of each worker (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=2, help="that simulate the workers (default: %(default)s)")
    parser.add_argument("--reads", type=float, default=4, help="of each page, a second (default: %(default)s)")
    parser.add_argument("--sweep", help="numbers of workers with commas between: each on a fresh database")
    parser.add_argument("--empty", action="store_true", help="what the simulation makes against a server that only answers")
    choice = parser.parse_args()
    load = Load(choice.workers, choice.seconds, choice.interval, choice.rate, choice.processes, choice.reads)
    print(f"{machine.here()}, load {os.getloadavg()[0]:.1f} before it began; {disk()}\n", flush=True)
    if choice.empty:
        return against_nothing(load)
    if not choice.sweep:
        result = measure(choice.bearing, load)
        print(result.text())
        sys.exit(not result.is_exact)
    results = []
    print(tables.markdown(HEAD, []), flush=True)
    for workers in map(int, choice.sweep.split(",")):
        results.append(measure(choice.bearing, dataclasses.replace(load, workers=workers)))
        print("| " + " | ".join(results[-1].row()) + " |", flush=True)
    if wrong := [result.load.workers for result in results if not result.is_exact]:
        sys.exit(f"with {wrong} workers other points are stored than were accepted")


if __name__ == "__main__":
    main()
