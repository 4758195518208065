"""Runs schemathesis against a real Bearing server with real jobs and runs in it.

    test_api.py PROGRAM SCHEMATHESIS [--examples N] [more options of `schemathesis run`]

The server has its own port and data directory; both go in the end. First one server trains a few tiny jobs. Then another
takes the directory over with `--workers 0`: it answers every call, and what schemathesis submits waits in the queue for
ever, instead of training networks of any size at all.
"""

import argparse
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "python"))
import tiny_mnist  # noqa: E402

EXAMPLES = 2000


@contextlib.contextmanager
def server(program: pathlib.Path, root: pathlib.Path, *options: str):
    """A running server's address. Its log stays in `root`."""
    with open(root / "server.log", "ab") as log:
        process = subprocess.Popen(
            [program, "serve", "--port", "0", "--data", root / "data", "--datasets", root / "datasets", *options],
            stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            words = process.stdout.readline().split()
            if not words:
                sys.exit("the server did not start:\n" + (root / "server.log").read_text())
            yield words[-1]
            if process.poll() is not None:
                sys.exit(f"the server ended with {process.returncode}:\n" + (root / "server.log").read_text()[-5000:])
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def call(url: str, path: str, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + "/api/v1" + path, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def fill(url: str) -> None:
    """Runs 1 to 4 of jobs 1 to 3 are trained here, with checkpoints and angles; those of jobs 4 to 34 elsewhere, all but the first open."""
    for method in ("dkp", "bp", "kp"):
        call(url, "/jobs", {
            "dataset": "mnist", "network": {"name": "fc5", "width": 16}, "method": method, "epochs": 2,
            "batch_size": 20, "experiment": "real", "tags": {"who": "me"}, "trials": 2 if method == "kp" else 1})
    for end in ["succeeded"] + 30 * [None]:
        run = call(url, "/runs", {"method": "bp", "network": "other", "dataset": "mnist", "steps": 100})["id"]
        points = {"name": "loss", "steps": list(range(1, 101)), "values": [None] + [1 / step for step in range(2, 101)]}
        call(url, f"/runs/{run}/metrics", {"series": [points, {**points, "layer": "fc1", "unit": "nats"}]})
        if end:
            call(url, f"/runs/{run}/finish", {"status": end})
    deadline = time.monotonic() + 300
    while any(call(url, f"/jobs/{job}")["status"] != "succeeded" for job in (1, 2, 3)):
        if time.monotonic() > deadline:
            sys.exit("the first jobs did not get trained: " + json.dumps(call(url, "/jobs")))
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("schemathesis", type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="fail with fewer (default: %(default)s)")
    options, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="bearing-openapi-") as temporary:
        root = pathlib.Path(temporary)
        tiny_mnist.write_dataset(root / "datasets" / "mnist")
        with server(options.program, root) as url:
            fill(url)
        with server(options.program, root, "--workers", "0") as url:
            # From a file: the call that a document is loaded from would be left out.
            document = call(url, "/openapi.json")
            (root / "openapi.json").write_text(json.dumps(document))
            status = subprocess.run(
                [options.schemathesis, "--config-file", HERE / "schemathesis.toml", "run", root / "openapi.json",
                 "--url", url, "--report-json-path", root / "report.json", "--no-color", *more],
                check=False, cwd=root, env={**os.environ, "PYTHONPATH": str(HERE)}).returncode
            healthy = call(url, "/health")["status"] == "ok"
        report = json.loads((root / "report.json").read_text())
        errors = [line for line in (root / "server.log").read_text().splitlines() if " error " in line]
    count, operations = report["test_cases"]["generated"], report["operations"]
    print(f"{count} examples of {operations['tested']} operations in {report['running_time']:.0f} s")
    print(*errors[:20], sep="\n")
    if status or not healthy or errors:
        sys.exit("schemathesis found what has to be mended" if status else "the server logged errors")
    if count < options.examples:
        sys.exit(f"only {count} examples; at least {options.examples} are wanted: raise max-examples in {HERE / 'schemathesis.toml'}")
    described = sum(len(calls) for calls in document["paths"].values())
    if operations["tested"] != described:
        sys.exit(f"only {operations['tested']} of {described} operations were tested")


if __name__ == "__main__":
    main()
