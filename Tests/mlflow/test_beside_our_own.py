"""Runs that MLflow logged, as Bearing's own API and its SQL show them."""

import mlflow
from mlflow.entities import Metric, Param, RunTag
from server import ClientTest, bearing_only


@bearing_only
class BesideOurOwnTests(ClientTest):
    def series(self, run: str, query="") -> dict:
        found = self.server.rest(f"/metrics?runs={int(run)}&points=100000{query}")
        return {(each["name"], each["layer"]): list(zip(each["steps"], each["values"])) for each in found["series"] if each["steps"]}

    def test_a_run_and_its_states(self):
        run = self.client.create_run(self.experiment, run_name="n", start_time=1_700_000_000_123).info.run_id
        self.assertRegex(run, "^[0-9]{32}$")
        alone = lambda: self.server.rest(f"/runs/{int(run)}")  # noqa: E731
        self.assertEqual((alone()["id"], alone()["experiment"], alone()["status"]), (int(run), self.name, "running"))
        self.assertEqual(alone()["started_at"], "2023-11-14T22:13:20.123Z")
        for theirs, ours in (("FINISHED", "succeeded"), ("RUNNING", "running"), ("FAILED", "failed"), ("KILLED", "cancelled")):
            self.client.update_run(run, status=theirs)
            self.assertEqual(alone()["status"], ours)
            self.assertEqual(self.client.get_run(run).info.status, theirs)
        self.client.set_terminated(run, "FINISHED", end_time=1_700_000_001_456)
        self.assertEqual(alone()["finished_at"], "2023-11-14T22:13:21.456Z")
        self.assertIn(int(run), [each["id"] for each in self.server.rest("/runs?limit=1000")["runs"]])

    def test_the_experiment_that_is_always_there_is_one_of_ours(self):
        run = self.client.create_run("0").info.run_id
        self.client.log_param(run, "a:b", "not a path")
        self.assertEqual(self.server.rest("/experiments/0")["name"], self.client.get_experiment("0").name)
        self.assertIn(0, [each["id"] for each in self.server.rest("/experiments")["experiments"]])
        self.assertEqual(self.server.rest(f"/runs/{int(run)}")["params"], {"a:b": "not a path"})

    def test_points_are_series(self):
        run = self.new_run()
        for step in (-2, 0, 5):
            self.client.log_metric(run, "loss", step / 3, timestamp=10 + step, step=step)
            self.client.log_metric(run, "angle/fc1", 90.0 + step, timestamp=10 + step, step=step)
        self.assertEqual(self.series(run), {
            ("loss", None): [(-2, -2 / 3), (0, 0.0), (5, 5 / 3)], ("angle", "fc1"): [(-2, 88.0), (0, 90.0), (5, 95.0)]})
        self.assertEqual(self.server.rest(f"/runs/{int(run)}")["latest"]["loss"], 5 / 3)
        rows = self.server.sql(f"select metric, layer, step, value from metrics where run_id = {int(run)} and step = 5 order by metric")
        self.assertEqual(rows, [["angle", "fc1", 5, 95.0], ["loss", None, 5, 5 / 3]])
        self.assertEqual(self.server.sql(f"select step, degrees from angles where run_id = {int(run)} and layer = 'fc1' order by step"),
                         [[-2, 88.0], [0, 90.0], [5, 95.0]])

    def test_every_name_is_drawn(self):
        run = self.new_run()
        names = ["train/loss", "Loss", "loss", "val loss", "a/b/c", "größe", "a:b", "x" * 250]
        for index, name in enumerate(names):
            self.client.log_metric(run, name, index, step=1)
        shown = {name + (f"/{layer}" if layer else ""): points for (name, layer), points in self.series(run).items()}
        self.assertEqual(shown, {name: [(1, float(index))] for index, name in enumerate(names)})

    def test_repeated_points(self):
        run = self.new_run()
        base = 1_700_000_000_000
        for timestamp, value in ((base + 123, 1.0), (base + 1, 3.0), (base + 123, 2.0), (base + 5, float("nan"))):
            self.client.log_metric(run, "loss", value, timestamp=timestamp, step=7)
        # Where only one value of a step can be shown it is the last by time, then by value.
        self.assertEqual(self.series(run), {("loss", None): [(7, 2.0)]})
        rows = self.server.sql(f"select metric, layer, step, at, value from history where run_id = {int(run)} order by at, value")
        self.assertEqual(rows, [
            ["loss", None, 7, "2023-11-14T22:13:20.001Z", 3.0], ["loss", None, 7, "2023-11-14T22:13:20.005Z", None],
            ["loss", None, 7, "2023-11-14T22:13:20.123Z", 1.0], ["loss", None, 7, "2023-11-14T22:13:20.123Z", 2.0]])

    def test_params_and_tags_in_sql(self):
        run = self.new_run("named")
        self.client.log_batch(run, params=[Param("größe/a b", "1"), Param("empty", "")], tags=[RunTag("team", "a"), RunTag("gone", "x")])
        self.client.delete_tag(run, "gone")
        params = dict(self.server.sql(f"select key, value from params where run_id = {int(run)}"))
        self.assertEqual((params["größe/a b"], params["empty"]), ("1", ""))
        tags = dict(self.server.sql(f"select key, value from tags where run_id = {int(run)}"))
        self.assertEqual(tags["team"], "a")
        self.assertNotIn("gone", tags)

    def test_a_late_point_reaches_who_has_read_before(self):
        run = self.new_run()
        self.client.log_batch(run, metrics=[Metric("loss", float(step), 100 + step, step) for step in range(10, 20)])
        cursor = self.server.rest(f"/metrics?runs={int(run)}")["next"]
        self.assertEqual(self.series(run, f"&after={cursor}"), {})
        self.client.log_metric(run, "loss", 3.0, timestamp=500, step=3)
        self.client.log_metric(run, "other", 1.0, timestamp=500, step=0)
        late = self.series(run, f"&after={cursor}")
        self.assertIn((3, 3.0), late[("loss", None)])
        self.assertEqual(late[("other", None)], [(0, 1.0)])

    def test_experiments_are_the_same(self):
        self.new_run()
        self.client.rename_experiment(self.experiment, self.name + " renamed")
        rows = self.server.sql(f"select count(*) from experiments where name = '{self.name} renamed'")
        self.assertEqual(rows, [[1]])

    def test_the_printed_link_opens_a_page(self):
        with mlflow.start_run():
            pass
        # What follows `/#` in it never reaches the server.
        status, headers, page = self.server.send("GET", "/")
        self.assertEqual((status, headers.get_content_type()), (200, "text/html"))
        self.assertIn(b"<html", page.lower())
