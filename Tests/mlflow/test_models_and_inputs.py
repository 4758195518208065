"""Datasets as inputs of runs, and the models of MLflow 3 as their outputs."""

import json
import tempfile

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric
from mlflow.tracking.artifact_utils import get_artifact_repository
from server import ClientTest, bearing_only, needs_client_3


def dataset(name, digest="1", *tags, **more) -> DatasetInput:
    fields = {"source_type": "local", "source": "{\"uri\": \"a.csv\"}", **more}
    return DatasetInput(Dataset(name, digest, **fields), [InputTag(*tag) for tag in tags])


class InputTests(ClientTest):
    def inputs(self, run) -> list:
        """Name, digest and tags of every dataset of a run."""
        return sorted((each.dataset.name, each.dataset.digest, {tag.key: tag.value for tag in each.tags})
                      for each in self.client.get_run(run).inputs.dataset_inputs)

    def test_a_table_as_input(self):
        import pandas

        table = pandas.DataFrame({"x": [1.0, 2.0], "label": ["a", "b"]})
        with mlflow.start_run() as run:
            mlflow.log_input(mlflow.data.from_pandas(table, name="iris", targets="label"), context="training")
        (name, digest, tags), = self.inputs(run.info.run_id)
        self.assertEqual((name, tags), ("iris", {"mlflow.data.context": "training"}))
        self.assertTrue(digest)
        logged = self.client.get_run(run.info.run_id).inputs.dataset_inputs[0].dataset
        self.assertEqual(json.loads(logged.profile)["num_rows"], 2)
        self.assertIn("x", logged.schema)

    def test_everything_about_a_dataset_comes_back(self):
        run = self.new_run()
        long = json.dumps({"columns": ["größe"] * 5000})
        self.client.log_inputs(run, [dataset(
            "größe / 日本", "d1", ("mlflow.data.context", "train"), ("other", "x"),
            schema=long, profile=long, source="s3://a/b", source_type="s3")])
        logged, = self.client.get_run(run).inputs.dataset_inputs
        self.assertEqual((logged.dataset.name, logged.dataset.digest), ("größe / 日本", "d1"))
        self.assertEqual((logged.dataset.source_type, logged.dataset.source), ("s3", "s3://a/b"))
        self.assertEqual((logged.dataset.schema, logged.dataset.profile), (long, long))
        self.assertEqual({tag.key: tag.value for tag in logged.tags}, {"mlflow.data.context": "train", "other": "x"})

    def test_one_of_each_name_and_digest(self):
        run, other = self.new_run(), self.new_run()
        self.client.log_inputs(run, [
            dataset("a", "1", ("t", "first")), dataset("a", "1", ("t", "second")), dataset("a", "2"), dataset("b", "1")])
        self.client.log_inputs(run, [dataset("a", "1", ("t", "third"))])
        self.assertEqual(self.inputs(run), [("a", "1", {"t": "first"}), ("a", "2", {}), ("b", "1", {})])
        self.client.log_inputs(other, [dataset("a", "1", ("t", "of the other"))])
        self.assertEqual(self.inputs(other), [("a", "1", {"t": "of the other"})])
        found = self.client.search_runs([self.experiment], "dataset.name = 'b'")
        self.assertEqual([each.info.run_id for each in found], [run])

    def test_what_is_refused(self):
        with self.refused("RESOURCE_DOES_NOT_EXIST"):
            self.client.log_inputs("f" * 32, [dataset("a")])
        run = self.new_run()
        for bad in ({"name": "x" * 501, "digest": "1"}, {"name": "a", "digest": "1" * 37}):
            body = {"run_id": run, "datasets": [{"dataset": {**bad, "source_type": "local", "source": "{}"}}]}
            self.assertRefused(self.call("POST", "runs/log-inputs", body))
        self.assertEqual(self.inputs(run), [])


