#!/usr/bin/env python3
"""A server that only answers: what MLflow's client can do at most. It keeps nothing.

    empty.py --points 100000        prints its address
"""

import argparse
import json
import re
import socket
import threading

import curve

API = b"/api/2.0/mlflow/"
# As many as the client asks for.
POINTS_PER_PAGE = 25_000
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TOKEN = re.compile(rb"[?&]page_token=(\d+)")

EXPERIMENT = {"experiment_id": "1", "name": "bench", "artifact_location": "mlflow-artifacts:/1", "lifecycle_stage": "active"}
RUN_INFO = {
    "run_id": 32 * "0", "run_uuid": 32 * "0", "run_name": "bench", "experiment_id": "1", "user_id": "", "status": "RUNNING",
    "start_time": 1, "artifact_uri": "mlflow-artifacts:/1/" + 32 * "0" + "/artifacts", "lifecycle_stage": "active",
}  # fmt: skip
RUN = {"run": {"info": RUN_INFO, "data": {}, "inputs": {}, "outputs": {}}}
ANSWERS = {
    "experiments/create": {"experiment_id": "1"},
    "experiments/get": {"experiment": EXPERIMENT},
    "experiments/get-by-name": {"experiment": EXPERIMENT},
    "runs/create": RUN,
    "runs/get": RUN,
    "runs/update": {"run_info": RUN_INFO},
    "runs/log-metric": {},
    "runs/log-batch": {},
}


def answer(status: str, body: dict) -> bytes:
    """A whole answer, made once."""
    text = json.dumps(body, separators=(",", ":")).encode()
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text


MISSING = answer("404 Not Found", {"error_code": "ENDPOINT_NOT_FOUND", "message": "an empty server has no such call"})


def history(points: int) -> list[bytes]:
    """The pages of the series `loss`, each but the last with the number of the next as its token."""
    metrics = [{"key": "loss", "value": values["loss"], "timestamp": step, "step": step} for step, values in curve.steps(points)]
    starts = range(0, points, POINTS_PER_PAGE)
    pages = [{"metrics": metrics[start : start + POINTS_PER_PAGE]} for start in starts]
    for number, page in enumerate(pages[:-1], start=1):
        page["next_page_token"] = str(number)
    return [answer("200 OK", page) for page in pages]


class Server:
    def __init__(self, points: int):
        self.answers = {API + path.encode(): answer("200 OK", body) for path, body in ANSWERS.items()}
        self.pages = history(points)
        self.socket = socket.create_server(("127.0.0.1", 0))

    def run(self) -> None:
        """A thread for each connection: with one that is busy, nothing in Python answers sooner."""
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting = b""
        while True:
            # The client sends head and body one after the other.
            while (end := waiting.find(b"\r\n\r\n")) < 0:
                part = connection.recv(1 << 18)
                if not part:
                    return connection.close()
                waiting += part
            length = LENGTH.search(waiting, 0, end)
            left = end + 4 + (int(length[1]) if length else 0) - len(waiting)
            target = waiting[:end].split(b" ", 2)[1]
            waiting = waiting[left:] if left < 0 else b""
            while left > 0:
                part = connection.recv(min(left, 1 << 18))
                if not part:
                    return connection.close()
                left -= len(part)
            connection.sendall(self.answer(target))

    def answer(self, target: bytes) -> bytes:
        path = target.partition(b"?")[0]
        if path == API + b"metrics/get-history":
            token = TOKEN.search(target)
            return self.pages[int(token[1]) if token else 0]
        return self.answers.get(path, MISSING)


def main() -> None:
    parser = argparse.ArgumentParser(description="answers MLflow's client, and keeps nothing")
    parser.add_argument("--points", type=int, default=100_000, help="of the series that it shows; default 100000")
    server = Server(parser.parse_args().points)
    print(f"http://127.0.0.1:{server.socket.getsockname()[1]}", flush=True)
    server.run()


if __name__ == "__main__":
    main()
