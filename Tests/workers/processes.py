"""Servers and workers as processes, and what a run came to that nothing disturbed."""

import contextlib
import csv
import functools
import io
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import proxy

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY / "Tests" / "python"))
import tiny_mnist  # noqa: E402

# The runner sets these before it loads the tests.
program: pathlib.Path
root: pathlib.Path
seed = 1
is_short = False

# Seconds: short, so that leases run out while somebody looks; the least that a server takes is 2.
LEASE = 3
# 3,600 iterations in some eight seconds on one core, with a checkpoint every 300: time enough to be disturbed in.
CONFIG = {
    "dataset": "fashion-mnist", "network": {"name": "fc5", "width": 256}, "method": "dkp", "batch_size": 200, "epochs": 12,
    "resources": {"threads": 1},
}  # fmt: skip
# Ten iterations an epoch, and never at its end by itself where steps are given.
TINY = {
    "dataset": "mnist", "network": {"name": "fc5", "width": 16}, "method": "dkp", "batch_size": 20, "resources": {"threads": 1},
}  # fmt: skip
# Checkpoints of 20 MB, which go in three parts, every ten iterations.
LARGE = {**TINY, "network": {"name": "fc5", "width": 640}, "optimizer": "adam", "epochs": 40}
MEASURES = ("accuracy", "angle", "loss")


def long(test):
    """For what takes some ten seconds, and is not the first thing to know."""
    return unittest.skipIf(is_short, "left out by --short")(test)


