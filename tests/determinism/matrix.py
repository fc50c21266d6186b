#!/usr/bin/env python3
"""Runs the same scenarios in many ways and compares what they come to.

One program gives the same bytes on every instruction set, by machine code and by the interpreter, for every number of threads, tile width, in every locale, whatever
the memory it is given held before, and in one run or in four shards that are merged in any order. Programs made by different compilers give the same results digest: all groups of the
file but /provenance, which names the build. Every run keeps single paths, so that these are compared too.

    tests/determinism/matrix.py build/release/jingchu build/clang/jingchu
    tests/determinism/matrix.py --clang build/release/jingchu     builds the other one first
    tests/determinism/matrix.py --compilers build/release/jingchu build/asan/jingchu     one run for each instruction set and program, in seconds
"""

import argparse
import hashlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
THREADS = ["1", "2", "3", "7", "16"]
TILES = ["64", "192", "384"]
LOCALES = {"C": None, "de_DE.UTF-8": ("de_DE", "UTF-8"), "tr_TR.UTF-8": ("tr_TR", "UTF-8")}
PERTURB = ["0", "85", "170"]
SHARDS = 4


def make_locales(folder):
    """Locales of our own, so that none has to be installed."""
    for name, source in LOCALES.items():
        if source:
            subprocess.run(["localedef", "-i", source[0], "-f", source[1], folder / name], check=True, capture_output=True)


def instruction_sets(program, folder):
    def known(isa):
        done = subprocess.run([program, "run", "growth.toml", "--paths", "1", "--isa", isa, "--force", "-o", "isa.h5"], cwd=folder, capture_output=True, text=True)
        if done.returncode not in (0, 64):
            sys.exit(f"{program} --isa {isa}: exit code {done.returncode}\n{done.stderr}")
        return done.returncode == 0
    # With machine code made at run time, and without.
    return [way for isa in ("plain", "avx2", "avx512") if known(isa) for way in ([isa] if isa == "plain" else [isa, isa + ":interpreted"])]


def run(program, scenario, paths, kept, way, folder, locales):
    """What a run came to: the SHA-256 of its file and its results digest."""
    isa, threads, tile, locale, perturb = way
    # The C library does not give back its copy of LOCPATH, of which a sanitizer would tell.
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LOCPATH": str(locales), "LC_ALL": locale, "MALLOC_PERTURB_": perturb, "ASAN_OPTIONS": "detect_leaks=0"}
    done = subprocess.run([program, "run", scenario, "--paths", paths, "--isa", isa, "--threads", threads, "--tile-width", tile, "--keep-paths", kept,
                           "--json", "--quiet", "--force", "-o", "x.h5"], cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{program} {scenario} {way}: exit code {done.returncode}\n{done.stderr}")
    return hashlib.sha256((folder / "x.h5").read_bytes()).hexdigest(), json.loads(done.stdout)["run"]["results_digest"]


def environment_of(folder):
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}


def shards(program, scenario, paths, kept, isas, folder):
    """What SHARDS shards come to, merged in every order: the same pair as of run, by order. Each shard is made in another way."""
    def call(*words):
        done = subprocess.run([program, *words], cwd=folder, env=environment_of(folder), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{program} {' '.join(words)}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout
    names = []
    for i in range(SHARDS):
        names.append(f"{i + 1}.shard")
        call("run", scenario, "--paths", paths, "--shard", f"{i + 1}/{SHARDS}", "--isa", isas[i % len(isas)], "--threads", THREADS[i % len(THREADS)],
             "--tile-width", TILES[i % len(TILES)], "--keep-paths", kept, "--quiet", "--force", "-o", names[-1])
    seen = {}
    for order in itertools.permutations(names):
        call("merge", *order, "--quiet", "--force", "-o", "merged.h5")
        digest = call("verify", "--digest", "merged.h5").split()[0]
        seen[order] = (hashlib.sha256((folder / "merged.h5").read_bytes()).hexdigest(), digest)
    return seen


def every_combination(choices):
    return list(itertools.product(*choices))


def one_at_a_time(choices):
    """The first choice of everything, then each other choice by itself."""
    first = tuple(choice[0] for choice in choices)
    return [first] + [first[:i] + (value,) + first[i + 1:] for i, choice in enumerate(choices) for value in choice[1:]]


def each_instruction_set(choices):
    rest = tuple(choice[0] for choice in choices[1:])
    return [(isa, *rest) for isa in choices[0]]


def compare(scenario, paths, kept, ways_of, programs, folder, locales):
    """How many of the ways differ; ways_of chooses them."""
    digests, differing = {}, 0
    for program in programs:
        choices = [instruction_sets(program, folder), THREADS, TILES, list(LOCALES), PERTURB]
        ways = ways_of(choices)
        seen = {way: run(program, scenario, paths, kept, way, folder, locales) for way in ways}
        reference = seen[ways[0]]
        if ways_of is not each_instruction_set:
            seen.update(shards(program, scenario, paths, kept, choices[0], folder))
        for way, found in seen.items():
            if found != reference:
                differing += 1
                print(f"{program} {scenario}: {way} differs from {ways[0]}: {found} and {reference}")
        digests[program] = reference[1]
        orders = f", {SHARDS} shards in {len(seen) - len(ways)} orders" if len(seen) > len(ways) else ""
        print(f"{scenario}, {paths} paths, {program}: {len(ways)} ways on {' '.join(choices[0])}{orders}, digest {reference[1][:16]}")
    if len(set(digests.values())) > 1:
        differing += 1
        print(f"{scenario}: the programs differ: {digests}")
    return differing


def clang_program():
    """The program as clang builds it, in build/clang."""
    for command in (["cmake", "--preset", "clang", "-DJINGCHU_BUILD_BENCHMARKS=OFF"], ["cmake", "--build", "--preset", "clang", "--target", "jingchu", "--parallel", str(os.cpu_count())]):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return str(ROOT / "build/clang/jingchu")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clang", action="store_true", help="build the program with clang as well, and compare")
    parser.add_argument("--compilers", action="store_true", help="only compare what the programs come to, on each instruction set")
    parser.add_argument("programs", nargs="+", type=lambda name: str(pathlib.Path(name).resolve()))
    given = parser.parse_args()
    if given.clang:
        given.programs.append(clang_program())
    with tempfile.TemporaryDirectory(prefix="jingchu-determinism-") as name:
        folder = pathlib.Path(name)
        shutil.copytree(ROOT / "tests/app/data", folder, dirs_exist_ok=True)
        locales = folder / "locales"
        locales.mkdir()
        make_locales(locales)
        growth, hubei = (each_instruction_set,) * 2 if given.compilers else (every_combination, one_at_a_time)
        differing = compare("growth.toml", "6500", "all", growth, given.programs, folder, locales)
        differing += compare("hubei-2024/report", "6500", "Y,C,U", hubei, given.programs, folder, locales)
    sys.exit(f"{differing} differ" if differing else 0)


if __name__ == "__main__":
    main()
