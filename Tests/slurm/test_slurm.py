"""Lets Bearing train on a real Slurm cluster, which is started here (cluster.py), and takes its parts away meanwhile.

    test_slurm.py PROGRAM [--short] [names of tests]

PROGRAM is a built `bearing`. Root and Debian's `slurmctld slurmd slurm-client munge` are needed, and Fashion-MNIST in
/usr/share/datasets. All of it takes some ten minutes; `--short` is under one.
"""

import argparse
import contextlib
import csv
import hashlib
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import cluster as slurm

DATASETS = "/usr/share/datasets"

# What all tests share; main() sets it.
program = pathlib.Path()
cluster: slurm.Cluster
root = pathlib.Path()

OPEN = ("queued", "running", "interrupted")


class Server:
    """A Bearing with a data directory of its own.

    It has one address from its first start to its last: the tasks on the cluster know no other.
    """

    def __init__(self, name: str, *options: str):
        self.folder = root / name
        self.folder.mkdir()
        self.options = options
        self.port = 0
        self.process: subprocess.Popen | None = None
        self.url = ""

    def start(self) -> "Server":
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(
                [program, "serve", "--port", str(self.port), "--data", self.folder / "data", "--datasets", DATASETS,
                 *self.options], stdout=subprocess.PIPE, stderr=log, text=True, env=cluster.environment,
                start_new_session=True)
        words = self.process.stdout.readline().split()
        if not words:
            raise AssertionError("the server did not start:\n" + self.log())
        self.url = words[-1]
        self.port = int(self.url.rpartition(":")[2])
        return self

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("the server did not stop:\n" + self.log()) from None
        finally:
            self.process.stdout.close()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, kind, *_) -> None:
        if kind:
            # What is of use to whoever looks for the cause; it goes with the folder.
            print(self.state(), file=sys.stderr)
        with contextlib.suppress(AssertionError):
            # A test that failed half way may have left none.
            if self.process.poll() is None:
                self.stop()

    def log(self) -> str:
        return (self.folder / "server.log").read_text()[-4000:]

    def state(self) -> str:
        tasks = sorted(self.folder.rglob("*_*.log"), key=lambda log: log.stat().st_mtime)[-6:]
        runs = self.table("select id, job_id, status, attempt, step, message from runs")
        return "\n".join([f"-- runs\n{runs}-- submissions\n{self.table('select * from submissions')}",
                          f"-- squeue\n{cluster.squeue('-t', 'all')}-- server.log\n{self.log()}",
                          *(f"-- {log.name}\n{log.read_text()[-1000:]}" for log in tasks)])

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + "/api/v1" + path, timeout=60) as answer:
            return answer.read()

    def call(self, path: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + "/api/v1" + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise AssertionError(f"{path} answered {refusal.code}: {refusal.read().decode()}") from None

    def submit(self, config: dict, **more) -> int:
        return self.call("/jobs", {**config, **more})["id"]

    def runs(self, job: int) -> list[dict]:
        """By trial, each as the page of a run gets it."""
        runs = [self.call(f"/runs/{run['id']}") for run in self.call(f"/jobs/{job}")["runs"]]
        return sorted(runs, key=lambda run: run["trial"])

    def sql(self, query: str) -> list[dict]:
        """By the command, which reads the file itself."""
        answer = subprocess.run([program, "sql", query, "--data", self.folder / "data", "--format", "csv"],
                                check=True, text=True, capture_output=True)
        return list(csv.DictReader(io.StringIO(answer.stdout)))

    def table(self, query: str) -> str:
        return subprocess.run([program, "sql", query, "--data", self.folder / "data"], check=True, text=True,
                              capture_output=True).stdout

    def losses(self, run: int) -> list[tuple[int, str]]:
        """As text, which has every digit."""
        rows = csv.DictReader(io.StringIO(self.get(f"/metrics.csv?runs={run}&names=loss").decode()))
        return [(int(row["step"]), row["value"]) for row in rows]

    def tensors(self, run: int) -> str:
        """SHA-256 over names, shapes and bytes of all that a run has learnt, without the words beside them."""
        return tensors_of(self.get(f"/runs/{run}/checkpoint"))


def tensors_of(file: bytes) -> str:
    """Of a safetensors file: eight bytes of a length, a header so long in JSON, and the tensors."""
    start = 8 + int.from_bytes(file[:8], "little")
    header = json.loads(file[8:start])
    header.pop("__metadata__", None)
    digest = hashlib.sha256()
    for name in sorted(header):
        entry = header[name]
        begin, end = entry["data_offsets"]
        digest.update(f"{name} {entry['dtype']} {entry['shape']}\n".encode() + file[start + begin:start + end])
    return digest.hexdigest()


def config(width: int, epochs: int, **more) -> dict:
    """One thread each: the number of threads decides in which order sums are taken."""
    return {"dataset": "fashion-mnist", "network": {"name": "fc5", "width": width}, "method": "dkp", "epochs": epochs,
            "experiment": "cluster", "resources": {"threads": 1}, **more}


# Some 20 ms for an iteration, so that it takes longer than it takes Slurm to miss a node, or to end what is over its time.
LONG = {**config(1, 4), "network": "conv2"}


class Case(unittest.TestCase):
    def setUp(self):
        self.begin = time.monotonic()
        cluster.clear()

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.begin:5.1f} s] {text}", flush=True)

    def eventually(self, what: str, condition, seconds: float = 60):
        """What `condition` gives as soon as that is true."""
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > deadline:
                self.fail(f"within {seconds:.0f} s not so: {what}")
            time.sleep(0.2)
        self.say(what)
        return value

    def server(self, *options: str) -> Server:
        """One whose runs are trained on the cluster."""
        return Server(self.id().rpartition(".")[2], "--executor", "slurm", "--slurm-poll", "1", "--cpus-per-run", "1",
                      *options)

    def all_trained(self, server: Server, job: int, seconds: float) -> list[dict]:
        """The job's runs once they have ended, which is well and with every point."""
        self.eventually(f"job {job} has ended", lambda: server.call(f"/jobs/{job}")["status"] not in OPEN, seconds)
        runs = server.runs(job)
        for run in runs:
            self.assert_complete(server, run)
        return runs

    def assert_complete(self, server: Server, run: dict) -> None:
        history = json.loads(server.get(f"/runs/{run['id']}/events"))["events"]
        self.assertEqual(run["status"], "succeeded", f"run {run['id']}: {run['message']}\n{history}")
        self.assertEqual([step for step, _ in server.losses(run["id"])], list(range(1, run["steps"] + 1)))
        # Each epoch has its own points beside those of every iteration.
        counts = {(series["name"], series["layer"]): series["points"] for series in run["series"]}
        self.assertEqual(set(counts.values()), {run["steps"], run["epochs"]}, counts)
        self.assertEqual(counts["test_accuracy", None], run["epochs"])

    def assert_same_bits(self, server: Server, runs: list[dict], settings: dict) -> None:
        """As in a server that nobody disturbed, which trained them itself."""
        for run, (tensors, losses) in zip(runs, undisturbed(settings, len(runs)), strict=True):
            self.say(f"run {run['id']}, attempt {run['attempt']}: tensors {server.tensors(run['id'])}")
            self.assertEqual(server.losses(run["id"]), losses, f"the losses of run {run['id']}")
            self.assertEqual(server.tensors(run["id"]), tensors, f"the weights of run {run['id']}")

    def submission(self, server: Server, run: dict) -> dict:
        return server.call(f"/runs/{run['id']}")["submission"] or {}

    def in_queue(self, array: str) -> list[str]:
        """What Slurm has still to do of an array."""
        lines = cluster.run("squeue", "-r", "-h", "-o", "%F %K %T").stdout.splitlines()
        return [line for line in lines if line.split()[0] == array]

    def worker_of(self, run: int) -> int | None:
        """The process on a node that trains a run."""
        for process, words in cluster.processes().items():
            if "worker" in words and words[-2:] == ["--run", str(run)]:
                return process
        return None

    def under_way(self, server: Server, job: int, count: int) -> list[dict]:
        """Runs of a job that train, as soon as they are so many."""
        def training():
            runs = [run for run in server.runs(job) if run["status"] == "running" and run["step"] > 0]
            return runs if len(runs) >= count else None
        return self.eventually(f"{count} run(s) of job {job} train", training)


