"""Bad networks and servers that die: the worker holds its lease, and everything arrives once."""

import signal
import time

import processes


class FaultTests(processes.WorkerTest):
    def test_two_workers_behind_a_bad_network(self):
        server = self.serve()
        self.submit(server, trials=2)
        proxy = self.proxy(server)
        workers = [self.work(proxy.url, run=run) for run in (1, 2)]
        for run in (1, 2):
            server.until_status("running", run)
        proxy.disturb(processes.seed)
        for worker in workers:
            self.assertEnds(worker)
        print(proxy.faults)
        self.assertGreater(sum(proxy.faults.values()), 20)
        for run in (1, 2):
            self.assertUndisturbed(server, run)

    @processes.long
    def test_claims_behind_a_bad_network(self):
        """From the first request on, so that claims and their answers are lost, too."""
        server = self.serve()
        self.submit(server, processes.TINY, epochs=5, trials=6)
        proxy = self.proxy(server)
        proxy.disturb(processes.seed)
        deadline = time.monotonic() + 60
        # One that has not found the server at its start, or has been told that nothing waits while a lost claim held the
        # last run, is begun again.
        while any(run["status"] != "succeeded" for run in server.ask("/runs")["runs"]):
            self.assertLess(time.monotonic(), deadline, server.ask("/runs"))
            self.work(proxy.url, run=None).wait()
            time.sleep(0.2)
        for run in server.ask("/runs")["runs"]:
            counts = server.sql(
                "select name, layer, count(*), count(distinct step), max(step) from points join series on series_id = series.id "
                f"where run_id = {run['id']} and name in ('loss', 'accuracy', 'angle') group by name, layer")  # fmt: skip
            self.assertGreaterEqual(len(counts), 3)
            self.assertTrue(all(one[2:] == [50, 50, 50] for one in counts), counts)

    def test_a_claim_whose_answer_is_lost(self):
        server = self.serve()
        self.submit(server, processes.TINY, epochs=5)
        proxy = self.proxy(server)
        proxy.disturb(1, is_spared=lambda request: not request.path.endswith("/leases"))
        proxy.deck.left = ["clean", "lose answer"]
        worker = self.work(proxy.url)
        self.assertEnds(worker)
        self.assertEqual((server.run()["status"], server.run()["attempt"]), ("succeeded", 1), worker.said)

    @processes.long
    def test_long_checkpoints_behind_a_bad_network(self):
        """They come and go in parts, each of which may be lost, or come twice, late or in half."""
        server = self.serve()
        self.submit(server, processes.LARGE)
        proxy = self.proxy(server)
        first = self.work(proxy.url)
        server.until_status("running")
        proxy.disturb(processes.seed)
        server.until_step(40)
        first.stop(signal.SIGKILL)
        # What is still on its way holds the run a little longer.
        server.until_status("interrupted", seconds=15)
        # None of it comes again: it would hold the run once more. Claims are left alone, too: they have tests of their own.
        proxy.forget()
        proxy.disturb(processes.seed, is_spared=lambda request: request.path.endswith("/leases"))
        self.assertEnds(self.work(proxy.url))
        self.assertUndisturbed(server, attempt=2, config=processes.LARGE)
        begun = [step for attempt, step, status in server.events() if (attempt, status) == (2, "running")]
        self.assertGreater(begun[0], 0, "it was trained anew")

    def test_a_server_that_is_killed_again_and_again(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        for step in (600, 1500, 2400):
            server.until_step(step)
            server.stop(signal.SIGKILL)
            time.sleep(0.7)
            server.start()
        self.assertEnds(worker)
        self.assertUndisturbed(server)
        self.assertNotIn("interrupted", [status for _, _, status in server.events()])

    @processes.long
    def test_a_server_that_is_away_for_longer_than_a_lease(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        server.until_step(600)
        server.stop(signal.SIGKILL)
        before = worker.processor_seconds()
        time.sleep(processes.LEASE + 2)
        self.assertTrue(worker.is_running, worker.said)
        self.assertGreater(worker.processor_seconds() - before, 0.2, "it does not train on")
        server.start()
        self.assertEnds(worker)
        self.assertUndisturbed(server)
        self.assertNotIn("interrupted", [status for _, _, status in server.events()])

    @processes.long
    def test_a_server_that_is_away_when_training_ends(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        server.until_step(2400)
        server.stop()
        time.sleep(processes.LEASE + 3)
        self.assertTrue(worker.is_running, worker.said)
        server.start()
        self.assertEnds(worker)
        self.assertUndisturbed(server)
