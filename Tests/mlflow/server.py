"""The servers that the tests talk to: Bearing, or MLflow's own, which says what is right."""

import contextlib
import itertools
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

import mlflow
from mlflow.exceptions import MlflowException, RestException

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY / "Tests" / "python"))
import tiny_mnist  # noqa: E402

LARGEST = sys.float_info.max

# The one that all tests share. The runner sets it before it loads them.
current = None


def bearing_only(test):
    """For what MLflow's own server has not."""
    return unittest.skipIf(current.is_reference, "about Bearing alone")(test)


def needs_client_3(test):
    """For what came with the client's third version."""
    return unittest.skipIf(int(mlflow.__version__.split(".")[0]) < 3, "this client has no such call")(test)


class Server:
    """A Bearing with its own port. What it stores stays in `root` from one start to the next."""

    is_reference = False

    def __init__(self, program: pathlib.Path, root: pathlib.Path, *options: str):
        self.program, self.root, self.options = program, root, options
        self.log = root / "server.log"
        self.process = None
        self.url = None

    def start(self) -> "Server":
        tiny_mnist.write_dataset(self.root / "datasets" / "mnist")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "serve", "--port", "0", "--data", self.root / "data", "--datasets", self.root / "datasets",
                 *self.options], stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
        words = self.process.stdout.readline().split()
        if not words:
            sys.exit("the server did not start:\n" + self.log.read_text())
        self.url = words[-1]
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ends it with all its processes, and gives its status."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return self.process.wait()
        finally:
            if self.process.stdout:
                self.process.stdout.close()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    def send(self, method: str, path: str, /, body=None, headers=None, **query):
        """The status, the headers and the JSON (or else the bytes) of the answer to one request."""
        if query:
            path += "?" + urllib.parse.urlencode(query, doseq=True)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, headers, body = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                status, headers, body = refusal.code, refusal.headers, refusal.read()
        with contextlib.suppress(ValueError):
            body = json.loads(body)
        return status, headers, body

    def rest(self, path: str, body=None):
        """The answer of Bearing's own API."""
        status, _, answer = self.send("GET" if body is None else "POST", "/api/v1" + path, body)
        if status not in (200, 201):
            raise AssertionError(f"{path} answered {status}: {answer}")
        return answer

    def sql(self, query: str) -> list:
        return self.rest("/sql", {"query": query})["rows"]


class Reference(Server):
    """MLflow's own server on SQLite. `program` is a Python that has all of it."""

    is_reference = True

    def start(self) -> "Server":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                 "--backend-store-uri", f"sqlite:///{self.root}/mlflow.db",
                 "--artifacts-destination", self.root / "artifacts", *self.options],
                stdout=log, stderr=log, start_new_session=True, cwd=self.root,
                env=os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"})
        self.url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(urllib.error.URLError, OSError):
                if self.send("GET", "/health")[0] == 200:
                    return self
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit("the reference did not start:\n" + self.log.read_text())
            time.sleep(0.2)


class ClientTest(unittest.TestCase):
    """Each test has its own experiment, which is also the active one."""

    counter = itertools.count(1)

    def setUp(self):
        self.server = current
        self.client = mlflow.MlflowClient()
        self.name = f"{self.id()} {next(self.counter)}"
        self.experiment = self.client.create_experiment(self.name)
        mlflow.set_experiment(experiment_id=self.experiment)
        self.addCleanup(end_all_runs)

    def new_run(self, name=None, **more) -> str:
        return self.client.create_run(self.experiment, run_name=name, **more).info.run_id

    @contextlib.contextmanager
    def refused(self, code="INVALID_PARAMETER_VALUE"):
        """The server, not the client, refuses with this code."""
        with self.assertRaises(MlflowException) as caught:
            yield caught
        error = caught.exception
        # The client puts its own words about params around what the server said.
        self.assertIsInstance(error if isinstance(error, RestException) else error.__context__, RestException)
        self.assertEqual(error.error_code, code)
        self.assertTrue(error.message)

    def history(self, run: str, key: str) -> list:
        """The points of a metric as (step, value)."""
        return [(point.step, point.value) for point in self.client.get_metric_history(run, key)]

    def call(self, method: str, path: str, /, body=None, **query):
        """A call of the protocol by hand: its status and its answer."""
        status, _, answer = self.server.send(method, "/api/2.0/mlflow/" + path, body, **query)
        return status, answer

    def assertRefused(self, answer, code="INVALID_PARAMETER_VALUE", status=400):
        self.assertEqual((answer[0], answer[1].get("error_code")), (status, code), answer)
        self.assertIsInstance(answer[1]["message"], str)
        self.assertTrue(answer[1]["message"])


def end_all_runs() -> None:
    while mlflow.active_run():
        mlflow.end_run()
