"""Experiments: making, finding, renaming, deleting and restoring them, and their tags."""

import time

import mlflow
from mlflow.entities import ViewType
from server import ClientTest, bearing_only


class ExperimentTests(ClientTest):
    def test_made_and_found(self):
        begin = int(time.time() * 1000)
        made = self.client.create_experiment(self.name + " größe / 日本 'x' \"y\" %", tags={"team": "a", "empty": ""})
        found = self.client.get_experiment(made)
        self.assertRegex(made, "^[0-9]+$")
        self.assertEqual((found.experiment_id, found.name), (made, self.name + " größe / 日本 'x' \"y\" %"))
        self.assertEqual((found.lifecycle_stage, found.tags), ("active", {"team": "a", "empty": ""}))
        self.assertTrue(begin <= found.creation_time <= found.last_update_time <= int(time.time() * 1000))
        self.assertEqual(self.client.get_experiment_by_name(found.name).experiment_id, made)
        self.assertTrue(found.artifact_location)
        self.assertIsNone(self.client.get_experiment_by_name(self.name + " GRÖSSE"))

    def test_the_default_experiment(self):
        default = self.client.get_experiment("0")
        self.assertEqual((default.experiment_id, default.name, default.lifecycle_stage), ("0", "Default", "active"))
        self.assertEqual(self.client.get_experiment_by_name("Default").experiment_id, "0")
        run = self.client.create_run("0", run_name=self.name)
        self.assertEqual(self.client.get_run(run.info.run_id).info.experiment_id, "0")
        self.assertIn(run.info.run_id, [each.info.run_id for each in self.client.search_runs(["0"])])
        self.assertIn("0", [each.experiment_id for each in self.client.search_experiments()])
        with self.refused("RESOURCE_ALREADY_EXISTS"):
            self.client.create_experiment("Default")

    def test_names_that_are_refused(self):
        with self.refused("RESOURCE_ALREADY_EXISTS"):
            self.client.create_experiment(self.name)
        self.assertRefused(self.call("POST", "experiments/create", {"name": ""}))
        self.assertRefused(self.call("POST", "experiments/create", {"name": "é" * 501}))
        long = (self.name + "é" * 500)[:500]
        self.assertEqual(self.client.get_experiment_by_name(long), None)
        self.assertEqual(self.client.get_experiment(self.client.create_experiment(long)).name, long)
        self.client.create_experiment(self.name.upper())

    def test_unknown_ones(self):
        for call in (
            lambda: self.client.get_experiment("99999999"), lambda: self.client.delete_experiment("99999999"),
            lambda: self.client.restore_experiment("99999999"), lambda: self.client.rename_experiment("99999999", "x"),
            lambda: self.client.set_experiment_tag("99999999", "a", "b"), lambda: self.client.restore_experiment(self.experiment),
        ):  # fmt: skip
            with self.refused("RESOURCE_DOES_NOT_EXIST"):
                call()
        self.assertIsNone(self.client.get_experiment_by_name(self.name + " no such"))
        with self.refused():
            self.client.get_experiment("seven")

    def test_renaming(self):
        run = self.new_run()
        before = self.client.get_experiment(self.experiment)
        self.client.rename_experiment(self.experiment, self.name + " renamed")
        after = self.client.get_experiment(self.experiment)
        self.assertEqual(after.name, self.name + " renamed")
        self.assertEqual(after.creation_time, before.creation_time)
        self.assertIsNone(self.client.get_experiment_by_name(self.name))
        self.assertEqual(self.client.get_run(run).info.experiment_id, self.experiment)
        other = self.client.create_experiment(self.name)
        with self.assertRaises(mlflow.MlflowException):
            self.client.rename_experiment(other, self.name + " renamed")
        self.assertEqual(self.client.get_experiment(other).name, self.name)

    @bearing_only
    def test_refused_renaming_is_never_sent_again(self):
        other = self.client.create_experiment(self.name + " other")
        with self.refused("RESOURCE_ALREADY_EXISTS"):
            self.client.rename_experiment(other, self.name)
        self.client.delete_experiment(other)
        with self.refused():
            self.client.rename_experiment(other, self.name + " again")

    def test_deleting_and_restoring(self):
        self.client.delete_experiment(self.experiment)
        self.assertEqual(self.client.get_experiment(self.experiment).lifecycle_stage, "deleted")
        self.assertEqual(self.client.get_experiment_by_name(self.name).lifecycle_stage, "deleted")
        with self.refused("RESOURCE_ALREADY_EXISTS"):
            self.client.create_experiment(self.name)
        with self.refused("RESOURCE_DOES_NOT_EXIST"):
            self.client.delete_experiment(self.experiment)
        with self.refused():
            self.client.set_experiment_tag(self.experiment, "a", "b")
        with self.refused():
            self.client.create_run(self.experiment)
        with self.assertRaises(mlflow.MlflowException):
            mlflow.set_experiment(self.name)
        self.client.restore_experiment(self.experiment)
        self.assertEqual(self.client.get_experiment(self.experiment).lifecycle_stage, "active")
        self.assertTrue(self.new_run())

    def test_tags(self):
        self.client.set_experiment_tag(self.experiment, "team", "a")
        self.client.set_experiment_tag(self.experiment, "team", "größe")
        self.client.set_experiment_tag(self.experiment, "long", "x" * 20000)
        self.client.set_experiment_tag(self.experiment, "empty", "")
        tags = self.client.get_experiment(self.experiment).tags
        self.assertEqual(tags, {"team": "größe", "long": "x" * 20000, "empty": ""})
        with self.refused():
            self.client.set_experiment_tag(self.experiment, "long", "x" * 20001)
        with self.refused():
            self.client.set_experiment_tag(self.experiment, "a//b", "x")
        body = {"experiment_id": self.experiment, "key": "team"}
        self.assertEqual(self.call("POST", "experiments/delete-experiment-tag", body), (200, {}))
        self.assertRefused(self.call("POST", "experiments/delete-experiment-tag", body), "RESOURCE_DOES_NOT_EXIST", 404)
        self.assertEqual(set(self.client.get_experiment(self.experiment).tags), {"long", "empty"})


