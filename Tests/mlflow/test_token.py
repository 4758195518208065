"""A Bearing that wants a token: MLFLOW_TRACKING_TOKEN is it."""

import os
import pathlib
import tempfile
import unittest
import unittest.mock

import mlflow
import server
from mlflow.exceptions import RestException

TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef"


@server.bearing_only
class TokenTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        token = root / "token"
        token.touch(0o600)
        token.write_text(TOKEN + "\n")
        self.server = server.Server(server.current.program, root, "--workers", "0", "--token-file", str(token)).start()
        self.addCleanup(self.server.stop)
        before = mlflow.get_tracking_uri()
        mlflow.set_tracking_uri(self.server.url)
        self.addCleanup(mlflow.set_tracking_uri, before)

    def environment(self, **more):
        """As many tries as the client has by itself: a refusal that is sent again would take minutes."""
        return unittest.mock.patch.dict(os.environ, {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "7", **more})

    def test_with_the_token(self):
        with self.environment(MLFLOW_TRACKING_TOKEN=TOKEN):
            mlflow.set_experiment("guarded")
            # Client 2 keeps where the files of a run are by its id, which is not to be one of the servers before.
            for _ in range(20):
                mlflow.MlflowClient().create_run("0")
            with mlflow.start_run() as run:
                mlflow.log_metric("loss", 0.5, step=1)
                mlflow.log_text("secret", "deep/file.txt")
            self.assertEqual(mlflow.get_run(run.info.run_id).data.metrics, {"loss": 0.5})
            self.assertEqual(mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/deep/file.txt"), "secret")
            self.assertEqual(len(mlflow.search_runs(experiment_names=["guarded"])), 1)
        uri = run.info.artifact_uri.removeprefix("mlflow-artifacts:").strip("/")
        status, _, answer = self.server.send("GET", f"/api/2.0/mlflow-artifacts/artifacts/{uri}/deep/file.txt")
        self.assertEqual((status, answer["error_code"]), (401, "UNAUTHENTICATED"))

    def test_without_and_with_a_wrong_one(self):
        client = mlflow.MlflowClient()
        for more in ({}, {"MLFLOW_TRACKING_TOKEN": "wrong" * 10}):
            with self.environment(**more):
                for call in (
                    lambda: client.create_experiment("x"), lambda: client.get_experiment("0"), client.search_experiments,
                    lambda: client.log_metric("f" * 32, "a", 1.0), lambda: client.get_metric_history("f" * 32, "a"),
                ):  # fmt: skip
                    with self.assertRaises(RestException) as caught:
                        call()
                    self.assertEqual(caught.exception.error_code, "UNAUTHENTICATED")
        with self.environment(MLFLOW_TRACKING_TOKEN=TOKEN):
            self.assertEqual(client.get_experiment("0").name, "Default")

    def test_a_host_and_an_origin_of_others(self):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        self.assertEqual(self.server.send("GET", "/api/2.0/mlflow/experiments/get", headers=headers, experiment_id="0")[0], 200)
        for more in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            status, _, answer = self.server.send("POST", "/api/2.0/mlflow/experiments/create", {"name": "x"}, {**headers, **more})
            self.assertIn(status, (400, 403, 421))
            self.assertTrue(answer["error_code"] and answer["message"])
        with self.environment(MLFLOW_TRACKING_TOKEN=TOKEN):
            self.assertIsNone(mlflow.MlflowClient().get_experiment_by_name("x"))
