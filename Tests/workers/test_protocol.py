"""The worker protocol by hand: what the server takes, what it refuses, and that it never stumbles."""

import contextlib
import json
import signal
import time
import urllib.error
import urllib.parse

import processes

PART = 8 << 20


class ProtocolTests(processes.WorkerTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.submit(self.server, processes.TINY, steps=100_000, trials=2)

    # The protocol's calls.

    def claim(self, worker: str = "one", **more):
        status, answer = self.server.send("POST", "/leases", {"worker": worker, **more})
        return answer["lease"] if status == 200 else status

    def renew(self, worker: str = "one", attempt: int = 1, run: int = 1, **more):
        return self.server.send("POST", f"/runs/{run}/lease", {"worker": worker, "attempt": attempt, "seconds": 60, **more})

    def send_points(self, steps, worker: str = "one", attempt: int = 1, run: int = 1, batch: str = "b1", value: float = 0.5, **more):
        steps = list(steps)
        series = {"name": "loss", "layer": None, "unit": "nats", "steps": steps, "values": [value + step for step in steps],
                  "times": [1_790_000_000_000 + step for step in steps]}  # fmt: skip
        lease = {"worker": worker, "attempt": attempt, "step": max(steps, default=0)}
        return self.server.send("POST", f"/runs/{run}/metrics", {"batch": batch, "lease": lease, "series": [series], **more})

    def send_file(self, part: bytes, worker="one", attempt=1, run=1, kind="checkpoint", step=10, total=None, offset=0):
        query = urllib.parse.urlencode({
            "worker": worker, "attempt": attempt, "kind": kind, "step": step, "bytes": len(part) if total is None else total,
            "offset": offset})  # fmt: skip
        return self.server.send("PUT", f"/runs/{run}/checkpoint?{query}", part, {"Content-Type": "application/octet-stream"})

    def end(self, status: str = "succeeded", worker: str = "one", attempt: int = 1, run: int = 1, **more):
        return self.server.send("POST", f"/runs/{run}/lease/end", {
            "worker": worker, "attempt": attempt, "status": status, "message": None, "diverged_step": None, **more})  # fmt: skip

    def stored(self, run: int = 1) -> list[tuple]:
        return [tuple(row) for row in self.server.sql(
            f"select step, value from points join series on series_id = series.id where run_id = {run} order by step")]  # fmt: skip

    def assertRefused(self, answer, status: int = 409):
        self.assertEqual(answer[0], status, answer)
        self.assertEqual(answer[1]["status"], status)
        self.assertTrue(answer[1]["title"])

    # Leases.

    def test_a_claim(self):
        lease = self.claim(run=2, seconds=60, environment={
            "host": "desk-2", "processor": "a fast one", "instruction_sets": ["avx2"], "cores": 4, "memory_bytes": 1 << 34,
            "versions": {"bearing": "0.1.0", "onednn": "3.0", "sqlite": "3.40.1"}, "executor": "worker",
            "slurm_job": None})  # fmt: skip
        self.assertEqual(
            {key: lease[key] for key in ("run", "job", "attempt", "seconds", "trial", "seed", "step", "steps", "checkpoint")},
            {"run": 2, "job": 1, "attempt": 1, "seconds": 60, "trial": 2, "seed": 2, "step": 0, "steps": 100_000, "checkpoint": None})
        self.assertEqual(lease["steps_per_epoch"], 10)
        self.assertEqual(lease["config"]["network"]["width"], 16)
        self.assertEqual(self.server.run(2)["status"], "running")
        self.assertEqual(self.claim("two", run=2), 409)
        self.assertEqual(self.claim("two", run=99), 404)
        self.assertEqual(self.claim("two")["run"], 1)
        self.assertIsNone(self.claim("three"))
        self.assertEqual(self.renew(run=2)[1], {"stop": None, "threads": lease["threads"], "seconds": 60})

    def test_a_claim_once_more(self):
        """Its answer may be lost on the way. Whatever comes of it, no run may be left over when the queue is worked off."""
        self.claim("one", run=1, seconds=2)
        again = self.claim("one", run=1, seconds=2)
        print("the same claim once more:", again)
        self.assertTrue(again == 409 or again["run"] == 1, again)
        self.server.until_status("interrupted", seconds=8)
        self.assertEqual(self.claim("two", run=1)["run"], 1)

    def test_others_have_no_say(self):
        self.claim()
        for worker, attempt in (("two", 1), ("one", 2), ("one", 0), ("on", 1)):
            with self.subTest(worker=worker, attempt=attempt):
                wrong = {"worker": worker, "attempt": attempt}
                # No attempt has the number 0, and either answer says so.
                for answer in (
                    self.renew(**wrong), self.send_points([1, 2], **wrong), self.send_file(b"x", **wrong),
                    self.end(**wrong), self.end("failed", **wrong),
                ):  # fmt: skip
                    self.assertIn(answer[0], (409, 422, 400) if attempt == 0 else (409,), answer)
        # One that nobody has claimed.
        self.assertRefused(self.send_points([1], run=2))
        self.assertRefused(self.renew(run=2))
        self.assertRefused(self.end(run=2))
        self.assertEqual((self.stored(1), self.stored(2)), ([], []))
        self.assertEqual(self.server.run()["status"], "running")
        self.assertEqual(self.renew()[0], 200)

    def test_a_lease_runs_out_and_is_revived(self):
        self.claim(seconds=2)
        self.assertEqual(self.send_points(range(1, 11))[0], 200)
        self.server.until_status("interrupted", seconds=8)
        # Nobody has taken it: any call of its holder is enough.
        self.assertEqual(self.send_points(range(11, 21), batch="b2")[0], 200)
        run = self.server.run()
        self.assertEqual((run["status"], run["attempt"]), ("running", 1))
        self.server.until_status("interrupted", seconds=8)
        self.assertEqual(self.renew(seconds=2)[0], 200)
        self.assertEqual(self.server.run()["status"], "running")
        self.server.until_status("interrupted", seconds=8)
        self.assertEqual(len(self.stored()), 20)
        # Another takes it, from the beginning, since there is no checkpoint.
        self.assertEqual(self.claim("two", run=1)["attempt"], 2)
        self.assertEqual(self.stored(), [])
        self.assertEqual(self.send_points(range(1, 6), "two", 2, value=9, batch="c1")[0], 200)
        before = self.stored()
        for answer in (
            self.send_points(range(1, 11)), self.send_points(range(21, 31), batch="b3"), self.renew(), self.end(),
            self.send_file(b"x"), self.send_points(range(1, 6), "one", 2), self.send_points(range(1, 6), "two", 1),
        ):  # fmt: skip
            self.assertRefused(answer)
        self.assertEqual(self.stored(), before)
        self.assertEqual(self.server.run()["status"], "running")
        self.assertEqual(self.end("interrupted", "two", 2)[1], {"status": "interrupted"})
        # The first one's name and attempt do not fit a third claim either.
        self.assertEqual(self.claim("one", run=1)["attempt"], 3)
        self.assertRefused(self.send_points(range(1, 11), "one", 1, batch="b4"))

    def test_late_calls_do_not_undo_an_end(self):
        """What was sent before it and comes after it is no sign of life."""
        self.claim()
        self.send_points(range(1, 11))
        self.assertEqual(self.end("interrupted")[1], {"status": "interrupted"})
        for what, call in {
            "renewal": self.renew, "a batch once more": lambda: self.send_points(range(1, 11)),
            "another batch": lambda: self.send_points(range(11, 21), batch="b2"), "a file": lambda: self.send_file(b"x"),
        }.items():  # fmt: skip
            with self.subTest(what):
                self.assertRefused(call())
            with self.subTest(f"after {what}"):
                self.assertEqual(self.server.run()["status"], "interrupted")
        self.assertEqual(self.end("interrupted")[1], {"status": "interrupted"})
        self.assertEqual(self.claim("two", run=1)["attempt"], 2)

    def test_what_people_want_is_told(self):
        self.claim()
        self.server.ask("/jobs/1/pause", {})
        self.assertEqual(self.renew()[1]["stop"], "pause")
        self.assertEqual(self.claim("two", run=1), 409)
        self.assertEqual(self.end("interrupted")[1], {"status": "interrupted"})
        self.assertEqual(self.claim("two", run=1), 409)
        self.assertIsNone(self.claim("two"))
        self.server.ask("/jobs/1/resume", {})
        self.assertEqual(self.claim("two", run=1)["attempt"], 2)
        self.server.ask("/jobs/1/cancel", {})
        self.assertEqual(self.renew("two", 2)[1]["stop"], "cancel")
        self.assertEqual(self.end("interrupted", "two", 2)[1], {"status": "cancelled"})
        self.assertEqual(self.end("interrupted", "two", 2)[1], {"status": "cancelled"})
        self.assertEqual({run["status"] for run in self.server.ask("/runs")["runs"]}, {"cancelled"})

    def test_it_survives_the_server(self):
        self.claim(seconds=2)
        self.send_points(range(1, 11))
        self.server.stop(signal.SIGKILL)
        time.sleep(3)
        self.server.start()
        time.sleep(1)
        self.assertEqual(self.server.run()["status"], "running")
        # The answer was lost with it: nothing comes twice.
        self.assertEqual(self.send_points(range(1, 11)), (200, {"points": 10, "repeated": 0}))
        self.assertEqual(len(self.stored()), 10)
        self.server.until_status("interrupted", seconds=8)

    # Points.

    def test_batches(self):
        self.claim()
        first = self.send_points(range(1, 11))
        self.assertEqual(first, (200, {"points": 10, "repeated": 0}))
        self.assertEqual(self.server.run()["step"], 10)
        self.assertEqual(self.send_points(range(1, 11)), first)
        self.assertRefused(self.send_points(range(1, 11), value=3))
        self.assertRefused(self.send_points(range(1, 12)))
        # One that was overtaken.
        self.assertEqual(self.send_points(range(31, 41), batch="b4")[0], 200)
        self.assertEqual(self.send_points(range(11, 31), batch="b3")[0], 200)
        self.assertEqual(self.server.run()["step"], 40)
        self.assertEqual(self.stored(), [(step, 0.5 + step) for step in range(1, 41)])
        status, answer = self.end()
        self.assertEqual((status, answer), (200, {"status": "succeeded"}))
        self.assertEqual(self.end(), (status, answer))
        self.assertRefused(self.send_points(range(41, 51), batch="b5"))
        # Another end is told which it was.
        for other in ("failed", "interrupted"):
            self.assertEqual(self.end(other), (status, answer))
        self.assertRefused(self.renew())
        self.assertEqual(self.server.run()["status"], "succeeded")
        self.assertEqual(len(self.stored()), 40)
        self.assertEqual(self.server.sql("select count(*) from repeats"), [[0]])

    def test_a_failure(self):
        self.claim()
        self.send_points(range(1, 4))
        failure = {"message": "diverged: the loss is nan", "diverged_step": 3}
        self.assertEqual(self.end("failed", **failure)[1], {"status": "failed"})
        self.assertEqual(self.end("failed", **failure)[1], {"status": "failed"})
        run = self.server.run()
        self.assertEqual((run["status"], run["message"], run["diverged_step"]), ("failed", failure["message"], 3))

    def test_leases_and_runs_of_other_kinds(self):
        outside = self.server.ask("/runs", {"method": "bp", "network": "n", "dataset": "d"})["id"]
        self.assertEqual(self.claim(run=outside), 409)
        for answer in (self.renew(run=outside), self.end(run=outside), self.send_points([1], run=outside)):
            self.assertIn(answer[0], (409, 422), answer)
        # Ours, without a lease.
        self.claim()
        body = {"series": [{"name": "loss", "steps": [1], "values": [1]}]}
        self.assertRefused(self.server.send("POST", "/runs/1/metrics", body))
        self.assertEqual(self.server.send("POST", f"/runs/{outside}/metrics", body)[0], 200)
        self.assertIn(self.server.send("POST", "/runs/1/finish", {"status": "succeeded"})[0], (409, 422))

    # Checkpoints.

    def interrupted(self) -> tuple[bytes, int]:
        """Run 1 has been begun by a real worker, which left this checkpoint of this step."""
        worker = self.work(self.server.url, run=1)
        self.server.until_step(30)
        self.assertEqual(worker.stop(signal.SIGTERM), 0, worker.said)
        run = self.server.run()
        self.assertEqual(run["status"], "interrupted")
        lease = self.claim(run=1)
        self.assertEqual((lease["attempt"], lease["step"], lease["checkpoint"]["step"]), (2, run["step"], run["step"]))
        file = self.server.ask(f"/runs/1/checkpoints/{run['step']}")
        self.assertEqual(len(file), lease["checkpoint"]["bytes"])
        return file, run["step"]

    def test_parts_of_a_checkpoint(self):
        file, step = self.interrupted()
        more = {"attempt": 2, "step": step, "total": len(file)}
        third = len(file) // 3
        parts = [file[:third], file[third : 2 * third], file[2 * third :]]
        self.assertEqual(self.send_file(parts[0], **more), (200, {"received": third, "complete": False}))
        # Too soon, and once more: either way it says where to go on.
        self.assertEqual(self.send_file(parts[2], offset=2 * third, **more), (200, {"received": third, "complete": False}))
        status, answer = self.send_file(parts[0], **more)
        self.assertEqual((status, answer["complete"]), (200, False))
        while not answer["complete"]:
            at = answer["received"]
            status, answer = self.send_file(file[at : at + third], offset=at, **more)
            self.assertEqual(status, 200, answer)
            self.assertGreater(answer["received"], at)
        self.assertEqual(answer["received"], len(file))
        self.assertEqual(self.server.ask(f"/runs/1/checkpoints/{step}"), file)
        # The answer to the last one may be lost.
        status, answer = self.send_file(parts[2], offset=2 * third, **more)
        self.assertEqual(status, 200, answer)
        self.assertEqual(self.server.ask(f"/runs/1/checkpoints/{step}"), file)

    def test_a_checkpoint_that_is_none(self):
        file, step = self.interrupted()
        more = {"attempt": 2, "step": step}
        kept = self.server.ask(f"/runs/1/checkpoints/{step}")
        # A pair of bits, each in another half: of the head, of the tensors.
        for at in (20, len(file) - 100):
            damaged = file[:at] + bytes([file[at] ^ 4]) + file[at + 1 :]
            self.assertRefused(self.send_file(damaged, **more), 422)
        self.assertRefused(self.send_file(file[:-50], **more), 422)
        self.assertRefused(self.send_file(file + b"x", **more), 422)
        self.assertRefused(self.send_file(b"no such thing", **more), 422)
        self.assertIn(self.send_file(file, attempt=2, step=step + 10)[0], (409, 422))
        self.assertEqual(self.server.ask(f"/runs/1/checkpoints/{step}"), kept)
        # Another seed: it would go on, and be another run.
        self.assertEqual(self.claim("one", run=2)["run"], 2)
        self.assertRefused(self.send_file(file, run=2, step=step), 422)
        self.assertEqual(self.server.send("GET", f"/runs/2/checkpoints/{step}")[0], 404)
        # What was refused is not in the way.
        self.assertEqual(self.send_file(file, **more), (200, {"received": len(file), "complete": True}))
        self.assertEqual(self.server.run()["status"], "running")

    def test_too_much_at_once(self):
        self.claim()
        with contextlib.suppress(urllib.error.URLError):
            # Or the connection breaks before all of it is sent.
            self.assertRefused(self.send_file(bytes(PART + 1)), 413)
        status, answer = self.send_file(bytes(PART), total=3 * PART)
        self.assertEqual((status, answer), (200, {"received": PART, "complete": False}))
        for query in ({"total": 0}, {"total": -1}, {"total": 1 << 62}, {"offset": -1}, {"step": -1}, {"kind": "picture"}, {"total": 3}):
            with self.subTest(query):
                self.assertIn(self.send_file(b"12345", **query)[0], (400, 409, 413, 422), query)
        self.assertIn(self.send_file(b"", total=10)[0], (200, 400, 422))
        self.assertEqual(self.renew()[0], 200)

    def test_another_file_takes_the_place_of_one_that_was_begun(self):
        """A worker that has died in the middle of one comes back with another, of another length and step."""
        file, step = self.interrupted()
        other = {"attempt": 2, "step": step + 10, "total": len(file) + 8}
        self.assertEqual(self.send_file(file[:1000], **other)[1]["received"], 1000)
        self.assertEqual(self.send_file(file, attempt=2, step=step), (200, {"received": len(file), "complete": True}))

    # Junk.

    def test_junk(self):
        self.claim()
        deep = b"[" * 100_000
        bodies = [
            b"", b"{", b"[]", b"null", b"1", b'"x"', b"{}", b"\xff\xfe", b'{"a": \x00}', deep, b'{"worker": ' + deep, b"1e999", b"nul",
        ]  # fmt: skip
        for value in (None, 1, "", " ", "a" * 101, "a/b", "ä", "a\n", [], {}, True):
            bodies.append({"worker": value, "attempt": 1, "status": "succeeded"})
        for value in (None, "1", 1.5, -1, 1 << 70, 1e300, [], True):
            bodies.append({"worker": "one", "attempt": value, "status": "succeeded"})
        for key, values in {
            "seconds": (0, 1, 3601, -5, "60", 1e300, []), "threads": (0, 1025, "2", 1.5, []), "status": ("running", "queued", "", 7),
            "message": (7, []), "diverged_step": ("x", -(1 << 70)), "notes": ("text", [7], {}), "environment": (7, "x", []),
            "run": (0, -1, "1", 1.5, 1 << 70),
        }.items():  # fmt: skip
            bodies += [{"worker": "one", "attempt": 1, "status": "succeeded" if key != "status" else None, key: value} for value in values]
        paths = ("/leases", "/runs/1/lease", "/runs/1/lease/end", "/runs/1/metrics", "/runs/0/lease", "/runs/x/lease", "/runs/99/lease/end")
        for path in paths:
            for body in bodies:
                # What is wrong for one call may be no key at all of another, which then says so or does not look.
                status, answer = self.server.send("POST", path, body)
                with self.subTest(path=path, body=repr(body)[:100]):
                    self.assertLess(status, 500, answer)
                    if not (isinstance(body, dict) and {"worker", "attempt", "status"} <= body.keys()):
                        self.assertGreaterEqual(status, 400)
        for query in ("", "?worker=one", "?worker=one&attempt=x&kind=checkpoint&step=1&bytes=1&offset=0", "?worker=%00&attempt=1"):
            for kind in ("application/octet-stream", "application/json", "text/plain"):
                status, answer = self.server.send("PUT", f"/runs/1/checkpoint{query}", b"x", {"Content-Type": kind})
                self.assertIn(status // 100, (4,), answer)
        for path in ("/runs/1/checkpoints/0", "/runs/1/checkpoints/-1", "/runs/1/checkpoints/x", "/runs/1/checkpoints/..%2f..", "/runs/99/checkpoints/1"):
            self.assertIn(self.server.send("GET", path)[0], (400, 404, 422), path)
        self.assertEqual(self.server.send("GET", "/health")[0], 200)

    def test_junk_in_points(self):
        self.claim()
        lease = {"worker": "one", "attempt": 1, "step": 1}
        series = {"name": "loss", "layer": None, "unit": None, "steps": [1], "values": [1]}
        for more in (
            {"lease": None}, {"lease": []}, {"lease": {}}, {"lease": {"worker": "one"}}, {"lease": {**lease, "step": -1}},
            {"lease": {**lease, "step": "x"}}, {"lease": {**lease, "step": 1 << 62}}, {"batch": 7}, {"batch": ""}, {"series": 7},
            {"series": [7]}, {"series": [{**series, "steps": [1, 2]}]}, {"series": [{**series, "values": ["x"]}]},
            {"series": [{**series, "steps": [1.5]}]}, {"series": [{**series, "times": [1, 2]}]}, {"series": [{**series, "times": ["x"]}]},
            {"series": [{**series, "name": ""}]}, {"series": [{**series, "name": "a\u0000"}]}, {"series": [{**series, "layer": 7}]},
        ):  # fmt: skip
            with self.subTest(json.dumps(more)):
                status, answer = self.server.send("POST", "/runs/1/metrics", {"batch": "b", "lease": lease, "series": [series], **more})
                self.assertIn(status, (400, 409, 422), answer)
        self.assertEqual(self.stored(), [])
        # Behind the run's end.
        print("behind the end:", self.send_points([100_001], batch="far"))
        self.assertEqual(self.send_points([])[0] // 100, 2)
