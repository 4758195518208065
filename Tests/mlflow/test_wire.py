"""What the client never sends, or never shows: shapes of answers, wrong and missing fields, limits, other paths."""

import json
import urllib.parse

from server import ClientTest, bearing_only


class AnswerTests(ClientTest):
    def test_success_is_200_with_an_object(self):
        run = self.new_run()
        for path, body in (
            ("runs/log-metric", {"run_id": run, "key": "a", "value": 1, "timestamp": 1}), ("runs/log-batch", {"run_id": run}),
            ("runs/log-parameter", {"run_id": run, "key": "a", "value": "b"}), ("runs/set-tag", {"run_id": run, "key": "a", "value": "b"}),
            ("runs/delete-tag", {"run_id": run, "key": "a"}), ("runs/log-inputs", {"run_id": run, "datasets": []}),
            ("runs/delete", {"run_id": run}), ("runs/restore", {"run_id": run}),
            ("experiments/set-experiment-tag", {"experiment_id": self.experiment, "key": "a", "value": "b"}),
            ("experiments/update", {"experiment_id": self.experiment, "new_name": self.name + "!"}),
            ("experiments/delete", {"experiment_id": self.experiment}), ("experiments/restore", {"experiment_id": self.experiment}),
        ):  # fmt: skip
            with self.subTest(path=path):
                status, headers, answer = self.server.send("POST", "/api/2.0/mlflow/" + path, body)
                self.assertEqual((status, answer), (200, {}))
                self.assertEqual(headers.get_content_type(), "application/json")
        self.assertEqual(self.call("POST", "experiments/create", {"name": self.name + "?"})[0], 200)
        self.assertEqual(self.call("POST", "runs/create", {"experiment_id": self.experiment})[0], 200)

    def test_the_shape_of_a_run(self):
        made = {
            "experiment_id": self.experiment, "user_id": "me", "start_time": 1234, "run_name": "n", "tags": [{"key": "t", "value": "1"}],
        }  # fmt: skip
        status, answer = self.call("POST", "runs/create", made)
        info = answer["run"]["info"]
        self.assertEqual((status, info["run_id"]), (200, info["run_uuid"]))
        self.assertEqual(
            (info["experiment_id"], info["run_name"], info["user_id"], info["status"], int(info["start_time"]), info["lifecycle_stage"]),
            (self.experiment, "n", "me", "RUNNING", 1234, "active"))
        self.assertNotIn("end_time", info)
        self.assertIn({"key": "t", "value": "1"}, answer["run"]["data"]["tags"])
        run = info["run_id"]
        self.call("POST", "runs/log-metric", {"run_id": run, "key": "m", "value": 0.5, "timestamp": 7, "step": -2})
        self.call("POST", "runs/log-parameter", {"run_id": run, "key": "p", "value": "x"})
        whole = self.call("GET", "runs/get", run_id=run)[1]["run"]
        metric, = whole["data"]["metrics"]
        self.assertEqual((metric["key"], metric["value"], int(metric["timestamp"]), int(metric["step"])), ("m", 0.5, 7, -2))
        self.assertEqual(whole["data"]["params"], [{"key": "p", "value": "x"}])
        updated = self.call("POST", "runs/update", {"run_id": run, "status": "FINISHED", "end_time": 5678})[1]["run_info"]
        self.assertEqual((updated["status"], int(updated["end_time"]), updated["run_name"]), ("FINISHED", 5678, "n"))
        found, = self.call("POST", "runs/search", {"experiment_ids": [self.experiment]})[1]["runs"]
        self.assertEqual((found["info"], found["data"]), (updated, whole["data"]))

    def test_empty_pages_are_empty_objects(self):
        self.assertEqual(self.call("POST", "runs/search", {"experiment_ids": [self.experiment]}), (200, {}))
        self.assertEqual(self.call("POST", "runs/search", {}), (200, {}))
        self.assertEqual(self.call("GET", "metrics/get-history", run_id=self.new_run(), metric_key="loss"), (200, {}))
        body = {"max_results": 5, "filter": f"name = '{self.name} none'"}
        self.assertEqual(self.call("POST", "experiments/search", body), (200, {}))

    def test_the_twin_for_pages(self):
        run = self.new_run()
        status, _, answer = self.server.send("GET", "/ajax-api/2.0/mlflow/runs/get", run_id=run)
        self.assertEqual((status, answer["run"]["info"]["run_id"]), (200, run))
        metric = {"run_id": run, "key": "a", "value": 1, "timestamp": 1}
        self.assertEqual(self.server.send("POST", "/ajax-api/2.0/mlflow/runs/log-metric", metric)[0], 200)
        self.assertEqual(self.history(run, "a"), [(0, 1.0)])

    def test_old_and_new_names_of_run_ids(self):
        run = self.new_run()
        for names in ({"run_id": run}, {"run_uuid": run}, {"run_id": run, "run_uuid": run}):
            self.assertEqual(self.call("GET", "runs/get", **names)[0], 200)
            self.assertEqual(self.call("POST", "runs/set-tag", {**names, "key": "a", "value": "1"})[0], 200)
            self.assertEqual(self.call("GET", "metrics/get-history", metric_key="a", **names)[0], 200)

    def test_fields_nobody_knows_are_passed_over(self):
        run = self.new_run()
        body = {"run_id": run, "key": "a", "value": 1, "timestamp": 1, "of_tomorrow": {"deep": [1]}}
        self.assertEqual(self.call("POST", "runs/log-metric", body), (200, {}))
        self.assertEqual(self.call("GET", "runs/get", run_id=run, of_tomorrow="x")[0], 200)
        self.assertEqual(self.call("POST", "runs/log-batch", {"run_id": run, "params": [{"key": "p", "value": "1", "x": 1}]}), (200, {}))

    def test_whole_numbers_as_text(self):
        run = self.new_run()
        body = {"run_id": run, "key": "a", "value": "1.5", "timestamp": "1234", "step": "-9007199254740992"}
        self.assertEqual(self.call("POST", "runs/log-metric", body), (200, {}))
        points = [
            {"key": "a", "value": "-Infinity", "timestamp": "1235", "step": "9007199254740992"},
            {"key": "a", "value": "NaN", "timestamp": "1236"},
        ]
        self.assertEqual(self.call("POST", "runs/log-batch", {"run_id": run, "metrics": points}), (200, {}))
        history = self.client.get_metric_history(run, "a")
        self.assertEqual([(point.step, point.timestamp) for point in history], [(-(2**53), 1234), (2**53, 1235), (0, 1236)])
        self.assertEqual(self.call("POST", "runs/update", {"run_id": run, "end_time": "99", "status": "FAILED"})[0], 200)
        self.assertEqual(self.client.get_run(run).info.end_time, 99)
        self.assertEqual(len(self.call("POST", "runs/search", {"experiment_ids": [self.experiment], "max_results": "1"})[1]["runs"]), 1)

    def test_a_body_in_other_words(self):
        run = self.new_run()
        spaced = json.dumps({"value": 2.5e0, "timestamp": 1, "step": 3, "key": "größe", "run_id": run}, indent=3).encode()
        self.assertEqual(self.call("POST", "runs/log-metric", spaced), (200, {}))
        self.assertEqual(self.history(run, "größe"), [(3, 2.5)])
        escaped = b'{"run_id": "%s", "key": "gr\\u00f6\\u00dfe", "value": 3, "timestamp": 1, "step": 4}' % run.encode()
        self.assertEqual(self.call("POST", "runs/log-metric", escaped), (200, {}))
        status, history = self.call("GET", "metrics/get-history?" + urllib.parse.urlencode({"run_id": run, "metric_key": "größe"}))
        self.assertEqual((status, len(history["metrics"])), (200, 2))


