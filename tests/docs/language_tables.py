#!/usr/bin/env python3
"""Every example of the tables in docs/model-language.md gives what its line says.

A table counts when it has a column `gives` beside an example in backquotes. A number must come out of a path to 12
digits, `NaN` must mark the path with the equation, `error` must be refused when the file is read.
"""

import argparse
import csv
import io
import pathlib
import re
import subprocess
import sys
import tempfile

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "model-language.md"
MODEL = """format = "jingchu-model 1"
name = "lines"
frequency = "quarterly"
origin = "2023Q1"
history = ["history.csv"]

[variables.zero]
unit = "1"
measure = "index"
report = true
equation = "zero = 0*t"

[variables.line]
unit = "1"
measure = "index"
report = true
equation = "line = {formula}"
"""
SCENARIO = """format = "jingchu-scenario 1"
name = "lines"
model = "model.toml"
horizon = { from = "2024Q1", to = "2024Q1" }
paths = 8
"""
HISTORY = "variable,2023Q1,2023Q2,2023Q3,2023Q4\nzero,0,0,0,0\nline,0,0,0,0\n"


def examples(text):
    """(formula, what it gives) of every line of every table that has both columns."""
    found = []
    formula = gives = None
    for line in text.split("\n"):
        # A bar inside backquotes does not occur in the language, so bars split cells.
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            formula = gives = None
        elif "gives" in cells:
            gives = cells.index("gives")
            formula = next(cells.index(name) for name in ("written", "example", "formula") if name in cells)
        elif gives is not None and re.fullmatch(r"`[^`]+`", cells[formula]):
            found.append((cells[formula].strip("`"), cells[gives].strip("`")))
    return found


def outcome(program, folder, formula):
    """A number, "NaN" or "error", with what the program said."""
    (folder / "model.toml").write_text(MODEL.format(formula=formula), encoding="utf-8")

    replayed = subprocess.run([program, "replay", "scenario.toml", "--path", "3", "--lang", "en"], cwd=folder, capture_output=True, text=True, timeout=60)
    if replayed.returncode == 65:
        return "error", replayed.stderr
    if replayed.returncode != 0:
        return f"exit {replayed.returncode}", replayed.stderr
    for row in csv.DictReader(io.StringIO(replayed.stdout)):
        if row["name"] == "line" and row["period"] == "2024Q1":
            if row["value"] != "nan":
                return float(row["value"]), replayed.stdout
            return "NaN" if "equation 'line' in 2024Q1" in replayed.stderr else "nan without a reason", replayed.stderr
    return "no value", replayed.stdout + replayed.stderr


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = str(pathlib.Path(parser.parse_args().program).resolve())
    lines = examples(DOCUMENT.read_text(encoding="utf-8"))
    if len(lines) < 40:
        sys.exit(f"only {len(lines)} examples found in {DOCUMENT}: has the form of its tables changed?")
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="jingchu-lines-") as scratch:
        folder = pathlib.Path(scratch)
        (folder / "scenario.toml").write_text(SCENARIO, encoding="utf-8")
        (folder / "history.csv").write_text(HISTORY, encoding="utf-8")
        for formula, gives in lines:
            found, said = outcome(program, folder, formula)
            if isinstance(found, float):
                right = gives not in ("NaN", "error") and abs(found - float(gives)) <= 1e-12 * max(1.0, abs(float(gives)))
            else:
                right = found == gives
            if not right:
                wrong += 1
                print(f"{formula}: the page says {gives}, the program {found}\n{said}")
    print(f"{len(lines)} examples, {wrong} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
