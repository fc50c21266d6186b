"""SIGKILL at random moments of a command, and the same command again, which may be killed in turn."""

import dataclasses
import shutil
import subprocess
import time

from every_call import PLAN, digest

KILLS = 100


@dataclasses.dataclass
class LargerCommand:
    words: list            # takes about a second
    results: list          # what it leaves, each complete or not there
    prepare: list          # commands before it
    # Moments of the kills lie between 0 and this part of the time that the command takes: below 1 it ends only because it goes on from what
    # it kept; one that begins anew has to be left alone at times.
    until: float


def larger_commands():
    quick = ["--threads", "1", "--save-interval", "0", "--quiet"]
    kept = ["growth.toml", "--paths", "60000", "--keep-paths", "all", "--quiet"]
    return {
        "run": LargerCommand(["run", "growth.toml", "--paths", "3000000", "-o", "out.h5", *quick], ["out.h5"], [], 0.7),
        "compare": LargerCommand(["compare", "growth.toml", "--set", "public=70", "--paths", "1000000", "-o", "out.h5", *quick], ["out.h5"], [], 0.7),
        "merge": LargerCommand(["merge", "2.shard", "1.shard", "-o", "out.h5", "--quiet"], ["out.h5"],
                               [["run", *kept, "--shard", f"{i}/2", "-o", f"{i}.shard"] for i in (1, 2)], 1.2),
        "batch": LargerCommand(["batch", "plan.toml", "--jobs", "2", "--threads", "2", "--save-interval", "0", "--join", "all.h5", "--quiet"],
                               ["all.h5", "results/small/g.public_50.h5", "results/small/g.public_70.h5"], [], 0.7),
    }


class RandomKills:
    def __init__(self, faults, command, generator):
        self.faults, self.command, self.generator = faults, command, generator
        self.words = [faults.program, *command.words]

    def digests(self, place):
        return {name: digest(place / name) for name in self.command.results}

    def killed(self, place, seconds):
        """Whether the command had to be killed; else its exit code."""
        process = subprocess.Popen(self.words, cwd=place, env={"PATH": "/usr/bin:/bin"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return False, process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return True, None

    def prepared(self):
        template = self.faults.folder()
        (template / "plan.toml").write_text(PLAN.format(paths=1_000_000, seed=2))
        for words in self.command.prepare:
            done = self.faults.call([self.faults.program, *words], template)
            if done.returncode != 0:
                raise SystemExit(f"{words} fails: {done.stderr.decode()}")
        return template

    def run(self):
        template = self.prepared()
        place = template.with_name(template.name + "-whole")
        shutil.copytree(template, place)
        start = time.monotonic()
        done = self.faults.call(self.words, place)
        length = time.monotonic() - start
        if done.returncode != 0:
            raise SystemExit(f"the command itself fails: {done.stderr.decode()}")
        want = self.digests(place)
        trouble, kills, finished = [], 0, 0
        while kills < KILLS and not trouble:
            shutil.rmtree(place)
            shutil.copytree(template, place)
            until = self.command.until * length
            for _ in range(1000):
                killed, code = self.killed(place, self.generator.uniform(0, until))
                # The machine may have become slower since the command was timed. One that goes on ends all the same, and only because it does.
                until *= 1.02 if self.command.until > 1 else 1
                if not killed:
                    if code != 0:
                        trouble.append(f"exit code {code} after {kills} kills")
                    break
                kills += 1
                for name, found in self.digests(place).items():
                    if found not in (None, want[name]):
                        trouble.append(f"{name} shows partial results after kill {kills}")
            finished += 1
            if self.digests(place) != want:
                trouble.append(f"other bytes after {kills} kills")
            left = [file.name for file in place.rglob("*.partial")]
            if left:
                trouble.append(f"left behind after {kills} kills: {left}")
        print(f"{kills} kills in {finished} commands of {length:.1f} s{'' if trouble else ', all with the same bytes'}")
        return trouble
