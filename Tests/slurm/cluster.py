"""A Slurm cluster of this machine alone: a controller and two nodes on loopback, in a folder of their own.

    cluster.py        starts one, prints how to reach it and waits until it is interrupted

It needs root, and Debian's `slurmctld slurmd slurm-client munge`. Nothing of it touches another cluster that the machine
may belong to: it has its own munge with its own key and socket, its own ports, and SLURM_CONF says where.
"""

import contextlib
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time

# The nodes may claim more cores and memory than there are (config_overrides), so that several runs are under way on any
# machine; LLN gives a job to the node with the least to do, so that already two are on both. There is no database of
# accounts behind it, as on many small clusters: `sacct` fails. Who dies is missed after twice SlurmdTimeout.
CONFIGURATION = """\
ClusterName=bearing-test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters={resources}
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,sched_min_interval=500000,batch_sched_delay=0
SlurmctldTimeout=10
SlurmdTimeout={node_timeout}
InactiveLimit=0
KillWait={kill_wait}
MinJobAge={job_age}
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs={cpus} RealMemory={memory} State=UNKNOWN
NodeName=n2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP LLN=YES
PartitionName=short Nodes=n1,n2 Default=NO MaxTime=10 State=UP
"""


def free_ports(count: int) -> list[int]:
    """Below those that the system gives to whoever connects: one of these could be taken before its daemon listens."""
    ports = []
    while len(ports) < count:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            if port not in ports:
                ports.append(port)
    return ports


