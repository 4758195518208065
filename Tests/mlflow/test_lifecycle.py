"""Deleting and restoring runs, alone and with their experiment, and what a deleted one refuses."""

import mlflow
from mlflow.entities import Metric, Param, RunTag, ViewType
from server import ClientTest, bearing_only


class LifecycleTests(ClientTest):
    def names(self, view=ViewType.ACTIVE_ONLY) -> set:
        return {run.info.run_name for run in self.client.search_runs([self.experiment], run_view_type=view)}

    def test_a_run_goes_and_comes_back(self):
        run, _ = self.new_run("gone"), self.new_run("stays")
        self.client.log_batch(run, [Metric("loss", 0.5, 7, 3)], [Param("p", "1")], [RunTag("t", "2")])
        self.client.set_terminated(run)
        before = self.client.get_run(run)
        self.client.delete_run(run)
        self.assertEqual(self.client.get_run(run).info.lifecycle_stage, "deleted")
        self.assertEqual(self.names(), {"stays"})
        self.assertEqual(self.names(ViewType.DELETED_ONLY), {"gone"})
        self.assertEqual(self.names(ViewType.ALL), {"gone", "stays"})
        self.assertEqual(self.history(run, "loss"), [(3, 0.5)])
        self.client.delete_run(run)
        self.client.restore_run(run)
        self.client.restore_run(run)
        self.assertEqual(self.names(), {"gone", "stays"})
        after = self.client.get_run(run)
        self.assertEqual(after.data.to_dictionary(), before.data.to_dictionary())
        self.assertEqual(dict(after.info), dict(before.info))

    def test_a_deleted_run_refuses_all_writes(self):
        run = self.new_run("gone")
        self.client.set_tag(run, "kept", "1")
        self.client.delete_run(run)
        dataset = mlflow.entities.DatasetInput(mlflow.entities.Dataset("d", "1", "local", "{}"), [])
        for write in (
            lambda: self.client.log_metric(run, "loss", 1.0), lambda: self.client.log_param(run, "p", "1"),
            lambda: self.client.set_tag(run, "t", "1"), lambda: self.client.delete_tag(run, "kept"),
            lambda: self.client.log_batch(run, metrics=[Metric("loss", 1.0, 1, 1)]),
            lambda: self.client.log_batch(run, params=[Param("p", "1")]),
            lambda: self.client.log_batch(run, tags=[RunTag("t", "1")]),
            lambda: self.client.set_terminated(run), lambda: self.client.update_run(run, name="other"),
            lambda: self.client.log_inputs(run, [dataset]), lambda: self.client.set_tag(run, "mlflow.runName", "other"),
        ):  # fmt: skip
            with self.refused():
                write()
        self.client.restore_run(run)
        after = self.client.get_run(run)
        self.assertEqual((after.data.metrics, after.data.params), ({}, {}))
        self.assertEqual((after.info.run_name, after.info.status, after.data.tags["kept"]), ("gone", "RUNNING", "1"))
        self.client.log_metric(run, "loss", 1.0, step=1)
        self.assertEqual(self.history(run, "loss"), [(1, 1.0)])

    def test_unknown_runs(self):
        for call in (self.client.delete_run, self.client.restore_run):
            with self.refused("RESOURCE_DOES_NOT_EXIST"):
                call("f" * 32)

    def test_an_experiment_takes_its_runs_with_it(self):
        first, second = self.new_run("first"), self.new_run("second")
        self.client.delete_run(second)
        self.client.delete_experiment(self.experiment)
        self.assertEqual(self.client.get_run(first).info.lifecycle_stage, "deleted")
        self.assertEqual((self.names(), self.names(ViewType.DELETED_ONLY)), (set(), {"first", "second"}))
        with self.refused():
            self.client.log_metric(first, "loss", 1.0)
        self.client.restore_experiment(self.experiment)
        self.assertEqual(self.client.get_run(first).info.lifecycle_stage, "active")
        self.assertIn("first", self.names())
        self.client.log_metric(first, "loss", 1.0, step=1)

    def test_a_run_of_a_deleted_parent_stays(self):
        with mlflow.start_run(run_name="parent") as parent, mlflow.start_run(run_name="child", nested=True):
            pass
        self.client.delete_run(parent.info.run_id)
        self.assertEqual(self.names(), {"child"})

    @bearing_only
    def test_a_deleted_run_leaves_bearings_lists(self):
        run = self.new_run("gone")
        self.client.log_metric(run, "loss", 0.5, step=3)
        number = int(run)
        listed = lambda: number in [each["id"] for each in self.server.rest("/runs?limit=1000")["runs"]]  # noqa: E731
        rows = lambda: self.server.sql(f"select step, value from metrics where run_id = {number}")  # noqa: E731
        self.assertTrue(listed())
        self.assertEqual(rows(), [[3, 0.5]])
        self.client.delete_run(run)
        self.assertFalse(listed())
        self.assertEqual(rows(), [])
        self.assertEqual(self.server.sql(f"select * from history where run_id = {number}"), [])
        self.client.restore_run(run)
        self.assertTrue(listed())
        self.assertEqual(rows(), [[3, 0.5]])
