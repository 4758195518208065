"""Searching for runs: every part of the filter grammar."""

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag
from server import ClientTest


class SearchTest(ClientTest):
    """Five runs that all tests of a class search."""

    @classmethod
    def setUpClass(cls):
        client = mlflow.MlflowClient()
        cls.shared = client.create_experiment(f"{cls.__module__}.{cls.__name__} of {mlflow.__version__}")
        cls.runs = {}
        for name, start, end, status, metrics, params, tags, datasets in (
            ("a", 1000, 5000, "FINISHED", {"loss": 0.5, "val/acc": 0.9, "big": 1e300}, {"lr": "0.1", "a b": "3", "net": "ResNet"},
             {"team": "Vision", "my.tag/x": "1"}, [("mnist", "d1", "train"), ("mnist", "d2", "test")]),
            ("b", 2000, 4000, "FAILED", {"loss": 0.25, "val/acc": 0.8, "big": -1e300}, {"lr": "0.01", "net": "resnet_50%", "empty": ""},
             {"team": "vision"}, [("cifar", "d1", "train")]),
            ("c", 3000, None, None, {"loss": float("nan")}, {"lr": "0.1", "net": "it's"}, {"team": "größe"}, []),
            ("d", 3000, None, None, {}, {}, {"other": "x", "step": "3"}, []),
            ("e", 500, 600, "KILLED", {"loss": -2.0, "Loss": 7.0}, {"LR": "1", "net": "a\"b"}, {"team": "10"}, []),
        ):  # fmt: skip
            run = client.create_run(cls.shared, run_name=name, start_time=start).info.run_id
            cls.runs[name] = run
            client.log_batch(
                run, [Metric(key, value, 1, 1) for key, value in metrics.items()],
                [Param(*pair) for pair in params.items()], [RunTag(*pair) for pair in tags.items()])
            for dataset, digest, context in datasets:
                client.log_inputs(run, [DatasetInput(
                    Dataset(dataset, digest, "local", "{}"), [InputTag("mlflow.data.context", context)])])
            if status:
                client.set_terminated(run, status, end_time=end)
        # Only the latest value counts: this one is of an earlier step.
        client.log_metric(cls.runs["a"], "loss", 99.0, timestamp=5, step=0)

    def found(self, filter_string="", **more) -> list:
        return [run.info.run_name for run in self.client.search_runs([self.shared], filter_string, **more)]

    def assertFinds(self, *cases):
        for text, expected in cases:
            with self.subTest(filter=text):
                self.assertEqual("".join(sorted(self.found(text))), expected)

    def assertNoFilters(self, *texts):
        for text in texts:
            with self.subTest(filter=text), self.refused():
                self.found(text)


