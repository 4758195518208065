"""python3 -m unittest discover -s Benchmarks"""

import unittest

import compare
import tables


class Arithmetic(unittest.TestCase):
    def test_ratio_is_of_rounds_not_of_medians(self):
        # The machine was half as fast in the second round, for both.
        ratio = tables.ratios([300, 150, 320], [100, 50, 160])
        self.assertEqual((ratio.median, ratio.min, ratio.max), (3, 2, 3))

    def test_rounds_that_do_not_pair_are_refused(self):
        with self.assertRaisesRegex(ValueError, "2 rounds of ours and 1 of theirs"):
            tables.ratios([1, 2], [1])

    def test_an_aim_is_reached_at_the_aim(self):
        self.assertEqual(tables.verdict(3.0, 3), "3: reached")
        self.assertEqual(tables.verdict(1.59, 1.6), "1.6: missed")
        self.assertEqual(tables.verdict(9, None), "")
        self.assertEqual(tables.at_most(0.05, 0.05), "≤ 5 %: reached")
        self.assertEqual(tables.at_most(0.021, 0.02), "≤ 2 %: missed")

    def test_spread_of_one_value_is_the_value(self):
        self.assertEqual(tables.Spread.of([1234.4]).text(), "1,234")
        self.assertEqual(tables.Spread.of([3, 1, 2]).text(1), "2.0 (1.0 to 3.0)")


class Tables(unittest.TestCase):
    ROW = {"network": "conv2", "method": "dkp", "batch": 64, "aim": 3} | {
        "usual": {"variant": "eager,nchw,hook,default", "samples_per_second": [1000, 2000]},
        "tuned": {"variant": "compiled,nchw,one_graph,fused", "samples_per_second": [2000, 4000]},
    }  # fmt: skip

    def test_speed_shows_both_of_pytorchs_sides_and_judges_the_usual_one(self):
        cells = tables.speed([self.ROW | {"bearing": [3300, 6600]}]).splitlines()[2].split(" | ")
        self.assertEqual(cells[3:7], ["4,950 (3,300 to 6,600)", "1,500 (1,000 to 2,000)", "3.30", "3: reached"])
        self.assertEqual(cells[7:9], ["3,000 (2,000 to 4,000)", "1.65"])
        self.assertEqual(cells[9:], ["eager, nchw, hook, default", "compiled, nchw, one_graph, fused |"])

    def test_speed_without_bearing_shows_pytorch_and_why(self):
        cells = tables.speed([self.ROW | {"bearing": []}]).splitlines()[2].split(" | ")
        self.assertEqual(cells[3:7], ["not on this processor", "1,500 (1,000 to 2,000)", "", ""])
        self.assertEqual(cells[7:9], ["3,000 (2,000 to 4,000)", ""])

    def test_engine_leaves_out_what_bearing_did_not_print(self):
        result = {"network": "conv2", "method": "bp", "precision": "f32", "gflops": 150.26, "matmul_gflops": 213.4}
        table = tables.engine([result | {"fraction_of_matmul": 0.704, "phases": {"data": 0.1}}])
        self.assertEqual(table.splitlines()[-1], "| conv2 | bp | f32 | 150.3 | 213.4 | 70 % |  | 0.10 |  |")

    def test_a_tracker_that_is_missing_is_said_to_be(self):
        results = [{"tracker": "aim", "unavailable": "no module"}, {"tracker": "bearing", "points": 8, "points_per_second": 9.0}]
        table = tables.trackers(results, {"bearing": 10}).splitlines()
        self.assertEqual(table[2:], ["| aim |  |  | not measured: no module |", "| bearing | 8 | 9 | 10: missed |"])

    def test_reading_shows_numbers_spreads_and_groups(self):
        figures = {"cold_ms": 9.55, "request_ms": {"median": 2.0, "min": 1.0, "max": 3.0, "blocks": []}, "rates": {"all": 7.0}}
        table = tables.reading(figures).splitlines()
        self.assertEqual(table[2:], ["| cold ms | 9.6 |", "| request ms | 2.0 (1.0 to 3.0) |", "| rates | all 7 |"])


class Rows(unittest.TestCase):
    def test_only_f32_has_an_aim(self):
        result = {"samples_per_second": {"median": 2}}
        name = "eager,nchw,hook,default"
        one = {"case": {"aim": 3}, "bearing": [{"results": [result]}], "pytorch": {name: [result]}}
        one["fastest"] = {"usual": name, "tuned": name}
        side = {"variant": name, "samples_per_second": [2]}
        self.assertEqual(compare.rows([one], "f32"), [{"aim": 3, "bearing": [2], "usual": side, "tuned": side}])
        self.assertIsNone(compare.rows([one], "bf16")[0]["aim"])


if __name__ == "__main__":
    unittest.main()
