"""Runs the tests of this folder: the MLflow client of this Python against a Bearing with a data directory of its own.

    test_client.py PROGRAM [--server reference] [names of tests]

With `--server reference` PROGRAM is a Python that has all of MLflow, whose own server is then asked: what these tests
say about MLflow must hold there.
"""

import argparse
import importlib.metadata
import os
import pathlib
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent

# No answer of a server is asked for twice, so that a wrong 5xx is seen. Nobody is told of these runs.
os.environ |= {
    "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "GIT_PYTHON_REFRESH": "quiet",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false", "MPLBACKEND": "Agg",
}  # fmt: skip
for name in ("MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_RUN_ID", "MLFLOW_EXPERIMENT_NAME"):
    os.environ.pop(name, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--server", choices=["bearing", "reference"], default="bearing")
    parser.add_argument("names", nargs="*", help="modules, classes or tests, as unittest names them")
    options = parser.parse_intermixed_args()

    sys.path.insert(0, str(HERE))
    import server

    with tempfile.TemporaryDirectory(prefix="bearing-mlflow-") as temporary:
        root = pathlib.Path(temporary)
        kind = server.Reference if options.server == "reference" else server.Server
        server.current = kind(options.program, root)
        begin = time.monotonic()
        with server.current:
            os.environ["MLFLOW_TRACKING_URI"] = server.current.url
            loader = unittest.defaultTestLoader
            tests = loader.loadTestsFromNames(options.names) if options.names else loader.discover(str(HERE))
            result = unittest.TextTestRunner(buffer=True).run(tests)
            if server.current.process.poll() is not None:
                sys.exit("the server ended:\n" + server.current.log.read_text()[-5000:])
        errors = [line for line in server.current.log.read_text().splitlines() if " error " in line]
    # Of a test that fails in several of its parts each part is listed.
    failed = len({getattr(test, "test_case", test) for test, _ in result.failures + result.errors})
    passed = result.testsRun - failed - len(result.skipped)
    print(f"mlflow {importlib.metadata.version('mlflow-skinny')} with {options.server}: {passed} tests passed, "
          f"{failed} failed, {len(result.skipped)} skipped in {time.monotonic() - begin:.0f} s")
    print(*errors[:20], sep="\n", end="\n" if errors else "")
    if not result.wasSuccessful() or errors or not passed:
        sys.exit("the client found what has to be mended" if failed else "the server logged errors")


if __name__ == "__main__":
    main()
