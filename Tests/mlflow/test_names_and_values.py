"""What may be logged: names, values, steps and times, and what may change afterwards."""

from mlflow.entities import Metric, Param, RunTag
from server import LARGEST, ClientTest, bearing_only

# Written as escapes, since the last two look alike: one character, and a letter with an accent of its own.
COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"

NAMES = [
    "loss", "Loss", "LOSS", "train/loss", "val loss", "a/b/c/d", "a", "a/b", "ratio:top 5", "layer.0.weight", "_hidden",
    "-1", ".dot", "a/...", "123", "1e5", "größe", "损失", "потеря", "x" * 250, " leading and trailing ", "a:b/c d.e-f_g",
    "mlflow.own", "angle/fc1", "angle", "null", "é" * 250,
]  # fmt: skip
REFUSED_NAMES = [
    "a//b", "/a", "a/", "a/./b", "./a", "a/../b", "../a", "..", "...", "..a", ".", "a?", "a#b", "a%b", "a+b", "a,b", "(a)", "a\\b", "a\tb",
    "<a>", "a'b", 'a"b', "a`b", "a@b", "a=b", "x" * 251, DECOMPOSED, "\U0001f600",
]  # fmt: skip


class NamesTests(ClientTest):
    def test_names_come_back_as_they_went(self):
        run = self.new_run()
        for index, name in enumerate(NAMES):
            self.client.log_metric(run, name, index + 0.5, step=index)
        self.client.log_batch(
            run, params=[Param(name, name) for name in NAMES], tags=[RunTag(name, name) for name in NAMES])
        data = self.client.get_run(run).data
        self.assertEqual(data.metrics, {name: index + 0.5 for index, name in enumerate(NAMES)})
        self.assertEqual(data.params, {name: name for name in NAMES})
        self.assertEqual({name: data.tags[name] for name in NAMES}, {name: name for name in NAMES})
        for index, name in enumerate(NAMES):
            self.assertEqual(self.history(run, name), [(index, index + 0.5)], name)
        found, = self.client.search_runs([self.experiment])
        self.assertEqual(found.data.metrics, data.metrics)

    def test_names_that_are_refused(self):
        run = self.new_run()
        for name in REFUSED_NAMES:
            with self.subTest(name=name):
                with self.refused():
                    self.client.log_metric(run, name, 1.0)
                with self.refused():
                    self.client.log_param(run, name, "1")
                with self.refused():
                    self.client.set_tag(run, name, "1")
                with self.refused():
                    self.client.log_batch(run, metrics=[Metric("good", 1.0, 1, 1), Metric(name, 1.0, 1, 1)])
        data = self.client.get_run(run).data
        self.assertEqual((data.metrics, data.params, list(data.tags)), ({}, {}, ["mlflow.runName"]))

    def test_batches_with_something_refused_store_nothing(self):
        run = self.new_run()
        self.client.log_param(run, "kept", "1")
        good = {"metrics": [Metric("m", 1.0, 1, 1)], "params": [Param("p", "1")], "tags": [RunTag("t", "1")]}
        for more in (
            {"params": [Param("kept", "2")]}, {"params": [Param("bad//name", "1")]}, {"tags": [RunTag("bad//name", "1")]},
            {"metrics": [Metric("bad//name", 1.0, 1, 1)]}, {"metrics": [Metric("early", 1.0, -1, 1)]},
            {"params": [Param("twice", "1"), Param("twice", "2")]},
        ):  # fmt: skip
            with self.subTest(more=more), self.refused():
                self.client.log_batch(run, **{key: good[key] + more.get(key, []) for key in good})
        data = self.client.get_run(run).data
        self.assertEqual((data.metrics, data.params, list(data.tags)), ({}, {"kept": "1"}, ["mlflow.runName"]))
        self.client.log_batch(run, **good)
        self.assertEqual(self.client.get_run(run).data.params, {"kept": "1", "p": "1"})


