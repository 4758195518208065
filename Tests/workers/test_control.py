"""What people do about a run that a worker trains, and workers that find no work or no way in."""

import signal
import time

import processes

TOKEN = "0123456789abcdef0123456789abcdef"


class ControlTests(processes.WorkerTest):
    def test_cancel(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        server.until_step(400)
        server.ask("/jobs/1/cancel", {})
        self.assertEnds(worker, seconds=processes.LEASE + 3)
        self.assertEqual(server.run()["status"], "cancelled")
        self.assertTrue(server.has_checkpoint())
        self.assertLess(server.run()["step"], server.run()["steps"])

    def test_delete(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        server.until_step(400)
        self.assertEqual(server.send("DELETE", "/jobs/1")[0], 202)
        self.assertIn(worker.wait(processes.LEASE + 3), (0, 1))
        self.assertNotEqual(worker.said.strip(), "")
        self.assertEqual(server.send("GET", "/runs/1")[0], 404)
        server.until("its points are gone", lambda: server.sql("select count(*) from points") == [[0]])
        checkpoints = server.folder / "data" / "checkpoints"
        server.until("its files are gone", lambda: not [path for path in checkpoints.rglob("*") if path.is_file()])

    @processes.long
    def test_pause_and_resume(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        server.until_step(700)
        server.ask("/jobs/1/pause", {})
        self.assertEnds(worker, seconds=processes.LEASE + 3)
        run = server.run()
        self.assertEqual(run["status"], "interrupted")
        # Not to be had meanwhile: a word, and no error.
        for options in ({"run": 1}, {"run": None}):
            worker = self.work(server.url, **options)
            self.assertEnds(worker)
        self.assertEqual(server.run()["attempt"], 1)
        server.ask("/jobs/1/resume", {})
        self.assertEnds(self.work(server.url, run=None))
        self.assertUndisturbed(server, attempt=2)
        self.assertIn((2, run["step"], "running"), server.events())

    def test_two_workers_share_a_queue(self):
        server = self.serve()
        for method in ("dkp", "dfa", "bp"):
            self.submit(server, processes.TINY, method=method, epochs=30, trials=4)
        workers = [self.work(server.url, run=None) for _ in range(2)]
        for worker in workers:
            self.assertEnds(worker)
        runs = server.ask("/runs?limit=100")["runs"]
        self.assertEqual([(run["status"], run["attempt"], run["step"]) for run in runs], 12 * [("succeeded", 1, 300)])
        counts = server.sql(
            "select run_id, count(*), count(distinct step), max(step) from points join series on series_id = series.id "
            "where name = 'loss' group by run_id")  # fmt: skip
        self.assertEqual(counts, [[run, 300, 300, 300] for run in range(1, 13)])
        for worker in workers:
            self.assertNotEqual(worker.said, "", "one of the two did nothing")

    def test_a_server_that_trains_beside_a_worker(self):
        server = self.serve("--workers", "1", "--threads", "1")
        self.submit(server, processes.TINY, epochs=100, trials=6)
        self.assertEnds(self.work(server.url, run=None))
        for run in range(1, 7):
            server.until_status("succeeded", run)
        self.assertEqual({run["attempt"] for run in server.ask("/runs")["runs"]}, {1})

    def test_a_run_that_is_not_to_be_had(self):
        server = self.serve()
        self.submit(server, processes.TINY, epochs=2)
        self.assertEnds(self.work(server.url))
        worker = self.work(server.url)
        self.assertEnds(worker)
        self.assertIn("1", worker.said)
        self.assertEqual(server.run()["attempt"], 1)
        missing = self.work(server.url, run=99)
        missing.wait()
        self.assertIn("99", missing.said)

    def test_a_run_that_diverges(self):
        server = self.serve()
        self.submit(server, processes.TINY, epochs=50, method="bp", network={"name": "blocks", "blocks": [
            {"layer": {"name": "linear", "outputs": 16}}, {"layer": {"name": "linear", "outputs": 10}}]},
            loss="mean_squared_error", optimizer={"name": "sgd", "learning_rate": 1000})  # fmt: skip
        worker = self.work(server.url)
        self.assertEnds(worker, status=1)
        run = server.run()
        self.assertEqual(run["status"], "failed")
        self.assertEqual(run["diverged_step"], run["step"])
        last = server.sql("select step, value from points join series on series_id = series.id where name = 'loss' order by step desc limit 1")
        self.assertEqual(last, [[run["diverged_step"], None]])

    def test_token(self):
        file = self.folder / "token"
        file.touch(0o600)
        file.write_text(TOKEN + "\n")
        server = self.serve("--workers", "0", "--token-file", str(file), token=TOKEN)
        self.submit(server, processes.TINY, epochs=2)
        worker = self.work(server.url)
        self.assertEnds(worker, status=1)
        self.assertIn("--token-file", worker.said)
        wrong = self.folder / "wrong"
        wrong.touch(0o600)
        wrong.write_text("f" * 32 + "\n")
        worker = self.work(server.url, "--token-file", str(wrong))
        self.assertEnds(worker, status=1)
        self.assertIn("token", worker.said)
        self.assertEqual(server.run()["status"], "queued")
        self.assertEnds(self.work(server.url, "--token-file", str(file)))
        self.assertEqual(server.run()["status"], "succeeded")

    def test_no_dataset(self):
        """Another machine may have it: who was not asked for this very run gives it back."""
        server = self.serve()
        self.submit(server, {**processes.TINY, "dataset": "mnist"}, epochs=2)
        empty = self.folder / "empty"
        empty.mkdir()
        worker = self.work(server.url, "--datasets", str(empty), run=None)
        self.assertEnds(worker, status=1)
        self.assertIn("mnist", worker.said)
        self.assertIn(server.run()["status"], ("queued", "interrupted"))
        self.assertEnds(self.work(server.url))
        self.assertEqual(server.run()["status"], "succeeded")

    def test_no_server(self):
        server = self.serve()
        server.stop(signal.SIGTERM)
        begin = time.monotonic()
        worker = self.work(server.url)
        self.assertEnds(worker, status=1, seconds=60)
        self.assertIn(server.url.removeprefix("http://"), worker.said)
        print(f"{time.monotonic() - begin:.1f} s")
