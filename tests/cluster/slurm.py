#!/usr/bin/env python3
"""What `jingchu submit --print slurm` writes, on a real Slurm of one node.

Starts munged, slurmctld and slurmd in a private folder with ports of their own on the loopback, and stops them again.
Eight shards run as an array job; one is killed while it works and one is put back into the queue; the dependent job
merges them, and the bytes are those of a single run. Ends with 77 and says why where the packages are missing.
"""

import argparse
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

NEEDED = {"munged": "munge", "munge": "munge", "slurmctld": "slurmctld", "slurmd": "slurmd", "sbatch": "slurm-client", "srun": "slurm-client",
          "scontrol": "slurm-client", "squeue": "slurm-client"}
PATHS = 24_000_000   # a shard works for a second or more, long enough to be met


def tool(name):
    return shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """One node that is this machine."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        self.environment = dict(os.environ, SLURM_CONF=str(folder / "slurm.conf"), PATH="/usr/sbin:/usr/bin:/sbin:/bin")

    def start(self):
        self.start_munge()
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        control, node = free_port(), free_port()
        host = socket.gethostname().split(".")[0]
        user = "root" if os.geteuid() == 0 else os.environ.get("USER", "nobody")
        (self.folder / "slurm.conf").write_text(f"""ClusterName=jingchu-test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={self.folder}/munge.socket
