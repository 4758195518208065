"""How much one batch may hold, and that nothing of a batch that holds more is stored."""

import json

from server import ClientTest, bearing_only


class BatchLimitTests(ClientTest):
    def batch(self, metrics=0, params=0, tags=0, **lengths):
        run = self.new_run()
        long = lambda index, length: (f"{index:04d}" * length)[:length]  # noqa: E731
        body = {
            "run_id": run,
            "metrics": [{"key": long(index, lengths.get("key", 4)), "value": index, "timestamp": 1, "step": 1} for index in range(metrics)],
            "params": [{"key": long(index, 4), "value": "p" * lengths.get("param", 1)} for index in range(params)],
            "tags": [{"key": long(index, 4), "value": "t" * lengths.get("tag", 1)} for index in range(tags)],
        }
        return run, self.call("POST", "runs/log-batch", body)

    def test_full_batches(self):
        for counts in ((1000, 0, 0), (800, 100, 100), (0, 100, 100), (900, 0, 100), (0, 0, 0)):
            with self.subTest(counts=counts):
                run, answer = self.batch(*counts)
                self.assertEqual(answer, (200, {}))
                data = self.client.get_run(run).data
                self.assertEqual((len(data.metrics), len(data.params), len(data.tags) - 1), counts)

    def test_batches_that_are_too_full(self):
        for counts in ((1001, 0, 0), (0, 101, 0), (0, 0, 101), (901, 0, 100), (1000, 1, 0), (1000, 0, 1)):
            with self.subTest(counts=counts):
                run, answer = self.batch(*counts)
                self.assertRefused(answer)
                data = self.client.get_run(run).data
                self.assertEqual((data.metrics, data.params, len(data.tags)), ({}, {}, 1))

    def test_the_longest_batches(self):
        self.assertEqual(self.batch(800, 100, 100, key=250)[1], (200, {}))
        run, answer = self.batch(0, 100, 100, param=6000, tag=8000)
        self.assertEqual(answer, (200, {}))
        self.assertEqual(len(self.client.get_run(run).data.params["0099"]), 6000)

    @bearing_only
    def test_a_body_beyond_all_limits(self):
        body = json.dumps({"run_id": self.new_run(), "of_tomorrow": "x" * (4 << 20)}).encode()
        status, answer = self.call("POST", "runs/log-batch", body)
        self.assertIn(status, (400, 413))
        self.assertTrue(answer["error_code"] and answer["message"])
