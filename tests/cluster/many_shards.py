#!/usr/bin/env python3
"""A thousand tiny shards: merging them takes no more memory than merging a few, and gives the bytes of one run."""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

SHARDS = 1000
UNIT = 1536          # paths a shard has at least
MARGIN = 8 << 20     # bytes by which peaks of memory differ without a reason


def peak_of(words, place):
    """Exit code and peak of resident memory [bytes] of a command."""
    process = subprocess.Popen(words, cwd=place, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True)
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    with tempfile.TemporaryDirectory(prefix="jingchu-shards-") as scratch:
        place = pathlib.Path(scratch) / "work"
        shutil.copytree(arguments.data, place)

        def shards(count):
            paths = ["--paths", str(count * UNIT)]

            def one(i):
                subprocess.run([program, "run", "growth.toml", *paths, "--shard", f"{i}/{count}", "--threads", "1", "--quiet", "-o", f"{count}.{i}.shard"], cwd=place, check=True)

            start = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
                list(pool.map(one, range(1, count + 1)))
            print(f"{count} shards made in {time.monotonic() - start:.1f} s, {(place / f'{count}.1.shard').stat().st_size} bytes each")
            start = time.monotonic()
            # Backwards: the order does not matter.
            code, peak = peak_of([program, "merge", *[f"{count}.{i}.shard" for i in range(count, 0, -1)], "-o", f"{count}.h5", "--quiet"], place)
            if code != 0:
                sys.exit(f"merge ended with {code}")
            print(f"merged in {time.monotonic() - start:.2f} s with {peak / 2**20:.1f} MiB at most")
            subprocess.run([program, "run", "growth.toml", *paths, "-o", "whole.h5", "--force", "--quiet"], cwd=place, check=True, stdout=subprocess.DEVNULL)
            if (place / f"{count}.h5").read_bytes() != (place / "whole.h5").read_bytes():
                sys.exit("the merged results differ from those of one run")
            return peak

        few, many = shards(4), shards(SHARDS)
        if many > few + MARGIN:
            sys.exit(f"memory grows with the number of shards: {few} bytes for 4, {many} for {SHARDS}")


if __name__ == "__main__":
    main()
