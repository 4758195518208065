"""Runs that Bearing trained, as MLflow's client reads them: config, points and states, and that nobody writes into them."""

import datetime
import time

import mlflow
import server
from mlflow.entities import Metric, Param
from server import ClientTest, bearing_only

EXPERIMENT = "trained here"


def trained() -> dict:
    """A job of two tiny trials, trained once for all tests, when it has ended."""
    current = server.current
    jobs = current.rest(f"/jobs?experiment={EXPERIMENT.replace(' ', '%20')}")["jobs"]
    job = jobs[0]["id"] if jobs else current.rest("/jobs", {
        "dataset": "mnist", "network": {"name": "fc5", "width": 16}, "method": "dkp", "epochs": 2, "batch_size": 20,
        "experiment": EXPERIMENT, "tags": {"who": "me"}, "trials": 2})["id"]
    deadline = time.monotonic() + 120
    while (found := current.rest(f"/jobs/{job}"))["status"] not in ("succeeded", "failed"):
        if time.monotonic() > deadline:
            raise AssertionError(f"the job did not get trained: {found}")
        time.sleep(0.05)
    if found["status"] != "succeeded":
        raise AssertionError(f"the job failed: {found}")
    return found


def milliseconds(text: str) -> int:
    return round(datetime.datetime.fromisoformat(text).timestamp() * 1000)


