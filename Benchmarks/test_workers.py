"""python3 -m unittest discover -s Benchmarks"""

import collections
import json
import math
import unittest

import workers
from workers import Bodies, Counts, Load, Result


class Arithmetic(unittest.TestCase):
    def test_a_percentile_is_one_of_the_values(self):
        values = [float(value) for value in range(100, 0, -1)]
        self.assertEqual([workers.percentile(values, share) for share in (0.5, 0.99, 1, 0)], [50, 99, 100, 1])
        self.assertEqual(workers.percentile([3.0], 0.99), 3)
        # Of two hundred, two may be longer.
        self.assertEqual(workers.percentile([1.0] * 198 + [9.0] * 2, 0.99), 1)
        self.assertEqual(workers.percentile([1.0] * 197 + [9.0] * 3, 0.99), 9)
        self.assertTrue(math.isnan(workers.percentile([], 0.5)))

    def test_every_worker_has_one_process(self):
        for count, processes in ((200, 2), (7, 3), (1, 4), (1000, 3)):
            shares = Load(count, 60, processes=processes).shares()
            self.assertEqual([number for share in shares for number in share], list(range(count)))
            self.assertLessEqual(len(shares), processes)

    def test_what_is_offered_does_not_depend_on_the_interval(self):
        self.assertEqual([Load(200, 60, interval=interval).offered for interval in (1, 2, 0.5)], [96_000] * 3)
        self.assertEqual([Load(200, 60, interval=interval).steps for interval in (1, 2, 0.5, 0)], [60, 120, 30, 60])

    def test_counts_of_processes_are_added(self):
        one, other = Counts(points=3, seconds=60.5, behind=0.1), Counts(points=4, seconds=60.2, behind=0.2, processor_seconds=1)
        one.times["batch"] += [1.0]
        other.times["batch"] += [2.0]
        other.times["claim"] += [3.0]
        other.errors["batch", 503] += 2
        one.add(other)
        self.assertEqual(dict(one.times), {"batch": [1, 2], "claim": [3]})
        self.assertEqual((one.points, one.seconds, one.behind, one.processor_seconds), (7, 60.5, 0.2, 1))
        self.assertEqual(one.errors, {("batch", 503): 2})

    def test_eight_series(self):
        self.assertEqual(len(set(workers.SERIES)), 8)


class BodiesTests(unittest.TestCase):
    def test_a_batch(self):
        bodies = Bodies(steps=60)
        for number in (0, 1, 1, 0, 41):
            body = json.loads(bodies.batch("w", number, now=1_790_000_000.25))
            first, last = 60 * number + 1, 60 * number + 60
            self.assertEqual((body["batch"], body["lease"]), (f"a1-{number}", {"worker": "w", "attempt": 1, "step": last}))
            self.assertEqual([(one["name"], one["layer"], one["unit"]) for one in body["series"]], workers.SERIES)
            for one in body["series"]:
                self.assertEqual(one["steps"], list(range(first, last + 1)))
                self.assertEqual(one["times"][-1], 1_790_000_000_250)
                self.assertEqual((len(one["values"]), len(one["times"])), (60, 60))
                self.assertEqual(one["times"], sorted(set(one["times"])))

    def test_values_are_as_long_as_a_run_s(self):
        text = Bodies(steps=60).batch("w", 3, now=1_790_000_000).decode()
        lengths = [len(value) for value in text.split('"values":[')[1].partition("]")[0].split(",")]
        self.assertGreater(sum(lengths) / len(lengths), 15)


def result(times: list[float], behind: float = 0, stored: int = 960, **errors: int) -> Result:
    met, read = Counts(points=960, seconds=2, behind=behind, processor_seconds=0.5), Counts()
    met.times["batch"] += times
    met.errors = collections.Counter({("batch", int(status[1:])): count for status, count in errors.items()})
    read.times["jobs"] += [0.004, 0.002]
    return Result(Load(1, 2), met, read, 1.5, 50_000_000, 60_000_000, 96_000, stored)


class Results(unittest.TestCase):
    def test_figures(self):
        found = result([0.01, 0.03, 0.02])
        self.assertEqual(found.accepted, 480)
        lines = found.text().splitlines()
        self.assertEqual(lines[2:4], ["| batch | 3 | 20.0 | 30.0 | 30.0 |", "| jobs | 2 | 2.0 | 4.0 | 4.0 |"])
        self.assertIn("offered 480 points/s by 1 workers, accepted 480; errors: none", lines)
        self.assertTrue(any("1.5 processor seconds in 2.0 s (0.75 cores), 50 MB resident, 60 MB at its peak" in line for line in lines))
        self.assertTrue(any(line.endswith("960 points, 100 bytes each") for line in lines))
        self.assertTrue(lines[-1].endswith("accepted were 960: equal"))

    def test_points_that_are_lost_are_said_so(self):
        self.assertTrue(result([0.01], stored=959).text().endswith("NOT EQUAL"))

    def test_errors_by_status(self):
        self.assertEqual(result([0.01], s503=2, s0=1).errors, "batch broken: 1, batch 503: 2")

    def test_who_keeps_up(self):
        self.assertTrue(result([0.1] * 99 + [5.0]).is_kept_up_with)
        self.assertFalse(result([0.1] * 98 + [5.0] * 2).is_kept_up_with)
        # Each answer is quick, and yet the next batch is later than the one before.
        self.assertFalse(result([0.1] * 100, behind=3).is_kept_up_with)

    def test_a_row_has_a_cell_for_each_heading(self):
        row = result([0.01, 0.03]).row()
        self.assertEqual(len(row), len(workers.HEAD))
        self.assertEqual(row[:6], ["1", "480", "480", "10.0", "30.0", "30.0"])
        self.assertEqual(len(result([]).row()), len(workers.HEAD))


if __name__ == "__main__":
    unittest.main()
