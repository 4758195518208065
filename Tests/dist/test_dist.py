"""Starts what `make dist` packed on a bare Debian 12, which has none of its libraries.

    test_dist.py TAR

A bare system comes from debootstrap (its smallest variant), from the mirror that this machine's own packages come from. There,
as a user without rights: every library is the tar's own or glibc's, whatever LD_LIBRARY_PATH says; doctor finds nothing that
fails; a network is trained, also after the folder has been moved, with the same weights; the server shows its pages, and where
there is `bearing worker`, one trains for it. At last the program trains on an emulated processor that has what the tar's name
says and no more. Needs root, debootstrap, objdump and qemu-user-static. The bare system lies beside the tar and goes in the end.
"""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "python"))
import tiny_mnist  # noqa: E402

SUITE = "bookworm"
# What stays the system's: the loader, and what must fit it.
GLIBC = re.compile(r"(ld-linux-x86-64|lib(c|m|mvec|dl|rt|pthread|resolv|util|anl))\.so\.\d+$")
# Examples of what a bare system must not have, or the test would say nothing.
ABSENT = ["libswiftCore.so", "libFoundation.so", "libdnnl.so.2", "libmicrohttpd.so.12", "libcurl.so.4", "libsqlite3.so.0",
          "libarchive.so.13", "libturbojpeg.so.0", "libgomp.so.1"]
# An emulated processor for each level that a tar may be built for.
EMULATED = {"x86-64-v2": "Nehalem", "x86-64-v3": "Haswell-noTSX"}
CONFIG = {"dataset": "mnist", "network": {"name": "fc5", "width": 16}, "method": "dkp", "epochs": 2, "batch_size": 20,
          "resources": {"threads": 1}}


def mirror() -> str:
    """Where this machine's own Debian packages come from."""
    sources = pathlib.Path("/etc/apt")
    for file in [sources / "sources.list", *sorted((sources / "sources.list.d").glob("*"))]:
        text = file.read_text() if file.is_file() else ""
        for block in text.split("\n\n"):
            uris = re.search(r"^URIs:\s*(\S+)", block, re.MULTILINE)
            if uris and re.search(rf"^Suites:.*\b{SUITE}(\s|$)", block, re.MULTILINE):
                return uris[1]
        line = re.search(rf"^deb\s+(?:\[.*?\]\s+)?(\S+)\s+{SUITE}\s", text, re.MULTILINE)
        if line:
            return line[1]
    return "http://deb.debian.org/debian"


def need(condition: object, words: str) -> None:
    if not condition:
        sys.exit(f"FAILED: {words}")


