"""python3 -m unittest discover -s Benchmarks"""

import types
import unittest
from unittest import mock

import machine
import protocol


def measured(speed: float, milliseconds: float) -> dict:
    """2,000 calls or points at that speed; the processor time is of 1,000."""
    return {"count": 2000, "seconds": 2000 / speed, "processor_seconds": 2 * milliseconds / 1000, "version": "3.17.2"}


def server(speed: float, milliseconds: float) -> dict:
    return {one.name: measured(speed, milliseconds) for one in protocol.MEASURES}


class Protocol(unittest.TestCase):
    ROUNDS = [
        {"bearing": server(400, 4), "empty": server(500, 1), "mlflow": server(40, 100)},
        # The machine was half as fast, for all.
        {"bearing": server(200, 8), "empty": server(250, 2), "mlflow": server(20, 200)},
    ]

    def test_aims_are_judged_by_ratios_of_the_same_round(self):
        lines = protocol.table(self.ROUNDS).splitlines()
        self.assertEqual(lines[2].split(" | ")[1:4], ["300 (200 to 400)", "375 (250 to 500)", "30.0 (20.0 to 40.0)"])
        self.assertEqual(lines[2].split(" | ")[4:], ["80.0", "≥ 80 %: reached", "10.0 |"])
        self.assertEqual(lines[8].split(" | ")[4:], ["4.00", "≤ 5 %: reached |"])

    def test_time_is_of_one_call_or_of_a_thousand_points(self):
        lines = protocol.table(self.ROUNDS[:1]).splitlines()
        self.assertEqual([line.split(" | ")[1] for line in lines[8:]], ["0.004", "4.00", "4.00"])

    def test_an_aim_may_be_missed(self):
        slow = [{"bearing": server(395, 5.1), "empty": server(500, 1), "mlflow": server(40, 100)}]
        lines = protocol.table(slow).splitlines()
        self.assertEqual(lines[2].split(" | ")[5], "≥ 80 %: missed")
        self.assertEqual(lines[8].split(" | ")[5], "≤ 5 %: missed |")

    def test_what_failed_in_a_round_has_no_figure_and_is_named_once(self):
        failed = {"bearing": dict.fromkeys(("log_metric", "batches"), {"unavailable": "no such call"})}
        failed["bearing"]["history"] = measured(450, 1)
        lines = protocol.table([self.ROUNDS[0], self.ROUNDS[1] | failed]).splitlines()
        self.assertEqual(lines[2].split(" | ")[1:], ["", "375 (250 to 500)", "30.0 (20.0 to 40.0)", "", "", " |"])
        self.assertEqual(lines[4].split(" | ")[1], "425 (400 to 450)")
        self.assertEqual(lines[-1], "Bearing, not measured: no such call")
        self.assertEqual(sum("no such call" in line for line in lines), 1)

    def test_the_first_of_one_round_is_the_last_of_the_next(self):
        asked = []
        given = types.SimpleNamespace(rounds=2, quick=True, bearing="/bin/true")
        with mock.patch("sides.output", side_effect=lambda command: asked.append(command[command.index("--only") + 1])):
            protocol.measure(given)
        self.assertEqual(asked, ["empty,bearing,mlflow", "mlflow,bearing,empty"])

    def test_versions_are_named(self):
        record = {"machine": "Xeon (avx2)", "version": "0.1.0", "rounds": self.ROUNDS}
        self.assertEqual(protocol.where(record), "Xeon (avx2); Bearing 0.1.0, MLflow 3.17.2")


class Machine(unittest.TestCase):
    TEXT = "model name\t: A Processor\nflags\t\t: fpu fma avx2 avx512f avx512bw avx512dq {more}\n\nmodel name\t: Another\n"

    def test_a_set_needs_all_its_flags(self):
        self.assertEqual(machine.named(self.TEXT.format(more="amx_bf16")), "A Processor (avx2, amx_bf16)")
        self.assertEqual(machine.named(self.TEXT.format(more="avx512vl")), "A Processor (avx2, avx512)")

    def test_a_system_that_does_not_tell(self):
        self.assertEqual(machine.named(""), "unknown processor (none of avx2, avx512, avx512_bf16, amx_bf16)")


if __name__ == "__main__":
    unittest.main()
