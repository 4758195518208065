"""The calls for files by hand: paths that lead elsewhere, uploads in chunks, and how a browser would get them."""

import requests
from server import ClientTest, bearing_only


class ArtifactPathTests(ClientTest):
    def files(self, method, path, /, body=None, **query):
        return self.server.send(method, "/api/2.0/mlflow-artifacts/artifacts" + path, body, {"Content-Type": "image/png"}, **query)

    def setUp(self):
        super().setUp()
        uri = self.client.get_run(self.new_run()).info.artifact_uri
        self.root = "/" + uri.removeprefix("mlflow-artifacts:").strip("/")

    def test_put_get_list_and_delete(self):
        self.assertEqual(self.files("PUT", self.root + "/a%20b.png", b"\x89PNG")[0], 200)
        status, headers, content = self.files("GET", self.root + "/a%20b.png")
        self.assertEqual((status, content, headers["Content-Length"]), (200, b"\x89PNG", "4"))
        status, _, listed = self.files("GET", "", path=self.root.strip("/"))
        self.assertEqual((status, len(listed["files"])), (200, 1))
        file = listed["files"][0]
        self.assertEqual((file["path"], file["is_dir"], int(file["file_size"])), ("a b.png", False, 4))
        for _ in range(2):
            self.assertEqual(self.files("DELETE", self.root + "/a%20b.png")[0], 200)
        self.assertEqual(self.files("GET", "", path=self.root.strip("/"))[::2], (200, {}))

    def test_an_upload_in_chunks(self):
        chunks = (bytes([index]) * 70_000 for index in range(10))
        answer = requests.put(f"{self.server.url}/api/2.0/mlflow-artifacts/artifacts{self.root}/chunks", data=chunks, timeout=60)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.files("GET", self.root + "/chunks")[2], b"".join(bytes([index]) * 70_000 for index in range(10)))

    def test_paths_that_lead_out(self):
        for path in (
            "/../x", self.root + "/../../x", self.root + "/%2e%2e/%2e%2e/x", self.root + "/..%2fx", "//etc/passwd",
            self.root + "/a%23b",
        ):  # fmt: skip
            with self.subTest(path=path):
                status, _, answer = self.files("PUT", path, b"x")
                self.assertEqual(status, 400)
                self.assertEqual(answer["error_code"], "INVALID_PARAMETER_VALUE")
                self.assertGreaterEqual(self.files("GET", path)[0], 400)
        for path in ("../..", "/etc", self.root.strip("/") + "/../.."):
            with self.subTest(path=path):
                self.assertEqual(self.files("GET", "", path=path)[0], 400)

    def test_what_is_not_there(self):
        self.assertEqual(self.files("GET", "", path=self.root.strip("/") + "/none")[::2], (200, {}))
        self.files("PUT", self.root + "/file", b"x")
        self.assertEqual(self.files("GET", "", path=self.root.strip("/") + "/file")[::2], (200, {}))
        if not self.server.is_reference:
            status, _, answer = self.files("GET", self.root + "/none")
            self.assertEqual((status, answer["error_code"]), (404, "RESOURCE_DOES_NOT_EXIST"))

    def test_a_browser_runs_nothing_of_it(self):
        self.assertEqual(self.files("PUT", self.root + "/page.html", b"<script>alert(1)</script>")[0], 200)
        _, headers, _ = self.files("GET", self.root + "/page.html")
        self.assertTrue(headers["Content-Disposition"].startswith("attachment"))
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")

    def assertRefusedWithCode(self, answer):
        self.assertIn(answer[0], (400, 404, 409))
        self.assertTrue(answer[2]["error_code"] and answer[2]["message"])

    @bearing_only
    def test_what_cannot_be_a_file(self):
        """MLflow's server answers 500 to the first two, which the client would send for minutes."""
        self.files("PUT", self.root + "/file", b"1")
        self.files("PUT", self.root + "/folder/file", b"2")
        self.assertRefusedWithCode(self.files("PUT", self.root + "/file/below", b"x"))
        self.assertRefusedWithCode(self.files("PUT", self.root + "/folder", b"x"))
        self.assertRefusedWithCode(self.files("PUT", self.root + "/", b"x"))
        self.assertRefusedWithCode(self.files("PUT", "/777777/none/artifacts/file", b"x"))
        self.assertRefusedWithCode(self.files("GET", self.root + "/folder"))
        self.assertEqual(self.files("GET", self.root + "/file")[2], 1)
        self.assertEqual(self.files("GET", self.root + "/folder/file")[2], 2)