known: dict[str, list[tuple[str, list]]] = {}


def undisturbed(settings: dict, trials: int) -> list[tuple[str, list]]:
    """Tensors and losses of a config's first runs, from a server that trains them itself."""
    key = json.dumps([settings, trials], sort_keys=True)
    if key not in known:
        with Server(f"undisturbed-{len(known)}") as server:
            job = server.submit(settings, trials=trials)
            while server.call(f"/jobs/{job}")["status"] in OPEN:
                time.sleep(0.2)
            known[key] = [(server.tensors(run["id"]), server.losses(run["id"])) for run in server.runs(job)]
    return known[key]


class ShortTests(Case):
    def test_two_runs_on_both_nodes_a_restart_and_a_cancellation(self):
        settings = config(width=256, epochs=8)
        with self.server() as server:
            job = server.submit(settings, trials=2)
            other = server.submit(config(width=512, epochs=100))
            runs = self.under_way(server, job, 2)
            self.under_way(server, other, 1)
            print(cluster.squeue())
            tasks = [self.submission(server, run) for run in runs]
            self.assertEqual({task["state"] for task in tasks}, {"RUNNING"})
            self.assertEqual({task["node"] for task in tasks}, {"n1", "n2"})
            self.assertEqual(len({task["job"].partition("_")[0] for task in tasks}), 1, "one array")

            self.assertEqual(server.stop(), 0)
            self.say("the server is stopped")
            time.sleep(2)
            server.start()
            self.say("the server is there again")
            server.call(f"/jobs/{other}/cancel", {})
            self.eventually("the other run is cancelled",
                            lambda: server.call(f"/jobs/{other}")["status"] == "cancelled")

            runs = self.all_trained(server, job, 120)
            self.assertEqual([run["attempt"] for run in runs], [1, 1], "a restart of the server disturbs no run")
            self.assertEqual([run["environment"]["executor"] for run in runs], ["slurm", "slurm"])
            self.eventually("Slurm has nothing to do any more", lambda: not cluster.run("squeue", "-h").stdout, 30)
            self.eventually("which is known",
                            lambda: not server.sql("select id from submissions where ended_at is null"), 10)
            print(server.table("select * from submissions"), server.table("select * from results"), sep="\n")
            self.assert_same_bits(server, runs, settings)


