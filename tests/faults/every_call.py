"""Every fault at every system call of a command, one after the other; strace counts the calls and makes them fail."""

import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import re
import shutil
import sys

# What changes files, in the order of a run.
CHANGES = ("write", "pwrite64", "rename", "renameat", "renameat2", "link", "linkat", "fsync", "fdatasync", "ftruncate", "flock", "close", "unlink", "unlinkat", "mkdir")
FAULTS = {
    "kills": ("signal=SIGKILL",),
    "errors": ("error=ENOSPC", "error=ENOSPC+", "error=EIO", "error=EIO+"),   # "+": from then on always
    "stops": ("signal=SIGTERM",),
}
# What a command may end with when a call fails or a signal comes.
CODES = {"errors": (0, 74), "stops": (0, 75)}
PLAN = """format = "jingchu-batch 1"
name = "small"
paths = {paths}
[[grids]]
name = "g"
scenarios = ["growth.toml"]
seeds = [{seed}]
levers = {{ public = [50, 70] }}
"""


@dataclasses.dataclass
class Command:
    """A command that writes files, in a folder that others were made in before."""
    words: list            # without --force
    results: list          # what it leaves, each complete or not there
    first_input: str       # what it opens when the system has loaded it
    prepare: list          # commands before it
    older: list            # commands whose results --force may overwrite
    # Every fault, for new results and over older ones, while the system loads the program too. The others, which write by the same functions:
    # an error once and another lasting over older results; kills and stops for new ones, from their first input on, and kills at calls that
    # change files only: between two of them a kill leaves the same.
    thorough: bool = False
    # Words and results left out of errors: a child reads results there and answers through a pipe, which strace fails too and no disk does.
    children_read: tuple = ()


def commands():
    quick = ["--threads", "1", "--save-interval", "0"]
    kept = ["growth.toml", "--paths", "5000", "--keep-paths", "Y,C", "--quiet"]
    shards = [["run", *kept, "--threads", "1", "--shard", f"{i}/3", "-o", f"{i}.shard"] for i in (1, 2, 3)]
    batch = ["batch", "plan.toml", "--jobs", "2", "--threads", "2", "--save-interval", "0", "--join", "all.h5", "--quiet"]
    return {
        "run": Command(["run", "growth.toml", "--paths", "30000", "-o", "out.h5", *quick], ["out.h5"], "growth.toml", [],
                       [["run", "growth.toml", "--paths", "500", "--seed", "1", "-o", "out.h5", "--quiet"]], thorough=True),
        "paths": Command(["run", *kept, *quick, "-o", "out.h5"], ["out.h5"], "growth.toml", [],
                         [["run", "growth.toml", "--paths", "500", "--seed", "1", "--keep-paths", "Y", "-o", "out.h5", "--quiet"]]),
        "compare": Command(["compare", "growth.toml", "--set", "public=70", "--paths", "10000", "-o", "out.h5", *quick], ["out.h5"], "growth.toml", [],
                           [["compare", "growth.toml", "--set", "public=80", "--paths", "500", "-o", "out.h5", "--quiet"]]),
        "merge": Command(["merge", "3.shard", "1.shard", "2.shard", "-o", "out.h5", "--quiet"], ["out.h5"], "3.shard", shards,
                         [["run", "growth.toml", "--paths", "500", "--seed", "1", "-o", "out.h5", "--quiet"]]),
        "batch": Command(batch, ["all.h5", "results/small/g.public_50.h5", "results/small/g.public_70.h5", "results/small/manifest.json"], "plan.toml", [],
                         [[*batch[:1], "older.toml", *batch[2:]]], children_read=("--join", "all.h5")),
    }


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


