"""The proxy alone, between a client and a small server of Python."""

import collections
import http.client
import http.server
import threading
import time
import unittest

import proxy


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = self.headers["Content-Length"]
        body = self.rfile.read(int(length)) if length else self.chunks()
        if len(body) == int(length or len(body)):
            self.server.heard.append(body)
        answer = b"heard " + body
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_PUT = do_POST

    def do_GET(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"3\r\nabc\r\n2;why=not\r\nde\r\n0\r\nTrailer: x\r\n\r\n")

    def chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size + 2)[:-2])
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass


class ProxyTests(unittest.TestCase):
    def setUp(self):
        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.heard = []
        self.addCleanup(self.server.server_close)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(self.server.shutdown)
        self.proxy = proxy.Proxy(self.server.server_port)
        self.addCleanup(self.proxy.close)

    def connection(self, timeout: float = 10) -> http.client.HTTPConnection:
        made = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=timeout)
        self.addCleanup(made.close)
        return made

    def send(self, body: bytes, connection=None, method="POST", **headers) -> bytes | None:
        """None where the connection breaks."""
        connection = connection or self.connection()
        try:
            connection.request(method, "/a/metrics", body, headers)
            return connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return None

    def only(self, kind: str, **more: int) -> None:
        self.proxy.disturb(1)
        self.proxy.deck = proxy.Deck(1, {kind: 1, **more})

    def test_passes_on_what_it_gets(self):
        connection = self.connection()
        self.assertEqual(self.send(b"one", connection), b"heard one")
        self.assertEqual(self.send(b"x" * 3_000_000, connection, "PUT", Expect="100-continue"), b"heard " + b"x" * 3_000_000)
        connection.request("GET", "/chunks")
        self.assertEqual(connection.getresponse().read(), b"abcde")
        self.assertEqual(self.proxy.answers, {"GET chunks 200": 1, "POST metrics 200": 1, "PUT metrics 200": 1})

    def test_takes_a_body_in_chunks(self):
        connection = self.connection()
        connection.request("POST", "/a/metrics", iter([b"one", b"two"]), encode_chunked=True)
        self.assertEqual(connection.getresponse().read(), b"heard onetwo")

    def test_loses_a_request(self):
        self.only("lose request")
        self.assertIsNone(self.send(b"a"))
        self.assertEqual(self.server.heard, [])

    def test_loses_an_answer(self):
        self.only("lose answer")
        self.assertIsNone(self.send(b"a"))
        self.assertEqual(self.server.heard, [b"a"])

    def test_cuts_a_request(self):
        self.only("cut request")
        self.assertIsNone(self.send(b"a" * 100_000))
        time.sleep(0.1)
        self.assertEqual(self.server.heard, [])

    def test_cuts_an_answer(self):
        self.only("cut answer")
        self.assertIsNone(self.send(b"a"))
        self.assertEqual(self.server.heard, [b"a"])

    def test_sends_twice(self):
        self.only("twice")
        self.assertEqual(self.send(b"a"), b"heard a")
        self.assertEqual(self.server.heard, [b"a", b"a"])

    def test_sends_an_old_one_again(self):
        self.assertEqual(self.send(b"old"), b"heard old")
        self.only("replay")
        self.assertEqual(self.send(b"new"), b"heard new")
        self.assertEqual(self.server.heard, [b"old", b"new", b"old"])

    def test_lets_a_later_one_overtake(self):
        self.only("hold")
        first = threading.Thread(target=self.send, args=(b"first",))
        first.start()
        while not self.proxy.counts["hold"]:
            time.sleep(0.01)
        self.proxy.calm()
        self.assertEqual(self.send(b"second"), b"heard second")
        first.join()
        self.assertEqual(self.server.heard, [b"second", b"first"])

    def test_holds_no_longer_than_it_may(self):
        self.only("hold")
        begin = time.monotonic()
        self.assertEqual(self.send(b"alone"), b"heard alone")
        self.assertLess(time.monotonic() - begin, proxy.LONGEST_HOLD + 1)
        self.assertEqual(self.proxy.counts["overtaken"], 0)

    def test_is_cut_off_and_restored(self):
        connection = self.connection()
        self.assertEqual(self.send(b"a", connection), b"heard a")
        for _ in range(2):
            self.proxy.cut()
            self.assertIsNone(self.send(b"lost", connection))
            self.assertIsNone(self.send(b"lost"))
            self.proxy.restore()
            self.assertEqual(self.send(b"b"), b"heard b")
        self.assertEqual(self.server.heard, [b"a", b"b", b"b"])

    def test_hangs_and_what_was_sent_comes_late(self):
        self.proxy.cut("hang")
        self.assertIsNone(self.send(b"late", self.connection(timeout=0.2)))
        self.assertEqual(self.server.heard, [])
        self.proxy.restore()
        self.assertEqual(self.send(b"b"), b"heard b")
        deadline = time.monotonic() + 5
        while b"late" not in self.server.heard and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertIn(b"late", self.server.heard)

    def test_a_server_that_is_gone_breaks_the_connection(self):
        self.server.server_close()
        self.server.shutdown()
        self.assertIsNone(self.send(b"a"))

    def test_a_deck_has_each_fault_by_its_share(self):
        one, other = proxy.Deck(7), proxy.Deck(7)
        dealt = [one.deal() for _ in range(sum(proxy.FAULTS.values()))]
        self.assertEqual(collections.Counter(dealt), proxy.FAULTS)
        self.assertEqual(dealt, [other.deal() for _ in dealt])
        self.assertNotEqual(dealt, [one.deal() for _ in dealt])

    def test_many_at_once_through_all_faults(self):
        """Sent until it is answered, each body arrives, and whoever is answered gets the answer to their own."""
        self.proxy.disturb(3)
        wrong = []

        def client(number: int) -> None:
            connection = self.connection()
            for count in range(12):
                body = f"{number}-{count}".encode()
                while (answer := self.send(body, connection)) is None:
                    pass
                if answer != b"heard " + body:
                    wrong.append((body, answer))

        threads = [threading.Thread(target=client, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertEqual(set(self.server.heard), {f"{number}-{count}".encode() for number in range(8) for count in range(12)})
        self.assertEqual(set(self.proxy.faults), set(proxy.FAULTS) - {"clean"})
        self.assertGreater(self.proxy.counts["overtaken"], 0)


if __name__ == "__main__":
    unittest.main()
