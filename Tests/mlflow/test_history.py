"""The points of a metric: which are kept, in which order, which is the last, and how many can be read back."""

import mlflow
from mlflow.entities import Metric
from server import ClientTest


class HistoryTests(ClientTest):
    def log(self, *points, key="loss") -> str:
        """A run with points given as (step, time, value), logged one by one."""
        run = self.new_run()
        for step, timestamp, value in points:
            self.client.log_metric(run, key, value, timestamp=timestamp, step=step)
        return run

    def points(self, run, key="loss") -> list:
        return [(point.step, point.timestamp, point.value) for point in self.client.get_metric_history(run, key)]

    def last(self, run, key="loss") -> tuple:
        found = self.call("GET", "runs/get", run_id=run)[1]["run"]["data"]["metrics"]
        metric, = (metric for metric in found if metric["key"] == key)
        return int(metric["step"]), int(metric["timestamp"]), metric["value"]

    def test_every_point_at_a_step_is_kept(self):
        points = [(1, 10, 0.5), (1, 10, 0.25), (1, 20, 0.5), (1, 30, 0.5), (2, 40, 0.5), (2, 40, -1.0)]
        run = self.log(*points)
        self.assertEqual(self.points(run), sorted(points, key=lambda point: (point[1], point[0], point[2])))

    def test_an_equal_point_again_is_one_point(self):
        run = self.log((1, 10, 0.5), (1, 10, 0.5), (2, 10, 0.5))
        again = [Metric("loss", 0.5, 10, 1), Metric("loss", 0.5, 10, 1), Metric("loss", 0.75, 10, 1)]
        self.client.log_batch(run, metrics=again)
        self.client.log_batch(run, metrics=again)
        self.assertEqual(self.points(run), [(1, 10, 0.5), (1, 10, 0.75), (2, 10, 0.5)])
        nans = [Metric("nan", float("nan"), 10, 1)]
        for _ in range(2):
            self.client.log_batch(run, metrics=nans)
            self.client.log_metric(run, "nan", float("nan"), timestamp=10, step=1)
        self.assertEqual(len(self.points(run, "nan")), 1)

    def test_order_is_by_time_then_step_then_value(self):
        run = self.log((5, 30, 1.0), (1, 20, 2.0), (9, 10, 3.0), (-3, 20, 4.0), (1, 20, -2.0), (0, 30, 5.0))
        self.assertEqual(
            self.points(run), [(9, 10, 3.0), (-3, 20, 4.0), (1, 20, -2.0), (1, 20, 2.0), (0, 30, 5.0), (5, 30, 1.0)])

    def test_the_last_is_by_step_then_time_then_value(self):
        self.assertEqual(self.last(self.log((3, 10, 1.0), (1, 99, 2.0), (2, 50, 3.0))), (3, 10, 1.0))
        self.assertEqual(self.last(self.log((3, 99, 1.0), (3, 10, 2.0))), (3, 99, 1.0))
        self.assertEqual(self.last(self.log((3, 10, 2.0), (3, 10, 1.0))), (3, 10, 2.0))
        self.assertEqual(self.last(self.log((-1, 10, 1.0), (-5, 99, 2.0))), (-1, 10, 1.0))
        self.assertEqual(self.last(self.log((1, 10, 5.0), (2, 10, float("nan")))), (2, 10, "NaN"))
        run = self.new_run()
        self.client.log_batch(run, metrics=[
            Metric("loss", 1.0, 10, 7), Metric("loss", 2.0, 10, 9), Metric("loss", 3.0, 10, 8), Metric("other", 4.0, 10, 1)])
        self.assertEqual(self.last(run), (9, 10, 2.0))
        self.client.log_batch(run, metrics=[Metric("loss", 5.0, 99, 8)])
        self.assertEqual((self.last(run), self.last(run, "other")), ((9, 10, 2.0), (1, 10, 4.0)))

    def test_late_points_find_their_place(self):
        run = self.log(*((step, step, float(step)) for step in range(10, 20)))
        for step in (5, 0, -5):
            self.client.log_metric(run, "loss", float(step), timestamp=100 - step, step=step)
        self.assertEqual([step for step, _ in self.history(run, "loss")], [*range(10, 20), 5, 0, -5])
        self.assertEqual(self.last(run), (19, 19, 19.0))

    def test_what_was_never_logged(self):
        self.assertEqual(self.history(self.new_run(), "loss"), [])
        self.assertEqual(self.history("f" * 32, "loss"), [])
        self.assertEqual(self.client.get_run(self.new_run()).data.metrics, {})

    def test_histories_of_runs_and_metrics_stay_apart(self):
        first = self.log((1, 10, 1.0))
        second = self.log((1, 10, 2.0), (2, 10, 3.0))
        self.client.log_metric(first, "Loss", 9.0, step=1)
        self.assertEqual(self.history(first, "loss"), [(1, 1.0)])
        self.assertEqual(self.history(first, "Loss"), [(1, 9.0)])
        self.assertEqual(self.history(second, "loss"), [(1, 2.0), (2, 3.0)])

    def test_pages(self):
        run = self.log(*((step, 1000 - step, step / 3) for step in range(23)))
        steps, token, pages = [], None, 0
        while token or not pages:
            more = {"page_token": token} if token else {}
            status, page = self.call("GET", "metrics/get-history", run_id=run, metric_key="loss", max_results=5, **more)
            self.assertEqual(status, 200)
            self.assertLessEqual(len(page["metrics"]), 5)
            steps += [int(point["step"]) for point in page["metrics"]]
            token, pages = page.get("next_page_token"), pages + 1
        self.assertEqual((steps, pages), (list(range(22, -1, -1)), 5))
        _, page = self.call("GET", "metrics/get-history", run_id=run, metric_key="loss", max_results=23)
        self.assertEqual((len(page["metrics"]), page.get("next_page_token", "")), (23, ""))

    def test_a_hundred_thousand_points(self):
        run = self.new_run()
        count, size = 100_000, 1000
        value = lambda step: (step * 7919 % count) / 3  # noqa: E731
        for begin in range(0, count, size):
            self.client.log_batch(run, metrics=[
                Metric("loss", value(step), 1_700_000_000_000 + step, step) for step in range(begin, begin + size)])
        points = self.client.get_metric_history(run, "loss")
        self.assertEqual(len(points), count)
        for step, point in enumerate(points):
            if (point.step, point.timestamp, point.value) != (step, 1_700_000_000_000 + step, value(step)):
                self.fail(f"point {step} is {point}")
        self.assertEqual(self.client.get_run(run).data.metrics, {"loss": value(count - 1)})

    def test_more_than_a_batch_is_split_by_the_client(self):
        with mlflow.start_run() as run:
            mlflow.log_metrics({f"layer/{index}": float(index) for index in range(2500)}, step=3)
            mlflow.log_params({f"param/{index}": index for index in range(250)})
            mlflow.set_tags({f"tag/{index}": index for index in range(250)})
        data = self.client.get_run(run.info.run_id).data
        self.assertEqual(data.metrics, {f"layer/{index}": float(index) for index in range(2500)})
        self.assertEqual(len(data.params), 250)
        self.assertEqual(data.tags["tag/249"], "249")
