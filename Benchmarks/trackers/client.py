#!/usr/bin/env python3
"""MLflow's own client, unmodified, against one server: one measurement, printed as JSON.

    client.py log_metric --url http://127.0.0.1:5000 --process 4711
"""

import argparse
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterator

import curve
import others  # noqa: F401, it keeps MLflow from telling its makers of these runs
import process

# A call that the client would repeat after a pause is a failure here: a pause is no measurement.
os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"

import mlflow  # noqa: E402
from mlflow.entities import Metric  # noqa: E402

KEY = "loss"
POINTS_PER_BATCH = 1000
# Calls before the first that counts: the connection is open then, and what is imported late is there.
FIRST_CALLS = 20


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="what MLflow's client can do with a server")
    parser.add_argument("measure", choices=MEASURES)
    parser.add_argument("--url", required=True, help="of the server")
    parser.add_argument("--process", type=int, required=True, help="the server's, whose processor time is taken")
    parser.add_argument("--seconds", type=float, default=3, help="of log_metric, and of reading at least; default 3")
    parser.add_argument("--batches", type=int, default=100, help="of 1,000 points each; default 100")
    parser.add_argument("--points", type=int, default=100_000, help="of the series that is read; default 100000")
    parser.add_argument("--forgets", action="store_true", help="the server keeps nothing that could be looked for")
    given = parser.parse_args()
    if given.points % POINTS_PER_BATCH:
        parser.error(f"--points: expected whole batches of {POINTS_PER_BATCH}, found {given.points}")
    return given


def log_metric(client: mlflow.MlflowClient, run: str, given: argparse.Namespace) -> dict:
    """One call after the other, for the seconds."""
    steps = curve.steps(sys.maxsize)

    def call() -> None:
        step, values = next(steps)
        client.log_metric(run, KEY, values[KEY], milliseconds(), step)

    def calls() -> int:
        start = time.perf_counter()
        count = 0
        while time.perf_counter() < start + given.seconds:
            call()
            count += 1
        return count

    for _ in range(FIRST_CALLS):
        call()
    measured = metered(given.process, calls)
    if not given.forgets:
        expect(history_of(client, run), values_of(FIRST_CALLS + measured["count"]))
    return measured


def batches(client: mlflow.MlflowClient, run: str, given: argparse.Namespace) -> dict:
    """Batches of several series, made before the time begins."""
    first, *rest = itertools.islice(batches_of(curve.NAMES), given.batches + 1)

    def calls() -> int:
        for batch in rest:
            client.log_batch(run, metrics=batch)
        return sum(map(len, rest))

    client.log_batch(run, metrics=first)
    measured = metered(given.process, calls)
    if not given.forgets:
        expect(history_of(client, run), values_of((given.batches + 1) * POINTS_PER_BATCH // len(curve.NAMES)))
    return measured


def history(client: mlflow.MlflowClient, run: str, given: argparse.Namespace) -> dict:
    """One long series, as often as the seconds allow, and once at least."""
    for batch in itertools.islice(batches_of((KEY,)), given.points // POINTS_PER_BATCH):
        client.log_batch(run, metrics=batch)
    # What the server still does with them is not the cost of reading.
    process.at_rest(given.process)
    found: list[float] = []

    def calls() -> int:
        nonlocal found
        start = time.perf_counter()
        count = 0
        while not count or time.perf_counter() < start + given.seconds:
            points = client.get_metric_history(run, KEY)
            count += len(points)
        found = [point.value for point in points]
        return count

    measured = metered(given.process, calls)
    expect(found, values_of(given.points))
    return measured


def metered(server: int, work: Callable[[], int]) -> dict:
    """How many there were, in how many seconds, and the processor time of the server's processes."""
    before = process.processor_seconds(server)
    start = time.perf_counter()
    count = work()
    seconds = time.perf_counter() - start
    return {"count": count, "seconds": seconds, "processor_seconds": process.spent(before, process.at_rest(server))}


def batches_of(names: tuple[str, ...]) -> Iterator[list[Metric]]:
    """Without end, the steps rising."""
    points = (Metric(name, values[name], milliseconds(), step) for step, values in curve.steps(sys.maxsize) for name in names)
    while True:
        yield list(itertools.islice(points, POINTS_PER_BATCH))


def milliseconds() -> int:
    return time.time_ns() // 1_000_000


def history_of(client: mlflow.MlflowClient, run: str) -> list[float]:
    return [point.value for point in client.get_metric_history(run, KEY)]


def values_of(count: int) -> list[float]:
    return [values[KEY] for _, values in curve.steps(count)]


def expect(found: list[float], sent: list[float]) -> None:
    """Speed without the points is none."""
    if found != sent:
        differ = sum(a != b for a, b in zip(found, sent))
        raise RuntimeError(f"{len(sent)} points of {KEY} were sent, {len(found)} came back, {differ} of them others")


MEASURES = {"log_metric": log_metric, "batches": batches, "history": history}


def main() -> None:
    given = arguments()
    client = mlflow.MlflowClient(tracking_uri=given.url)
    experiment = client.create_experiment(f"bench {given.measure}")
    run = client.create_run(experiment).info.run_id
    measured = MEASURES[given.measure](client, run, given)
    client.set_terminated(run)
    # The client itself prints lines, too.
    print("\n" + json.dumps(measured | {"version": mlflow.__version__}))


if __name__ == "__main__":
    main()
