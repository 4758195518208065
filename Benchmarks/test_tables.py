"""python3 -m unittest discover Benchmarks"""

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

    def test_spread_of_one_value_is_the_value(self):
        self.assertEqual(tables.Spread.of([1234.4]).text(), "1,234")
        self.assertEqual(tables.Spread.of([3, 1, 2]).text(1), "2.0 (1.0 to 3.0)")


class Tables(unittest.TestCase):
    def test_speed(self):
        row = {"network": "conv2", "method": "dkp", "batch": 64, "variant": "eager,nchw,hook", "aim": 3}
        table = tables.speed([row | {"pytorch": [1000, 2000], "bearing": [3300, 6600]}])
        expected = "| conv2 | 64 | dkp | eager, nchw, hook | 1,500 (1,000 to 2,000) | 4,950 (3,300 to 6,600) | 3.30 | 3: reached |"
        self.assertEqual(table.splitlines()[2], expected)

    def test_engine_leaves_out_what_bearing_did_not_print(self):
        result = {"network": "conv2", "method": "bp", "gflops": 150.26, "fraction_of_matmul": 0.704, "phases": {"data": 0.1}}
        table = tables.engine([result], 213.4)
        self.assertIn("213 GFLOP/s", table)
        self.assertEqual(table.splitlines()[-1], "| conv2 | bp | 150.3 | 70 % |  | 0.10 |  |")

    def test_a_tracker_that_is_missing_is_said_to_be(self):
        results = [{"tracker": "aim", "unavailable": "no module"}, {"tracker": "bearing", "points": 8, "points_per_second": 9.0}]
        table = tables.trackers(results, {"bearing": 10}).splitlines()
        self.assertEqual(table[2:], ["| aim |  |  | not measured: no module |", "| bearing | 8 | 9 | 10: missed |"])

    def test_reading_shows_numbers_spreads_and_groups(self):
        figures = {"cold_ms": 9.55, "request_ms": {"median": 2.0, "min": 1.0, "max": 3.0, "blocks": []}, "rates": {"all": 7.0}}
        table = tables.reading(figures).splitlines()
        self.assertEqual(table[2:], ["| cold ms | 9.6 |", "| request ms | 2.0 (1.0 to 3.0) |", "| rates | all 7 |"])


class Choice(unittest.TestCase):
    @staticmethod
    def tried(best: str, **speeds: float) -> dict:
        variants = [{"variant": f"eager,nchw,{f}", "form": f, "samples_per_second": {"max": s}} for f, s in speeds.items()]
        variants.append({"variant": "compiled,nchw,hook", "form": "hook", "unavailable": "no compiler"})
        return {"results": [{"variant": best}], "variants": variants}

    def test_a_form_of_our_own_is_measured_beside_a_named_one(self):
        tried = self.tried("eager,nchw,one_graph", hook=1, detached=2, one_graph=3)
        self.assertEqual(compare.chosen(tried), ["eager,nchw,detached", "eager,nchw,one_graph"])

    def test_a_named_form_is_enough(self):
        tried = self.tried("eager,nchw,hook", hook=3, detached=2, one_graph=1)
        self.assertEqual(compare.chosen(tried), ["eager,nchw,hook"])

    def test_only_named_forms_in_f32_have_an_aim(self):
        result = {"samples_per_second": {"median": 2}}
        one = {"case": {"aim": 3}, "bearing": [{"results": [result]}]}
        one |= {"pytorch": {"eager,nchw,hook": [result], "eager,nchw,one_graph": [result]}}
        self.assertEqual([row["aim"] for row in compare.rows([one], "f32")], [3, None])
        self.assertEqual([row["aim"] for row in compare.rows([one], "bf16")], [None, None])


if __name__ == "__main__":
    unittest.main()
