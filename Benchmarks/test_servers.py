"""python3 -m unittest discover -s Benchmarks"""

import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "trackers"))
import curve  # noqa: E402
import empty  # noqa: E402
import process  # noqa: E402

API = "/api/2.0/mlflow/"


class EmptyServer(unittest.TestCase):
    POINTS = 30_000

    @classmethod
    def setUpClass(cls):
        server = empty.Server(cls.POINTS)
        threading.Thread(target=server.run, daemon=True).start()
        cls.port = server.socket.getsockname()[1]

    def setUp(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        self.addCleanup(self.connection.close)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, dict]:
        self.connection.request(method, API + path, body, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def test_what_is_logged_is_answered_on_one_connection(self):
        for body in ("{}", json.dumps({"metrics": 10_000 * [{"key": "loss"}]}), ""):
            for path in ("runs/log-metric", "runs/log-batch"):
                self.assertEqual(self.ask("POST", path, body), (200, {}))
                connection = self.connection.sock
        self.assertIs(self.connection.sock, connection)

    def test_two_calls_may_arrive_at_once_and_one_in_parts(self):
        call = f"POST {API}runs/log-metric HTTP/1.1\r\ncontent-length: 2\r\n\r\n{{}}".encode()
        self.connection.connect()
        self.connection.sock.sendall(call + call + call[:30])
        time.sleep(0.05)
        self.connection.sock.sendall(call[30:])
        answers = b""
        while answers.count(b"\r\n\r\n{}") < 3:
            answers += self.connection.sock.recv(1000)
        self.assertEqual(answers, 3 * empty.answer("200 OK", {}))

    def test_a_history_comes_in_pages(self):
        _, first = self.ask("GET", "metrics/get-history?run_id=0&metric_key=loss&max_results=25000")
        _, last = self.ask("GET", f"metrics/get-history?run_id=0&page_token={first.pop('next_page_token')}&metric_key=loss")
        self.assertNotIn("next_page_token", last)
        found = [(one["step"], one["value"]) for page in (first, last) for one in page["metrics"]]
        self.assertEqual(found, [(step, values["loss"]) for step, values in curve.steps(self.POINTS)])

    def test_what_the_client_does_not_need_is_refused_in_its_words(self):
        status, problem = self.ask("GET", "runs/search")
        self.assertEqual((status, problem["error_code"]), (404, "ENDPOINT_NOT_FOUND"))


class Processes(unittest.TestCase):
    def test_time_of_children_counts(self):
        work = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ntime.sleep(60)"
        parent = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {work!r}])"
        with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, start_new_session=True) as started:
            try:
                started.stdout.readline()
                found = process.at_rest(started.pid)
            finally:
                os.killpg(started.pid, 9)
        self.assertEqual(len(found), 2)
        self.assertGreaterEqual(sum(found.values()), 0.3)

    def test_a_child_that_came_in_between_counts_and_one_that_ended_is_a_failure(self):
        self.assertEqual(process.spent({1: 2.0}, {1: 3.0, 2: 0.5}), 1.5)
        with self.assertRaisesRegex(RuntimeError, r"\[2\]"):
            process.spent({1: 2.0, 2: 0.5}, {1: 3.0})

    def test_a_server_that_does_not_start_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "log"
            with self.assertRaisesRegex(RuntimeError, "sh did not start: no such folder"):
                with process.listening(["/bin/sh", "-c", "echo no such folder >&2"], log):
                    pass

    def test_a_server_is_stopped_at_the_end(self):
        with tempfile.TemporaryDirectory() as folder:
            command = ["/bin/sh", "-c", "echo serving http://127.0.0.1:4711; exec sleep 60"]
            with process.listening(command, pathlib.Path(folder) / "log") as (host, port, number):
                self.assertEqual((host, port), ("127.0.0.1", 4711))
                self.assertIn(number, process.processor_seconds(number))
        with self.assertRaises(OSError):
            process.clock(number)


if __name__ == "__main__":
    unittest.main()