@needs_client_3
class LoggedModelTests(ClientTest):
    def make(self, name="net", **more):
        return self.client.create_logged_model(self.experiment, name=name, **more)

    def found(self, text=None, **more) -> list:
        return [model.name for model in self.client.search_logged_models([self.experiment], text, **more)]

    def test_made_and_found(self):
        run = self.new_run()
        made = self.make(source_run_id=run, tags={"stage": "new"}, params={"depth": "3"}, model_type="net of mine")
        self.assertRegex(made.model_id, "^m-[0-9a-f]{32}$")
        found = self.client.get_logged_model(made.model_id)
        self.assertEqual((found.name, found.experiment_id, found.source_run_id), ("net", self.experiment, run))
        self.assertEqual((found.tags, found.params, found.model_type), ({"stage": "new"}, {"depth": "3"}, "net of mine"))
        self.assertEqual(str(found.status), "PENDING")
        self.assertTrue(found.artifact_location.endswith(f"models/{made.model_id}/artifacts"))
        self.assertLessEqual(found.creation_timestamp, found.last_updated_timestamp)

    def test_finalized_tagged_and_deleted(self):
        model = self.make().model_id
        self.assertEqual(str(self.client.finalize_logged_model(model, "READY").status), "READY")
        self.assertEqual(str(self.client.get_logged_model(model).status), "READY")
        self.client.set_logged_model_tags(model, {"a": "1", "b": "2"})
        self.client.set_logged_model_tags(model, {"a": "3"})
        self.client.delete_logged_model_tag(model, "b")
        self.assertEqual(self.client.get_logged_model(model).tags, {"a": "3"})
        with self.refused("RESOURCE_DOES_NOT_EXIST"):
            self.client.delete_logged_model_tag(model, "b")
        self.client.log_model_params(model, {"width": "16"})
        self.assertEqual(self.client.get_logged_model(model).params, {"width": "16"})
        self.client.delete_logged_model(model)
        with self.refused("RESOURCE_DOES_NOT_EXIST"):
            self.client.get_logged_model(model)
        self.assertEqual(self.found(), [])

    def test_unknown_ones(self):
        for call in (
            lambda: self.client.get_logged_model("m-" + "f" * 32), lambda: self.client.delete_logged_model("m-" + "f" * 32),
            lambda: self.client.finalize_logged_model("m-" + "f" * 32, "READY"),
            lambda: self.client.create_logged_model("99999999"),
        ):  # fmt: skip
            with self.refused("RESOURCE_DOES_NOT_EXIST"):
                call()

    @bearing_only
    def test_a_param_that_only_looks_equal_is_another(self):
        model = self.make(params={"place": "caf\u00e9"}).model_id
        for value, status in (("caf\u00e9", 200), ("cafe\u0301", 400)):
            body = {"params": [{"key": "place", "value": value}]}
            self.assertEqual(self.call("POST", f"logged-models/{model}/params", body)[0], status)
        self.assertEqual(self.client.get_logged_model(model).params, {"place": "caf\u00e9"})

    def test_search(self):
        for name, depth in (("first", "1"), ("second", "2"), ("third", "2")):
            self.make(name, params={"depth": depth}, tags={"kind": name[0]})
        self.assertEqual(self.found(), ["third", "second", "first"])
        self.assertEqual(self.found("name = 'second'"), ["second"])
        self.assertEqual(self.found("params.depth = '2'"), ["third", "second"])
        self.assertEqual(self.found("tags.kind = 'f'"), ["first"])
        self.assertEqual(self.found("name = 'none'"), [])
        self.assertEqual(self.found(order_by=[{"field_name": "creation_timestamp", "ascending": True}]), ["first", "second", "third"])
        page = self.client.search_logged_models([self.experiment], max_results=2)
        rest = self.client.search_logged_models([self.experiment], max_results=2, page_token=page.token)
        self.assertEqual([model.name for model in [*page, *rest]], ["third", "second", "first"])
        self.assertFalse(rest.token)

    def test_outputs_and_metrics_of_runs(self):
        run, model = self.new_run(), self.make().model_id
        self.client.log_outputs(run, [mlflow.entities.LoggedModelOutput(model, step=7)])
        output, = self.client.get_run(run).outputs.model_outputs
        self.assertEqual((output.model_id, output.step), (model, 7))
        self.client.log_inputs(run, models=[mlflow.entities.LoggedModelInput(model)])
        self.assertEqual([each.model_id for each in self.client.get_run(run).inputs.model_inputs], [model])
        self.client.log_batch(run, metrics=[Metric("loss", 0.5, 10, 3, model_id=model, run_id=run), Metric("plain", 1.0, 10, 3)])
        metrics = self.client.get_logged_model(model).metrics
        self.assertEqual([(each.key, each.value, each.step) for each in metrics], [("loss", 0.5, 3)])
        self.assertEqual(self.history(run, "loss"), [(3, 0.5)])

    def test_files_of_a_model(self):
        model = self.make()
        with tempfile.NamedTemporaryFile(suffix=".bin") as file:
            file.write(b"weights")
            file.flush()
            repository = get_artifact_repository(model.artifact_location)
            repository.log_artifact(file.name, "data")
        listed, = repository.list_artifacts("data")
        self.assertEqual(listed.file_size, 7)
        self.assertEqual([each.path for each in self.client.list_logged_model_artifacts(model.model_id, "data")], [listed.path])

    def test_a_model_of_ones_own_is_logged_and_loaded(self):
        class Doubling(mlflow.pyfunc.PythonModel):
            def predict(self, context, model_input, params=None):
                return [2 * each for each in model_input]

        with mlflow.start_run() as run:
            logged = mlflow.pyfunc.log_model(name="doubling", python_model=Doubling(), pip_requirements=[])
        self.assertEqual(mlflow.pyfunc.load_model(logged.model_uri).predict([1, 2]), [2, 4])
        self.assertEqual(str(self.client.get_logged_model(logged.model_id).status), "READY")
        outputs = self.client.get_run(run.info.run_id).outputs.model_outputs
        self.assertEqual([each.model_id for each in outputs], [logged.model_id])
