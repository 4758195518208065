"""MLflow's own client against three servers in turn: Bearing, MLflow's, and an empty one, which bounds the client."""

import dataclasses
import subprocess
import sys

import machine
import sides
import tables

# Bearing's speed as a part of the empty server's, and its processor time as a part of that of MLflow's.
SPEED_AIM, TIME_AIM = 0.8, 0.05
SERVERS = {"bearing": "Bearing", "empty": "empty server", "mlflow": "MLflow's server"}


@dataclasses.dataclass(frozen=True)
class Measure:
    name: str
    speed: str
    # What the processor time is of: so many calls or points.
    share: str
    per: int


MEASURES = (
    Measure("log_metric", "`log_metric`, calls/s", "one `log_metric`", 1),
    Measure("batches", "`log_batch` of 1,000, points/s", "1,000 points in a batch", 1000),
    Measure("history", "`get_metric_history`, points/s", "1,000 points read", 1000),
)


def measure(given) -> dict:
    """Every server in each round; the first of one round is the last of the next."""
    rounds = []
    for number in range(given.rounds):
        order = ["empty", "bearing", "mlflow"]
        if number % 2:
            order.reverse()
        command = [sys.executable, str(sides.ROOT / "Benchmarks/trackers/servers.py"), "--only", ",".join(order)]
        command += ["--bearing", given.bearing, *(["--quick"] if given.quick else [])]
        rounds.append(sides.output(command))
    version = subprocess.run([given.bearing, "--version"], capture_output=True, text=True).stdout.strip()
    return {"machine": machine.here(), "version": version, "rounds": rounds}


def speeds(rounds: list[dict], server: str, one: Measure) -> list[float]:
    """Calls or points a second, by round; none if a round has no figure."""
    return [figure["count"] / figure["seconds"] for figure in figures(rounds, server, one)]


def times(rounds: list[dict], server: str, one: Measure) -> list[float]:
    """Milliseconds of the processor, likewise."""
    return [1000 * figure["processor_seconds"] * one.per / figure["count"] for figure in figures(rounds, server, one)]


def figures(rounds: list[dict], server: str, one: Measure) -> list[dict]:
    found = [measured[server][one.name] for measured in rounds]
    return [] if any("unavailable" in figure for figure in found) else found


def table(rounds: list[dict]) -> str:
    """Both tables, and below them why a figure is not there."""
    speed, time = [], []
    for one in MEASURES:
        fast = {server: speeds(rounds, server, one) for server in SERVERS}
        speed.append([
            one.speed, *map(spread, fast.values()), percent(fast["bearing"], fast["empty"]),
            judged(fast["bearing"], fast["empty"], tables.at_least, SPEED_AIM), times_as_many(fast["bearing"], fast["mlflow"]),
        ])  # fmt: skip
        spent = {server: times(rounds, server, one) for server in SERVERS}
        time.append([
            one.share, *map(spread, spent.values()), percent(spent["bearing"], spent["mlflow"]),
            judged(spent["bearing"], spent["mlflow"], tables.at_most, TIME_AIM),
        ])  # fmt: skip
    parts = [
        tables.markdown(["what", *SERVERS.values(), "% of the empty server", "aim", "ratio to MLflow's"], speed),
        tables.markdown(["the server's processor time, ms", *SERVERS.values(), "% of MLflow's", "aim"], time),
        *(f"{SERVERS[server]}, not measured: {why}" for server, why in missing(rounds)),
    ]
    return "\n\n".join(parts)


def missing(rounds: list[dict]) -> list[tuple[str, str]]:
    """Server and reason, each once."""
    reasons = {
        (server, figure["unavailable"]): None
        for measured in rounds for server in SERVERS for figure in measured[server].values() if "unavailable" in figure
    }  # fmt: skip
    return list(reasons)


def where(record: dict) -> str:
    """The machine and the versions; that of MLflow is the client's and its server's."""
    figures = [figure for measured in record["rounds"] for server in measured.values() for figure in server.values()]
    theirs = sorted({figure["version"] for figure in figures if "version" in figure})
    return f"{record['machine']}; Bearing {record['version']}, MLflow {', '.join(theirs)}"


def spread(values: list[float]) -> str:
    if not values:
        return ""
    found = tables.Spread.of(values)
    # What Bearing takes is to be seen beside what MLflow's server takes.
    return found.text(tables.digits(found.median) if found.median >= 1 else 3)


def percent(ours: list[float], theirs: list[float]) -> str:
    if not ours or not theirs:
        return ""
    found = tables.ratios([100 * value for value in ours], theirs)
    return found.text(tables.digits(found.median))


def times_as_many(ours: list[float], theirs: list[float]) -> str:
    return tables.ratios(ours, theirs).text(1) if ours and theirs else ""


def judged(ours: list[float], theirs: list[float], verdict, aim: float) -> str:
    return verdict(tables.ratios(ours, theirs).median, aim) if ours and theirs else ""