class FilterTests(SearchTest):
    def test_metrics(self):
        self.assertFinds(
            ("metrics.loss > 0.25", "a"), ("metrics.loss >= 0.25", "ab"), ("metrics.loss < 0.5", "be"),
            ("metrics.loss <= 0.5", "abe"), ("metrics.loss = 0.5", "a"), ("metric.loss = 0.25", "b"), ("metrics.loss = 99", ""),
            ("metrics.loss < 0", "e"), ("metrics.loss = -2", "e"), ("metrics.loss >= -2.0", "abe"), ("metrics.Loss = 7", "e"),
            ("metrics.`val/acc` > 0.85", "a"), ('metrics."val/acc" <= 0.8', "b"), ("metrics.big > 1e299", "a"),
            ("metrics.big < -1e299", "b"), ("metrics.none = 1", ""), ("metrics.none != 1", ""), ("metrics.loss>0.25", "a"),
            ("`metrics`.loss = 0.5", "a"), ("  metrics.loss   =   0.5  ", "a"),
        )  # fmt: skip

    def test_nan_matches_only_unequal(self):
        self.assertFinds(
            ("metrics.loss != 0.5", "bce"), ("metrics.loss != 0", "abce"), ("metrics.loss = 0", ""), ("metrics.loss >= 0", "ab"),
            ("metrics.loss <= 0", "e"), ("metrics.loss > -1e308", "abe"), ("metrics.loss < 1e308", "abe"),
        )  # fmt: skip

    def test_params(self):
        self.assertFinds(
            ("params.lr = '0.1'", "ac"), ("params.lr != '0.1'", "b"), ("param.lr = '0.01'", "b"), ("parameters.lr = '0.1'", "ac"),
            ("parameter.lr = '0.1'", "ac"), ("params.LR = '1'", "e"), ("params.lr = '0.10'", ""), ("params.none = 'x'", ""),
            ("params.none != 'x'", ""), ("params.`a b` = '3'", "a"), ('params."a b" = "3"', "a"), ("params.empty = ''", "b"),
            ("params.empty != ''", ""), ("params.net = \"it's\"", "c"), ("params.net = 'a\"b'", "e"),
        )  # fmt: skip

    def test_like(self):
        self.assertFinds(
            ("params.net LIKE 'Res%'", "a"), ("params.net LIKE 'res%'", "b"), ("params.net ILIKE 'RES%'", "ab"),
            ("params.net LIKE '%'", "abce"), ("params.net LIKE 'resnet_50_'", "b"), ("params.net LIKE '____'", "c"),
            ("params.lr LIKE '0.1'", "ac"), ("params.lr LIKE '0_1'", "ac"), ("params.net LIKE '%s%'", "abc"), ("params.empty LIKE ''", "b"),
            ("tags.team ILIKE 'vision'", "ab"), ("tags.team LIKE 'gr__e'", "c"), ("params.net ILIKE '%NET%'", "ab"),
            ("params.net LIKE '*'", ""), ("params.net LIKE '[R]esNet'", ""), ("params.none LIKE '%'", ""),
        )  # fmt: skip

    def test_tags(self):
        self.assertFinds(
            ("tags.team = 'Vision'", "a"), ("tag.team = 'vision'", "b"), ("tags.team != 'vision'", "ace"), ("tags.team = 'größe'", "c"),
            ("tags.`my.tag/x` = '1'", "a"), ('tags.team = "10"', "e"), ("tags.mlflow.runName = 'd'", "d"),
            ("tags.`mlflow.runName` != 'd'", "abce"), ("tags.step = '3'", "d"), ("tags.none = ''", ""), ("tags.none != ''", ""),
        )  # fmt: skip

    def test_being_there_or_not(self):
        self.assertFinds(
            ("params.lr IS NULL", "de"), ("params.lr IS NOT NULL", "abc"), ("tags.other IS NULL", "abce"), ("tags.other is not null", "d"),
            ("params.`a b` IS NULL", "bcde"), ("params.empty IS NOT NULL", "b"), ("params.none IS NULL AND tags.other = 'x'", "d"),
        )  # fmt: skip

    def test_attributes(self):
        a, b = self.runs["a"], self.runs["b"]
        self.assertFinds(
            ("attributes.status = 'FINISHED'", "a"), ("status = 'RUNNING'", "cd"), ("attr.status != 'FINISHED'", "bcde"),
            ("run.status LIKE 'F%'", "ab"), ("attribute.status = 'finished'", ""), ("status ILIKE 'finished'", "a"),
            ("start_time = 1000", "a"), ("attributes.start_time >= 2000", "bcd"), ("start_time < 1000", "e"), ("start_time != 3000", "abe"),
            ("created > 2000", "cd"), ("attributes.Created <= 500", "e"), ("start_time > 1e3", "bcd"),
            ("end_time < 4500", "be"), ("end_time != 0", "abe"), ("attributes.end_time > 0", "abe"), ("end_time = 600", "e"),
            ("run_name = 'a'", "a"), ("attributes.run_name LIKE '_'", "abcde"), ("run_name ILIKE 'A'", "a"), ("run_name != 'a'", "bcde"),
            ("`run name` = 'a'", "a"), ('"Run Name" = \'b\'', "b"), ("attributes.`Run name` = 'c'", "c"),
            (f"run_id = '{a}'", "a"), (f"run_id != '{a}'", "bcde"), (f"attributes.run_id IN ('{a}', '{b}')", "ab"),
            (f"run_id in ('{a}')", "a"), (f"run_id NOT IN ('{a}', '{b}')", "cde"), ("run_id IN ('none')", ""),
            ("user_id = 'nobody at all'", ""), ("artifact_uri LIKE '%/artifacts'", "abcde"),
        )  # fmt: skip

    def test_datasets(self):
        self.assertFinds(
            ("dataset.name = 'mnist'", "a"), ("datasets.name != 'mnist'", "b"), ("dataset.name ILIKE 'MN%'", "a"),
            ("dataset.digest = 'd1'", "ab"), ("dataset.digest != 'd1'", "a"), ("dataset.digest IN ('d2', 'none')", "a"),
            ("dataset.context = 'train'", "ab"), ("dataset.context LIKE 'te%'", "a"), ("dataset.context IN ('test')", "a"),
            ("dataset.name IN ('mnist', 'cifar')", "ab"), ("dataset.name NOT IN ('mnist')", "b"), ("dataset.name = 'none'", ""),
            ("dataset.digest = 'd1' AND dataset.context = 'test'", "a"), ("dataset.name = 'cifar' AND dataset.context = 'test'", ""),
        )  # fmt: skip

    def test_joined(self):
        self.assertFinds(
            ("metrics.loss > 0 AND params.lr = '0.1'", "a"), ("metrics.loss > 0 and metrics.loss < 0.3", "b"),
            ("metrics.loss > -9 aNd tags.team != 'x' AND status = 'FINISHED' AND dataset.name = 'mnist'", "a"),
            ("params.lr='0.1'AND params.net='ResNet'", "a"), ("params.lr = '0.1' AND params.lr != '0.1'", ""),
            ("params.net\n=\t'ResNet'\nAND metrics.loss > 0", "a"), ("params.net LIKE '% AND %'", ""),
        )  # fmt: skip

    def test_words_of_sql_are_names_too(self):
        self.assertFinds(*((f"params.{key} = 'x'", "") for key in (
            "key", "select", "order", "group", "table", "index", "min", "type", "date", "user", "a.b.c", "top_5", "größe", "f1")))

    def test_not_in_this_grammar(self):
        self.assertNoFilters(
            "metrics.loss > 0 OR metrics.loss < 0", "NOT metrics.loss > 0", "(metrics.loss > 0)", "metrics.loss", "metrics.loss >", "> 0",
            "metrics.loss > 0, metrics.loss < 1", "metrics.loss > 0; metrics.loss < 1", "metrics.loss BETWEEN 0 AND 1",
            "metrics.loss > 1 2", "metrics.loss == 0.5", "metrics.loss <> 0.5", "0.5 = metrics.loss", "params.a b = '3'", "'", "   ",
            "metrics.loss = metrics.loss", "params.lr = 'x", "select * from runs", "1 = 1", "metrics.loss > 0 --",
        )  # fmt: skip

    def test_values_of_the_wrong_kind(self):
        self.assertNoFilters(
            "metrics.loss = '0.5'", "metrics.loss > abc", "metrics.loss > NaN", "metrics.loss LIKE '0.5'", "params.lr = 0.1",
            "params.lr = x", "params.lr = `0.1`", "tags.team = 10", "start_time = '1000'", "end_time > 'x'", "status = 3", "run_id IN ()", "run_id IN (1)",
        )  # fmt: skip

    def test_comparisons_and_entities_that_do_not_go_together(self):
        self.assertNoFilters(
            "params.lr > '0.1'", "params.lr IN ('0.1')", "tags.team < 'x'", "tags.team IN ('x')", "status > 'x'", "status IN ('FINISHED')",
            "run_name IN ('a', 'b')", "start_time LIKE '1%'", "metrics.loss IS NULL", "attributes.end_time IS NULL", "status IS NOT NULL",
            "dataset.name IS NULL", "dataset.name > 'a'", "dataset.source = 'x'", "nope.x = 'y'", "nope = 'y'", "Params.lr = '0.1'",
            "lifecycle_stage = 'active'", "attributes.experiment_id = '1'", "`params.lr` = '0.1'",
        )  # fmt: skip

    def test_names_that_need_quotes(self):
        self.assertNoFilters(
            "metrics.val/acc > 0", "params.batch-size = '3'", "tags.my.tag/x = '1'", "metrics.train-loss > 0")
