#!/usr/bin/env python3
"""What saving unfinished work costs a run: the same run with and without it, in turn, by CPU time.

    benchmarks/saving.py build/release/jingchu [PAIRS [PATHS]]

Each pair is one run that saves every 5 seconds, as all runs do, and one that never gets to it, in alternating order. The ratio of a pair
cancels what both met of the machine; the median of many pairs is told with its quartiles and a confidence interval. The last column is what the
program measures itself: the time of a run that was spent in saving, syncing to the disk included.
"""

import json
import math
import os
import pathlib
import statistics
import sys
import tempfile

STANDARD, NEVER = "5", "86400"


def cpu_seconds(program, paths, interval, folder):
    """User and system time of a run, and its own measurement: number of saves, share of the time spent in them."""
    words = [program, "run", "hubei-2024/report", "--paths", str(paths), "--threads", "1", "--save-interval", interval, "--force", "--quiet", "-o", str(folder / "x.h5")]
    child = os.posix_spawn(program, words, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"the run ends with {os.waitstatus_to_exitcode(status)}")
    events = [json.loads(line) for line in (folder / "x.h5.log").read_text().splitlines()]
    simulated = [event for event in events if event["event"] == "simulated"][-1]
    return used.ru_utime + used.ru_stime, simulated["saves"], simulated["saving_seconds"] / simulated["seconds"]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    paths = int(sys.argv[3]) if len(sys.argv) > 3 else 400_000
    ratios, shares, saves = [], [], []
    with tempfile.TemporaryDirectory(prefix="jingchu-saving-", dir=".") as name:
        for number in range(pairs):
            seen = {}
            for interval in (STANDARD, NEVER) if number % 2 == 0 else (NEVER, STANDARD):
                seen[interval] = cpu_seconds(program, paths, interval, pathlib.Path(name))
            ratios.append(seen[STANDARD][0] / seen[NEVER][0])
            saves.append(seen[STANDARD][1])
            shares.append(seen[STANDARD][2])
            if seen[NEVER][1] != 0:
                sys.exit("a run that should not save did")
    ratios.sort()
    # The order statistics between which the median lies with 95 % confidence.
    spread = 0.98 * math.sqrt(pairs)
    low, high = ratios[max(0, int(pairs / 2 - spread))], ratios[min(pairs - 1, int(pairs / 2 + spread))]
    quartiles = statistics.quantiles(ratios, n=4)
    print(f"{pairs} pairs of {paths} paths, {statistics.median(saves):.0f} saves a run")
    print(f"CPU time with saving / without: median {statistics.median(ratios):.4f} ({low:.4f} to {high:.4f} with 95 % confidence), quartiles {quartiles[0]:.4f} and {quartiles[2]:.4f}")
    print(f"time spent in saving: median {statistics.median(shares):.2%}, largest {max(shares):.2%}")


if __name__ == "__main__":
    main()