class Cluster:
    """Started by `with`, and gone with all that it ran at the end."""

    NODES = ("n1", "n2")

    def __init__(self, cpus: int = 2, memory_mb: int = 8000, resources: str = "CR_Core_Memory",
                 node_timeout: int = 10, kill_wait: int = 10, job_age: int = 300):
        self.settings = {"cpus": cpus, "memory": memory_mb, "resources": resources, "node_timeout": node_timeout,
                         "kill_wait": kill_wait, "job_age": job_age}
        self.daemons: dict[str, subprocess.Popen] = {}
        self.folder = pathlib.Path()
        self.environment: dict[str, str] = {}

    def __enter__(self) -> "Cluster":
        if os.geteuid():
            sys.exit("a cluster of one's own needs root: slurmd starts everything as the user who submitted it")
        # Of the folders above its own munge asks that nobody else may write there, or that they are sticky.
        self.temporary = tempfile.TemporaryDirectory(prefix="bearing-slurm-", ignore_cleanup_errors=True)
        self.folder = pathlib.Path(self.temporary.name)
        self.environment = {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf")}
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.stop()
        self.temporary.cleanup()

    def start(self) -> None:
        folder = self.folder
        folder.chmod(0o755)
        (folder / "munge").mkdir(0o755)
        (folder / "state").mkdir()
        key = folder / "munge" / "key"
        key.touch(0o600)
        key.write_bytes(secrets.token_bytes(128))
        (folder / "slurm.conf").write_text(CONFIGURATION.format(
            folder=folder, host=socket.gethostname().split(".")[0], ports=free_ports(3), **self.settings))
        munge = folder / "munge"
        self._spawn("munged", "/usr/sbin/munged", "--foreground", f"--key-file={key}", f"--socket={munge}/socket",
                    f"--pid-file={munge}/pid", f"--seed-file={munge}/seed", f"--log-file={munge}/log")
        self._wait(lambda: (munge / "socket").exists(), 10, "munge's socket")
        self.start_controller()
        for node in self.NODES:
            self.start_node(node)
        self.wait_until_idle()

    def stop(self) -> None:
        """Ends the jobs first: their processes are no children of a slurmd, and would outlive it."""
        for job in self._processes_of_jobs():
            self._signal(job, signal.SIGKILL)
        for name in [*self.NODES, "slurmctld", "munged"]:
            if name in self.daemons:
                self._end(name, signal.SIGTERM)
        for job in self._processes_of_jobs():
            self._signal(job, signal.SIGKILL)

    def start_controller(self) -> None:
        self._spawn("slurmctld", "/usr/sbin/slurmctld", "-D")

    def stop_controller(self, how: int = signal.SIGTERM) -> None:
        self._end("slurmctld", how)

    def start_node(self, name: str) -> None:
        (self.folder / f"spool-{name}").mkdir(exist_ok=True)
        self._spawn(name, "/usr/sbin/slurmd", "-D", "-N", name)

    def kill_node(self, name: str) -> None:
        """As if the power went: first the node's slurmd, which could tell the controller, then all that runs there."""
        self._end(name, signal.SIGKILL)
        for process in self._processes_of_jobs(name):
            self._signal(process, signal.SIGKILL)

    def kill_daemon(self, name: str) -> None:
        """The node's slurmd alone. What it has started goes on."""
        self._end(name, signal.SIGKILL)

    def clear(self) -> None:
        """Whatever a failed test has left: its jobs are ended, and what it has killed is started again."""
        if "slurmctld" not in self.daemons:
            self.start_controller()
        for node in self.NODES:
            if node not in self.daemons:
                self.start_node(node)
        self._wait(lambda: self.run("scancel", "--me", check=False).returncode == 0, 30, "a controller that answers")
        self.wait_until_idle()

    def wait_until_idle(self, seconds: float = 60, nodes: tuple[str, ...] = NODES) -> None:
        self._wait(lambda: all(self.node_states().get(node) == "idle" for node in nodes), seconds,
                   lambda: f"nodes that are idle: {self.node_states()}\n{self.logs()}")

    def node_states(self) -> dict[str, str]:
        answer = self.run("sinfo", "-h", "-N", "-o", "%N %T", check=False)
        return dict(line.split() for line in answer.stdout.splitlines())

    def run(self, *words: str, check: bool = True, **options) -> subprocess.CompletedProcess:
        """One of Slurm's commands, asked of this cluster."""
        return subprocess.run(words, env=self.environment, check=check, text=True, capture_output=True, timeout=60,
                              **options)

    def squeue(self, *options: str) -> str:
        """For people. `-t all` shows also what has ended in the last minutes."""
        return self.run("squeue", "-r", "-o", "%.10i %.9P %.12j %.12T %.8M %.4C %R", *options, check=False).stdout

    def logs(self) -> str:
        logs = [*sorted(self.folder.glob("*.log")), self.folder / "munge" / "log"]
        return "\n".join(f"-- {log.name}\n{log.read_text()[-3000:]}" for log in logs if log.exists())

    def processes(self) -> dict[int, list[str]]:
        """What the nodes run: the words of each process's command by its id."""
        commands = {}
        for process in self._processes_of_jobs():
            with contextlib.suppress(OSError):
                words = (pathlib.Path("/proc") / str(process) / "cmdline").read_bytes()
                commands[process] = words.decode(errors="replace").rstrip("\0").split("\0")
        return commands

    def _spawn(self, name: str, *words) -> None:
        with open(self.folder / f"{name}.out", "ab") as output:
            # A session of its own: an interrupt from the keyboard is the test's, who then stops everything in order.
            self.daemons[name] = subprocess.Popen(
                words, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)

    def _end(self, name: str, how: int) -> None:
        process = self.daemons.pop(name)
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _processes_of_jobs(self, node: str | None = None) -> list[int]:
        """Every process that a node of this cluster has started, by what Slurm has put into its environment.

        A slurmstepd, which reports how the job ended, has no such environment. It is the parent of a job's process.
        """
        found = set()
        ours = b"SLURM_CONF=" + bytes(self.folder / "slurm.conf")
        for entry in pathlib.Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if not entry.name.isdigit() or ours not in (variables := (entry / "environ").read_bytes().split(b"\0")):
                    continue
                names = [each.partition(b"=")[2].decode() for each in variables if each.startswith(b"SLURMD_NODENAME=")]
                if names and node in (None, *names):
                    found.add(int(entry.name))
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    if b"slurmstepd" in (pathlib.Path("/proc") / str(parent) / "comm").read_bytes():
                        found.add(parent)
        return sorted(found)

    @staticmethod
    def _signal(process: int, which: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, which)

    def _wait(self, condition, seconds: float, what) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            ended = {name: process.returncode for name, process in self.daemons.items() if process.poll() is not None}
            if ended or time.monotonic() > deadline:
                sys.exit(f"the cluster did not come to {what() if callable(what) else what}"
                         + "".join(f"\n{name} ended with {status}:\n{(self.folder / f'{name}.out').read_text()[-3000:]}"
                                   for name, status in ended.items()))
            time.sleep(0.2)


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: sys.exit())
    with Cluster() as cluster:
        print(f"export SLURM_CONF={cluster.environment['SLURM_CONF']}", flush=True)
        while True:
            signal.pause()
