"""Runs the two sides, each in a process of its own, and reads what they print."""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Problem(Exception):
    """Why there is no figure, in one line."""


def output(command: list[str], environment: dict[str, str] | None = None) -> dict:
    """The JSON that a command prints."""
    shown = " ".join(part.removeprefix(f"{ROOT}/") for part in command)
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | (environment or {})
        )
    except OSError as problem:
        raise Problem(f"`{shown}` cannot be started: {problem.strerror}") from None
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).strip().splitlines() if line.strip()]
        # Python says at the end what is wrong, Bearing at the beginning.
        said = lines[-1 if lines and lines[0].startswith("Traceback") else 0] if lines else "no message"
        raise Problem(f"`{shown}` failed: {said}")
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Problem(f"`{shown}` printed no JSON but: {done.stdout[:200].strip()}") from None


def pytorch(network: str, method: str, batch: int, variant: str, given) -> dict:
    """What `train.py` prints."""
    return output(
        [
            sys.executable, str(ROOT / "Benchmarks/pytorch/train.py"), "--network", network, "--method", method,
            "--batch", str(batch), "--threads", str(given.threads), "--seconds", str(given.seconds),
            "--variant", variant, "--precision", given.precision, "--format", "json",
        ],
        # What is compiled once serves every round, and the next comparison.
        {"TORCHINDUCTOR_CACHE_DIR": str(ROOT / ".build/bench-inductor")},
    )  # fmt: skip


def bearing(network: str, method: str, batch: int, given) -> dict:
    """What `bearing bench` prints."""
    command = [
        given.bearing, "bench", "--network", network, "--method", method, "--batch", str(batch),
        "--threads", str(given.threads), "--format", "json",
    ]  # fmt: skip
    if given.precision != "f32":
        command += ["--precision", given.precision]
    printed = output(command)
    if not printed.get("results"):
        raise Problem(f"`bearing bench` has no \"results\" in what it printed for {network} {method}")
    return printed


def trackers(given) -> list[dict]:
    command = [sys.executable, str(ROOT / "Benchmarks/trackers/track.py"), "--bearing", given.bearing]
    if given.quick:
        command += ["--quick"]
    return output(command)["results"]


def reading(given) -> dict:
    command = [given.bearing, "bench", "reading", "--format", "json"]
    if given.quick:
        command += ["--runs", "5", "--points", "2000"]
    return output(command)
