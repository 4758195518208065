"""Bearing as a tracker: in process as `bearing bench tracking` measures it, and over HTTP in batches from Python."""

import contextlib
import http.client
import json
import pathlib
import subprocess
import time

import curve
import process

STEPS_PER_BATCH = 500


class Problem(Exception):
    """Why there is no figure."""


def in_process(bearing: str, points: int) -> dict:
    command = [bearing, "bench", "tracking", "--points", str(points), "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"{' '.join(command[1:3])}: {(done.stderr.strip().splitlines() or ['it failed'])[0]}")
    figures = json.loads(done.stdout)
    speed = figures["points_per_second"]
    return {"points": figures.get("points", points), "points_per_second": speed["median"], "spread": speed} | {
        key: figures[key] for key in ("bytes_per_point",) if key in figures
    }


def over_http(bearing: str, folder: pathlib.Path, count: int) -> float:
    """Seconds from the first point until the run is finished, the JSON's making included."""
    with served(bearing, folder) as (host, port, _):
        client = Client(host, port)
        run = client.post("/runs", {"name": "bench", "experiment": "bench", "method": "bench", "network": "bench", "dataset": "bench"})
        place = f"/runs/{run['id']}"
        start = time.perf_counter()
        batch = Batch()
        for step, values in curve.steps(count):
            batch.add(step, values)
            if len(batch.steps) == STEPS_PER_BATCH or step == count:
                client.post(f"{place}/metrics", batch.body())
                batch = Batch()
        client.post(f"{place}/finish", {"status": "succeeded"})
        passed = time.perf_counter() - start
        stored = client.get(f"/runs/{run['id']}")["step"]
        if stored != count:
            raise Problem(f"{count} steps were sent, and the last one stored is {stored}")
        return passed


class Batch:
    """Some steps of every series, as columns."""

    def __init__(self):
        self.steps: list[int] = []
        self.columns: dict[str, list[float]] = {name: [] for name in curve.NAMES}

    def add(self, step: int, values: dict[str, float]) -> None:
        self.steps.append(step)
        for name, value in values.items():
            self.columns[name].append(value)

    def body(self) -> dict:
        series = []
        for name, values in self.columns.items():
            name, _, layer = name.partition("/")
            series.append({"name": name, "layer": layer or None, "unit": None, "steps": self.steps, "values": values})
        # The server takes a batch of one name only once, so that one that was sent again does no harm.
        return {"batch": f"steps {self.steps[0]} to {self.steps[-1]}", "series": series}


class Client:
    """One connection that stays open."""

    def __init__(self, host: str, port: int):
        self.connection = http.client.HTTPConnection(host, port, timeout=60)

    def post(self, path: str, body: dict) -> dict:
        return self.send("POST", path, json.dumps(body, separators=(",", ":")))

    def get(self, path: str) -> dict:
        return self.send("GET", path, None)

    def send(self, method: str, path: str, body: str | None) -> dict:
        headers = {"Content-Type": "application/json"} if body else {}
        self.connection.request(method, "/api/v1" + path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if not 200 <= answer.status < 300:
            raise Problem(f"{method} /api/v1{path} answered {answer.status}: {text[:300]}")
        return json.loads(text) if text else {}


def served(bearing: str, folder: pathlib.Path) -> contextlib.AbstractContextManager[tuple[str, int, int]]:
    """A server of its own on a free port, that trains nothing: host, port and process."""
    command = [bearing, "serve", "--port", "0", "--workers", "0", "--data", str(folder / "data")]
    return process.listening(command, folder / "server.log")