class ParamsAndTagsTests(ClientTest):
    def test_params_are_written_once(self):
        run = self.new_run()
        self.client.log_param(run, "rate", 0.1)
        self.client.log_param(run, "rate", 0.1)
        self.client.log_batch(run, params=[Param("rate", "0.1"), Param("other", "x")])
        with self.refused() as caught:
            self.client.log_param(run, "rate", 0.2)
        self.assertIn("rate", caught.exception.message)
        for value in ("", "0.10", " 0.1"):
            with self.refused():
                self.client.log_batch(run, params=[Param("rate", value), Param("new", "x")])
        self.assertEqual(self.client.get_run(run).data.params, {"rate": "0.1", "other": "x"})

    def test_text_that_only_looks_equal_is_another_value(self):
        run = self.new_run()
        self.client.log_param(run, "place", DECOMPOSED)
        with self.refused():
            self.client.log_param(run, "place", COMPOSED)
        self.client.log_param(run, "Place", COMPOSED)
        self.client.set_tag(run, "place", COMPOSED)
        self.client.set_tag(run, "place", DECOMPOSED)
        data = self.client.get_run(run).data
        self.assertEqual((data.params["place"], data.params["Place"]), (DECOMPOSED, COMPOSED))
        self.assertEqual(data.tags["place"], DECOMPOSED)

    def test_any_text_is_a_value(self):
        texts = [
            "", " ", "line\nline\r\n\ttab", "quotes ' \" `", "back\\slash", "{\"json\": [1]}", "emoji 😀👨‍👩‍👧", "日本語",
            "\u2028", "%", "null", "None", "NaN", "x" * 6000, "\U0001f600" * 6000, DECOMPOSED * 1000,
        ]  # fmt: skip
        run = self.new_run()
        self.client.log_batch(
            run, params=[Param(f"p{index}", text) for index, text in enumerate(texts)],
            tags=[RunTag(f"t{index}", text) for index, text in enumerate(texts)])
        data = self.client.get_run(run).data
        for index, text in enumerate(texts):
            self.assertEqual((data.params[f"p{index}"], data.tags[f"t{index}"]), (text, text))
        if not self.server.is_reference:
            # Texts end there for whoever reads the database by other means.
            with self.refused():
                self.client.set_tag(run, "t", "a\0b")
        self.client.log_param(run, "number", 5e-324)
        self.client.log_param(run, "nothing", None)
        self.client.log_param(run, "list", [1, "two"])
        params = self.client.get_run(run).data.params
        self.assertEqual((params["number"], params["nothing"], params["list"]), ("5e-324", "None", "[1, 'two']"))

    def test_long_values_are_cut(self):
        run = self.new_run()
        self.client.log_param(run, "long", "é" * 6001)
        self.client.log_param(run, "long", "é" * 6000)
        self.client.set_tag(run, "long", "\U0001f600" * 8001)
        self.client.log_batch(run, params=[Param("b", "x" * 7000)], tags=[RunTag("b", "x" * 9000)])
        data = self.client.get_run(run).data
        self.assertEqual((data.params["long"], data.tags["long"]), ("é" * 6000, "\U0001f600" * 8000))
        self.assertEqual((data.params["b"], data.tags["b"]), ("x" * 6000, "x" * 8000))

    def test_tags_change_and_go(self):
        run = self.new_run()
        self.client.set_tag(run, "a", "1")
        self.client.set_tag(run, "a", "2")
        self.client.log_batch(run, tags=[RunTag("a", "3"), RunTag("b", "4"), RunTag("b", "5")])
        tags = self.client.get_run(run).data.tags
        self.assertEqual((tags["a"], tags["b"]), ("3", "5"))
        self.client.delete_tag(run, "a")
        self.assertNotIn("a", self.client.get_run(run).data.tags)
        with self.refused("RESOURCE_DOES_NOT_EXIST"):
            self.client.delete_tag(run, "a")
        self.client.set_tag(run, "a", "6")
        self.assertEqual(self.client.get_run(run).data.tags["a"], "6")


