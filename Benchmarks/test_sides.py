"""python3 -m unittest discover -s Benchmarks"""

import contextlib
import pathlib
import tempfile
import types
import unittest
from collections.abc import Iterator

import sides


@contextlib.contextmanager
def program(text: str) -> Iterator[types.SimpleNamespace]:
    """What was given on the command line, with a shell script in the place of Bearing."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "bearing"
        script.write_text("#!/bin/sh\n" + text + "\n")
        script.chmod(0o755)
        yield types.SimpleNamespace(bearing=str(script), threads=2, seconds=2, precision="bf16")


class Refusals(unittest.TestCase):
    def ask(self, text: str, precision: str = "bf16") -> dict:
        with program(text) as given:
            given.precision = precision
            return sides.bearing("conv2", "dkp", 64, given)

    def test_a_processor_without_bf16_is_a_refusal_with_bearings_words(self):
        with self.assertRaises(sides.Refusal) as caught:
            self.ask('echo "Error: --precision bf16: this processor has no such instructions" >&2; exit 64')
        self.assertEqual(str(caught.exception), "--precision bf16: this processor has no such instructions")

    def test_an_older_bearing_is_a_failure(self):
        with self.assertRaisesRegex(sides.Failure, "Unknown option '--precision'"):
            self.ask("echo \"Error: Unknown option '--precision'\" >&2; echo 'Help: [f32, bf16]' >&2; exit 64")

    def test_what_has_nothing_to_do_with_the_precision_is_a_failure(self):
        for text in ("kill -ILL $$", "echo bf16 >&2; kill -ILL $$", "echo 'no space left on device' >&2; exit 1"):
            with self.assertRaises(sides.Failure):
                self.ask(text)
        with self.assertRaises(sides.Failure):
            self.ask("echo 'f32 is broken' >&2; exit 1", precision="f32")

    def test_bearing_is_asked_for_as_many_seconds_as_pytorch(self):
        printed = self.ask("printf '{\"results\": [\"%s\"]}' \"$*\"")
        self.assertIn("--blocks 5 --seconds 0.4 ", printed["results"][0])
        self.assertIn("--precision bf16", printed["results"][0])


if __name__ == "__main__":
    unittest.main()
