"""The server is killed while a script logs: what it had acknowledged is there when it is back."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

import mlflow
import server

ENOUGH = 150


@server.bearing_only
class CrashTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = server.Server(server.current.program, pathlib.Path(folder.name), "--workers", "0")

    def loop(self, run: str, step: int) -> list:
        """What one loop was told to be stored, as pairs of words, before its server was killed."""
        environment = os.environ | {"MLFLOW_TRACKING_URI": self.server.url}
        command = [sys.executable, str(pathlib.Path(__file__).with_name("crash_loop.py")), run, str(step)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
            try:
                lines = []
                for line in process.stdout:
                    lines.append(line)
                    if len(lines) == ENOUGH:
                        self.server.stop(signal.SIGKILL)
                _, errors = process.communicate(timeout=120)
            finally:
                process.kill()
        self.assertGreaterEqual(len(lines), ENOUGH, errors)
        return [line.split() for line in lines if line.startswith(("point", "param", "tag", "file"))]

    def test_nothing_acknowledged_is_lost(self):
        acknowledged, step = [], 0
        self.server.start()
        client = mlflow.MlflowClient(self.server.url)
        run = client.create_run(client.create_experiment("crash")).info.run_id
        for _ in range(2):
            acknowledged += self.loop(run, step)
            self.server.start()
            client = mlflow.MlflowClient(self.server.url)
            step = 1 + max(point.step for point in client.get_metric_history(run, "loss"))
        points = {point.step: point.value for point in client.get_metric_history(run, "loss")}
        data = client.get_run(run).data
        try:
            for what, which in acknowledged:
                with self.subTest(what=what, which=which):
                    if what == "point":
                        self.assertEqual(points[int(which)], int(which) / 3)
                    elif what == "file":
                        self.assertEqual(self.text(client, run, f"files/{which}.txt"), f"text {which}")
                    else:
                        self.assertEqual(data.params["p" + which] if what == "param" else data.tags["t" + which], which)
            self.assertEqual({what for what, _ in acknowledged}, {"point", "param", "tag", "file"})
            client.set_terminated(run)
            self.assertEqual(client.get_run(run).info.status, "FINISHED")
        finally:
            self.server.stop()

    def text(self, client, run, path) -> str:
        # Only the address in the environment tells which server a file is on.
        before = mlflow.get_tracking_uri()
        mlflow.set_tracking_uri(self.server.url)
        try:
            with tempfile.TemporaryDirectory() as folder:
                return pathlib.Path(client.download_artifacts(run, path, folder)).read_text()
        finally:
            mlflow.set_tracking_uri(before)

    def test_the_next_server_knows_everything(self):
        with self.server:
            client = mlflow.MlflowClient(self.server.url)
            experiment = client.create_experiment("kept", tags={"a": "1"})
            gone = client.create_experiment("gone")
            run = client.create_run(experiment, run_name="kept").info.run_id
            client.log_metric(run, "train/loss", float("nan"), timestamp=5, step=-3)
            client.log_metric(run, "train/loss", 1.5, timestamp=6, step=-3)
            client.log_param(run, "p", "1")
            client.delete_experiment(gone)
            before = client.get_run(run)
        with self.server:
            client = mlflow.MlflowClient(self.server.url)
            after = client.get_run(run)
            self.assertEqual((dict(after.info), after.data.to_dictionary()), (dict(before.info), before.data.to_dictionary()))
            self.assertEqual([point.timestamp for point in client.get_metric_history(run, "train/loss")], [5, 6])
            self.assertEqual(client.get_experiment(experiment).tags, {"a": "1"})
            self.assertEqual(client.get_experiment_by_name("gone").lifecycle_stage, "deleted")