def stopped(process: subprocess.Popen, how: signal.Signals) -> int:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(how)
    try:
        return process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class Server:
    """A Bearing that trains nothing unless its options say so. Its port and its data stay from one start to the next."""

    def __init__(self, folder: pathlib.Path, *options: str, host: str = "127.0.0.1", token: str | None = None):
        self.folder, self.host, self.token = folder, host, token
        self.options = options or ("--workers", "0")
        self.log = folder / "server.log"
        self.process = None
        self.port = 0
        folder.mkdir(parents=True, exist_ok=True)

    def start(self) -> "Server":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [program, "serve", "--host", self.host, "--port", str(self.port), "--data", self.folder / "data", "--datasets", datasets(),
                 *self.options], stdout=subprocess.PIPE, stderr=log, text=True)
        words = self.process.stdout.readline().split()
        if not words:
            raise AssertionError("the server did not start:\n" + self.log.read_text())
        self.url = words[-1].rstrip("/")
        self.port = int(self.url.rpartition(":")[2])
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process is None:
            return 0
        status = stopped(self.process, how)
        self.process.stdout.close()
        return status

    def send(self, method: str, path: str, body=None, headers=None):
        """The status and the answer, of JSON what it says, to one call of the API."""
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        body = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": "application/json", **(headers or {})}
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        request = urllib.request.Request(self.url + "/api/v1" + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, kind, content = answer.status, answer.headers.get_content_type(), answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                status, kind, content = refusal.code, refusal.headers.get_content_type(), refusal.read()
        return status, json.loads(content) if kind.endswith("json") else content

    def ask(self, path: str, body=None, method: str | None = None):
        status, answer = self.send(method or ("GET" if body is None else "POST"), path, body)
        if status not in (200, 201):
            raise AssertionError(f"{path} answered {status}: {answer}")
        return answer

    def sql(self, query: str) -> list[list]:
        return self.ask("/sql", {"query": query})["rows"]

    def run(self, number: int = 1) -> dict:
        return self.ask(f"/runs/{number}")

    def events(self, number: int = 1) -> list[tuple]:
        """Attempt, step and state of each, oldest first; what has words beside it is a note of a run under way."""
        rows = self.sql(
            "select attempt, step, status from run_events "
            f"where run_id = {number} and (status <> 'running' or message is null) order by id")  # fmt: skip
        return [tuple(row) for row in rows]

    def has_checkpoint(self, number: int = 1) -> bool:
        return self.send("GET", f"/runs/{number}/checkpoint")[0] == 200

    def until(self, what: str, is_so, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}; the runs are {self.ask('/runs')}")
            time.sleep(0.05)

    def until_status(self, status: str, number: int = 1, seconds: float = 60) -> None:
        self.until(f"run {number} is {status}", lambda: self.run(number)["status"] == status, seconds)

    def until_step(self, step: int, number: int = 1) -> None:
        """Far enough, and with something to go on from."""
        self.until(f"run {number} at step {step}", lambda: self.run(number)["step"] >= step and self.has_checkpoint(number))


class Worker:
    """A `bearing worker` with a scratch folder of its own."""

    def __init__(self, folder: pathlib.Path, url: str, *options: str, run: int | None = 1, inside: str | None = None):
        folder.mkdir()
        self.log = folder / "words"
        self.scratch = folder / "scratch"
        command = [program, "worker", "--server", url, "--threads", "1", "--lease", str(LEASE), "--datasets", datasets()]
        command += ["--scratch", self.scratch, *(["--run", str(run)] if run else []), *options]
        # `ip netns exec` becomes the command.
        command = [*(["ip", "netns", "exec", inside] if inside else []), *command]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def wait(self, seconds: float = 90) -> int:
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"a worker has not ended within {seconds} s; it said:\n{self.said[-3000:]}") from None

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        return stopped(self.process, how)

    def processor_seconds(self) -> float:
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class WorkerTest(unittest.TestCase):
    """A folder for each test; what is started goes with it, and of what fails the words are shown."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=root))
        self.addCleanup(shutil.rmtree, self.folder)
        self.addCleanup(self.show_words)
        self.workers: list[Worker] = []

    def show_words(self) -> None:
        # The runner keeps what is printed to itself unless the test fails.
        for log in sorted([*self.folder.glob("**/server.log"), *self.folder.glob("**/words")]):
            print(f"--- {log.relative_to(self.folder)}", log.read_text(errors="replace")[-4000:], sep="\n")

    def serve(self, *options: str, **more) -> Server:
        server = Server(self.folder / "server", *options, **more)
        self.addCleanup(server.stop, signal.SIGKILL)
        return server.start()

    def proxy(self, server: Server) -> proxy.Proxy:
        between = proxy.Proxy(server.port, server.host)
        self.addCleanup(between.close)
        self.addCleanup(lambda: print("--- proxy", between.faults, between.answers, sep="\n"))
        return between

    def work(self, url: str, *options: str, **more) -> Worker:
        worker = Worker(self.folder / f"worker-{len(self.workers) + 1}", url, *options, **more)
        self.workers.append(worker)
        self.addCleanup(worker.stop, signal.SIGKILL)
        return worker

    def submit(self, server: Server, config: dict = CONFIG, **more) -> dict:
        return server.ask("/jobs", {**config, **more})

    def assertEnds(self, worker: Worker, status: int = 0, seconds: float = 90) -> None:
        self.assertEqual(worker.wait(seconds), status, f"it said:\n{worker.said[-3000:]}")

    def assertUndisturbed(self, server: Server, number: int = 1, attempt: int | None = 1, config: dict = CONFIG) -> None:
        """The run has succeeded in so many attempts, with each point once, and all of it is that of one that was let alone.
        It is the trial of the same number.
        """
        run = server.run(number)
        self.assertEqual((run["status"], run["step"]), ("succeeded", run["steps"]))
        if attempt:
            self.assertEqual(run["attempt"], attempt)
        wanted = reference(json.dumps(config))[number]
        found = outcome(server, number)
        missing, more = wanted.points - found.points, found.points - wanted.points
        self.assertEqual((len(missing), len(more)), (0, 0), f"points are missing, as {sorted(missing)[:5]}, or too many, as {sorted(more)[:5]}")
        self.assertEqual(found.count, len(found.points), "points that came twice")
        # What was told again at a step is kept there, whatever the latest is.
        self.assertEqual(server.sql(f"select count(*) from repeats join series on series_id = series.id where run_id = {number}"), [[0]])
        for measure in MEASURES:
            steps = server.sql(
                "select count(distinct step), min(step), max(step) from points join series on series_id = series.id "
                f"where run_id = {number} and name = '{measure}'")  # fmt: skip
            self.assertEqual(steps, [[run["steps"], 1, run["steps"]]], measure)
        self.assertEqual(found.weights.keys(), wanted.weights.keys())
        self.assertEqual([name for name in wanted.weights if found.weights[name] != wanted.weights[name]], [], "weights differ")


class Outcome:
    """Every point of a run but its speed, and its weights."""

    def __init__(self, text: str, file: bytes):
        rows = csv.DictReader(io.StringIO(text))
        rows = [tuple(row[key] for key in ("metric", "layer", "step", "epoch", "value")) for row in rows]
        rows = [row for row in rows if row[0] != "samples_per_second"]
        self.count, self.points = len(rows), set(rows)
        self.weights = tensors(file)


def tensors(file: bytes) -> dict[str, tuple]:
    """Kind, shape and bytes of each, by name; what else a safetensors file says is left out."""
    (length,) = struct.unpack("<Q", file[:8])
    head, data = json.loads(file[8 : 8 + length]), file[8 + length :]
    return {
        name: (one["dtype"], tuple(one["shape"]), data[slice(*one["data_offsets"])])
        for name, one in head.items() if name != "__metadata__"
    }  # fmt: skip


def outcome(server: Server, number: int) -> Outcome:
    text = server.ask(f"/metrics.csv?runs={number}").decode()
    return Outcome(text, server.ask(f"/runs/{number}/checkpoint"))


@functools.cache
def reference(config: str) -> dict[int, Outcome]:
    """What it comes to, by trial, where a server itself trains both with one thread each."""
    server = Server(pathlib.Path(tempfile.mkdtemp(dir=root)), "--workers", "auto").start()
    try:
        server.ask("/jobs", {**json.loads(config), "trials": 2})
        for number in (1, 2):
            server.until_status("succeeded", number, 300)
            assert server.run(number)["threads"] == 1
        return {number: outcome(server, number) for number in (1, 2)}
    finally:
        server.stop()


@functools.cache
def datasets() -> pathlib.Path:
    tiny_mnist.write_dataset(root / "datasets" / "mnist")
    return root / "datasets"
