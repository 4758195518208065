"""Many threads at once: at one run, at one name, at one param, and readers beside writers."""

import threading
from concurrent.futures import ThreadPoolExecutor

import mlflow
from mlflow.entities import Metric, Param, RunTag
from server import ClientTest

THREADS = 8


def together(work) -> list:
    """What `work(index)` gives, or raises, in each of eight threads that begin at once."""
    start = threading.Barrier(THREADS)

    def one(index):
        start.wait()
        try:
            return work(index)
        except mlflow.MlflowException as error:
            return error.error_code

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


class ConcurrencyTests(ClientTest):
    def test_eight_threads_at_one_run(self):
        run, steps = self.new_run(), 15

        def work(index):
            for step in range(steps):
                self.client.log_metric(run, f"own/{index}", step / 3, step=step)
                self.client.log_metric(run, "shared", index, timestamp=1000 + step, step=step)
            self.client.log_param(run, f"param/{index}", index)
            points = [Metric("batch", index + step / 1000, 5000 + step, step) for step in range(100)]
            self.client.log_batch(run, points, [Param("same", "1")], [RunTag("last", str(index))])

        self.assertEqual(together(work), THREADS * [None])
        for index in range(THREADS):
            self.assertEqual(self.history(run, f"own/{index}"), [(step, step / 3) for step in range(steps)])
        self.assertEqual(
            sorted(self.history(run, "shared")), sorted((step, float(index)) for step in range(steps) for index in range(THREADS)))
        self.assertEqual(len(set(self.history(run, "batch"))), THREADS * 100)
        data = self.client.get_run(run).data
        self.assertEqual(data.params, {"same": "1"} | {f"param/{index}": str(index) for index in range(THREADS)})
        self.assertEqual((data.metrics["shared"], data.metrics["batch"]), (THREADS - 1, THREADS - 1 + 99 / 1000))
        self.assertIn(data.tags["last"], [str(index) for index in range(THREADS)])

    def test_one_of_eight_makes_an_experiment(self):
        made = together(lambda index: self.client.create_experiment(self.name + " raced"))
        self.assertEqual(made.count("RESOURCE_ALREADY_EXISTS"), THREADS - 1)
        found = self.client.get_experiment_by_name(self.name + " raced").experiment_id
        self.assertIn(found, made)

    def test_one_of_eight_values_of_a_param_is_kept(self):
        run = self.new_run()
        codes = together(lambda index: self.client.log_param(run, "raced", index))
        kept = int(self.client.get_run(run).data.params["raced"])
        self.assertEqual([index for index, code in enumerate(codes) if code != "INVALID_PARAMETER_VALUE"], [kept])

    def test_runs_made_and_searched_at_once(self):
        def work(index):
            for step in range(3):
                run = self.new_run(f"{index}/{step}")
                self.client.log_batch(run, [Metric("loss", index, 1, step)], [Param("index", str(index))])
                self.client.set_terminated(run)
                found = self.client.search_runs([self.experiment], f"params.index = '{index}'")
                self.assertEqual(len(found), step + 1)

        self.assertEqual(together(work), THREADS * [None])
        runs = self.client.search_runs([self.experiment])
        self.assertEqual(len({run.info.run_id for run in runs}), 3 * THREADS)
        self.assertEqual({run.info.status for run in runs}, {"FINISHED"})

    def test_readers_see_whole_batches(self):
        run, size, done = self.new_run(), 200, threading.Event()
        lengths = []

        def read():
            while not done.is_set():
                lengths.append(len(self.client.get_metric_history(run, "loss")))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for begin in range(0, 20 * size, size):
                self.client.log_batch(run, [Metric("loss", step, step, step) for step in range(begin, begin + size)])
        finally:
            done.set()
            reader.join()
        self.assertEqual([length for length in lengths if length % size], [])
        self.assertEqual(lengths, sorted(lengths))
        self.assertEqual(len(self.client.get_metric_history(run, "loss")), 20 * size)

    def test_files_at_once(self):
        run = self.new_run()

        def work(index):
            for each in range(5):
                self.client.log_text(run, f"{index} {each}" * 100, f"{index % 2}/{each}.txt")

        self.assertEqual(together(work), THREADS * [None])
        for folder in (0, 1):
            self.assertEqual(len(self.client.list_artifacts(run, str(folder))), 5)
        text = mlflow.artifacts.load_text(f"runs:/{run}/1/3.txt")
        self.assertIn(text, [f"{index} 3" * 100 for index in (1, 3, 5, 7)])