class EveryCall:
    """One kind of fault at every call of one command. `faults` makes folders and starts programs in them."""

    def __init__(self, faults, kind, command):
        self.faults, self.kind, self.command = faults, kind, command
        self.words, self.want, self.old = [], {}, {}
        self.template = None
        if kind == "errors":
            self.command = dataclasses.replace(command, words=[word for word in command.words if word not in command.children_read],
                                               results=[name for name in command.results if name not in command.children_read])

    def make_template(self, force):
        """The folder before the command, and what it leaves when nothing disturbs it."""
        self.words = [self.faults.program, *self.command.words, *(["--force"] if force else [])]
        self.template = self.faults.folder()
        for name, seed in (("plan.toml", 2), ("older.toml", 1)):
            (self.template / name).write_text(PLAN.format(paths=4000, seed=seed))
        for words in [*self.command.prepare, *(self.command.older if force else [])]:
            done = self.faults.call([self.faults.program, *words], self.template)
            if done.returncode != 0:
                raise SystemExit(f"{words} fails: {done.stderr.decode()}")
        self.old = self.digests(self.template)
        place = self.copy()
        done = self.faults.call(self.words, place)
        if done.returncode != 0:
            raise SystemExit(f"the command itself fails: {done.stderr.decode()}")
        self.want = self.digests(place)
        shutil.rmtree(place)

    def copy(self):
        place = self.faults.folder()
        shutil.rmtree(place)
        shutil.copytree(self.template, place)
        return place

    def digests(self, place):
        return {name: digest(place / name) for name in self.command.results}

    def counts(self):
        """How often each call is made by the process that makes it most often, and by the system while it loads the program."""
        place = self.copy()
        done = self.faults.call(self.words, place, ["strace", "-f", "-qq", "-o", "trace"])
        if not (place / "trace").exists() or done.returncode != 0:
            print(f"skipped: strace cannot trace here: {done.stderr.decode().strip()[:200]}")
            sys.exit(77)
        loading, found = None, collections.defaultdict(collections.Counter)
        for line in (place / "trace").read_text(errors="replace").splitlines():
            match = re.match(r"(?:(\d+)\s+)?(\w+)\(", line)
            if match is None:
                continue
            process, name = match.groups()
            if loading is None and "open" in name and f'"{self.command.first_input}"' in line:
                loading = collections.Counter(found[process])
            found[process][name] += 1
        shutil.rmtree(place)
        if loading is None:
            raise SystemExit(f"{self.command.first_input} is not opened")
        most = collections.Counter()
        for counts in found.values():
            most |= counts
        return loading, most

    # ---- what must hold ----

    def wrong_files(self, place):
        """Results that are neither those before nor those after."""
        wrong = []
        for name, found in self.digests(place).items():
            if found in (self.want[name], self.old[name]):
                continue
            # The manifest of a batch tells how far it is; it is always whole.
            if name.endswith(".json") and found is not None:
                try:
                    json.loads((place / name).read_text())
                    continue
                except ValueError:
                    pass
            wrong.append(f"{name} shows other bytes than before or after")
        return wrong

    def wrong_ending(self, place, done):
        code, said = done.returncode, done.stderr.decode(errors="replace")[:300]
        if code < 0:
            return [f"ended by signal {-code}"]
        if code == 0 and self.digests(place) != self.want:
            return ["exit code 0 without its results"]
        if code not in CODES[self.kind]:
            return [f"exit code {code}: {said}"]
        if code == 74 and "No space left" in said and "repeat the command" not in said and "standard output" not in said:
            return [f"a full disk without what to do about it: {said}"]
        return []

    def wrong_repetition(self, place):
        done = self.faults.call(self.words, place)
        wrong = []
        if done.returncode != 0:
            wrong.append(f"the same command then ends with {done.returncode}: {done.stderr.decode(errors='replace')[:300]}")
        if self.digests(place) != self.want:
            wrong.append("the same command then gives other bytes")
        left = [file.name for file in sorted(place.rglob("*")) if file.name.startswith(".jingchu-") or file.name.endswith(".partial")]
        # A private name stays only where a process was killed between making it and giving it up.
        if [name for name in left if not (self.kind == "kills" and name.startswith(".jingchu-"))]:
            wrong.append(f"left behind: {left}")
        return wrong

    def one(self, call, number, fault):
        place = self.copy()
        before = self.faults.state(place)
        when = f"{number}{'+' if fault.endswith('+') else ''}"
        done = self.faults.call(self.words, place, ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault.rstrip('+')}:when={when}"])
        wrong = self.wrong_files(place)
        if self.kind != "kills":
            wrong += self.wrong_ending(place, done)
        # Killed before it changed anything: the command that follows is the first one.
        if self.kind != "kills" or self.faults.state(place) != before:
            wrong += self.wrong_repetition(place)
        shutil.rmtree(place)
        return [f"{call} {when} {fault}: {what}" for what in wrong], done.returncode

    def run(self):
        """Every fault at every one of the calls."""
        trouble, cases, codes = [], 0, collections.Counter()
        thorough = self.command.thorough
        faults = FAULTS[self.kind] if thorough else FAULTS[self.kind][::3]
        for force in (False, True) if thorough else (self.kind == "errors",):
            self.make_template(force)
            loading, most = self.counts()
            calls = sorted(most) if thorough and self.kind == "kills" else [call for call in CHANGES if most[call] > loading[call]]
            # An error while the system loads the program is one of the loader's.
            first = {call: 1 if thorough and self.kind == "kills" else loading[call] + 1 for call in calls}
            tasks = [(call, number, fault) for call in calls for number in range(first[call], most[call] + 1) for fault in faults]
            with concurrent.futures.ThreadPoolExecutor(self.faults.jobs) as pool:
                for problems, code in pool.map(lambda task: self.one(*task), tasks):
                    trouble += [f"{'over older results: ' if force else ''}{problem}" for problem in problems]
                    codes[code] += 1
            cases += len(tasks)
            tried = ", ".join(f"{call} {sum(task[0] == call for task in tasks)}" for call in calls)
            print(f"{'over older results' if force else 'new results'}: {tried}")
            shutil.rmtree(self.template)
        print(f"{cases} faults, exit codes {dict(codes)}")
        if self.kind == "stops" and codes[75] == 0:
            trouble.append("no signal stopped the command")
        return trouble
