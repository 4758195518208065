"""Logs without waiting until the server is gone. Each line that it prints says what has been acknowledged.

    crash_loop.py RUN FIRST_STEP
"""

import collections
import itertools
import os
import sys

import mlflow


def say(*words) -> None:
    print(*words, flush=True)


def main() -> None:
    waiting = collections.deque()
    with mlflow.start_run(run_id=sys.argv[1]):
        for step in itertools.count(int(sys.argv[2])):
            waiting.append((f"point {step}", mlflow.log_metric("loss", step / 3, step=step, synchronous=False)))
            if step % 7 == 0:
                waiting.append((f"param {step}", mlflow.log_param(f"p{step}", step, synchronous=False)))
                waiting.append((f"tag {step}", mlflow.set_tag(f"t{step}", step, synchronous=False)))
            if step % 50 == 0:
                mlflow.log_text(f"text {step}", f"files/{step}.txt")
                say("file", step)
            while len(waiting) > 20:
                what, operation = waiting.popleft()
                operation.wait()
                say(what)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        print(error, file=sys.stderr)
    # Not what else the client would do at its end: it would go on trying.
    os._exit(0)