CredType=cred/munge
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
SlurmctldLogFile={self.folder}/slurmctld.log
SlurmdLogFile={self.folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SchedulerParameters=sched_min_interval=0,requeue_delay=0
MinJobAge=300
KillWait=5
InactiveLimit=0
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=test Nodes={host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:2
""")
        self.spawn([tool("slurmctld"), "-D", "-i"])
        self.wait_for(lambda: self.call("scontrol", "ping").returncode == 0, "slurmctld", 30)
        self.spawn([tool("slurmd"), "-D", "-N", host])
        self.wait_for(lambda: self.node_state() in ("IDLE", "MIXED"), "slurmd", 30)

    def start_munge(self):
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        # munged refuses folders that others may write; the private one is this user's alone.
        self.spawn([tool("munged"), "--foreground", "--force", f"--key-file={key}", f"--socket={self.folder}/munge.socket",
                    f"--pid-file={self.folder}/munged.pid", f"--log-file={self.folder}/munged.log", f"--seed-file={self.folder}/munged.seed"])
        self.wait_for(lambda: (self.folder / "munge.socket").exists(), "munged", 15)

    def spawn(self, command):
        output = open(self.folder / (os.path.basename(command[0]) + ".out"), "wb")
        self.daemons.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT))

    def stop(self):
        for daemon in reversed(self.daemons):
            if daemon.poll() is None:
                daemon.terminate()
                try:
                    daemon.wait(15)
                except subprocess.TimeoutExpired:
                    daemon.kill()
                    daemon.wait()

    def call(self, *words, **options):
        return subprocess.run([tool(words[0]), *words[1:]], env=self.environment, capture_output=True, text=True, timeout=60, **options)

    def node_state(self):
        for word in self.call("scontrol", "show", "node").stdout.split():
            if word.startswith("State="):
                return word[6:].rstrip("*")
        return ""

    def job(self, number):
        return self.call("scontrol", "show", "job", str(number)).stdout

    def wait_for(self, condition, what, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.05)
        for log in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)
        raise SystemExit(f"slurm.py: waited {seconds} s for {what}")


def processes_at_work_on(shard):
    """Numbers of the processes of jingchu run that simulate this file: they have taken hold of it, so they hear signals by then."""
    found = []
    if not pathlib.Path(f"{shard}.partial").exists():
        return found
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if os.path.basename(words[0]) == b"jingchu" and words[1:2] == [b"run"] and any(word.endswith(shard.name.encode()) for word in words):
            found.append(int(entry.name))
    return found


def send(numbers, what):
    for number in numbers:
        try:
            os.kill(number, what)
        except ProcessLookupError:
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True, help="folder with growth.toml")
    arguments = parser.parse_args()
    missing = sorted({package for name, package in NEEDED.items() if tool(name) is None})
    if missing:
        print(f"skipped: these packages are missing: {' '.join(missing)}")
        sys.exit(77)

    # A short path: the name of a socket has 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="jc-slurm-", dir="/tmp") as scratch:
        folder = pathlib.Path(scratch)
        work = folder / "work"
        shutil.copytree(arguments.data, work)
        program = str(pathlib.Path(arguments.program).resolve())
        cluster = Cluster(folder)
        cluster.environment["JINGCHU"] = program

        def jingchu(*words):
            done = subprocess.run([program, *words], cwd=work, env=cluster.environment, capture_output=True, text=True, timeout=300)
            if done.returncode != 0:
                raise SystemExit(f"slurm.py: jingchu {' '.join(words)} ended with {done.returncode}\n{done.stderr}")
            return done.stdout

        jingchu("run", "growth.toml", "--paths", str(PATHS), "-o", "single.h5", "--quiet")
        script = jingchu("submit", "growth.toml", "--paths", str(PATHS), "--shards", "8", "--print", "slurm")
        try:
            cluster.start()
            said = subprocess.run(["bash", "-s"], input=script, cwd=work, env=cluster.environment, capture_output=True, text=True, timeout=60)
            if said.returncode != 0:
                raise SystemExit(f"slurm.py: the script failed\n{said.stderr}")
            print(said.stdout.strip())
            array = int(said.stdout.split("array job ")[1].split()[0])
            merge = int(said.stdout.split("and job ")[1].split(",")[0])

            def shard(number):
                return work / "results" / f"growth.{number}-of-8.shard"

            # One shard gets the signal that comes before a time limit or at a preemption, and goes back into the queue.
            log = work / "results" / "growth.slurm-1.log"
            cluster.wait_for(lambda: processes_at_work_on(shard(1)), "the first shard to work", 60)
            send(processes_at_work_on(shard(1)), signal.SIGTERM)
            # Another one is killed with its whole job, as on a node that fails, and queued again by Slurm. It is held still
            # until Slurm has heard of it: a task that ends before is a task that failed, and Slurm need not take it back.
            cluster.wait_for(lambda: processes_at_work_on(shard(3)), "the third shard to work", 120)
            held = processes_at_work_on(shard(3))
            send(held, signal.SIGSTOP)
            requeued = cluster.call("scontrol", "requeue", f"{array}_3")
            send(held, signal.SIGKILL)
            print("requeue of task 3:", requeued.stderr.strip() or "done")

            waiting = {1, 3}

            def merge_ended():
                # Slurm lets a task that was put back wait for two minutes, so that all of its first life is cleared away.
                # Five seconds are enough here; a task that starts at once may be refused.
                for task in sorted(waiting):
                    if "Reason=BeginTime" in cluster.job(f"{array}_{task}"):
                        cluster.call("scontrol", "update", f"JobId={array}_{task}", "StartTime=now+5")
                        waiting.discard(task)
                return "JobState=COMPLETED" in cluster.job(merge) or "JobState=FAILED" in cluster.job(merge)

            cluster.wait_for(merge_ended, "the merge", 400)
            print(log.read_text(errors="replace").strip() or "(task 1 said nothing)")
            print((work / "results" / "growth.slurm-join.log").read_text(errors="replace")[:300])
            restarts = [line for line in cluster.job(f"{array}_1").split() if line.startswith("Restarts=")]
            print("task 1:", *restarts)
            if restarts != ["Restarts=1"]:
                raise SystemExit("slurm.py: the stopped shard was not queued again once")
            if not (work / "results" / "growth.h5").exists():
                print(*[cluster.job(f"{array}_{task}") for task in (1, 3)], cluster.job(merge), sep="\n")
                raise SystemExit("slurm.py: the merge left no results")
            merged = (work / "results" / "growth.h5").read_bytes()
            if merged != (work / "single.h5").read_bytes():
                raise SystemExit("slurm.py: the merged results differ from those of the single run")
            print("merged results equal the single run, byte for byte")
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
