"""Servers as processes: started, stopped, and the processor time that they take."""

import contextlib
import os
import pathlib
import re
import subprocess
import time
from collections.abc import Iterator


@contextlib.contextmanager
def listening(command: list[str], log: pathlib.Path) -> Iterator[tuple[str, int, int]]:
    """Host, port and process of a server that prints its address in its first line; stopped at the end."""
    with log.open("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            # An empty line means that it has ended.
            found = re.search(r"http://([^:/\s]+):(\d+)", process.stdout.readline())
            if not found:
                errors.seek(0)
                raise RuntimeError(f"{pathlib.Path(command[0]).name} did not start: {errors.read().strip()[-300:]}")
            yield found[1], int(found[2]), process.pid
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdout.close()


def processor_seconds(process: int) -> dict[int, float]:
    """User and system time of a process and of all that descend from it, by process."""
    found = {process: clock(process)}
    for task in os.listdir(f"/proc/{process}/task"):
        # Threads come and go.
        with contextlib.suppress(FileNotFoundError):
            children = pathlib.Path(f"/proc/{process}/task/{task}/children").read_text()
            for child in children.split():
                found |= processor_seconds(int(child))
    return found


def clock(process: int) -> float:
    """The processor clock of another process, as clock_getcpuclockid makes its number, which Python does not offer. It
    counts nanoseconds and threads that have ended; /proc counts hundredths of a second, too few for some of these figures.
    """
    return time.clock_gettime(~process << 3 | 2)


def at_rest(process: int) -> dict[int, float]:
    """The same once the processes do nothing more: what a server puts off until it has answered is its work, too."""
    deadline = time.monotonic() + 10
    before = processor_seconds(process)
    while True:
        time.sleep(0.2)
        after = processor_seconds(process)
        if spent(before, after) < 0.005 or time.monotonic() > deadline:
            return after
        before = after


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Seconds between two looks; those of a process that came in between count from its start."""
    if gone := before.keys() - after.keys():
        raise RuntimeError(f"processes of the server have ended, and their time is not known: {sorted(gone)}")
    return sum(after.values()) - sum(before.values())
