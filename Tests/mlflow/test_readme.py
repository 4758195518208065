"""The two pieces of Python in the README that use MLflow do what it says they do."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from server import REPOSITORY, ClientTest, bearing_only
from test_own_runs import trained

ADDRESS = "http://127.0.0.1:8080"


@bearing_only
class ReadmeTests(ClientTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_block(self, index: int) -> None:
        """Runs the README's block of Python with this number among those that use MLflow, in a folder of its own."""
        blocks = re.findall(r"^```python\n(.*?)^```", (REPOSITORY / "README.md").read_text(), re.MULTILINE | re.DOTALL)
        blocks = [block for block in blocks if "mlflow" in block]
        self.assertGreater(len(blocks), index, f"README.md has {len(blocks)} blocks of Python that use MLflow; 2 are wanted")
        self.assertIn(ADDRESS, blocks[index], "the block does not say which server it means")
        environment = {key: value for key, value in os.environ.items() if key != "MLFLOW_TRACKING_URI"}
        done = subprocess.run(
            [sys.executable, "-c", blocks[index].replace(ADDRESS, self.server.url)], cwd=self.folder, capture_output=True, text=True,
            timeout=300, env=environment | {"MPLBACKEND": "Agg"})
        self.assertEqual(done.returncode, 0, done.stderr)

    def everything(self) -> dict:
        experiments = [each.experiment_id for each in self.client.search_experiments()]
        return {run.info.run_id: run for run in self.client.search_runs(experiments, max_results=10_000)}

    def test_a_pytorch_loop_logs_here(self):
        before = self.everything()
        self.run_block(0)
        new = [run for key, run in self.everything().items() if key not in before]
        self.assertEqual([run.info.status for run in new], ["FINISHED"])
        self.assertTrue(new[0].data.params)
        key = next(iter(new[0].data.metrics))
        self.assertGreater(len(self.history(new[0].info.run_id, key)), 10)

    def test_the_angles_of_a_finished_run_are_plotted(self):
        trained()
        self.run_block(1)
        pictures = [file.read_bytes()[:8] for file in self.folder.glob("*.png")]
        self.assertEqual(pictures, [b"\x89PNG\r\n\x1a\n"])
