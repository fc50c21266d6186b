#!/usr/bin/env python3
"""What a kill, a full disk or a failing one does to a run: nothing that the same command does not put right.

    faults.py --program jingchu --data tests/app/data kills run     SIGKILL at every system call of a small run; also of paths, which keeps
                            every path, of compare, of merge, and of batch, with its runs and their joined results
    faults.py ... errors COMMAND    ENOSPC and EIO, once and lasting, at every write, sync, rename, link, close, truncate and unlink
    faults.py ... stops COMMAND     SIGTERM at every one of these calls
    faults.py ... random COMMAND    100 SIGKILLs at random moments of a larger one
    faults.py ... writers   two writers on one output, 100 times
    faults.py ... stop      SIGTERM to the end of the program
    faults.py ... batch     a batch of 500 runs, killed again and again
    faults.py ... mutations 1,000 damaged results files with single paths and contrasts, given to every command that reads some; $JINGCHU_MUTATIONS times as
                            many

After each fault: the name shows the bytes of the finished run, those of the older results that --force may overwrite, or
nothing; the exit code is right; the same command then gives the bytes of a run that was never disturbed, and leaves
nothing beside them but the log. Calls are counted and made to fail by strace. Ends with 77 where strace is missing or may not trace.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from every_call import FAULTS, EveryCall, commands, digest
from random_kills import RandomKills, larger_commands

SEED = 20240130


class Faults:
    def __init__(self, program, data):
        self.program = str(pathlib.Path(program).resolve())
        self.data = data
        self.jobs = len(os.sched_getaffinity(0))
        self.scratch = tempfile.TemporaryDirectory(prefix="jingchu-faults-")
        self.root = pathlib.Path(self.scratch.name)
        self.number = 0

    # ---- one run ----

    def folder(self):
        self.number += 1
        place = self.root / f"run-{self.number}"
        shutil.copytree(self.data, place)
        return place

    def words(self, paths, more=()):
        return [self.program, "run", "growth.toml", "--paths", str(paths), "--threads", "1", "-o", "out.h5", "--save-interval", "0", *more]

    def call(self, words, place, tracer=(), limit=120):
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(place), "LC_ALL": "C.UTF-8"}
        return subprocess.run([*tracer, *words], cwd=place, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=limit)

    @staticmethod
    def state(place):
        """Names and times of all files: equal where nothing was touched."""
        return sorted((str(file), file.lstat().st_mtime_ns, file.lstat().st_size) for file in place.rglob("*"))

    def reference(self, words):
        """The bytes of a run that nothing disturbs."""
        place = self.folder()
        done = self.call(words, place)
        if done.returncode != 0:
            raise SystemExit(f"the run itself fails: {done.stderr.decode()}")
        result = digest(place / "out.h5")
        shutil.rmtree(place)
        return result

    def refusal(self, words, place):
        """Exit code, last words, and seconds of a command, beside those that it waited for a processor: they are other programs', however many
        there are, while a refusal that sleeps or waits for the first writer shows in full."""
        with open(place / "said", "wb") as said:
            start = time.monotonic()
            process = subprocess.Popen(words, cwd=place, env={"PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)   # it has ended, and its figures are still there
            took = time.monotonic() - start
        try:
            waited = int(pathlib.Path(f"/proc/{process.pid}/schedstat").read_text().split()[1]) * 1e-9
        except OSError:   # a kernel that does not count it
            waited = 0.0
        return process.wait(), (place / "said").read_text(errors="replace"), took - waited

    def writers(self):
        words = self.words(30_000, ["--quiet"])
        want = self.reference(words)
        trouble, times = [], []
        for number in range(100):
            place = self.folder()
            # The first writer is stopped at the moment it holds the output, so that the second one surely meets it.
            first = subprocess.Popen(words, cwd=place, env={"PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while first.poll() is None and not (place / "out.h5.log").exists():
                time.sleep(0.0005)
            first.send_signal(signal.SIGSTOP)
            time.sleep(0.005)
            if first.poll() is None and (place / "out.h5.partial").exists():
                code, said, took = self.refusal(words, place)
                times.append(took)
                if code != 75:
                    trouble.append(f"pair {number}: the second writer ended with {code}: {said[:200]}")
                if took > 1:
                    trouble.append(f"pair {number}: the refusal took {took:.2f} s, 1 is allowed")
            else:
                trouble.append(f"pair {number}: the first writer was too fast to be met")
            first.send_signal(signal.SIGCONT)
            if first.wait(60) != 0:
                trouble.append(f"pair {number}: the first writer ended with {first.returncode}")
            if digest(place / "out.h5") != want:
                trouble.append(f"pair {number}: the results are wrong")
            shutil.rmtree(place)
        if times:
            print(f"100 pairs; a refusal took {statistics.median(times):.2f} s, the slowest {max(times):.2f} s, beside what it waited for a processor")
        return trouble

    def batch(self):
        """500 runs; the batch is killed ten times on the way. Some of its results are compared with single runs."""
        place, generator = self.folder(), random.Random(SEED)
        levers, seeds = list(range(40, 80, 2)), list(range(1, 26))
        (place / "plan.toml").write_text(f'format = "jingchu-batch 1"\nname = "many"\npaths = 500\n[[grids]]\nname = "g"\nscenarios = ["growth.toml"]\n'
                                         f'levers = {{ public = {levers} }}\nseeds = {seeds}\n')
        words = [self.program, "batch", "plan.toml", "--jobs", str(self.jobs), "--threads", str(self.jobs)]
        trouble, kills, at_a_kill = [], 0, 0
        while kills < 10:
            process = subprocess.Popen(words, cwd=place, env={"PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(generator.uniform(0.1, 1.5))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
                at_a_kill = len(list(place.glob("results/many/*.h5")))
        done = self.call(words, place, limit=600)
        if done.returncode != 0:
            trouble.append(f"the batch ends with {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
        items = json.loads((place / "results/many/manifest.json").read_text())["items"]
        if len(items) != 500 or any(item["status"] != "done" for item in items):
            trouble.append("the manifest does not show 500 runs done")
        for item in items:
            sealed = (place / "results/many" / item["file"]).read_bytes()[:-512]
            if hashlib.sha256(sealed).hexdigest() != item["file_sha256"]:
                trouble.append(f"{item['file']} has another digest than the manifest says")
        for item in generator.sample(items, 10):
            overrides = item["overrides"]
            single = [self.program, "run", "growth.toml", "--paths", "500", "--seed", str(overrides["seed"]), "--set", overrides["set"][0], "-o", "one.h5", "--force", "--quiet"]
            self.call(single, place)
            if digest(place / "one.h5") != digest(place / "results/many" / item["file"]):
                trouble.append(f"{item['file']} differs from a single run")
        left = [file.name for file in (place / "results/many").iterdir() if file.name.endswith(".partial")]
        if left:
            trouble.append(f"left behind: {left}")
        again = self.call(words, place)
        if b"500 of 500 runs are done already" not in again.stderr:
            trouble.append(f"done work was not skipped: {again.stderr.decode(errors='replace')[-300:]}")
        print(f"500 runs, {kills} kills, at the last one {at_a_kill} results")
        return trouble

    def mutations(self):
        """Damage at random places: as a disk does it, and with a seal made for it, as somebody who means harm does."""
        place = self.folder()
        self.call([self.program, "compare", "growth.toml", "--set", "public=70", "--paths", "4000", "--keep-paths", "all", "--keep-type", "f64", "-o", "sound.h5", "--quiet"], place)
        self.call([self.program, "run", "growth.toml", "--paths", "4000", "--shard", "1/2", "-o", "shard-1.h5", "--quiet"], place)
        self.call([self.program, "run", "growth.toml", "--paths", "4000", "--shard", "2/2", "-o", "shard-2.h5", "--quiet"], place)
        sound, shard = (place / "sound.h5").read_bytes(), (place / "shard-1.h5").read_bytes()
        readers = [["verify", "FILE"], ["show", "FILE"], ["export", "FILE"], ["rerun", "FILE"], ["compare", "FILE", "sound.h5"], ["merge", "FILE", "shard-2.h5", "-o", "FILE.merged.h5"]]

        def damaged(number):
            own = random.Random(SEED + number)
            reader = readers[number // 2 % len(readers)]
            sealed_again = number % 2 == 1 and reader[0] != "merge"   # a shard has no seal of this kind
            whole = shard if reader[0] == "merge" else sound
            data = bytearray(whole[:-512] if sealed_again else whole)
            at = own.randrange(len(data))
            kind = own.randrange(5)
            if kind == 0:
                data[at] ^= 1 << own.randrange(8)
            elif kind == 1:
                data[at:at + 8] = own.randbytes(len(data[at:at + 8]))
            elif kind == 2:
                data[at:at + 512] = bytes(len(data[at:at + 512]))
            elif kind == 3:
                del data[at:]
            else:
                other = own.randrange(len(data))
                piece = bytes(data[at:at + 64])
                data[other:other + len(piece)] = piece[:len(data[other:other + len(piece)])]
            same = bytes(data) == (whole[:-512] if sealed_again else whole)
            if sealed_again:
                head = whole[-512:].decode().splitlines()[0]
                seal = f"{head}\nbytes {len(data)}\nstate complete\nsha256 {hashlib.sha256(data).hexdigest()}\n"
                data += (seal.ljust(511) + "\n").encode()
            file = place / f"damaged-{number}.h5"
            file.write_bytes(data)
            words = [self.program, *(word.replace("FILE", file.name) for word in reader)]
            start = time.monotonic()
            try:
                # Memory is bounded for the command and its child each.
                done = self.call(["prlimit", f"--as={1 << 30}", *words], place, limit=30)
                code, said = done.returncode, done.stderr.decode(errors="replace") + done.stdout.decode(errors="replace")[:500]
            except subprocess.TimeoutExpired:
                code, said = "hangs", ""
            took = time.monotonic() - start
            file.unlink()
            what = f"mutation {number} (kind {kind} at {at}{', sealed again' if sealed_again else ''}), {' '.join(reader)}"
            problems = []
            # A forged seal makes other results of it, which verify and rerun may still refuse; never a crash.
            allowed = (0,) if same else (0, 1, 64, 65) if sealed_again else (65,)
            if code not in allowed:
                problems.append(f"{what}: exit code {code}: {said[:300]}")
            if took > 10:
                problems.append(f"{what}: {took:.1f} s")
            return problems, (code, sealed_again), took

        trouble, codes, slowest = [], collections.Counter(), 0.0
        count = 1000 * int(os.environ.get("JINGCHU_MUTATIONS", "1"))
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            for problems, code, took in pool.map(damaged, range(count)):
                trouble += problems
                codes[code] += 1
                slowest = max(slowest, took)
        told = ", ".join(f"{count} times {code}{' (sealed again)' if sealed else ''}" for (code, sealed), count in codes.items())
        print(f"{count} mutations of {len(sound)} bytes; exit codes: {told}; the slowest took {slowest:.1f} s")
        return trouble

    def stop(self):
        trouble, slowest = [], 0.0
        for number, name in enumerate((signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU)):
            place = self.folder()
            words = self.words(50_000_000, ["--quiet"])
            process = subprocess.Popen(words, cwd=place, env={"PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None and not (place / "out.h5.log").exists():
                time.sleep(0.001)
            time.sleep(0.2 * (number + 1))
            start = time.monotonic()
            process.send_signal(name)
            code = process.wait(60)
            slowest = max(slowest, time.monotonic() - start)
            if code != 75:
                trouble.append(f"{name.name}: exit code {code}")
            if (place / "out.h5").exists() or not (place / "out.h5.partial").exists():
                trouble.append(f"{name.name}: no kept work, or results of an unfinished run")
            shutil.rmtree(place)
        print(f"signal to exit: {slowest:.2f} s at most")
        if slowest > 5:
            trouble.append(f"a stop took {slowest:.1f} s, more than 5")
        return trouble


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True, help="folder with growth.toml")
    parser.add_argument("part", choices=(*FAULTS, "random", "writers", "stop", "batch", "mutations"))
    parser.add_argument("command", nargs="?", default="run", choices=commands().keys(), help="of kills, errors, stops and random")
    arguments = parser.parse_args()
    faults = Faults(arguments.program, arguments.data)
    start = time.monotonic()
    if arguments.part == "random":
        trouble = RandomKills(faults, larger_commands()[arguments.command], random.Random(SEED)).run()
    elif arguments.part not in FAULTS:
        trouble = getattr(faults, arguments.part)()
    elif shutil.which("strace") is None:
        print("skipped: the package strace is missing")
        sys.exit(77)
    else:
        trouble = EveryCall(faults, arguments.part, commands()[arguments.command]).run()
    for line in trouble[:40]:
        print(line, file=sys.stderr)
    print(f"{len(trouble)} problems, {time.monotonic() - start:.0f} s")
    sys.exit(1 if trouble else 0)


if __name__ == "__main__":
    main()