class ExperimentSearchTests(ClientTest):
    def setUp(self):
        super().setUp()
        self.ids = []
        for word in ("alpha", "Beta", "gamma", "delta"):
            self.ids.append(self.client.create_experiment(f"{self.name}/{word}", tags={"word": word, "set": self.name}))
            # Their times, in milliseconds, are to differ.
            time.sleep(0.002)
        self.client.delete_experiment(self.ids[3])

    def found(self, filter_string, **more) -> list:
        """The last words of the names found, in their order."""
        mine = f"tags.set = '{self.name}'"
        found = self.client.search_experiments(filter_string=f"{filter_string} AND {mine}" if filter_string else mine, **more)
        return [experiment.name.rsplit("/", 1)[1] for experiment in found]

    def test_newest_first(self):
        self.assertEqual(self.found(""), ["gamma", "Beta", "alpha"])
        self.assertEqual(self.client.search_experiments(max_results=1)[0].experiment_id, self.ids[2])

    def test_view_types(self):
        self.assertEqual(self.found("", view_type=ViewType.DELETED_ONLY), ["delta"])
        self.assertEqual(self.found("", view_type=ViewType.ALL), ["delta", "gamma", "Beta", "alpha"])

    def test_filters(self):
        beta = self.client.get_experiment(self.ids[1])
        for text, expected in (
            (f"name = '{self.name}/Beta'", ["Beta"]), (f"name != '{self.name}/Beta'", ["gamma", "alpha"]),
            ("name LIKE '%/%a%a'", ["gamma", "alpha"]), ("name LIKE '%/beta'", []), ("name ILIKE '%/beta'", ["Beta"]),
            ("tags.word = 'alpha'", ["alpha"]), ("tag.word LIKE '_eta'", ["Beta"]), ("tags.`word` ILIKE 'B%'", ["Beta"]),
            ("tags.word != 'alpha'", ["gamma", "Beta"]), ("tags.none = 'x'", []), ("tags.none != 'x'", []),
            (f"creation_time >= {beta.creation_time} AND creation_time > 0", ["gamma", "Beta"]),
            (f"last_update_time < {beta.creation_time}", ["alpha"]), (f"creation_time = {beta.creation_time}", ["Beta"]),
            (f"attribute.name = '{self.name}/gamma'", ["gamma"]), (f"experiment_id = '{self.ids[0]}'", ["alpha"]),
            (f"experiment_id IN ('{self.ids[0]}', '{self.ids[2]}')", ["gamma", "alpha"]),
            (f"experiment_id NOT IN ('{self.ids[0]}')", ["gamma", "Beta"]),
            ("tags.none IS NULL", ["gamma", "Beta", "alpha"]), ("tags.word IS NOT NULL", ["gamma", "Beta", "alpha"]),
        ):  # fmt: skip
            with self.subTest(filter=text):
                self.assertEqual(self.found(text), expected)

    def test_bad_filters(self):
        for text in (
            "nope = 'x'", "name > 'x'", "name = 3", "name", "name = 'a' OR name = 'b'", "creation_time = 'x'",
            "params.a = '1'", "name IN ('a')", "tags.word > 'a'", "(name = 'a')", "name = 'a", "experiment_id = 'seven'",
        ):  # fmt: skip
            with self.subTest(filter=text), self.refused():
                self.client.search_experiments(filter_string=text)

    def test_order(self):
        for order, expected in (
            (["name ASC"], ["Beta", "alpha", "gamma"]), (["name DESC"], ["gamma", "alpha", "Beta"]),
            (["creation_time ASC"], ["alpha", "Beta", "gamma"]), (["attribute.experiment_id"], ["alpha", "Beta", "gamma"]),
            (["experiment_id DESC"], ["gamma", "Beta", "alpha"]), (["last_update_time DESC", "name"], ["gamma", "Beta", "alpha"]),
        ):  # fmt: skip
            with self.subTest(order=order):
                self.assertEqual(self.found("", order_by=order), expected)
        for order in (["nope"], ["tags.word"], ["name SIDEWAYS"]):
            with self.subTest(order=order), self.refused():
                self.client.search_experiments(order_by=order)

    def test_pages(self):
        page = self.client.search_experiments(max_results=2, filter_string=f"tags.set = '{self.name}'")
        self.assertEqual([each.experiment_id for each in page], [self.ids[2], self.ids[1]])
        rest = self.client.search_experiments(
            max_results=2, filter_string=f"tags.set = '{self.name}'", page_token=page.token)
        self.assertEqual([each.experiment_id for each in rest], [self.ids[0]])
        self.assertFalse(rest.token)
        with self.refused():
            self.client.search_experiments(page_token="rubbish")
        self.assertEqual(len(mlflow.search_experiments(filter_string=f"tags.set = '{self.name}'")), 3)
