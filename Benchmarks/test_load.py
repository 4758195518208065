import unittest

from load import wrk_figures

QUIET = """Running 5s test @ http://127.0.0.1:8080/
  Latency Distribution
     50%  310.00us
     99%    1.25ms
  54210 requests in 5.10s, 10.00MB read
Requests/sec:  10629.41
Transfer/sec:      1.96MB
"""
TROUBLED = """  Latency Distribution
     99%    2.00s
  900 requests in 5.00s, 1.00MB read
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 7
Requests/sec:    180.00
"""


class WrkTests(unittest.TestCase):
    def test_figures(self):
        self.assertEqual(wrk_figures(QUIET), {"rate": 10629.41, "p99": 1.25, "errors": 0})

    def test_every_kind_of_error_counts(self):
        self.assertEqual(wrk_figures(TROUBLED), {"rate": 180.0, "p99": 2000.0, "errors": 17})


if __name__ == "__main__":
    unittest.main()
