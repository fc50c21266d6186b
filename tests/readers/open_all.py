#!/usr/bin/env python3
"""Opens every dataset of a results file of each kind with every reader: open_all.py JINGCHU DATA.

What h5py says of a dataset (sizes, values, dimensions, units, labels in both languages, times) xarray with each engine, ncdump, R with rhdf5 and ncdf4, and
Octave have to say too. DATA is a folder with the scenarios growth.toml and failing.toml. R and Octave are left out where they are not installed.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np
import xarray as xr

ENGINES = [None, "netcdf4", "h5netcdf"]
HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = DATA = None
LABELS = ["units", "long_name", "long_name_zh"]

OBSERVED = """format = "jingchu-scenario 1"
name = "observed"
title = { zh = "公布后", en = "observed" }
extends = "growth.toml"
[observed]
"annual(Y, 2024)" = { value = 215, error = 5, released = "2025-01-20", label = { zh = "产出", en = "output" } }
"""
PLAN = """format = "jingchu-batch 1"
name = "plan"
paths = 500
[[items]]
scenario = "growth.toml"
[[items]]
name = "more"
scenario = "growth.toml"
levers = { public = 70 }
"""

# How each kind of file is made; the last word of each is the file.
KINDS = {
    "a comparison with single paths": [["compare", "growth.toml", "--set", "public=70", "--paths", "3000", "--keep-paths", "all", "--keep-type", "f64", "-o", "compared.h5"]],
    "a run given published values": [["run", "observed.toml", "--paths", "2000", "--keep-paths", "Y", "-o", "observed.h5"]],
    "a run with failed paths": [["run", "failing.toml", "-o", "failing.h5"]],
    "a run with Sobol points": [["run", "growth.toml", "--sampling", "sobol", "--paths", "4096", "-o", "sobol.h5"]],
    "a batch in one file": [["batch", "plan.toml", "--join", "joined.h5"]],
    "shards put together": [["run", "growth.toml", "--paths", "9000", "--keep-paths", "C", "--shard", "1/2", "-o", "1.shard"],
                            ["run", "growth.toml", "--paths", "9000", "--keep-paths", "C", "--shard", "2/2", "-o", "2.shard"], ["merge", "2.shard", "1.shard", "-o", "merged.h5"]],
}


def installed(command):
    return shutil.which(command.split()[0]) is not None and subprocess.run(command, shell=True, capture_output=True).returncode == 0


def text_attribute(item, name):
    value = item.attrs.get(name, "-")
    return value.decode() if isinstance(value, bytes) else value


class Dataset:
    """What h5py says of a dataset."""

    def __init__(self, name, item):
        self.group, _, self.name = ("/" + name).rpartition("/")
        self.path = "/" + name
        self.shape = item.shape
        self.is_bare = b"not a netCDF variable" in item.attrs.get("NAME", b"")   # a dimension without values
        is_scale = item.attrs.get("CLASS", b"") == b"DIMENSION_SCALE"
        # A dimension without values has a sentence as its name.
        self.dimensions = [self.name] if is_scale else [axis[0].name.rpartition("/")[2] for axis in item.dims]
        self.is_text = h5py.check_string_dtype(item.dtype) is not None
        values = item.asstr()[...] if self.is_text else item[...].astype(float)
        self.value = (values.ravel()[0] if item.size else "") if self.is_text else values[np.isfinite(values)].sum()
        self.labels = [text_attribute(item, label) for label in LABELS]
        self.comment = text_attribute(item, "comment")
        self.day = "-"
        if self.name == "time":
            self.day = str(np.datetime64("2000-01-01") + int(values[0]))


class OpenAll(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        shutil.copytree(DATA, cls.folder, dirs_exist_ok=True)
        (cls.folder / "observed.toml").write_text(OBSERVED, encoding="utf-8")
        (cls.folder / "plan.toml").write_text(PLAN, encoding="utf-8")
        cls.files = {}
        for kind, commands in KINDS.items():
            for words in commands:
                done = subprocess.run([PROGRAM, *words, "--quiet"], cwd=cls.folder, capture_output=True, text=True)
                # 3: too many paths failed, which is why the file is made.
                if done.returncode not in (0, 3):
                    raise AssertionError(f"{words}: exit code {done.returncode}\n{done.stderr}")
            file = str(cls.folder / commands[-1][-1])
            datasets = []
            with h5py.File(file, "r") as opened:
                opened.visititems(lambda name, item: datasets.append(Dataset(name, item)) if isinstance(item, h5py.Dataset) else None)
            cls.files[kind] = (file, [d for d in datasets if not d.is_bare])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def each(self):
        for kind, (file, datasets) in self.files.items():
            with self.subTest(kind=kind):
                yield file, datasets

    def compare(self, found, dataset):
        if dataset.is_text:
            self.assertEqual(found, dataset.value.split("\n")[0].split("\t")[0])
        else:
            self.assertLessEqual(abs(float(found) - dataset.value), 1e-9 * abs(dataset.value) + 1e-9)

    def test_every_kind_of_file_is_sound(self):
        for file, _ in self.each():
            done = subprocess.run([PROGRAM, "verify", file], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_dataset_is_named_in_both_languages_and_every_number_has_a_unit(self):
        for _, datasets in self.each():
            for d in datasets:
                units, *names = d.labels
                self.assertNotIn("-", names, d.path)
                self.assertRegex(names[1], "[\u4e00-\u9fff]", d.path)
                if not d.is_text and d.name != "time_bnds":   # as those of time, says CF
                    self.assertTrue(units != "-" or d.comment == "in the unit that the variable unit names", d.path)

    def test_the_groups_of_the_schema_are_there(self):
        groups = {d.group for _, datasets in self.files.values() for d in datasets}
        wanted = ["quantiles", "quantile_errors", "moments", "targets", "contrasts", "contrast_moments", "contrast_targets", "annual/quantiles", "annual/quantile_errors", "annual/moments",
                  "annual/contrasts", "annual/contrast_moments", "levers", "history", "paths", "failures", "scenarios", "identities", "conditioned", "provenance"]
        self.assertEqual(sorted(groups), sorted("/" + name for name in wanted))

    def test_xarray_sees_every_dataset_as_h5py_does(self):
        for file, datasets in self.each():
            for group in {d.group for d in datasets}:
                for engine in ENGINES:
                    with self.subTest(group=group, engine=engine), xr.open_dataset(file, group=group, engine=engine) as data:
                        for d in (d for d in datasets if d.group == group):
                            seen = data[d.name]
                            self.assertEqual(list(seen.dims), d.dimensions, d.path)
                            self.assertEqual(seen.shape, d.shape, d.path)
                            if d.name in ("time", "time_bnds"):
                                self.assertEqual(seen.dtype, np.dtype("datetime64[ns]"))
                                if d.name == "time":
                                    self.assertEqual(str(seen.values[0])[:10], d.day)
                                continue
                            self.assertFalse(np.issubdtype(seen.dtype, np.timedelta64), d.path)
                            self.assertEqual([seen.attrs.get(label, "-") for label in LABELS], d.labels, d.path)
                            if not d.is_text and seen.size:
                                values = seen.values.astype(float)
                                self.compare(values[np.isfinite(values)].sum(), d)

    @unittest.skipUnless(shutil.which("ncdump"), "ncdump is not installed")
    def test_ncdump_names_every_dimension(self):
        for file, datasets in self.each():
            header = subprocess.run(["ncdump", "-h", file], check=True, capture_output=True, text=True).stdout
            self.assertNotIn("phony_dim", header)
            for d in datasets:
                shape = f"({', '.join(d.dimensions)})" if d.dimensions else ""
                self.assertRegex(header, rf"(?m)^\s*\w+ {re.escape(d.name)}{re.escape(shape)} ;", d.path)

    def listed(self, datasets):
        path = self.folder / "names"
        path.write_text("".join(d.path + "\n" for d in datasets), encoding="utf-8")
        return path

    @unittest.skipUnless(installed("Rscript -e 'library(rhdf5);library(ncdf4)'"), "R with rhdf5 and ncdf4 is not installed")
    def test_r_sees_every_dataset_with_both_packages(self):
        for file, datasets in self.each():
            datasets = [d for d in datasets if 0 not in d.shape]
            said = subprocess.run(["Rscript", str(HERE / "read_all.R"), file, self.listed(datasets)], check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
            rows = {(line.split("\t")[0], line.split("\t")[1]): line.split("\t")[2:] for line in said.splitlines() if line.startswith(("rhdf5\t", "ncdf4\t"))}
            self.assertEqual(len(rows), 2 * len(datasets))
            for d in datasets:
                sizes = "x".join(str(size) for size in reversed(d.shape)) or "1"
                for package, more in (("rhdf5", []), ("ncdf4", [",".join(d.dimensions), d.day])):
                    with self.subTest(package=package, dataset=d.path):
                        row = rows[package, d.path]
                        self.assertEqual(row[0], sizes)
                        self.compare(row[1], d)
                        self.assertEqual(row[2:5], d.labels)
                        if d.dimensions:
                            self.assertEqual(row[5:], more)

    @unittest.skipUnless(installed("octave-cli --no-gui --eval 'pkg load netcdf'"), "Octave's package netcdf is not installed")
    def test_octave_sees_every_number(self):
        for file, datasets in self.each():
            datasets = [d for d in datasets if not d.is_text and 0 not in d.shape]
            said = subprocess.run(["octave-cli", "--no-gui", str(HERE / "read_all.m"), file, self.listed(datasets)], check=True, capture_output=True, text=True).stdout
            rows = {line.split("\t")[1]: line.split("\t")[2:] for line in said.splitlines() if line.startswith("octave\t")}
            self.assertEqual(len(rows), len(datasets))
            for d in datasets:
                with self.subTest(dataset=d.path):
                    sizes, value, dimensions, day = rows[d.path]
                    self.assertEqual(sizes, "x".join(str(size) for size in d.shape))
                    self.compare(value, d)
                    self.assertEqual(dimensions, ",".join(d.dimensions))
                    self.assertEqual(day, d.day)


if __name__ == "__main__":
    DATA = str(pathlib.Path(sys.argv.pop(2)).resolve())
    PROGRAM = sys.argv.pop(1)
    unittest.main()
