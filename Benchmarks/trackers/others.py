"""The trackers people use. Each function logs one run and gives the seconds from its first point until it is closed."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import curve

# None of them may tell its makers of these runs, or ask git about this folder.
os.environ |= {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "GIT_PYTHON_REFRESH": "quiet"}


def tensorboard(folder: pathlib.Path, count: int) -> float:
    """A call for each point: it has none for several series of one run (`add_scalars` opens a file for each)."""
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(str(folder))
    start = time.perf_counter()
    for step, values in curve.steps(count):
        for name, value in values.items():
            writer.add_scalar(name, value, step)
    writer.close()
    return time.perf_counter() - start


def aim(folder: pathlib.Path, count: int) -> float:
    import aim

    run = aim.Run(
        repo=str(folder), system_tracking_interval=None, log_system_params=False, capture_terminal_logs=False
    )
    start = time.perf_counter()
    for step, values in curve.steps(count):
        run.track(values, step=step)
    run.close()
    return time.perf_counter() - start


def mlflow_sqlite(folder: pathlib.Path, count: int) -> float:
    return mlflow_client(f"sqlite:///{folder}/mlflow.db", folder, count)


def mlflow_http(folder: pathlib.Path, count: int) -> float:
    with mlflow_server(folder) as (url, _):
        return mlflow_client(url, folder, count)


def mlflow_client(uri: str, folder: pathlib.Path, count: int) -> float:
    import mlflow

    mlflow.set_tracking_uri(uri)
    experiment = mlflow.create_experiment("bench", artifact_location=str(folder / "artifacts"))
    mlflow.start_run(experiment_id=experiment)
    start = time.perf_counter()
    for step, values in curve.steps(count):
        mlflow.log_metrics(values, step=step)
    mlflow.end_run()
    return time.perf_counter() - start


@contextlib.contextmanager
def mlflow_server(folder: pathlib.Path) -> Iterator[tuple[str, int]]:
    """A server of its own on a free port of this machine, stopped at the end with all its processes: URL and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                "--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--default-artifact-root", str(folder),
            ], stdout=output, stderr=output, start_new_session=True,
            # Its runners of other jobs start beside it and would take the cores that its requests need.
            env=os.environ | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"},
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while not answers(url + "/health"):
            if process.poll() is not None or time.monotonic() > deadline:
                last = log.read_text(errors="replace").strip().splitlines()[-1:]
                raise RuntimeError(f"mlflow server did not start: {' '.join(last)}")
            time.sleep(0.2)
        yield url, process.pid
    finally:
        # The session that it was started in has its workers too.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
