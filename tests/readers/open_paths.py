#!/usr/bin/env python3
"""Opens what the program wrote, a comparison with single paths, with the tools of its readers: open_paths.py JINGCHU DATA.

DATA is a folder with the scenario growth.toml. R and Octave are left out where they are not installed.
"""

import os
import pathlib
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


def installed(command):
    return shutil.which(command.split()[0]) is not None and subprocess.run(command, shell=True, capture_output=True).returncode == 0


class OpenPaths(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.file = os.path.join(cls.folder, "compared.h5")
        subprocess.run([PROGRAM, "compare", "growth.toml", "--set", "public=70", "--paths", "5000", "--keep-paths", "all", "--keep-type", "f64", "--quiet",
                        "-o", cls.file], check=True, cwd=DATA, stdout=subprocess.DEVNULL)
        cls.datasets = {}
        with h5py.File(cls.file, "r") as file:
            cls.groups = []
            file.visititems(lambda name, item: cls.groups.append(name) if isinstance(item, h5py.Group) and name != "annual" else cls.take(name, item))

    @classmethod
    def take(cls, name, item):
        """Datasets that hold something: a dimension without values is none."""
        if not isinstance(item, h5py.Dataset) or item.size == 0 or b"not a netCDF variable" in item.attrs.get("NAME", b""):
            return
        text = h5py.check_string_dtype(item.dtype) is not None
        values = item.asstr()[...] if text else item[...].astype(float)
        cls.datasets["/" + name] = (item.shape, values.ravel()[0] if text else values[np.isfinite(values)].sum())

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def open(self, group, engine=None):
        return xr.open_dataset(self.file, group=group, engine=engine)

    def test_every_group_opens_in_every_engine_with_named_dimensions(self):
        self.assertIn("paths", self.groups)
        self.assertIn("annual/contrasts", self.groups)
        for group in self.groups:
            for engine in ENGINES:
                with self.subTest(group=group, engine=engine), self.open(group, engine) as data:
                    data.load()
                    self.assertFalse([d for d in data.dims if str(d).startswith("phony")])
                    if "time" in data.coords:
                        self.assertEqual(data.time.dtype, np.dtype("datetime64[ns]"))

    def test_single_paths_have_names_times_labels_and_units(self):
        for engine in ENGINES:
            with self.subTest(engine=engine), self.open("paths", engine) as data:
                self.assertEqual(data.Y.dims, ("scenario", "path", "time"))
                self.assertEqual(list(data.scenario.values), ["growth", "growth+public=70"])
                self.assertEqual(data.time.values[0], np.datetime64("2024-01-01"))
                self.assertEqual(data.period.values[4], "2028")
                self.assertTrue((data.path.values == np.arange(5000)).all())
                self.assertEqual(data.Y.attrs["units"], "1e8 CNY")
                self.assertEqual(data.Y.attrs["long_name"], "gross domestic product")
                self.assertEqual(data.Y.attrs["long_name_zh"], "国内生产总值")
                self.assertTrue(np.isfinite(data.Y).all())

    def test_quantiles_are_those_of_the_paths_within_their_resolution(self):
        for engine in ENGINES:
            with self.subTest(engine=engine), self.open("paths", engine) as paths, self.open("quantiles", engine) as table:
                for name in ["C", "Y"]:
                    own = paths[name].quantile(table["quantile"].values, "path").transpose("scenario", "quantile", "time")
                    self.assertLessEqual(float(abs(own.values - table[name].values).max()), table[name].attrs["quantile_resolution"])

    def test_contrasts_are_those_of_the_paths(self):
        with self.open("paths") as paths, self.open("contrast_moments") as table:
            change = (paths.Y.isel(scenario=1) - paths.Y.isel(scenario=0)).mean("path")
            np.testing.assert_allclose(table.Y.isel(scenario=0).sel(moment="mean"), change, rtol=1e-6)

    @unittest.skipUnless(shutil.which("ncdump") and shutil.which("nccopy") and shutil.which("h5dump"), "the programs of netCDF or HDF5 are not installed")
    def test_programs_of_netcdf_and_hdf5_read_and_copy_the_file(self):
        header = subprocess.run(["ncdump", "-h", self.file], check=True, capture_output=True, text=True).stdout
        self.assertNotIn("phony_dim", header)
        self.assertIn("double Y(scenario, path, time) ;", header)
        copy = os.path.join(self.folder, "copy.nc")
        subprocess.run(["nccopy", self.file, copy], check=True)
        with xr.open_dataset(copy, group="paths") as a, self.open("paths") as b:
            xr.testing.assert_identical(a.load(), b.load())
        dumped = subprocess.run(["h5dump", "-d", "/paths/Y", "-s", "1,4999,4", "-c", "1,1,1", self.file], check=True, capture_output=True, text=True).stdout
        with self.open("paths") as data:
            self.assertIn(f"(1,4999,4): {float(data.Y[1, 4999, 4]):.6g}"[:14], dumped)

    def expected(self, numbers_only):
        return {name: known for name, known in self.datasets.items() if not (numbers_only and isinstance(known[1], str))}

    def listed(self, names):
        path = os.path.join(self.folder, "names")
        pathlib.Path(path).write_text("\n".join(names) + "\n", encoding="utf-8")
        return path

    def compare(self, value, known):
        if isinstance(known, str):
            self.assertEqual(value, known.split("\n")[0].split("\t")[0])
        else:
            self.assertLessEqual(abs(float(value) - known), 1e-9 * abs(known) + 1e-9)

    @unittest.skipUnless(installed("Rscript -e 'library(rhdf5);library(ncdf4)'"), "R with rhdf5 and ncdf4 is not installed")
    def test_r_reads_every_dataset_with_both_packages(self):
        known = self.expected(False)
        said = subprocess.run(["Rscript", str(HERE / "read_all.R"), self.file, self.listed(known)], check=True, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
        lines = [line.split("\t") for line in said.splitlines() if line.startswith(("rhdf5\t", "ncdf4\t"))]
        self.assertIn(["ncdf4", "attributes", "1e8 CNY", "国内生产总值"], lines)
        rows = [line for line in lines if line[1] != "attributes"]
        self.assertEqual(len(rows), 2 * len(known))
        for package, name, sizes, value in rows:
            with self.subTest(package=package, name=name):
                shape, content = known[name]
                self.assertEqual([int(size) for size in sizes.split("x")], list(reversed(shape)) or [1])
                self.compare(value, content)

    @unittest.skipUnless(installed("octave-cli --no-gui --eval 'pkg load netcdf'"), "Octave's package netcdf is not installed")
    def test_octave_reads_every_number(self):
        known = self.expected(True)
        said = subprocess.run(["octave-cli", "--no-gui", str(HERE / "read_all.m"), self.file, self.listed(known)], check=True, capture_output=True, text=True).stdout
        rows = [line.split("\t") for line in said.splitlines() if line.startswith("octave\t")]
        self.assertEqual(len(rows), len(known))
        for _, name, count, value in rows:
            with self.subTest(name=name):
                self.assertEqual(int(count), int(np.prod(known[name][0])))
                self.compare(value, known[name][1])


if __name__ == "__main__":
    DATA = str(pathlib.Path(sys.argv.pop(2)).resolve())
    PROGRAM = sys.argv.pop(1)
    unittest.main()
