"""Runs the tests of this folder: real workers and a real server, and between them all that networks do.

    test_workers.py PROGRAM [--short] [--seed N] [names of tests]
"""

import argparse
import pathlib
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent


class TimedResult(unittest.TextTestResult):
    """Tells of each test how long it took."""

    def startTest(self, test):
        self.begin = time.monotonic()
        super().startTest(test)

    def addSuccess(self, test):
        super(unittest.TextTestResult, self).addSuccess(test)
        self.stream.writeln(f"ok, {time.monotonic() - self.begin:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--short", action="store_true", help="without the tests that take longest")
    parser.add_argument("--seed", type=int, default=1, help="of what the proxy does to requests (default: %(default)s)")
    parser.add_argument("names", nargs="*", help="modules, classes or tests, as unittest names them")
    options = parser.parse_intermixed_args()

    sys.path.insert(0, str(HERE))
    import processes

    with tempfile.TemporaryDirectory(prefix="bearing-workers-") as temporary:
        processes.program, processes.root = options.program, pathlib.Path(temporary)
        processes.seed, processes.is_short = options.seed, options.short
        begin = time.monotonic()
        loader = unittest.defaultTestLoader
        tests = loader.loadTestsFromNames(options.names) if options.names else loader.discover(str(HERE))
        result = unittest.TextTestRunner(buffer=True, verbosity=2, resultclass=TimedResult).run(tests)
    # Of a test that fails in several of its parts each part is listed.
    failed = len({getattr(test, "test_case", test) for test, _ in result.failures + result.errors})
    passed = result.testsRun - failed - len(result.skipped)
    print(f"workers, seed {options.seed}: {passed} tests passed, {failed} failed, {len(result.skipped)} skipped in "
          f"{time.monotonic() - begin:.0f} s")
    for test, why in result.skipped:
        print(f"skipped: {test}: {why}")
    if not result.wasSuccessful() or not passed:
        sys.exit("what workers are to bear has to be mended")


if __name__ == "__main__":
    main()