class Bare:
    """A bare system, in which programs run as nobody."""

    def __init__(self, root: pathlib.Path):
        self.root = root

    def inside(self, path: pathlib.Path) -> str:
        return "/" + str(path.relative_to(self.root))

    def command(self, words: list, **variables: str) -> list:
        """In a mount namespace of its own, so that /proc is there and goes with the process."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/home/nobody"} | variables
        return ["unshare", f"--mount-proc={self.root}/proc", "chroot", "--userspec=65534:65534", self.root, "/usr/bin/env", "-i",
                *(f"{name}={value}" for name, value in environment.items()), *words]

    def run(self, *words, status: int | None = 0, **variables: str) -> str:
        done = subprocess.run(self.command(list(words), **variables), capture_output=True, text=True, timeout=600)
        if status is not None and done.returncode != status:
            sys.exit(f"FAILED: {' '.join(map(str, words))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextlib.contextmanager
    def server(self, program: str, *options: str):
        process = subprocess.Popen(
            self.command([program, "serve", "--port", "0", *options]), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            words = process.stdout.readline().split()
            need(words, "the server did not start" + ("" if words else ":\n" + process.stderr.read()))
            yield words[-1]
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        need(process.returncode == 0, f"the server ended with {process.returncode}")


def call(url: str, path: str, body=None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url + path, data, {"Content-Type": "application/json"}), timeout=60) as answer:
        return answer.read()


def libraries(bare: Bare, folder: pathlib.Path) -> None:
    """Each library of the program and of its libraries is in the folder, or glibc's."""
    installed = {path.name for place in ("lib", "lib64", "usr/lib", "usr/local/lib", "opt") for path in (bare.root / place).rglob("*.so*")
                 if folder not in path.parents}
    need(not installed & set(ABSENT), f"the bare system is not bare: it has {installed & set(ABSENT)}")
    own = bare.inside(folder / "lib")
    files = [bare.inside(folder / "bin/bearing"), *sorted(bare.inside(path) for path in (folder / "lib").iterdir())]
    found = set()
    for line in bare.run("ldd", *files).splitlines():
        need("not found" not in line, line)
        if match := re.match(r"\s+(\S+) => (\S+) \(", line):
            name, path = match.groups()
            place = os.path.normpath(os.path.dirname(path))
            need(place == own or GLIBC.match(name), f"{name} is the system's: {path}")
            if place == own:
                found.add(name)
    unneeded = {path.name for path in (folder / "lib").iterdir()} - found
    need(not unneeded, f"nothing needs {unneeded}")
    listed = re.findall(r"^(\S+\.so[.\d]*): \S", (folder / "LIBRARIES.txt").read_text(), re.MULTILINE)
    need(sorted(listed) == sorted(found), f"LIBRARIES.txt lists others: {set(listed) ^ found}")
    # As modules of a cluster have it: other libraries of the same names, here such as cannot be loaded at all.
    others = bare.root / "opt/modules"
    others.mkdir()
    for name in found:
        (others / name).touch()
    bare.run(files[0], "--version", LD_LIBRARY_PATH="/opt/modules")
    print(f"{len(found)} libraries come from the tar, the rest are glibc's, whatever LD_LIBRARY_PATH says")


def doctor(bare: Bare, folder: pathlib.Path) -> None:
    findings = json.loads(bare.run(bare.inside(folder / "bin/bearing"), "doctor", "--data", "/home/nobody/none", "--format", "json"))["findings"]
    need(not [finding for finding in findings if finding["level"] == "fail"], f"doctor: {findings}")
    for name in ("web-static", "migrations"):
        need(any(bare.inside(folder / "share/bearing" / name) in finding["what"] for finding in findings), f"doctor: {name} is elsewhere")
    print(f"doctor: {len(findings)} findings, none fails")


def train(bare: Bare, folder: pathlib.Path, name: str, *before: str, **variables: str) -> str:
    """A digest of the weights that the config comes to."""
    program, weights = bare.inside(folder / "bin/bearing"), f"/home/nobody/{name}.safetensors"
    bare.run(*before, program, "run", "/opt/config.json", "--data", f"/home/nobody/{name}", "--datasets", "/opt/datasets",
             "--save", weights, **variables)
    status = bare.run(program, "sql", "--data", f"/home/nobody/{name}", "--format", "csv", "select status, step from runs")
    need(status.split() == ["status,step", "succeeded,20"], f"the run: {status}")
    return hashlib.sha256((bare.root / weights.lstrip("/")).read_bytes()).hexdigest()


LOSSES = "select metric, layer, step, value from metrics where metric <> 'samples_per_second' order by 1, 2, 3"


def serve(bare: Bare, folder: pathlib.Path, elsewhere: pathlib.Path) -> None:
    """The server of one folder, and the worker of the other, if there is one."""
    program, other, data = bare.inside(folder / "bin/bearing"), bare.inside(elsewhere / "bin/bearing"), "/home/nobody/served"
    has_worker = re.search(r"^  worker\s", bare.run(program, "--help"), re.MULTILINE)
    with bare.server(program, "--data", data, "--datasets", "/opt/datasets", "--workers", "0") as url:
        need(b"<html" in call(url, "/") and json.loads(call(url, "/api/v1/health"))["status"] == "ok", "the server's pages")
        print("serve: the pages and the API answer")
        if not has_worker:
            print("worker: this program has none")
            return
        need("bearing worker" in bare.run(program, "worker", "--help"), "bearing worker --help")
        call(url, "/api/v1/jobs", CONFIG)
        bare.run(other, "worker", "--server", url, "--datasets", "/opt/datasets", "--scratch", "/home/nobody/scratch", "--threads", "1")
        run = json.loads(call(url, "/api/v1/runs/1"))
        need(run["status"] == "succeeded", f"the worker's run: {run}")
    here, there = (bare.run(program, "sql", "--data", place, "--format", "csv", "--limit", "100000", LOSSES) for place in ("/home/nobody/first", data))
    need(len(here.splitlines()) > 20 and here == there, "a worker's points are others than those of bearing run")
    print("worker: one from a folder elsewhere trained for the server, with the points of bearing run")


