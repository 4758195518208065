#!/usr/bin/env python3
"""Logs one run's points with each tracker and prints points per second: 8 series, one call per step, until it is closed.

    track.py --bearing .build/release/bearing
    track.py --only tensorboard,aim --points 8000
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import curve
import others
import ours

# Points of each, so that it takes some seconds.
TRACKERS = {
    "bearing": 4_000_000,
    "bearing-http": 1_000_000,
    "tensorboard": 80_000,
    "aim": 40_000,
    "mlflow-sqlite": 8_000,
    "mlflow-http": 4_000,
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="points per second of trackers, on one run of 8 series")
    parser.add_argument("--only", help=f"some of {','.join(TRACKERS)}; default: all")
    parser.add_argument("--points", type=int, help="points of each tracker; default: what takes it some seconds")
    parser.add_argument("--quick", action="store_true", help="a twentieth of that: whether it works")
    parser.add_argument("--bearing", default=".build/release/bearing", help="default: .build/release/bearing")
    parser.add_argument("--here", help=argparse.SUPPRESS)  # One tracker, in this process.
    given = parser.parse_args()
    given.only = given.only.split(",") if given.only else list(TRACKERS)
    if unknown := [name for name in given.only if name not in TRACKERS]:
        parser.error(f"--only: no tracker {', '.join(unknown)}; known are {', '.join(TRACKERS)}")
    if given.points is not None and given.points < len(curve.NAMES):
        parser.error(f"--points: expected at least {len(curve.NAMES)}, found {given.points}")
    return given


def measure(name: str, points: int, bearing: str) -> dict:
    """One tracker's figures; an exception says why there are none."""
    if name == "bearing":
        return ours.in_process(bearing, points)
    count = points // len(curve.NAMES)
    with tempfile.TemporaryDirectory(prefix="bearing-trackers-", ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        if name == "bearing-http":
            seconds = ours.over_http(bearing, folder, count)
        else:
            seconds = getattr(others, name.replace("-", "_"))(folder, count)
    points = count * len(curve.NAMES)
    return {"points": points, "seconds": seconds, "points_per_second": points / seconds}


def apart(name: str, points: int, bearing: str) -> dict:
    """The same in a process of its own: what one of them leaves running must not slow the next."""
    command = [sys.executable, __file__, "--here", name, "--points", str(points), "--bearing", bearing]
    done = subprocess.run(command, capture_output=True, text=True)
    last = (done.stdout.strip().splitlines() or [""])[-1]
    if done.returncode == 0 and last.startswith("{"):
        return json.loads(last)
    return {"unavailable": (done.stderr.strip().splitlines() or ["it failed without a word"])[-1]}


def main() -> None:
    given = arguments()
    if given.here:
        print("\n" + json.dumps(measure(given.here, given.points, given.bearing)))
        return
    part = 20 if given.quick else 1
    counts = {name: given.points or TRACKERS[name] // part for name in given.only}
    results = [{"tracker": name} | apart(name, count, given.bearing) for name, count in counts.items()]
    print(json.dumps({"series": len(curve.NAMES), "results": results}, indent=1))


if __name__ == "__main__":
    main()
