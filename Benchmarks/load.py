"""What a server that trains bears: requests a second by route, memory and files after many requests, and what open streams cost.

    make load            or  python3 Benchmarks/load.py --bearing .build/release/bearing

Figures of one machine, printed as Markdown. wrk makes the requests where it is installed, else threads of Python, which
are slower than the server and say so.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import streams

ROUTES = {
    "health": "/api/v1/health",
    "jobs": "/api/v1/jobs",
    "runs": "/api/v1/runs",
    "1000 points": "/api/v1/metrics?runs=1&points=1000",
    "page": "/",
}
JOB = {"dataset": "fashion-mnist", "network": "fc5", "method": "dkp", "epochs": 100000, "trials": 1}


class Server:
    """A server on a free port with a fresh data directory, that trains one run without end."""

    def __init__(self, bearing: str, arguments: list[str]):
        self.folder = tempfile.TemporaryDirectory(prefix="bearing-load-")
        self.process = subprocess.Popen(
            [bearing, "serve", "--port", "0", "--data", self.folder.name, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        match = re.search(r"http://([^:]+):(\d+)", line)
        if not match:
            raise SystemExit(f"{bearing} did not start; type: make build")
        self.host, self.port = match[1], int(match[2])

    def request(self, method: str, path: str, body: dict | None = None) -> dict:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        text = json.dumps(body) if body is not None else None
        connection.request(method, path, text, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {content.decode()}")
        return json.loads(content)

    def train(self, steps: int) -> None:
        self.request("POST", "/api/v1/jobs", JOB)
        while self.request("GET", "/api/v1/runs/1")["step"] < steps:
            time.sleep(0.2)

    def figures(self) -> dict:
        return self.request("GET", "/api/v1/health?verbose=1")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


def wrk_figures(text: str) -> dict:
    """Requests a second, the 99th percentile in milliseconds and the number of errors, from what wrk prints."""
    scale = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
    last = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", text)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
        "p99": float(last[1]) * scale[last[2]],
        "errors": int(refused[1] if refused else 0) + sum(int(x) for x in (sockets.groups() if sockets else ())),
    }


def by_wrk(server: Server, path: str, seconds: float) -> dict:
    done = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{max(1, round(seconds))}s", "--latency", f"http://{server.host}:{server.port}{path}"],
        capture_output=True, text=True, check=True)
    return wrk_figures(done.stdout)


def by_threads(server: Server, path: str, seconds: float = 1e9, count: int = sys.maxsize) -> dict:
    """The same from eight threads of Python, until the time is over or `count` requests have been made."""
    times: list[float] = []
    errors = 0
    start = time.perf_counter()

    def work(share: int) -> None:
        nonlocal errors
        connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        while share > 0 and time.perf_counter() < start + seconds:
            share -= 1
            begin = time.perf_counter()
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                errors += answer.status != 200
            except (OSError, http.client.HTTPException):
                errors += 1
                connection.close()
            times.append((time.perf_counter() - begin) * 1e3)
        connection.close()

    threads = [threading.Thread(target=work, args=(count // 8,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - start
    return {"rate": len(times) / passed, "p99": sorted(times)[int(len(times) * 0.99)], "errors": errors, "count": len(times)}


def routes(server: Server, seconds: float) -> None:
    tool = by_wrk if shutil.which("wrk") else by_threads
    print("\n## By route, 16 connections of wrk\n" if tool is by_wrk else "\n## By route, 8 threads of Python\n")
    print("| route | requests/s | p99 | errors |\n| --- | --- | --- | --- |")
    for name, path in ROUTES.items():
        found = tool(server, path, seconds)
        print(f"| {name} | {found['rate']:.0f} | {found['p99']:.1f} ms | {found['errors']} |", flush=True)


def leaks(server: Server, count: int) -> None:
    """Memory and open files before and after many requests, by all routes in turn."""
    print("\n## Memory and files\n")
    per_route = count // len(ROUTES)
    for path in ROUTES.values():
        by_threads(server, path, count=max(1, per_route // 4))
    time.sleep(2)
    before = server.figures()
    total = errors = 0
    for path in ROUTES.values():
        found = by_threads(server, path, count=per_route)
        total, errors = total + found["count"], errors + found["errors"]
    time.sleep(2)
    after = server.figures()
    for name, key, unit in (("resident memory", "resident_bytes", 2**20), ("open files", "open_files", 1)):
        print(f"{name}: {before[key] / unit:.1f} before, {after[key] / unit:.1f} after {total} requests, {errors} errors")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bearing", default=str(pathlib.Path(__file__).parent.parent / ".build/release/bearing"))
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=4)
    choice = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it began", flush=True)
    server = Server(choice.bearing, [])
    try:
        server.train(steps=2000)
        routes(server, choice.seconds)
        leaks(server, choice.requests)
        streams.cost(server, choice.streams, choice.rounds, choice.seconds)
    finally:
        server.close()


if __name__ == "__main__":
    main()
