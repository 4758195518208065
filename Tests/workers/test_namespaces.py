"""Workers on machines of their own, as far as the network goes: a network namespace each, and cables that can be pulled."""

import ctypes
import os
import shutil
import subprocess
import unittest

import processes

TOKEN = "0123456789abcdef0123456789abcdef"
SERVER = "10.231.77.1"
ADDRESSES = {"a": "10.231.77.2", "b": "10.231.77.3"}
CLONE_NEWNET = 0x40000000


def ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")


class NamespaceTests(processes.WorkerTest):
    def setUp(self):
        super().setUp()
        if os.geteuid() != 0 or not shutil.which("ip"):
            raise unittest.SkipTest("network namespaces need root and iproute2")
        number = os.getpid()
        self.names = {"server": f"bearing-{number}-s", "a": f"bearing-{number}-a", "b": f"bearing-{number}-b"}
        try:
            self.lay_cables()
        except OSError as refusal:
            raise unittest.SkipTest(f"no network namespaces here: {refusal}") from None

    def lay_cables(self) -> None:
        for name in self.names.values():
            ip("netns", "add", name)
            self.addCleanup(ip, "netns", "del", name)
            ip("-n", name, "link", "set", "lo", "up")
        server = self.names["server"]
        # On no cable, so that the other one is in use when one is pulled.
        ip("-n", server, "address", "add", f"{SERVER}/32", "dev", "lo")
        for worker, address in ADDRESSES.items():
            name = self.names[worker]
            ip("link", "add", f"to-{worker}", "netns", server, "type", "veth", "peer", "name", "cable", "netns", name)
            ip("-n", name, "address", "add", f"{address}/32", "dev", "cable")
            ip("-n", server, "link", "set", f"to-{worker}", "up")
            ip("-n", name, "link", "set", "cable", "up")
            self.route(worker)
        self.enter(server)

    def enter(self, name: str) -> None:
        """What this thread does from now on it does there."""
        library = ctypes.CDLL(None, use_errno=True)
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        self.addCleanup(os.close, home)

        def go(namespace: int) -> None:
            if library.setns(namespace, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")

        with open(f"/var/run/netns/{name}") as there:
            go(there.fileno())
        self.addCleanup(go, home)

    def pull(self, worker: str) -> None:
        """A sends into nothing: it is the other end that is down. B is told at once that there is no way."""
        name, link = self.end_that_is_pulled(worker)
        ip("-n", name, "link", "set", link, "down")

    def plug_in(self, worker: str) -> None:
        name, link = self.end_that_is_pulled(worker)
        ip("-n", name, "link", "set", link, "up")
        # A route goes with its link.
        self.route(worker)

    def end_that_is_pulled(self, worker: str) -> tuple[str, str]:
        return (self.names["server"], "to-a") if worker == "a" else (self.names["b"], "cable")

    def route(self, worker: str) -> None:
        ip("-n", self.names[worker], "route", "replace", SERVER, "dev", "cable")
        ip("-n", self.names["server"], "route", "replace", ADDRESSES[worker], "dev", f"to-{worker}", "src", SERVER)

    @processes.long
    def test_a_cable_is_pulled(self):
        """Worker A loses its link for longer than its lease while B trains the other run; B then takes A's, too."""
        file = self.folder / "token"
        file.touch(0o600)
        file.write_text(TOKEN + "\n")
        server = self.serve("--workers", "0", "--token-file", str(file), host=SERVER, token=TOKEN)
        self.submit(server, trials=2)
        workers = {}
        for run, worker in enumerate("ab", start=1):
            workers[worker] = self.work(server.url, "--token-file", str(file), run=None, inside=self.names[worker])
            server.until_status("running", run)
        # For less than a lease first.
        server.until_step(400, 2)
        self.pull("b")
        server.until("A goes on meanwhile", lambda: server.run(1)["step"] >= 900 and server.has_checkpoint(1))
        self.plug_in("b")
        self.pull("a")
        server.until_status("interrupted", 1, processes.LEASE + 5)
        server.until("B has taken it", lambda: server.run(1)["attempt"] == 2)
        self.plug_in("a")
        for worker in "ab":
            self.assertIn(workers[worker].wait(), (0, 1) if worker == "a" else (0,), workers[worker].said)
        print(workers["a"].said[-1000:])
        self.assertUndisturbed(server, 1, attempt=2)
        self.assertUndisturbed(server, 2)
