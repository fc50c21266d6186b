#!/usr/bin/env python3
"""Opens what the program wrote, a comparison with single paths, with the tools of its readers: open_paths.py JINGCHU DATA.

DATA is a folder with the scenario growth.toml. That every reader sees every dataset alike is what open_all.py looks at.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import xarray as xr

ENGINES = [None, "netcdf4", "h5netcdf"]
PROGRAM = DATA = None


class OpenPaths(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.file = os.path.join(cls.folder, "compared.h5")
        subprocess.run([PROGRAM, "compare", "growth.toml", "--set", "public=70", "--paths", "5000", "--keep-paths", "all", "--keep-type", "f64", "--quiet",
                        "-o", cls.file], check=True, cwd=DATA, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def open(self, group, engine=None):
        return xr.open_dataset(self.file, group=group, engine=engine)

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

    def test_the_values_have_the_digest_that_the_group_states(self):
        with self.open("paths") as paths:
            names = [name for name in paths.data_vars if paths[name].dims == ("scenario", "path", "time")]
            many = paths[names[0]].encoding["chunksizes"][1]
            pieces = [hashlib.sha256(paths[name].values[s, first:first + many].tobytes()).hexdigest() for s in range(paths.sizes["scenario"])
                      for first in range(0, paths.sizes["path"], many) for name in names]
            self.assertEqual(hashlib.sha256("".join(pieces).encode()).hexdigest(), paths.attrs["values_sha256"])

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


if __name__ == "__main__":
    DATA = str(pathlib.Path(sys.argv.pop(2)).resolve())
    PROGRAM = sys.argv.pop(1)
    unittest.main()