def processor(bare: Bare, folder: pathlib.Path) -> None:
    """On an emulated processor of the level that the tar's name says."""
    level = next((level for level in EMULATED if folder.name.endswith("-" + level)), None)
    if not level:
        print("no processor to emulate for this tar")
        return
    code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", folder / "bin/bearing"], capture_output=True, text=True, check=True).stdout
    count = len(re.findall(r"%zmm|%k[1-7]\b", code))
    need(count == 0, f"the program was not built for {level}: {count} of its instructions are AVX-512")
    shutil.copy(shutil.which("qemu-x86_64-static"), bare.root / "usr/bin/emulate")
    # With a number of rounds set, the program does not start itself again, which would be on the real processor.
    digest = train(bare, folder, "emulated", "/usr/bin/emulate", "-cpu", EMULATED[level], GOMP_SPINCOUNT="1000")
    print(f"trained on an emulated {EMULATED[level]}: weights {digest[:12]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tar", type=lambda path: pathlib.Path(path).absolute())
    tar = parser.parse_args().tar
    need(os.geteuid() == 0, "this makes a system to start programs in, which takes root")
    for tool in ("debootstrap", "unshare", "objdump", "qemu-x86_64-static"):
        need(shutil.which(tool), f"{tool} is not installed")
    with tempfile.TemporaryDirectory(prefix="bare-", dir=tar.parent) as temporary:
        os.chmod(temporary, 0o755)
        bare = Bare(pathlib.Path(temporary) / "system")
        began = time.monotonic()
        made = subprocess.run(["debootstrap", "--variant=minbase", SUITE, bare.root, mirror()], capture_output=True, text=True)
        need(made.returncode == 0, f"debootstrap from {mirror()}:\n{made.stdout[-3000:]}{made.stderr[-3000:]}")
        print(f"a bare {SUITE} from {mirror()} in {time.monotonic() - began:.0f} s")

        first = bare.root / "opt/first"
        first.mkdir()
        subprocess.run(["tar", "-xzf", tar, "-C", first], check=True)
        need([path.name for path in first.iterdir()] == [tar.name.removesuffix(".tar.gz")], "the tar is not one folder of its own name")
        folder = first / tar.name.removesuffix(".tar.gz")
        home = bare.root / "home/nobody"
        home.mkdir()
        os.chown(home, 65534, 65534)
        tiny_mnist.write_dataset(bare.root / "opt/datasets/mnist")
        (bare.root / "opt/config.json").write_text(json.dumps(CONFIG))

        version = bare.run(bare.inside(folder / "bin/bearing"), "--version").strip()
        need(folder.name.startswith(f"bearing-{version}-"), f"version {version} in {folder.name}")
        libraries(bare, folder)
        doctor(bare, folder)
        here = train(bare, folder, "first")
        elsewhere = bare.root / "srv/a folder elsewhere"
        shutil.copytree(folder, elsewhere, symlinks=True)
        hidden = folder.rename(first / "hidden")
        need(train(bare, elsewhere, "moved") == here, "moved, it comes to other weights")
        print(f"trained twice, before and after the folder was moved: weights {here[:12]}")
        hidden.rename(folder)
        serve(bare, folder, elsewhere)
        processor(bare, folder)


if __name__ == "__main__":
    main()
