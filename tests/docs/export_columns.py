#!/usr/bin/env python3
"""What `jingchu export` writes is what pandas and pyam expect: export_columns.py --program JINGCHU. Needs pandas.

pyam (not a package of the distribution) wants these of its long format: the columns model, scenario, region, variable,
unit, one of time, and value; a year that is a whole number; no empty cell; no two rows with the same index.
"""

import argparse
import io
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import pandas as pd
except ImportError:
    sys.exit(77)

PYAM_INDEX = ["model", "scenario", "region", "variable", "unit", "year", "subannual", "quantile"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = str(pathlib.Path(parser.parse_args().program).resolve())
    with tempfile.TemporaryDirectory(prefix="jingchu-export-") as scratch:
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