class RefusalTests(ClientTest):
    def test_missing_fields(self):
        run = self.new_run()
        for path, body in (
            ("experiments/create", {}), ("experiments/update", {"experiment_id": self.experiment}), ("experiments/delete", {}),
            ("experiments/set-experiment-tag", {"experiment_id": self.experiment, "value": "x"}),
            ("runs/update", {"status": "FINISHED"}), ("runs/delete", {}), ("runs/restore", {}), ("runs/delete-tag", {"run_id": run}),
            ("runs/log-metric", {"run_id": run, "value": 1, "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "a", "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": 1}), ("runs/log-metric", {"key": "a", "value": 1, "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "", "value": 1, "timestamp": 1}),
            ("runs/log-parameter", {"run_id": run, "value": "x"}),
            ("runs/set-tag", {"run_id": run, "value": "x"}), ("runs/log-batch", {"metrics": []}),
            ("runs/log-batch", {"run_id": run, "metrics": [{"key": "a", "timestamp": 1}]}),
            ("runs/log-batch", {"run_id": run, "metrics": [{"key": "a", "value": 1}]}),
            ("runs/log-batch", {"run_id": run, "metrics": [{"value": 1, "timestamp": 1}]}),
            ("runs/log-batch", {"run_id": run, "params": [{"value": "1"}]}), ("runs/log-batch", {"run_id": run, "tags": [{"value": "1"}]}),
            ("experiments/search", {}), ("experiments/search", {"max_results": 0}),
        ):  # fmt: skip
            with self.subTest(path=path, body=body):
                self.assertRefused(self.call("POST", path, body))
        for path in ("experiments/get", "experiments/get-by-name", "runs/get", "metrics/get-history"):
            with self.subTest(path=path):
                self.assertRefused(self.call("GET", path))

    def test_a_missing_value_is_empty_text(self):
        run = self.new_run()
        self.assertEqual(self.call("POST", "runs/log-parameter", {"run_id": run, "key": "p"}), (200, {}))
        self.assertEqual(self.call("POST", "runs/set-tag", {"run_id": run, "key": "t"}), (200, {}))
        self.assertEqual(self.call("POST", "runs/log-batch", {"run_id": run, "params": [{"key": "q"}], "tags": [{"key": "u"}]}), (200, {}))
        data = self.client.get_run(run).data
        self.assertEqual((data.params, data.tags["t"], data.tags["u"]), ({"p": "", "q": ""}, "", ""))

    def test_wrong_types(self):
        run = self.new_run()
        for path, body in (
            ("experiments/create", {"name": 5}), ("experiments/create", {"name": self.name + "!", "tags": "x"}),
            ("runs/create", {"experiment_id": self.experiment, "start_time": "soon"}), ("runs/update", {"run_id": run, "end_time": "x"}),
            ("runs/update", {"run_id": run, "status": 99}), ("runs/log-metric", {"run_id": run, "key": 5, "value": 1, "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": "x", "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": None, "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": 1, "timestamp": "now"}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": 1, "timestamp": 1, "step": "x"}),
            ("runs/log-parameter", {"run_id": run, "key": "a", "value": 5}), ("runs/set-tag", {"run_id": run, "key": "a", "value": 5}),
            ("runs/log-batch", {"run_id": run, "metrics": 5}), ("runs/log-batch", {"run_id": run, "params": {"key": "a", "value": "1"}}),
            ("runs/search", {"experiment_ids": self.experiment}), ("runs/search", {"experiment_ids": ["x"]}),
            ("runs/search", {"experiment_ids": [self.experiment], "order_by": "start_time"}),
            ("experiments/search", {"max_results": "x"}), ("experiments/search", {"max_results": 50_001}),
        ):  # fmt: skip
            with self.subTest(path=path, body=body):
                self.assertRefused(self.call("POST", path, body))
        data = self.client.get_run(run).data
        self.assertEqual((data.metrics, data.params), ({}, {}))
        self.assertRefused(self.call("GET", "experiments/get", experiment_id="seven"))
        for count in (0, -1):
            self.assertRefused(self.call("GET", "metrics/get-history", run_id=run, metric_key="a", max_results=count))
        self.assertRefused(self.call("GET", "metrics/get-history", run_id=run, metric_key="a", page_token="rubbish"))

    @bearing_only
    def test_what_mlflow_takes_for_something_else(self):
        """Its server stores 0 for these, passes them over, or answers with 500."""
        run = self.new_run()
        for path, body in (
            ("runs/log-metric", {"run_id": run, "key": "a", "value": [1], "timestamp": 1}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": 1, "timestamp": 1, "step": 2**63}),
            ("runs/log-metric", {"run_id": run, "key": "a", "value": 1, "timestamp": 1, "step": 1.5}),
            ("runs/log-batch", {"run_id": run, "metrics": [5]}),
            ("runs/log-batch", {"run_id": run, "metrics": [{"key": "a", "value": "x", "timestamp": 1}]}),
            ("runs/log-batch", {"run_id": run, "params": [{"key": "a", "value": 5}]}),
            ("runs/update", {"run_id": run, "status": "DONE"}),
            ("runs/search", {"experiment_ids": [self.experiment], "run_view_type": "NONE"}),
            ("runs/create", {}), ("runs/search", {"experiment_ids": [self.experiment], "order_by": ["metrics.a", "metrics.a"]}),
        ):  # fmt: skip
            with self.subTest(path=path, body=body):
                self.assertRefused(self.call("POST", path, body))
        for body in (b"[]", b"5", b"\"text\"", b"{", b"\xff\xfe", b"null"):
            with self.subTest(body=body):
                self.assertRefused(self.call("POST", "experiments/create", body))
        self.assertEqual(self.client.get_run(run).data.metrics, {})

    def test_bodies_that_are_not_json(self):
        for body in (b"no json", b"", b"{\"name\": "):
            self.assertRefused(self.call("POST", "experiments/create", body))
        status, _, answer = self.server.send("POST", "/api/2.0/mlflow/experiments/create", b"name=x", {"Content-Type": "text/plain"})
        self.assertIn(status, (400, 415))
        self.assertTrue(answer["error_code"] and answer["message"])

    def test_unknown_ids(self):
        for path, body in (
            ("runs/log-metric", {"run_id": "none", "key": "a", "value": 1, "timestamp": 1}), ("runs/delete", {"run_id": "none"}),
            ("runs/log-batch", {"run_id": "none"}), ("runs/update", {"run_id": "0" * 32}), ("runs/restore", {"run_id": "9" * 32}),
            ("runs/set-tag", {"run_id": "99", "key": "a", "value": "b"}), ("runs/create", {"experiment_id": "99999999"}),
            ("experiments/delete", {"experiment_id": "99999999"}), ("runs/delete-tag", {"run_id": self.new_run(), "key": "none"}),
        ):  # fmt: skip
            with self.subTest(path=path):
                self.assertRefused(self.call("POST", path, body), "RESOURCE_DOES_NOT_EXIST", 404)
        for path, query in (
            ("runs/get", {"run_id": "none"}), ("runs/get", {"run_id": "f" * 32}), ("runs/get", {"run_id": "1" * 400}),
            ("experiments/get", {"experiment_id": "99999999"}), ("experiments/get", {"experiment_id": "-1"}),
            ("experiments/get-by-name", {"experiment_name": self.name + " none"}),
        ):  # fmt: skip
            with self.subTest(path=path, query=query):
                self.assertRefused(self.call("GET", path, **query), "RESOURCE_DOES_NOT_EXIST", 404)
        # The letters of an identity are as they were given.
        self.assertEqual(self.call("GET", "metrics/get-history", run_id="none", metric_key="a"), (200, {}))

    def test_calls_there_are_not(self):
        for method, path, status in (("GET", "runs/nothing", 404), ("POST", "runs/get", 405), ("GET", "runs/log-metric", 405)):
            found, answer = self.call(method, path, None if method == "GET" else {})
            self.assertEqual(found, status)
            if not self.server.is_reference:
                self.assertTrue(answer["error_code"] and answer["message"])
