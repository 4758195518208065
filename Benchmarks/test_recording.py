"""python3 -m unittest discover -s Benchmarks"""

import types
import unittest
from unittest import mock

import recording


def result(step: float, metrics: float, writer: float) -> dict:
    recorded = {"points_per_step": 5, "writer_milliseconds_per_step": writer}
    return {"milliseconds_per_step": step, "phases": {"metrics": metrics}, "recording": recorded}


class Recording(unittest.TestCase):
    ROUNDS = [
        {"with_angles": result(10, 0.5, 0.1), "without_angles": result(9.7, 0.1, 9)},
        # The machine was half as fast, for both.
        {"with_angles": result(20, 1.0, 0.6), "without_angles": result(19.4, 0.2, 9)},
    ]

    def test_shares_are_of_a_whole_step_of_the_same_round(self):
        expected = {"angles": [0.03, 0.03], "others": [0.01, 0.01], "measures": [0.04, 0.04], "writer": [0.01, 0.03]}
        for name, values in recording.shares(self.ROUNDS).items():
            for value, other in zip(values, expected.pop(name), strict=True):
                self.assertAlmostEqual(value, other)
        self.assertEqual(expected, {})

    def test_table_judges_measures_and_writer(self):
        lines = recording.table(self.ROUNDS).splitlines()
        self.assertEqual(lines[2], "| a step, everything recorded | 15.000 (10.000 to 20.000) |  |  |")
        self.assertEqual(lines[6].split(" | ")[-1], "≤ 5 %: reached |")
        self.assertEqual(lines[7].split(" | ")[0], "| SQLite: the writer, 5 points a step")
        self.assertEqual(lines[7].split(" | ")[2], "2.00 (1.00 to 3.00)")

    def test_the_two_kinds_take_turns_in_being_first(self):
        asked = []
        with mock.patch("recording.result", side_effect=lambda _, more: asked.append(more) or {}):
            recording.measure(types.SimpleNamespace(rounds=1))
        self.assertEqual(asked, [(), ("--no-angle",), ("--no-angle",), ()])


if __name__ == "__main__":
    unittest.main()
