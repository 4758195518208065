"""Files of runs: every way of logging them, listing, reading, overwriting and deleting them."""

import hashlib
import pathlib
import random
import tempfile

import mlflow
import requests
from mlflow.tracking.artifact_utils import get_artifact_repository
from server import ClientTest


class ArtifactTests(ClientTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.run_id = self.new_run()

    def listed(self, path=None, run=None) -> list:
        # MLflow's server leaves a size of 0 out.
        files = self.client.list_artifacts(run or self.run_id, path)
        return sorted((file.path, file.is_dir, file.file_size or 0) for file in files)

    def read(self, path, run=None) -> bytes:
        """What is downloaded, each time into a folder of its own."""
        with tempfile.TemporaryDirectory() as folder:
            return pathlib.Path(self.client.download_artifacts(run or self.run_id, path, folder)).read_bytes()

    def write(self, name, content=b"x") -> pathlib.Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def test_files_and_folders(self):
        self.client.log_artifact(self.run_id, self.write("notes.txt", b"first"))
        self.client.log_artifact(self.run_id, self.write("weights.bin", bytes(range(256))), "deep/er")
        self.write("tree/a.txt", b"a")
        self.write("tree/sub/b.txt", b"bb")
        self.client.log_artifacts(self.run_id, self.folder / "tree")
        self.client.log_artifacts(self.run_id, self.folder / "tree", "copy")
        self.assertEqual(self.listed(), [
            ("a.txt", False, 1), ("copy", True, 0), ("deep", True, 0), ("notes.txt", False, 5), ("sub", True, 0)])
        self.assertEqual(self.listed("deep"), [("deep/er", True, 0)])
        self.assertEqual(self.listed("deep/er"), [("deep/er/weights.bin", False, 256)])
        self.assertEqual(self.listed("copy/sub"), [("copy/sub/b.txt", False, 2)])
        self.assertEqual(self.read("deep/er/weights.bin"), bytes(range(256)))
        self.assertEqual(self.read("copy/sub/b.txt"), b"bb")

    def test_a_whole_folder_is_downloaded(self):
        for name, content in (("a", b"1"), ("b/c", b"2"), ("b/d/e", b"3")):
            self.write("tree/" + name, content)
        self.client.log_artifacts(self.run_id, self.folder / "tree", "all")
        into = self.folder / "into"
        into.mkdir()
        mlflow.artifacts.download_artifacts(run_id=self.run_id, artifact_path="all", dst_path=str(into))
        found = {str(file.relative_to(into / "all")): file.read_bytes() for file in into.rglob("*") if file.is_file()}
        self.assertEqual(found, {"a": b"1", "b/c": b"2", "b/d/e": b"3"})
        root = pathlib.Path(mlflow.artifacts.download_artifacts(f"runs:/{self.run_id}/", dst_path=str(self.folder)))
        self.assertEqual((root / "all/b/c").read_bytes(), b"2")

    def test_what_the_client_makes_itself(self):
        import matplotlib.pyplot as plot
        import numpy
        import pandas
        import PIL.Image

        mlflow.end_run()
        with mlflow.start_run(run_id=self.run_id):
            mlflow.log_text("größe\n", "text.txt")
            mlflow.log_dict({"a": [1, "ß"]}, "dict.json")
            mlflow.log_dict({"a": [1, 2]}, "dict.yaml")
            figure, axes = plot.subplots()
            axes.plot([1, 2])
            mlflow.log_figure(figure, "plots/figure.png")
            plot.close(figure)
            mlflow.log_image(numpy.full((4, 5, 3), 128, dtype=numpy.uint8), "image.png")
            mlflow.log_image(PIL.Image.new("RGB", (8, 8), "red"), key="first sample", step=3, synchronous=True)
            mlflow.log_table({"x": [1, 2], "y": ["a", "b"]}, "table.json")
            mlflow.log_table(pandas.DataFrame({"x": [3], "y": ["c"]}), "table.json")
        self.assertEqual(mlflow.artifacts.load_text(f"runs:/{self.run_id}/text.txt"), "größe\n")
        self.assertEqual(mlflow.artifacts.load_dict(f"runs:/{self.run_id}/dict.json"), {"a": [1, "ß"]})
        self.assertEqual(mlflow.artifacts.load_image(f"runs:/{self.run_id}/image.png").size, (5, 4))
        self.assertEqual(self.read("plots/figure.png")[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(len(self.listed("images")), 2)
        table = mlflow.load_table("table.json", run_ids=[self.run_id])
        self.assertEqual((list(table["x"]), list(table["y"])), ([1, 2, 3], ["a", "b", "c"]))
        tags = self.client.get_run(self.run_id).data.tags
        self.assertIn("table.json", tags["mlflow.loggedArtifacts"])

    def test_contents_of_every_kind(self):
        for name, content in (
            ("empty", b""), ("zero", b"\0"), ("lines.txt", b"a\r\nb\n\r"), ("page.html", b"<script>alert(1)</script>"),
            ("data.json", b"{}"), ("list.json", b"[1]"), ("broken.json", b"{"), ("packed.gz", b"\x1f\x8b\x08garbage"),
            ("binary.npy", random.Random(1).randbytes(100_000)),
        ):  # fmt: skip
            with self.subTest(name=name):
                self.client.log_artifact(self.run_id, self.write(name, content))
                self.assertEqual(self.read(name), content)
                self.assertIn((name, False, len(content)), self.listed())

    def test_names_of_every_kind(self):
        # Not `?` or what looks percent-encoded: the client itself sends another path for those.
        names = [
            "with space.txt", "größe.txt", "日本語/файл.txt", "100%.txt", "a+b&c=d.txt", "semi;colon,comma.txt", "no_extension",
            ".hidden", "a.b.c.tar.gz", "x" * 200, "quote'\".txt", "(1) [2] {3}.txt", "back`tick~.txt", "dot./dir.d/f.", "emoji 😀.txt",
        ]  # fmt: skip
        for index, name in enumerate(names):
            with self.subTest(name=name):
                self.client.log_text(self.run_id, f"file {index}", name)
                self.assertEqual(self.read(name), f"file {index}".encode())
        listed = {path for path, is_dir, _ in self.listed() if not is_dir}
        self.assertEqual(listed, {name for name in names if "/" not in name})
        self.assertEqual([path for path, *_ in self.listed("日本語")], ["日本語/файл.txt"])

    def test_a_later_file_takes_the_place(self):
        for content in (b"a long first version", b"second", b""):
            self.client.log_artifact(self.run_id, self.write("model.bin", content), "models")
            self.assertEqual(self.read("models/model.bin"), content)
            self.assertEqual(self.listed("models"), [("models/model.bin", False, len(content))])

    def test_equal_files_have_lives_of_their_own(self):
        for name in ("one", "two"):
            self.client.log_text(self.run_id, "same", name)
        repository = get_artifact_repository(self.client.get_run(self.run_id).info.artifact_uri)
        repository.delete_artifacts("one")
        self.assertEqual(self.listed(), [("two", False, 4)])
        self.assertEqual(self.read("two"), b"same")

    def test_files_of_other_runs_are_not_to_be_seen(self):
        other = self.new_run()
        self.client.log_text(self.run_id, "mine", "file.txt")
        self.client.log_text(other, "yours", "file.txt")
        self.client.log_text(other, "yours", "more.txt")
        self.assertEqual((self.read("file.txt"), self.read("file.txt", other)), (b"mine", b"yours"))
        self.assertEqual([path for path, *_ in self.listed()], ["file.txt"])
        self.assertNotEqual(
            self.client.get_run(self.run_id).info.artifact_uri, self.client.get_run(other).info.artifact_uri)

    def test_nothing_there(self):
        self.assertEqual(self.listed(), [])
        self.assertEqual(self.listed("no/such/folder"), [])
        self.client.log_text(self.run_id, "x", "file.txt")
        self.assertEqual(self.listed("file.txt"), [])
        with self.assertRaises((mlflow.MlflowException, requests.HTTPError)):
            self.read("no such file")

    def test_deleting(self):
        repository = get_artifact_repository(self.client.get_run(self.run_id).info.artifact_uri)
        for name in ("a.txt", "folder/b.txt", "folder/sub/c.txt", "folder2/d.txt"):
            self.client.log_text(self.run_id, "x", name)
        repository.delete_artifacts("a.txt")
        self.assertEqual([path for path, *_ in self.listed()], ["folder", "folder2"])
        repository.delete_artifacts("folder")
        self.assertEqual([path for path, *_ in self.listed()], ["folder2"])
        self.assertEqual(self.listed("folder"), [])
        self.client.log_text(self.run_id, "again", "a.txt")
        self.assertEqual(self.read("a.txt"), b"again")

    def test_a_big_file(self):
        content = random.Random(2).randbytes(20 << 20)
        self.client.log_artifact(self.run_id, self.write("big.bin", content))
        self.assertEqual(self.listed(), [("big.bin", False, 20 << 20)])
        self.assertEqual(hashlib.sha256(self.read("big.bin")).digest(), hashlib.sha256(content).digest())

    def test_a_deleted_runs_files_come_back_with_it(self):
        self.client.log_text(self.run_id, "kept", "file.txt")
        self.client.delete_run(self.run_id)
        self.client.restore_run(self.run_id)
        self.assertEqual(self.read("file.txt"), b"kept")
