"""What a training script does: runs, their names and states, every way of logging, asynchronous logging, autologging."""

import time

import mlflow
from server import ClientTest, needs_client_3


class TrainingLoopTests(ClientTest):
    def test_a_whole_loop(self):
        begin = int(time.time() * 1000)
        with mlflow.start_run(run_name="whole", description="as in a notebook", tags={"team": "vision"}) as active:
            mlflow.log_param("learning_rate", 0.01)
            mlflow.log_params({"batch_size": 50, "optimizer": "sgd"})
            for step in range(5):
                mlflow.log_metric("loss", 1 / (step + 1), step=step)
                mlflow.log_metrics({"train/accuracy": step / 5, "val accuracy": step / 6}, step=step)
            mlflow.set_tag("stage", "tuning")
            mlflow.set_tags({"a": 1, "b": True})
            self.assertEqual(self.client.get_run(active.info.run_id).info.status, "RUNNING")
            self.assertIsNone(self.client.get_run(active.info.run_id).info.end_time)
        run = self.client.get_run(active.info.run_id)
        self.assertEqual(run.info.run_name, "whole")
        self.assertEqual(run.info.experiment_id, self.experiment)
        self.assertEqual((run.info.status, run.info.lifecycle_stage), ("FINISHED", "active"))
        self.assertTrue(begin <= run.info.start_time <= run.info.end_time <= int(time.time() * 1000))
        self.assertEqual(run.data.params, {"learning_rate": "0.01", "batch_size": "50", "optimizer": "sgd"})
        self.assertEqual(run.data.metrics, {"loss": 0.2, "train/accuracy": 0.8, "val accuracy": 4 / 6})
        tags = run.data.tags
        self.assertEqual((tags["team"], tags["stage"], tags["a"], tags["b"]), ("vision", "tuning", "1", "True"))
        self.assertEqual((tags["mlflow.runName"], tags["mlflow.note.content"]), ("whole", "as in a notebook"))
        self.assertEqual(tags["mlflow.user"], run.info.user_id)
        self.assertIn("mlflow.source.name", tags)
        self.assertEqual(self.history(run.info.run_id, "loss"), [(step, 1 / (step + 1)) for step in range(5)])
        self.assertRegex(run.info.run_id, "^[0-9a-f]{32}$")

    def test_set_experiment_makes_it_once(self):
        made = mlflow.set_experiment(self.name + " by name")
        self.assertEqual(made.lifecycle_stage, "active")
        self.assertEqual(mlflow.set_experiment(self.name + " by name").experiment_id, made.experiment_id)
        with mlflow.start_run() as run:
            self.assertEqual(run.info.experiment_id, made.experiment_id)

    def test_points_have_the_time_they_were_logged_at(self):
        begin = int(time.time() * 1000)
        with mlflow.start_run() as run:
            mlflow.log_metric("now", 1.0)
            self.client.log_metric(run.info.run_id, "then", 2.0, timestamp=1_234_567_890_123, step=3)
        end = int(time.time() * 1000)
        now, = self.client.get_metric_history(run.info.run_id, "now")
        self.assertTrue(begin <= now.timestamp <= end)
        self.assertEqual(now.step, 0)
        then, = self.client.get_metric_history(run.info.run_id, "then")
        self.assertEqual((then.timestamp, then.step, then.value, then.key), (1_234_567_890_123, 3, 2.0, "then"))

    def test_names_of_runs(self):
        invented = self.client.create_run(self.experiment)
        self.assertTrue(invented.info.run_name)
        self.assertEqual(invented.data.tags["mlflow.runName"], invented.info.run_name)
        tagged = self.client.create_run(self.experiment, tags={"mlflow.runName": "by tag"})
        self.assertEqual(tagged.info.run_name, "by tag")
        both = self.client.create_run(self.experiment, run_name="both", tags={"mlflow.runName": "both"})
        self.assertEqual(both.info.run_name, "both")
        with self.refused():
            self.client.create_run(self.experiment, run_name="one", tags={"mlflow.runName": "other"})
        self.assertEqual(len(self.client.search_runs([self.experiment])), 3)

    def test_renaming_by_tag_and_by_update(self):
        run = self.new_run("first")
        self.client.set_tag(run, "mlflow.runName", "second")
        self.assertEqual(self.client.get_run(run).info.run_name, "second")
        self.client.update_run(run, name="third/größer")
        renamed = self.client.get_run(run)
        self.assertEqual((renamed.info.run_name, renamed.data.tags["mlflow.runName"]), ("third/größer", "third/größer"))
        self.client.log_batch(run, tags=[mlflow.entities.RunTag("mlflow.runName", "fourth")])
        self.assertEqual(self.client.get_run(run).info.run_name, "fourth")
        self.assertEqual(renamed.info.status, "RUNNING")

    def test_nested_runs(self):
        with mlflow.start_run(run_name="parent") as parent:
            with mlflow.start_run(run_name="child", nested=True) as child:
                mlflow.log_metric("loss", 1.0)
            mlflow.log_metric("loss", 2.0)
        self.assertEqual(self.client.get_parent_run(child.info.run_id).info.run_id, parent.info.run_id)
        children = self.client.search_runs([self.experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
        self.assertEqual([run.info.run_name for run in children], ["child"])
        self.assertEqual(self.client.get_run(parent.info.run_id).data.metrics, {"loss": 2.0})

    def test_a_resumed_run(self):
        with mlflow.start_run(run_name="on and on") as first:
            mlflow.log_metric("loss", 3.0, step=1)
        ended = self.client.get_run(first.info.run_id).info
        with mlflow.start_run(run_id=first.info.run_id):
            self.assertEqual(self.client.get_run(first.info.run_id).info.status, "RUNNING")
            mlflow.log_metric("loss", 2.0, step=2)
        resumed = self.client.get_run(first.info.run_id).info
        self.assertEqual(resumed.status, "FINISHED")
        self.assertEqual((resumed.start_time, resumed.run_name), (ended.start_time, "on and on"))
        self.assertGreaterEqual(resumed.end_time, ended.end_time)
        self.assertEqual(self.history(first.info.run_id, "loss"), [(1, 3.0), (2, 2.0)])

    def test_states(self):
        run = self.new_run()
        for status in ("SCHEDULED", "RUNNING", "KILLED", "FAILED", "FINISHED"):
            self.client.update_run(run, status=status)
            self.assertEqual(self.client.get_run(run).info.status, status)
        self.client.set_terminated(run, "KILLED", end_time=1_700_000_000_000)
        info = self.client.get_run(run).info
        self.assertEqual((info.status, info.end_time), ("KILLED", 1_700_000_000_000))
        with self.assertRaisesRegex(RuntimeError, "diverged"), mlflow.start_run() as broken:
            raise RuntimeError("diverged")
        self.assertEqual(self.client.get_run(broken.info.run_id).info.status, "FAILED")

    def test_logging_after_the_end(self):
        run = self.new_run()
        self.client.set_terminated(run)
        self.client.log_metric(run, "test/accuracy", 0.9)
        self.client.log_param(run, "checked", "yes")
        self.client.set_tag(run, "seen", "yes")
        after = self.client.get_run(run)
        self.assertEqual((after.data.metrics, after.data.params), ({"test/accuracy": 0.9}, {"checked": "yes"}))
        self.assertEqual((after.data.tags["seen"], after.info.status), ("yes", "FINISHED"))

    def test_unknown_runs_and_experiments(self):
        for call in (
            lambda: self.client.get_run("f" * 32), lambda: self.client.log_metric("f" * 32, "loss", 1.0),
            lambda: self.client.log_param("f" * 32, "a", "b"), lambda: self.client.set_tag("f" * 32, "a", "b"),
            lambda: self.client.log_batch("f" * 32, params=[mlflow.entities.Param("a", "b")]),
            lambda: self.client.set_terminated("f" * 32), lambda: self.client.create_run("99999999"),
            lambda: self.client.get_run("no-run-at-all"), lambda: self.client.get_experiment("99999999"),
            lambda: self.client.delete_tag("f" * 32, "a"),
        ):  # fmt: skip
            with self.refused("RESOURCE_DOES_NOT_EXIST"):
                call()


class OtherWaysOfLoggingTests(ClientTest):
    def test_asynchronous_logging(self):
        with mlflow.start_run() as run:
            waiting = [mlflow.log_metric("loss", step / 7, step=step, synchronous=False) for step in range(300)]
            waiting.append(mlflow.log_params({"a": 1, "b": 2}, synchronous=False))
            waiting.append(mlflow.set_tags({"c": "3"}, synchronous=False))
            waiting.append(mlflow.log_metrics({"x": 1.0, "y": 2.0}, step=9, synchronous=False))
            for operation in waiting:
                operation.wait()
            self.assertEqual(self.history(run.info.run_id, "loss"), [(step, step / 7) for step in range(300)])
            mlflow.log_metric("loss", 0.0, step=300, synchronous=False)
        mlflow.flush_async_logging()
        data = self.client.get_run(run.info.run_id).data
        self.assertEqual((data.params, data.tags["c"]), ({"a": "1", "b": "2"}, "3"))
        self.assertEqual(data.metrics, {"loss": 0.0, "x": 1.0, "y": 2.0})

    def test_an_asynchronous_refusal_reaches_the_caller(self):
        with mlflow.start_run():
            mlflow.log_param("a", "1")
            with self.assertRaisesRegex(mlflow.MlflowException, "INVALID_PARAMETER_VALUE"):
                mlflow.log_param("a", "2", synchronous=False).wait()

    def test_autologging_of_scikit_learn(self):
        from sklearn.datasets import load_iris
        from sklearn.linear_model import LogisticRegression

        mlflow.sklearn.autolog(log_models=False, silent=True)
        self.addCleanup(mlflow.sklearn.autolog, disable=True)
        with mlflow.start_run() as run:
            LogisticRegression(C=0.5, max_iter=200).fit(*load_iris(return_X_y=True))
        logged = self.client.get_run(run.info.run_id)
        self.assertEqual((logged.data.params["C"], logged.data.params["max_iter"]), ("0.5", "200"))
        self.assertGreater(logged.data.metrics["training_accuracy_score"], 0.9)
        self.assertEqual(logged.data.tags["estimator_name"], "LogisticRegression")
        self.assertEqual(logged.inputs.dataset_inputs[0].dataset.name, "dataset")
        files = {file.path for file in self.client.list_artifacts(run.info.run_id)}
        self.assertIn("training_confusion_matrix.png", files)

    def test_system_metrics(self):
        mlflow.set_system_metrics_sampling_interval(0.1)
        mlflow.set_system_metrics_samples_before_logging(1)
        self.addCleanup(mlflow.set_system_metrics_sampling_interval, None)
        self.addCleanup(mlflow.set_system_metrics_samples_before_logging, None)
        with mlflow.start_run(log_system_metrics=True) as run:
            deadline = time.monotonic() + 30
            while len(self.history(run.info.run_id, "system/cpu_utilization_percentage")) < 3:
                self.assertLess(time.monotonic(), deadline, "no system metrics came")
                time.sleep(0.1)
        metrics = self.client.get_run(run.info.run_id).data.metrics
        self.assertIn("system/system_memory_usage_megabytes", metrics)
        self.assertGreater(metrics["system/system_memory_usage_megabytes"], 0)

    @needs_client_3
    def test_metrics_of_a_dataset_and_a_model(self):
        import pandas

        dataset = mlflow.data.from_pandas(pandas.DataFrame({"x": [1, 2]}), name="validation")
        with mlflow.start_run() as run:
            model = mlflow.create_external_model(name="net")
            mlflow.log_metric("accuracy", 0.75, step=4, dataset=dataset, model_id=model.model_id)
        self.assertEqual(self.history(run.info.run_id, "accuracy"), [(4, 0.75)])
        logged = self.client.get_run(run.info.run_id)
        self.assertEqual([each.dataset.name for each in logged.inputs.dataset_inputs], ["validation"])
        metric, = mlflow.get_logged_model(model.model_id).metrics
        self.assertEqual((metric.key, metric.value, metric.step), ("accuracy", 0.75, 4))
        self.assertEqual((metric.dataset_name, metric.run_id), ("validation", run.info.run_id))