@bearing_only
class OwnRunTests(ClientTest):
    def setUp(self):
        super().setUp()
        self.job = trained()
        self.numbers = [run["id"] for run in self.job["runs"]]
        self.ids = [f"{number:032d}" for number in self.numbers]
        self.own = self.client.get_experiment_by_name(EXPERIMENT).experiment_id

    def series(self, number: int) -> dict:
        """What Bearing's own API gives: the points of every series, by the name that MLflow knows it by."""
        found = self.server.rest(f"/metrics?runs={number}&points=100000")
        self.assertFalse(found["reduced"])
        return {each["name"] + (f"/{each['layer']}" if each["layer"] else ""): list(zip(each["steps"], each["values"]))
                for each in found["series"]}

    def test_both_trials_are_found(self):
        found = self.client.search_runs([self.own], order_by=["run_id"])
        self.assertEqual([run.info.run_id for run in found], self.ids)
        for run, number in zip(found, self.numbers):
            alone = self.server.rest(f"/runs/{number}")
            self.assertEqual((run.info.status, run.info.lifecycle_stage), ("FINISHED", "active"))
            self.assertEqual(run.info.start_time, milliseconds(alone["started_at"]))
            self.assertEqual(run.info.end_time, milliseconds(alone["finished_at"]))
            self.assertEqual(run.data.tags["who"], "me")
            self.assertTrue(run.info.run_name)
            self.assertEqual(run.data.tags["mlflow.runName"], run.info.run_name)
            self.assertEqual(dict(self.client.get_run(run.info.run_id).info), dict(run.info))
        self.assertEqual({run.info.run_name for run in found}, {self.server.rest(f"/jobs/{alone['job_id']}")["name"]})

    def test_the_config_is_their_params(self):
        seeds = []
        for run, number in zip(self.ids, self.numbers):
            params = self.client.get_run(run).data.params
            self.assertEqual(params["method"], "dkp")
            self.assertEqual((params["optimizer.learning_rate"], params["optimizer.name"]), ("0.01", "sgd"))
            self.assertEqual((params["dataset"], params["epochs"], params["batch_size"]), ("mnist", "2", "20"))
            self.assertEqual(float(params["feedback.optimizer.learning_rate"]), 1e-4)
            self.assertEqual(params["seed"], str(self.server.rest(f"/runs/{number}")["seed"]))
            rows = self.server.sql(f"select key, value from params where run_id = {number}")
            self.assertEqual(params, {key: value for key, value in rows})
            seeds.append(params["seed"])
        self.assertEqual(len(set(seeds)), 2)

    def test_every_point_of_every_series(self):
        for run, number in zip(self.ids, self.numbers):
            series = self.series(number)
            self.assertLessEqual({"loss", "accuracy", "test_accuracy", "angle/fc1", "angle/fc4"}, set(series))
            data = self.client.get_run(run).data
            self.assertEqual(data.metrics, {key: points[-1][1] for key, points in series.items()})
            for key, points in series.items():
                self.assertEqual(self.history(run, key), points, key)
            self.assertEqual(len(series["angle/fc1"]), 20)

    def test_points_have_times(self):
        run = self.client.get_run(self.ids[0])
        times = [point.timestamp for point in self.client.get_metric_history(self.ids[0], "loss")]
        self.assertEqual(times, sorted(times))
        self.assertTrue(run.info.start_time <= times[0] and times[-1] <= run.info.end_time + 1000)

    def test_filters_and_order(self):
        find = lambda text, *order: [  # noqa: E731
            run.info.run_id for run in self.client.search_runs([self.own], text, order_by=list(order))]
        first = self.client.get_run(self.ids[0]).data
        self.assertEqual(find("params.method = 'dkp' AND metrics.`angle/fc1` < 180", "run_id"), self.ids)
        self.assertEqual(find(f"params.seed = '{first.params['seed']}'"), self.ids[:1])
        self.assertEqual(find("params.`optimizer.learning_rate` = '0.01' AND status = 'FINISHED'", "run_id DESC"), self.ids[::-1])
        self.assertEqual(find("tags.who = 'me' AND metrics.test_accuracy > 2"), [])
        loss = {run: self.client.get_run(run).data.metrics["loss"] for run in self.ids}
        self.assertEqual(find("", "metrics.loss DESC"), sorted(self.ids, key=loss.get, reverse=True))
        self.assertEqual(find(f"metrics.loss <= {min(loss.values())!r}"), [min(self.ids, key=loss.get)])

    def test_in_pandas(self):
        table = mlflow.search_runs(search_all_experiments=True, filter_string="params.method = 'dkp'")
        mine = table[table["experiment_id"] == self.own]
        self.assertEqual(set(mine["run_id"]), set(self.ids))
        self.assertTrue((mine["metrics.angle/fc1"] > 0).all())

    def test_nobody_writes_into_them(self):
        run = self.ids[0]
        before = self.client.get_run(run)
        points = self.series(self.numbers[0])
        for write in (
            lambda: self.client.log_metric(run, "loss", 0.0, step=1), lambda: self.client.log_metric(run, "new", 0.0),
            lambda: self.client.log_metric(run, "angle/fc1", 0.0, step=21), lambda: self.client.log_param(run, "new", "1"),
            lambda: self.client.log_param(run, "method", "bp"),
            lambda: self.client.log_batch(run, metrics=[Metric("loss", 0.0, 1, 1)]),
            lambda: self.client.log_batch(run, params=[Param("new", "1")]),
        ):  # fmt: skip
            with self.refused():
                write()
        after = self.client.get_run(run)
        self.assertEqual((dict(after.info), after.data.to_dictionary()), (dict(before.info), before.data.to_dictionary()))
        self.assertEqual(self.series(self.numbers[0]), points)
        self.assertEqual(self.server.rest(f"/runs/{self.numbers[0]}")["status"], "succeeded")

    def test_runs_of_the_other_api(self):
        number = self.server.rest("/runs", {"method": "bp", "network": "other", "dataset": "mnist"})["id"]
        points = {"name": "loss", "steps": [1, 2, 3], "values": [0.5, None, 0.25]}
        self.server.rest(f"/runs/{number}/metrics", {"series": [points, {**points, "layer": "fc1"}]})
        run = self.client.get_run(f"{number:032d}")
        self.assertEqual((run.info.status, run.data.metrics), ("RUNNING", {"loss": 0.25, "loss/fc1": 0.25}))
        self.assertEqual(run.data.params["method"], "bp")
        (one, half), (two, nothing), (three, quarter) = self.history(run.info.run_id, "loss/fc1")
        self.assertEqual((one, two, three, half, quarter), (1, 2, 3, 0.5, 0.25))
        self.assertNotEqual(nothing, nothing)
        self.server.rest(f"/runs/{number}/finish", {"status": "succeeded"})
        self.assertEqual(self.client.get_run(f"{number:032d}").info.status, "FINISHED")
