#!/usr/bin/env python3
"""What `jingchu export` writes is what pandas and pyam expect, and docs/export.md names every column, table and statistic of files of every kind:
export_columns.py --program JINGCHU. Needs pandas.

pyam (not a package of the distribution) wants these of its long format: the columns model, scenario, region, variable,
unit, one of time, and value; a year that is a whole number; no empty cell; no two rows with the same index.
"""

import argparse
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    import pandas as pd
except ImportError:
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "app" / "data"
OBSERVED = """format = "jingchu-scenario 1"
name = "observed"
extends = "growth.toml"
[observed]
"annual(Y, 2024)" = { value = 215, error = 5, law = "student_t", df = 4, released = "2025-01-20", label = { zh = "产出", en = "output" } }
"""
PYAM_INDEX = ["model", "scenario", "region", "variable", "unit", "year", "subannual", "quantile"]


def lines_of_tables(of):
    """The lines of the document's tables whose first column is headed so."""
    lines, inside = set(), False
    for line in (ROOT / "docs" / "export.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
        elif line.startswith(f"| {of} |"):
            inside = True
        elif inside:
            lines.add(line)
    return lines


def check_the_document(program, scratch):
    """Every column, table and statistic of a comparison of weighted and of equal paths is in the document."""
    for file in DATA.iterdir():
        (scratch / file.name).write_bytes(file.read_bytes())
    (scratch / "observed.toml").write_text(OBSERVED, encoding="utf-8")

    def call(*words):
        return subprocess.run([program, *words, "--quiet"], check=True, cwd=scratch, capture_output=True).stdout

    call("compare", "growth.toml", "--set", "public=70", "--paths", "600", "-o", "compared.h5")
    call("compare", "growth.toml", "observed.toml", "--paths", "600", "--keep-paths", "Y", "-o", "observed.h5")
    statistics = {}
    for row in lines_of_tables("table"):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        for table in re.findall("`([^`]+)`", cells[0]):
            statistics[table] = set(re.findall("`([^`]+)`", cells[1]))
    columns = {name for row in lines_of_tables("column") for name in re.findall("`([^`]+)`", row.split("|")[1])}
    seen = set()
    for file in ("compared.h5", "observed.h5"):
        table = pd.read_csv(io.BytesIO(call("export", file)))
        assert set(table.columns) <= columns, set(table.columns) - columns
        for name, rows in table.groupby("table"):
            seen.add(name)
            missing = set(rows.statistic) - statistics.get(name, set())
            assert not missing, f"docs/export.md does not name the statistics {missing} of the table {name}"
        # Nothing stands there twice, and a number is found by what stands before it.
        index = ["scenario", "table", "name", "period", "statistic", "level"]
        assert not table.duplicated(index).any(), table[table.duplicated(index, keep=False)]
    assert seen == set(statistics), seen ^ set(statistics)
    paths = pd.read_csv(io.BytesIO(call("export", "observed.h5", "--single-paths")))
    assert set(paths.columns) <= columns, set(paths.columns) - columns


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = str(pathlib.Path(parser.parse_args().program).resolve())
    with tempfile.TemporaryDirectory(prefix="jingchu-export-") as scratch:
        check_the_document(program, pathlib.Path(scratch))
        file = str(pathlib.Path(scratch) / "run.h5")
        subprocess.run([program, "run", "hubei-2024/report", "--paths", "500", "-o", file, "--quiet"], check=True, stdout=subprocess.DEVNULL)

        def export(*options):
            return subprocess.run([program, "export", file, *options], check=True, capture_output=True).stdout

        iamc = pd.read_csv(io.BytesIO(export("--format", "iamc")))
        assert list(iamc.columns) == [*PYAM_INDEX, "value"], iamc.columns
        assert not iamc.isnull().values.any(), "an empty cell"
        assert iamc.year.dtype.kind == "i" and iamc["quantile"].dtype.kind == "f" and iamc.value.dtype.kind == "f"
        assert not iamc.duplicated(PYAM_INDEX).any(), "two rows with one index"
        assert set(iamc.subannual) == {"Year", "Q1", "Q2", "Q3", "Q4"}
        growth = iamc[(iamc.variable == "gdp_growth") & (iamc["quantile"] == 0.5) & (iamc.year == 2024)]
        assert len(growth) == 1 and 0 < growth.value.iloc[0] < 10, growth

        table = pd.read_csv(io.BytesIO(export("--bom")), encoding="utf-8-sig")
        assert table.columns[0] == "scenario" and table.value.notnull().all()
        median = table[(table.table == "years") & (table.name == "gdp_growth") & (table.level == 0.5) & (table.period == "2024")]
        assert median.value.iloc[0] == growth.value.iloc[0]
        assert table[table.name == "Y"].title_zh.str.contains("地区生产总值").all()

        frame = json.loads(export("--format", "json"))
        frame = pd.DataFrame(frame["rows"], columns=frame["columns"])
        pd.testing.assert_frame_equal(frame.drop(columns=["period"]), table.drop(columns=["period"]), check_dtype=False)
    print(f"{len(iamc)} rows of IAMC, {len(table)} of CSV and JSON")


if __name__ == "__main__":
    main()
