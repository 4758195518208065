"""What open streams of a run's points cost its training."""

import os
import selectors
import socket
import statistics
import threading
import time


class Readers:
    """Streams that are read to the end of what comes, by one thread."""

    def __init__(self, server, count: int):
        # As a page does that has shown what is stored already.
        path = f"/api/v1/stream?runs=1&after={server.request('GET', '/api/v1/runs/1')['step']}"
        self.selector = selectors.DefaultSelector()
        self.bytes = 0
        self.sockets = []
        for _ in range(count):
            connection = socket.create_connection((server.host, server.port))
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            connection.setblocking(False)
            self.selector.register(connection, selectors.EVENT_READ)
            self.sockets.append(connection)
        self.is_open = True
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self) -> None:
        while self.is_open:
            for key, _ in self.selector.select(0.1):
                try:
                    text = key.fileobj.recv(1 << 18)
                except BlockingIOError:
                    continue
                self.bytes += len(text)
                if not text:
                    self.selector.unregister(key.fileobj)
            # Rarely, so that the reader's own work does not take the cores from what is measured.
            time.sleep(0.05)

    @property
    def left(self) -> int:
        return len(self.selector.get_map())

    def close(self) -> None:
        self.is_open = False
        self.thread.join()
        for connection in self.sockets:
            connection.close()


def processor_seconds(process: int) -> tuple[float, float]:
    """Of a server's threads: of those that train, which are nicer than others, and of the others."""
    training = serving = 0.0
    for task in os.listdir(f"/proc/{process}/task"):
        try:
            with open(f"/proc/{process}/task/{task}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        if int(fields[16]) > 0:
            training += seconds
        else:
            serving += seconds
    return training, serving


def measure(server, seconds: float) -> dict:
    step, (training, serving) = server.request("GET", "/api/v1/runs/1")["step"], processor_seconds(server.process.pid)
    own, start = os.times(), time.perf_counter()
    time.sleep(seconds)
    passed, now = time.perf_counter() - start, os.times()
    more, (trained, served) = server.request("GET", "/api/v1/runs/1")["step"], processor_seconds(server.process.pid)
    return {
        "samples": (more - step) * 50 / passed,
        "training": (trained - training) / passed,
        "serving": (served - serving) / passed,
        "client": (now.user + now.system - own.user - own.system) / passed,
    }


def cost(server, count: int, rounds: int, seconds: float) -> None:
    """Measures training without and with streams in turn, and prints both."""
    print(f"\n## {count} open streams\n")
    print("| | samples/s | cores that train | cores that serve | the client's |\n| --- | --- | --- | --- | --- |")
    found: dict[str, list[dict]] = {"without": [], "with": []}
    for turn in range(rounds):
        for name in ("without", "with") if turn % 2 == 0 else ("with", "without"):
            readers = Readers(server, count if name == "with" else 0)
            # What is stored already has gone out.
            time.sleep(3)
            figures = measure(server, seconds)
            left = readers.left
            readers.close()
            if name == "with" and left < count:
                print(f"{count - left} of {count} streams were ended by the server")
            found[name].append(figures)
            print(
                f"| {name} | {figures['samples']:.0f} | {figures['training']:.2f} | {figures['serving']:.3f} "
                f"| {figures['client']:.3f} |", flush=True)
    slower = [1 - b["samples"] / a["samples"] for a, b in zip(found["without"], found["with"])]
    per_core = [
        1 - (b["samples"] / b["training"]) / (a["samples"] / a["training"])
        for a, b in zip(found["without"], found["with"])
    ]
    served = [b["serving"] - a["serving"] for a, b in zip(found["without"], found["with"])]
    print(f"\nslower by {statistics.median(slower):.1%} (median of {rounds}; {min(slower):.1%} to {max(slower):.1%})")
    print(f"by {statistics.median(per_core):.1%} for a second of a core's training")
    cores = statistics.median(served)
    print(f"the streams take {cores:.3f} cores, {cores / os.cpu_count():.1%} of this machine")
