"""Searching for runs: their order, their pages, and the table that pandas gets."""

import math

import mlflow
from mlflow.entities import ViewType
from server import ClientTest
from test_search import SearchTest


class OrderTests(SearchTest):
    def assertOrders(self, *cases):
        # Runs c and d began together: where nothing else tells them apart, their identities do.
        together = "".join(sorted("cd", key=self.runs.get))
        for expected, *order in cases:
            with self.subTest(order=order):
                self.assertEqual("".join(self.found(order_by=order)), expected.replace("?", together))

    def test_the_newest_come_first(self):
        self.assertOrders(("?bae",), ("?bae", "start_time DESC"), ("?bae", "metrics.none"), ("?bae", "params.none DESC"))

    def test_metrics(self):
        self.assertOrders(
            ("ebacd", "metrics.loss"), ("ebacd", "metrics.loss ASC"), ("abecd", "metrics.loss DESC"), ("abecd", "metric.loss desc"),
            ("ab?e", "metrics.`val/acc` DESC"), ("ba?e", 'metrics."val/acc"'), ("ab?e", "metrics.big DESC"), ("e?ba", "metrics.Loss"),
        )  # fmt: skip

    def test_params_and_tags(self):
        self.assertOrders(
            ("aecbd", "params.net"), ("bcead", "parameters.net DESC"), ("a?be", "params.`a b`"), ("eacbd", "tags.team ASC"),
            ("bcaed", "tag.team desc"),
        )  # fmt: skip

    def test_attributes(self):
        self.assertOrders(
            ("eab?", "start_time"), ("eab?", "attributes.start_time ASC"), ("eab?", "run.created"), ("?bae", "attr.Created DESC"),
            ("eba?", "end_time"), ("abe?", "end_time DESC"), ("abcde", "run_name"), ("edcba", "attributes.run_name DESC"),
            ("bae?", "status"), ("?bae", "user_id"),
        )  # fmt: skip
        for order in ("run_id", "artifact_uri"):
            self.assertOrders(("".join(sorted("abcde", key=self.runs.get)), order))

    def test_several(self):
        self.assertOrders(
            ("acbed", "params.lr DESC", "metrics.loss DESC"), ("baced", "params.lr", "metrics.loss DESC"),
            ("dceab", "status DESC", "run_name DESC"),
            ("dcbae", "start_time DESC", "run_name DESC"),
        )  # fmt: skip

    def test_with_a_filter(self):
        self.assertEqual(self.found("metrics.loss > -9", order_by=["metrics.loss DESC"]), ["a", "b", "e"])
        self.assertEqual(self.found("params.lr = '0.1'", order_by=["params.lr", "run_name DESC"]), ["c", "a"])

    def test_bad_orders(self):
        for order in (
            "nope", "x y z", "metrics.loss UP", "", "dataset.name", "METRICS.loss", "metrics.val/acc DESC", "metrics.loss, start_time",
            "metrics.loss ASC NULLS LAST", "nope.x", "lifecycle_stage",
        ):  # fmt: skip
            with self.subTest(order=order), self.refused():
                self.found(order_by=[order])


class PageTests(SearchTest):
    def pages(self, size, *more, **named) -> list:
        pages, token = [], None
        while token or not pages:
            page = self.client.search_runs([self.shared], *more, max_results=size, page_token=token, **named)
            pages.append("".join(run.info.run_name for run in page))
            token = page.token
        return pages

    def test_pages(self):
        self.assertEqual(self.pages(2, order_by=["run_name"]), ["ab", "cd", "e"])
        self.assertEqual(self.pages(5, order_by=["run_name"]), ["abcde"])
        self.assertEqual(self.pages(1, order_by=["metrics.loss"]), list("ebacd"))
        self.assertEqual(self.pages(2, "metrics.loss > -9", order_by=["metrics.loss"]), ["eb", "a"])
        self.assertEqual("".join(self.pages(2)), "".join(self.found()))
        self.assertEqual(self.pages(2, "metrics.loss > 1000"), [""])

    def test_bad_pages(self):
        with self.refused():
            self.found(page_token="rubbish")
        for count in (0, -1, 50_001):
            with self.refused():
                self.found(max_results=count)
        self.assertEqual(len(self.found(max_results=50_000)), 5)

    def test_which_experiments(self):
        other = self.new_run("other")
        both = self.client.search_runs([self.shared, self.experiment])
        self.assertEqual([run.info.run_id for run in both][0], other)
        self.assertEqual(len(both), 6)
        self.assertEqual(len(self.client.search_runs([self.experiment, "99999999", self.experiment])), 1)
        self.assertEqual(self.client.search_runs(["99999999"]), [])
        self.assertEqual(self.client.search_runs([]), [])
        with self.refused():
            self.client.search_runs(["seven"])

    def test_whole_runs_are_found(self):
        for run in self.client.search_runs([self.shared]):
            alone = self.client.get_run(run.info.run_id)
            self.assertEqual(dict(run.info), dict(alone.info))
            for part in ("params", "tags"):
                self.assertEqual(getattr(run.data, part), getattr(alone.data, part))
            self.assertEqual(repr(sorted(run.data.metrics.items())), repr(sorted(alone.data.metrics.items())))
            self.assertEqual(
                [each.to_dictionary() for each in run.inputs.dataset_inputs],
                [each.to_dictionary() for each in alone.inputs.dataset_inputs])


class PandasTests(SearchTest):
    def test_a_table(self):
        table = mlflow.search_runs([self.shared], order_by=["run_name"]).set_index("tags.mlflow.runName")
        self.assertEqual(list(table.index), list("abcde"))
        self.assertEqual(list(table["run_id"]), [self.runs[name] for name in "abcde"])
        self.assertEqual(list(table["status"]), ["FINISHED", "FAILED", "RUNNING", "RUNNING", "KILLED"])
        self.assertEqual(list(table["metrics.val/acc"])[:2], [0.9, 0.8])
        self.assertTrue(math.isnan(table["metrics.loss"]["c"]) and math.isnan(table["metrics.loss"]["d"]))
        self.assertEqual(table["params.a b"]["a"], "3")
        self.assertEqual(table["start_time"]["a"].timestamp(), 1.0)
        self.assertTrue(table["artifact_uri"]["a"].endswith(f"/{self.runs['a']}/artifacts"))

    def test_by_name_and_by_filter(self):
        name = self.client.get_experiment(self.shared).name
        table = mlflow.search_runs(experiment_names=[name], filter_string="metrics.loss > 0", order_by=["metrics.loss"])
        self.assertEqual(list(table["tags.mlflow.runName"]), ["b", "a"])
        everywhere = mlflow.search_runs(search_all_experiments=True, filter_string=f"run_id = '{self.runs['a']}'")
        self.assertEqual(list(everywhere["run_id"]), [self.runs["a"]])
        self.assertEqual(len(mlflow.search_runs([self.shared], filter_string="metrics.loss > 1000")), 0)
        runs = mlflow.search_runs([self.shared], run_view_type=ViewType.ALL, max_results=3, output_format="list")
        self.assertEqual(len(runs), 3)


class ManyRunsTests(ClientTest):
    def test_many_runs_over_pages(self):
        made = [self.client.create_run(self.experiment, start_time=1000 + index % 7).info.run_id for index in range(60)]
        self.client.delete_run(made[3])
        found, token = [], None
        while token or not found:
            page = self.client.search_runs([self.experiment], max_results=7, page_token=token)
            found += page
            token = page.token
        expected = sorted(made[:3] + made[4:], key=lambda run: (-(1000 + made.index(run) % 7), run))
        self.assertEqual([run.info.run_id for run in found], expected)