class FullTests(Case):
    def test_same_bits_wherever_a_run_is_trained(self):
        settings = config(width=128, epochs=2)
        [(tensors, losses)] = undisturbed(settings, 1)
        print(f"here:   {tensors}", flush=True)
        with Server("worker", "--workers", "0") as server:
            job = server.submit(settings)
            worker = subprocess.run([program, "worker", "--server", server.url, "--threads", "1", "--datasets", DATASETS],
                                    capture_output=True, text=True, timeout=120)
            self.assertEqual(worker.returncode, 0, worker.stderr)
            [run] = self.all_trained(server, job, 10)
            self.assertEqual(run["environment"]["executor"], "worker")
            print(f"worker: {server.tensors(run['id'])}", flush=True)
            self.assertEqual(server.losses(run["id"]), losses)
            self.assertEqual(server.tensors(run["id"]), tensors)
        with self.server() as server:
            [run] = self.all_trained(server, server.submit(settings), 60)
            print(f"slurm:  {server.tensors(run['id'])}", flush=True)
            self.assertEqual(server.losses(run["id"]), losses)
            self.assertEqual(server.tensors(run["id"]), tensors)
            self.assertEqual(run["environment"]["slurm_job"], run["submission"]["job"])

    def test_six_runs_while_everything_dies_once(self):
        settings = config(width=512, epochs=10)
        with self.server() as server:
            job = server.submit(settings, trials=6)
            self.under_way(server, job, 4)
            print(cluster.squeue())
            runs = server.runs(job)
            tasks = [run["submission"]["job"] for run in runs]
            self.assertEqual({task.partition("_")[0] for task in tasks}, {tasks[0].partition("_")[0]}, "one array")
            self.assertEqual(len(set(tasks)), 6)
            waiting = [run for run in runs if run["status"] == "queued"]
            self.assertEqual(len(waiting), 2, "two nodes of two cores")
            for run in waiting:
                task = self.eventually(f"why run {run['id']} waits is told",
                                       lambda run=run: self.submission(server, run).get("reason") and
                                       self.submission(server, run))
                self.assertEqual(task["state"], "PENDING")
                self.assertIn(task["reason"], ("Resources", "Priority"))
            print("waiting:", server.call(f"/jobs/{job}")["waiting"], flush=True)

            other = server.submit(settings)
            task = self.eventually("another job waits in Slurm's queue",
                                   lambda: self.submission(server, server.runs(other)[0]))
            server.call(f"/jobs/{other}/cancel", {})
            self.eventually("it is cancelled there, too", lambda: not self.in_queue(task["job"].partition("_")[0]))
            self.assertEqual([run["status"] for run in server.runs(other)], ["cancelled"])

            killed = self.under_way(server, job, 3)[0]["id"]
            os.kill(self.worker_of(killed), signal.SIGKILL)
            self.eventually(f"run {killed}, whose process was killed, is interrupted",
                            lambda: any("interrupted" == event["status"] for event in
                                        server.call(f"/runs/{killed}/events")["events"]), 30)

            before = {run["id"]: run for run in self.under_way(server, job, 3)}
            self.assertEqual(server.stop(), 0)
            time.sleep(3)
            server.start()
            self.say("the server was restarted")
            for run in server.runs(job):
                if run["id"] in before and run["id"] != killed:
                    self.assertEqual(run["attempt"], before[run["id"]]["attempt"])
            lost = next(run for run in self.under_way(server, job, 3) if run["id"] != killed)
            node = self.submission(server, lost)["node"]
            cluster.kill_node(node)
            self.say(f"node {node} is dead, and with it run {lost['id']}")
            print(cluster.squeue())

            server.stop(signal.SIGKILL)
            time.sleep(2)
            server.start()
            self.say("the server was killed and started again")
            self.eventually("that the node is dead is known", lambda: any(
                row["state"] == "NODE_FAIL" for row in server.sql("select state from submissions")), 90)
            cluster.start_node(node)
            runs = self.all_trained(server, job, 300)
            print(server.table("select * from submissions"))
            for run in runs:
                if run["id"] in (killed, lost["id"]):
                    self.assertGreaterEqual(run["attempt"], 2)
            rows = server.sql("select run_id, count(*) as n from submissions group by run_id")
            self.assertGreaterEqual({int(row["run_id"]): int(row["n"]) for row in rows}[killed], 2)
            print(server.table("select * from results"))
            self.assert_same_bits(server, runs, settings)

    def test_a_run_that_takes_longer_than_its_time_limit(self):
        with self.server() as server:
            job = server.submit(LONG, resources={"threads": 1, "time_limit": 1})
            [run] = self.under_way(server, job, 1)
            self.assertEqual(cluster.run("squeue", "-h", "-o", "%l").stdout.strip(), "1:00")
            [run] = self.all_trained(server, job, 400)
            self.assertGreaterEqual(run["attempt"], 2)
            events = server.call(f"/runs/{run['id']}/events")["events"]
            print(*(f"{event['at']} {event['attempt']} {event['step']} {event['status']} {event['message']}"
                    for event in events), sep="\n")
            # Slurm's signal came in time: nothing was trained twice.
            breaks = [event for event in events if event["status"] == "interrupted"]
            starts = [event for event in events if event["status"] == "running" and not event["message"]]
            self.assertTrue(breaks and all(event["step"] > 0 for event in breaks), events)
            self.assertEqual([event["step"] for event in starts[1:]], [event["step"] for event in breaks])
            self.eventually("how every task ended is known, which is well", lambda: {
                row["state"] for row in server.sql("select state from submissions")} == {"COMPLETED"}, 10)
            print(server.table("select * from submissions"))
            self.assert_same_bits(server, [run], LONG)

    def test_a_node_that_cannot_be_reached_trains_on(self):
        """Its task is given up, and its run is handed over again while the first worker still has it."""
        with self.server() as server:
            job = server.submit(LONG)
            [run] = self.under_way(server, job, 1)
            node = self.submission(server, run)["node"]
            first = self.worker_of(run["id"])
            cluster.kill_daemon(node)
            self.say(f"the daemon of {node} is dead, not its worker")
            self.eventually("the run is handed to another node",
                            lambda: server.call(f"/runs/{run['id']}")["attempt"] == 2, 90)
            self.eventually("the first worker has gone", lambda: first not in cluster.processes(), 90)
            cluster.start_node(node)
            runs = self.all_trained(server, job, 300)
            print(server.table("select * from submissions"))
            self.assertNotEqual(runs[0]["submission"]["node"], node)
            self.assert_same_bits(server, runs, LONG)

    def test_a_paused_job_leaves_the_cluster_and_comes_back(self):
        settings = config(width=512, epochs=5)
        with self.server() as server:
            job = server.submit(settings, trials=5)
            self.under_way(server, job, 4)
            array = server.runs(job)[0]["submission"]["job"].partition("_")[0]
            server.call(f"/jobs/{job}/pause", {})
            self.eventually("its tasks have left", lambda: not self.in_queue(array), 30)
            time.sleep(3)
            self.assertEqual(cluster.run("squeue", "-h").stdout, "")
            runs = server.runs(job)
            self.assertEqual(sorted(run["status"] for run in runs), 4 * ["interrupted"] + ["queued"])
            steps = [run["step"] for run in runs]
            server.call(f"/jobs/{job}/resume", {})
            self.under_way(server, job, 4)
            print(cluster.squeue())
            runs = self.all_trained(server, job, 180)
            # Each went on where it was, not at the end of its last epoch.
            for run, step in zip(runs, steps, strict=True):
                events = server.call(f"/runs/{run['id']}/events")["events"]
                self.assertIn(step, [event["step"] for event in events if event["status"] == "running"])
            self.assert_same_bits(server, runs, settings)

    def test_the_users_own_scancel(self):
        """Of one that runs and of one that waits. Who says this to Slurm means it: neither comes back.

        The one that waits leaves nothing behind by which Slurm could tell of it: it is no longer in its array.
        """
        with self.server() as server:
            job = server.submit(config(width=512, epochs=5), trials=6)
            running = self.under_way(server, job, 4)[0]
            waiting = next(run for run in server.runs(job) if run["status"] == "queued")
            for run in (running, waiting):
                cluster.run("scancel", run["submission"]["job"])
            self.eventually("both are cancelled", lambda: all(
                server.call(f"/runs/{run['id']}")["status"] == "cancelled" for run in (running, waiting)), 30)
            self.eventually("the others have ended", lambda: all(run["status"] not in OPEN for run in server.runs(job)),
                            180)
            for run in server.runs(job):
                print(run["id"], run["status"], run["message"], flush=True)
                if run["id"] in (running["id"], waiting["id"]):
                    self.assertEqual((run["status"], run["attempt"]), ("cancelled", 1))
                else:
                    self.assert_complete(server, run)
            # What the one that ran had learnt is kept.
            self.assertTrue(server.tensors(running["id"]))

    def test_a_job_that_is_paused_again_and_again_while_it_waits(self):
        """That its tasks were ended is no sign of a cluster on which nothing begins."""
        with self.server() as server:
            blocker = server.submit(config(width=512, epochs=100), trials=4)
            self.under_way(server, blocker, 4)
            job = server.submit(config(width=64, epochs=1))
            tasks = set()
            for _ in range(4):
                task = self.eventually("it waits in Slurm's queue", lambda: next(
                    (task["job"] for task in [self.submission(server, server.runs(job)[0])]
                     if task and task["job"] not in tasks), None))
                tasks.add(task)
                server.call(f"/jobs/{job}/pause", {})
                self.eventually("and is gone", lambda: not self.in_queue(task.partition("_")[0]))
                server.call(f"/jobs/{job}/resume", {})
            server.call(f"/jobs/{blocker}/cancel", {})
            self.all_trained(server, job, 60)

    def test_a_controller_that_is_away(self):
        """Stopped in order it remembers everything. Killed, it may have forgotten that a task runs, and starts it again."""
        settings = config(width=512, epochs=5)
        with self.server() as server:
            for how in (signal.SIGTERM, signal.SIGKILL):
                first = server.submit(settings)
                self.under_way(server, first, 1)
                cluster.stop_controller(how)
                self.say(f"the controller ended by {how.name}")
                second = server.submit(settings)
                time.sleep(4)
                self.assertEqual(server.call("/health")["status"], "ok")
                cluster.start_controller()
                runs = self.all_trained(server, first, 120) + self.all_trained(server, second, 120)
                print(server.table("select * from submissions"))
                if how == signal.SIGTERM:
                    self.assertEqual([run["attempt"] for run in runs], [1, 1])
                for run in runs:
                    self.assert_same_bits(server, [run], settings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=lambda path: pathlib.Path(path).absolute())
    parser.add_argument("--short", action="store_true", help="one test, in less than a minute")
    parser.add_argument("names", nargs="*", help="classes or tests, as unittest names them")
    options = parser.parse_intermixed_args()

    global program, cluster, root
    program = options.program
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bearing-cluster-") as temporary, slurm.Cluster() as cluster:
        root = pathlib.Path(temporary)
        version = cluster.run("sinfo", "--version").stdout.split()[-1]
        print(f"Slurm {version}", cluster.run("sinfo", "-N", "-o", "%N %T %c %m").stdout, sep="\n")
        loader = unittest.defaultTestLoader
        names = options.names or (["ShortTests"] if options.short else ["ShortTests", "FullTests"])
        tests = loader.loadTestsFromNames(names, sys.modules[__name__])
        result = unittest.TextTestRunner(verbosity=2).run(tests)
        if not result.wasSuccessful():
            print(cluster.logs(), file=sys.stderr)
    failed = len(result.failures) + len(result.errors)
    print(f"Slurm {version}: {result.testsRun - failed} tests passed, {failed} failed in {time.monotonic() - begin:.0f} s")
    if not result.wasSuccessful() or not result.testsRun:
        sys.exit("what Slurm did to Bearing has to be looked at")


if __name__ == "__main__":
    main()
