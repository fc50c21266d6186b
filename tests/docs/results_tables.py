#!/usr/bin/env python3
"""Every dataset of a run, of a comparison and of runs given published values is named in docs/results-format.md, but for those that models name. Needs h5ls."""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "results-format.md"
SKIPPED = 77
# Tables with one dataset for each variable or measure of the model.
BY_MODEL = re.compile(r"^/(quantiles|quantile_errors|moments|history|contrasts|contrast_moments|paths|annual/\w+)/")
OBSERVED = """format = "jingchu-scenario 1"
name = "observed"
extends = "growth.toml"
[observed]
"annual(Y, 2024)" = { value = 215, error = 5, released = "2025-01-20", label = { zh = "产出", en = "output" } }
"""
COMMANDS = [["run", "hubei-2024/report", "--paths", "64", "--keep-paths", "Y"], ["compare", "growth.toml", "--set", "public=70", "--paths", "64"],
            ["compare", "growth.toml", "observed.toml", "--paths", "500", "--keep-paths", "Y"], ["run", "failing.toml"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = str(pathlib.Path(parser.parse_args().program).resolve())
    if shutil.which("h5ls") is None:
        sys.exit(SKIPPED)
    text = DOCUMENT.read_text(encoding="utf-8")
    named = set(re.findall(r"`([^`\s]+)`", text))
    missing, seen = set(), set()
    with tempfile.TemporaryDirectory(prefix="jingchu-results-") as scratch:
        folder = pathlib.Path(scratch)
        for file in (ROOT / "tests" / "app" / "data").iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
        (folder / "observed.toml").write_text(OBSERVED, encoding="utf-8")
        for number, words in enumerate(COMMANDS):
            done = subprocess.run([program, *words, "-o", f"{number}.h5", "--quiet"], cwd=folder, stdout=subprocess.DEVNULL)
            if done.returncode not in (0, 3):   # 3: too many paths failed, which is why the file is made
                sys.exit(f"{words}: exit code {done.returncode}")
            listed = subprocess.run(["h5ls", "-r", f"{number}.h5"], cwd=folder, check=True, capture_output=True, text=True).stdout
            for line in listed.splitlines():
                path, kind = line.split()[:2]
                if path == "/" or (BY_MODEL.match(path) and path not in ("/paths/path", "/paths/path_weight")):
                    continue
                seen.add(path)
                last = path.rsplit("/", 1)[1]
                found = any(name == path or name.startswith(path + "/") for name in named) if kind == "Group" else last in named or last.removeprefix("joint_") in named
                if not found:
                    missing.add(path)
    print(f"{len(seen)} groups and datasets, not in {DOCUMENT.name}: {sorted(missing)}")
    sys.exit(1 if missing or len(seen) < 120 else 0)


if __name__ == "__main__":
    main()
