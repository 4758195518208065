#!/usr/bin/env python3
"""One round of MLflow's client against each server in turn, on fresh databases; prints what client.py measured.

    servers.py --bearing .build/release/bearing
    servers.py --only mlflow,empty --quick
"""

import argparse
import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile

import others
import ours
import process

HERE = pathlib.Path(__file__).parent
SERVERS = ("empty", "bearing", "mlflow")
MEASURES = ("log_metric", "batches", "history")
POINTS, QUICK_POINTS = 100_000, 30_000
QUICK = ("--seconds", "0.5", "--batches", "10")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="MLflow's client against Bearing, MLflow's server and an empty one")
    parser.add_argument("--only", help=f"some of {','.join(SERVERS)}, in this order; default: all")
    parser.add_argument("--quick", action="store_true", help="few points: whether it works")
    parser.add_argument("--bearing", default=".build/release/bearing", help="default: .build/release/bearing")
    given = parser.parse_args()
    given.only = given.only.split(",") if given.only else list(SERVERS)
    if unknown := [name for name in given.only if name not in SERVERS]:
        parser.error(f"--only: no server {', '.join(unknown)}; known are {', '.join(SERVERS)}")
    return given


@contextlib.contextmanager
def server(name: str, given: argparse.Namespace, folder: pathlib.Path):
    """URL and process of one of them."""
    if name == "mlflow":
        with others.mlflow_server(folder) as found:
            yield found
        return
    command = [sys.executable, str(HERE / "empty.py"), "--points", str(points(given))]
    started = ours.served(given.bearing, folder) if name == "bearing" else process.listening(command, folder / "server.log")
    with started as (host, port, number):
        yield f"http://{host}:{port}", number


def points(given: argparse.Namespace) -> int:
    return QUICK_POINTS if given.quick else POINTS


def client(measure: str, name: str, url: str, number: int, given: argparse.Namespace) -> dict:
    """One measurement in a process of its own: its imports and its connection are then its own, too."""
    command = [sys.executable, str(HERE / "client.py"), measure, "--url", url, "--process", str(number)]
    command += ["--points", str(points(given)), *(QUICK if given.quick else ()), *(["--forgets"] if name == "empty" else [])]
    done = subprocess.run(command, capture_output=True, text=True)
    last = (done.stdout.strip().splitlines() or [""])[-1]
    if done.returncode == 0 and last.startswith("{"):
        return json.loads(last)
    return unavailable((done.stderr.strip().splitlines() or ["it failed without a word"])[-1])


def unavailable(why: object) -> dict:
    return {"unavailable": str(why)}


def main() -> None:
    given = arguments()
    results: dict[str, dict] = {name: {} for name in given.only}
    with contextlib.ExitStack() as stack:
        running = {}
        for name in given.only:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"bearing-{name}-", ignore_cleanup_errors=True))
            try:
                running[name] = stack.enter_context(server(name, given, pathlib.Path(folder)))
            except (OSError, RuntimeError) as problem:
                results[name] = dict.fromkeys(MEASURES, unavailable(problem))
        # All of them are up, and those that wait do nothing: so each measure of one follows that of another at once.
        for measure in MEASURES:
            for name, (url, number) in running.items():
                results[name][measure] = client(measure, name, url, number, given)
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
