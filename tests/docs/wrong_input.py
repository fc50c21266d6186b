#!/usr/bin/env python3
"""Every row of docs/wrong-input.md has an id of the list and names tests that the suite has, as `ctest -N` lists them."""

import argparse
import fnmatch
import pathlib
import re
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "wrong-input.md"
# How many rows each letter has; several rows may share an id.
LISTED = {"R": 9, "L": 10, "T": 18, "S": 26, "F": 16, "C": 23, "O": 20, "P": 10}
ROW = re.compile(r"^\| ([A-Z]\d+) \|(.*)\|$")
CODES = {"–", "0", "3", "64", "65", "66", "70", "73", "74", "75", "130", "143"}
NO_TEST_YET = "–"


def tests_of(build):
    listed = subprocess.run(["ctest", "--test-dir", build, "-N"], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"^\s+Test\s+#\d+: (.+)$", listed, re.MULTILINE))


def problems_of(text, tests):
    problems, seen = [], set()
    for number, line in enumerate(text.split("\n"), 1):
        row = ROW.match(line)
        if row is None:
            continue
        seen.add(row.group(1))
        cells = [cell.strip() for cell in row.group(2).split(" | ")]
        for code in cells[-2].split(", "):
            if code not in CODES:
                problems.append(f"{number}: {row.group(1)}: '{code}' is no exit code")
        if cells[-1] == NO_TEST_YET:
            continue
        names = re.findall(r"`([^`]+)`", cells[-1])
        if not names:
            problems.append(f"{number}: {row.group(1)} names no test")
        for name in names:
            if not fnmatch.filter(tests, name):
                problems.append(f"{number}: {row.group(1)}: no test '{name}'")
    wanted = {f"{letter}{i}" for letter, count in LISTED.items() for i in range(1, count + 1)}
    problems += [f"no row {name}" for name in sorted(wanted - seen)] + [f"row {name} is not of the list" for name in sorted(seen - wanted)]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="folder of the build whose tests count")
    tests = tests_of(parser.parse_args().build)
    problems = problems_of(DOCUMENT.read_text(encoding="utf-8"), tests)
    # A test that cannot fail is none: a name nobody has must be found.
    if not problems_of("| T1 | x | y | 65 | `app.NoSuchTest.AtAll` |", tests):
        problems.append("a test that does not exist was not missed")
    print("\n".join(problems) or f"{len(tests)} tests")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
