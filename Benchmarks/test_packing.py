"""Tests of what packing.py makes of measurements. Run by `make test`."""

import unittest

import packing


class PackingTable(unittest.TestCase):
    def test_the_best_of_each_side_is_marked_and_compared(self):
        measured = [{
            "network": "conv2", "method": "dkp", "packings": [
                {"runs": 1, "threads": 2, "bearing": 3000.0, "pytorch": 1500.0},
                {"runs": 2, "threads": 1, "bearing": 4000.0, "pytorch": 1250.0},
            ],
        }]  # fmt: skip
        lines = packing.table(measured).splitlines()
        self.assertEqual(lines[2], "| conv2 | dkp | 1 x 2 | 3,000 | 1,500 (best) | 2.00 |")
        self.assertEqual(lines[3], "| conv2 | dkp | 2 x 1 | 4,000 (best) | 1,250 | 3.20 |")
        self.assertEqual(lines[4], "| conv2 | dkp | best of each | 4,000 | 1,500 | 2.67 |")


if __name__ == "__main__":
    unittest.main()
