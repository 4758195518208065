"""Runs the two sides, each in a process of its own, and reads what they print."""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Problem(Exception):
    """Why there is no figure, in one line."""


class Failure(Problem):
    """A command that ended with an error: `said` is all that it had to say, `code` its exit code."""

    def __init__(self, command: str, line: str, said: str, code: int):
        super().__init__(f"`{command}` failed: {line}")
        self.line, self.said, self.code = line, said, code


class Refusal(Problem):
    """Bearing says that this processor cannot do what was asked for; the text is what it said."""


def output(command: list[str], environment: dict[str, str] | None = None) -> dict:
    """The JSON that a command prints. Throws a `Failure` or another `Problem`."""
    shown = " ".join(part.removeprefix(f"{ROOT}/") for part in command)
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | (environment or {})
        )
    except OSError as problem:
        raise Problem(f"`{shown}` cannot be started: {problem.strerror}") from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        lines = [line for line in said.splitlines() if line.strip()]
        # Python says at the end what is wrong, Bearing at the beginning.
        line = lines[-1 if lines[0].startswith("Traceback") else 0] if lines else "no message"
        # A program that a signal ended has said nothing: the number is all there is.
        raise Failure(shown, line if done.returncode > 0 else f"signal {-done.returncode}", said, done.returncode)
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


def bearing(network: str, method: str, batch: int, given, *more: str) -> dict:
    """What `bearing bench` prints, measured for as long as PyTorch. Throws a `Refusal` or another `Problem`."""
    command = [
        given.bearing, "bench", "--network", network, "--method", method, "--batch", str(batch),
        "--threads", str(given.threads), "--blocks", "5", "--seconds", f"{given.seconds / 5:g}", *more,
        "--format", "json",
    ]  # fmt: skip
    if given.precision != "f32":
        command += ["--precision", given.precision]
    try:
        printed = output(command)
    except Failure as failure:
        if refuses(failure, given.precision):
            raise Refusal(failure.line.removeprefix("Error: ")) from None
        raise
    if not printed.get("results"):
        raise Problem(f'`bearing bench` has no "results" in what it printed for {network} {method}')
    return printed


def refuses(failure: Failure, precision: str) -> bool:
    """Whether it is the processor that lacks the precision: the message then names it. An older Bearing, which has no
    such option, or a crash is something else.
    """
    unknown = "unknown option" in failure.said.lower()
    return failure.code > 0 and precision != "f32" and precision in failure.said and not unknown


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
