"""A worker that is lost, or is taken for lost: another goes on from its last checkpoint, and it has no say any more."""

import signal
import time

import processes


class TakeoverTests(processes.WorkerTest):
    # Seconds from a lease's end until the server has looked, on a busy machine.
    LOOK = 5

    def test_a_worker_that_is_cut_off(self):
        self.cut_off("refuse")

    @processes.long
    def test_a_worker_whose_requests_come_late(self):
        self.cut_off("hang")

    def cut_off(self, how: str) -> None:
        server = self.serve()
        self.submit(server)
        proxy = self.proxy(server)
        first = self.work(proxy.url)
        server.until_step(700)
        proxy.cut(how)
        server.until_status("interrupted", seconds=processes.LEASE + self.LOOK)
        second = self.work(server.url)
        server.until("another has taken it", lambda: server.run()["attempt"] == 2)
        proxy.restore()
        # It need not wait for the other's end.
        self.assertIn(first.wait(30), (0, 1))
        self.assertNotEqual(first.said.strip(), "", "it stops without a word")
        refusals = [what for what in proxy.answers if what.endswith(" 409")]
        self.assertNotEqual(refusals, [])
        print(refusals, first.said[-500:])
        self.assertEnds(second)
        self.assertUndisturbed(server, attempt=2)
        self.assertWentOn(server)

    def test_a_worker_that_is_killed(self):
        server = self.serve()
        self.submit(server)
        first = self.work(server.url)
        server.until_step(700)
        first.stop(signal.SIGKILL)
        self.assertEqual(server.run()["status"], "running")
        server.until_status("interrupted", seconds=processes.LEASE + self.LOOK)
        self.assertEnds(self.work(server.url))
        self.assertUndisturbed(server, attempt=2)
        self.assertWentOn(server)

    @processes.long
    def test_the_server_itself_takes_over(self):
        server = self.serve()
        self.submit(server)
        worker = self.work(server.url)
        server.until_step(700)
        server.stop()
        worker.stop(signal.SIGKILL)
        server.options = ("--workers", "1", "--threads", "1")
        server.start()
        self.assertEqual(server.run()["status"], "running", "nobody knows yet")
        server.until_status("succeeded", seconds=90)
        self.assertUndisturbed(server, attempt=2)
        self.assertWentOn(server)

    def test_a_worker_that_is_asked_to_leave(self):
        server = self.serve()
        self.submit(server)
        first = self.work(server.url)
        server.until_step(700)
        first.stop(signal.SIGTERM)
        self.assertEqual(first.wait(0), 0, first.said)
        self.assertEqual([path for path in first.scratch.rglob("*") if path.is_file()], [], "files that are left over")
        # Told by the worker, not by its lease's end.
        run = server.run()
        self.assertEqual(run["status"], "interrupted")
        last = server.sql("select max(step) from points join series on series_id = series.id where run_id = 1 and name = 'loss'")
        self.assertEqual(last, [[run["step"]]])
        self.assertEnds(self.work(server.url))
        self.assertUndisturbed(server, attempt=2)
        self.assertIn((2, run["step"], "running"), server.events(), "its checkpoint is not of its last step")

    @processes.long
    def test_it_leaves_in_time_when_nobody_answers(self):
        """Schedulers wait half a minute between the signal that can be caught and the one that cannot."""
        server = self.serve()
        self.submit(server)
        proxy = self.proxy(server)
        worker = self.work(proxy.url)
        server.until_step(400)
        proxy.cut("hang")
        worker.process.send_signal(signal.SIGTERM)
        self.assertEnds(worker, seconds=30)

    @processes.long
    def test_two_signals_and_a_lease_in_turn(self):
        server = self.serve()
        self.submit(server)
        for attempt, how in enumerate((signal.SIGINT, signal.SIGUSR1, signal.SIGKILL), start=1):
            worker = self.work(server.url)
            server.until_status("running")
            self.assertEqual(server.run()["attempt"], attempt)
            server.until_step(server.run()["step"] + 500)
            status = worker.stop(how)
            if how != signal.SIGKILL:
                self.assertEqual(status, 0, worker.said)
            server.until_status("interrupted", seconds=processes.LEASE + self.LOOK)
        self.assertEnds(self.work(server.url))
        self.assertUndisturbed(server, attempt=4)

    def assertWentOn(self, server: processes.Server) -> None:
        begun = [step for attempt, step, status in server.events() if (attempt, status) == (2, "running")]
        self.assertEqual(len(begun), 1)
        self.assertGreater(begun[0], 0, "begun anew, not from a checkpoint")
        self.assertEqual(begun[0] % 300, 0, "checkpoints are of an epoch's end")

    def test_a_lease_is_not_lost_by_silence_of_less(self):
        server = self.serve()
        self.submit(server)
        proxy = self.proxy(server)
        worker = self.work(proxy.url)
        server.until_step(400)
        for how in ("refuse", "hang"):
            proxy.cut(how)
            time.sleep(1)
            proxy.restore()
            time.sleep(1.5)
        self.assertEnds(worker)
        self.assertUndisturbed(server)
