#!/usr/bin/env python3
"""Every dataset of a results file is named in docs/results-format.md, but for those that models name. Needs h5ls."""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "results-format.md"
SKIPPED = 77
# Tables with one dataset for each variable or measure of the model.
BY_MODEL = re.compile(r"^/(quantiles|quantile_errors|moments|history|paths|annual/\w+)/")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = str(pathlib.Path(parser.parse_args().program).resolve())
    if shutil.which("h5ls") is None:
        sys.exit(SKIPPED)
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text))
    with tempfile.TemporaryDirectory(prefix="jingchu-results-") as scratch:
        file = pathlib.Path(scratch) / "run.h5"
        subprocess.run([program, "run", "hubei-2024/report", "--paths", "64", "--keep-paths", "Y", "-o", str(file), "--quiet"], check=True, stdout=subprocess.DEVNULL)
        listed = subprocess.run(["h5ls", "-r", str(file)], check=True, capture_output=True, text=True).stdout
    missing, count = [], 0
    for line in listed.splitlines():
        path, kind = line.split()[:2]
        if path == "/" or (BY_MODEL.match(path) and path != "/paths/path"):
            continue
        count += 1
        found = any(name == path or name.startswith(path + "/") for name in named) if kind == "Group" else path.rsplit("/", 1)[1] in named
        if not found:
            missing.append(path)
    print(f"{count} groups and datasets, not in {DOCUMENT.name}: {missing}")
    sys.exit(1 if missing or count < 60 else 0)


if __name__ == "__main__":
    main()