class NumbersTests(ClientTest):
    def test_values_come_back_to_the_bit(self):
        values = [
            0.0, 1.0, -1.0, 0.1, 1 / 3, 5e-324, 2.2250738585072014e-308, LARGEST, -LARGEST, 1e-300, 123456789.123456789, 2.0**53 + 2,
        ]  # fmt: skip
        run = self.new_run()
        self.client.log_batch(run, metrics=[Metric("batch", value, 1000 + at, at) for at, value in enumerate(values)])
        for at, value in enumerate(values):
            self.client.log_metric(run, "single", value, timestamp=1000 + at, step=at)
        for key in ("batch", "single"):
            self.assertEqual([value.hex() for _, value in self.history(run, key)], [value.hex() for value in values])

    def test_what_is_no_number(self):
        run = self.new_run()
        for step, value in enumerate((float("nan"), float("inf"), float("-inf"), 1.0)):
            self.client.log_metric(run, "single", value, timestamp=step, step=step)
        self.client.log_batch(run, metrics=[
            Metric("batch", value, step, step) for step, value in enumerate((float("nan"), float("inf"), float("-inf"), 1.0))])
        for key in ("single", "batch"):
            nan, largest, smallest, one = (value for _, value in self.history(run, key))
            self.assertNotEqual(nan, nan)
            # MLflow's server stores the largest numbers for the infinities.
            self.assertGreaterEqual(largest, LARGEST)
            self.assertLessEqual(smallest, -LARGEST)
            self.assertEqual(one, 1.0)
        for value in (float("nan"), float("inf")):
            self.client.log_metric(run, "last", value, step=9)
            last = self.client.get_run(run).data.metrics["last"]
            self.assertTrue(last != last or last >= LARGEST)

    def test_numbers_of_other_types(self):
        import numpy

        run = self.new_run()
        for key, value in (
            ("integer", 3), ("numpy", numpy.float32(0.1)), ("array", numpy.array(2.5)), ("text", "4.5"), ("true", True),
        ):  # fmt: skip
            self.client.log_metric(run, key, value)
        self.assertEqual(self.client.get_run(run).data.metrics, {
            "integer": 3.0, "numpy": float(numpy.float32(0.1)), "array": 2.5, "text": 4.5, "true": 1.0})

    def test_steps_of_any_size(self):
        """Bearing's go as far as JSON's numbers, which its own API and pages have, tell them apart."""
        end = 2**63 if self.server.is_reference else 2**53
        steps = [-end, 1 - end, -1000, -1, 0, 1, 2**31, end - 2, end - 1]
        run = self.new_run()
        for index, step in enumerate(steps):
            self.client.log_metric(run, "single", index, timestamp=index, step=step)
        self.client.log_batch(run, metrics=[Metric("batch", index, index, step) for index, step in enumerate(steps)])
        expected = [(step, float(index)) for index, step in enumerate(steps)]
        self.assertEqual(self.history(run, "single"), expected)
        self.assertEqual(self.history(run, "batch"), expected)
        self.assertEqual(self.client.get_run(run).data.metrics, {"single": 8.0, "batch": 8.0})

    @bearing_only
    def test_steps_beyond_are_refused(self):
        run = self.new_run()
        for step in (2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)):
            with self.subTest(step=step), self.refused():
                self.client.log_metric(run, "a", 1.0, step=step)
            with self.subTest(step=step), self.refused():
                self.client.log_batch(run, metrics=[Metric("a", 1.0, 1, 1), Metric("a", 1.0, 1, step)])
        self.assertEqual(self.client.get_run(run).data.metrics, {})

    def test_times(self):
        run = self.new_run()
        for timestamp in (0, 1, 4_102_444_800_000):
            self.client.log_metric(run, "at", timestamp, timestamp=timestamp, step=1)
        self.assertEqual([point.timestamp for point in self.client.get_metric_history(run, "at")], [0, 1, 4_102_444_800_000])
        with self.refused():
            self.client.log_metric(run, "at", 1.0, timestamp=-1)
        self.assertEqual(len(self.client.get_metric_history(run, "at")), 3)
