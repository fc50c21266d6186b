#!/usr/bin/env python3
"""Opens a results file with the tools of its readers: open_results.py WRITE_SAMPLE.

WRITE_SAMPLE is a program that writes the sample file of tests/output/sample_content.cpp under the name it is given.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np
import xarray as xr

GROUPS = ["scenarios", "quantiles", "quantile_errors", "moments", "annual/quantiles", "annual/quantile_errors", "annual/moments",
          "targets", "levers", "identities", "history", "failures", "provenance"]
ENGINES = [None, "netcdf4", "h5netcdf"]
PROGRAM = None


class OpenResults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.file = os.path.join(cls.folder, "run.h5")
        subprocess.run([PROGRAM, cls.file], check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def open(self, group, engine=None):
        return xr.open_dataset(self.file, group=group, engine=engine)

    def test_every_group_opens_and_loads_in_every_engine(self):
        for group in GROUPS:
            for engine in ENGINES:
                with self.subTest(group=group, engine=engine), self.open(group, engine) as data:
                    data.load()
                    self.assertFalse([d for d in data.dims if str(d).startswith("phony")])

    def test_every_variable_says_its_unit_its_prices_and_whether_it_is_a_flow_or_a_stock(self):
        for group in ["quantiles", "quantile_errors", "moments", "history", "annual/quantiles", "annual/quantile_errors", "annual/moments"]:
            with self.subTest(group=group), self.open(group) as data:
                self.assertEqual(data.Y.attrs["units"], "1e8 CNY")
                self.assertEqual(data.Y.attrs["basis"], "real 2023")
                self.assertEqual(data.Y.attrs["measure"], "flow")

    def test_quantiles_have_named_dimensions_labels_and_times(self):
        for engine in ENGINES:
            with self.subTest(engine=engine), self.open("quantiles", engine) as data:
                self.assertEqual(data.Y.dims, ("scenario", "quantile", "time"))
                self.assertEqual(data.time.dtype, np.dtype("datetime64[ns]"))
                self.assertEqual(data.time.values[0], np.datetime64("2024-01-01"))
                self.assertEqual(list(data.scenario.values), ["report", "investment-push"])
                self.assertEqual(data.period.values[5], "2025Q2")
                self.assertEqual(data.Y.attrs["units"], "1e8 CNY")
                self.assertEqual(data.Y.attrs["long_name_zh"], "地区生产总值")
                self.assertEqual(data.scenario_title_zh.values[0], "2024年报告：report")
                self.assertIn("period", data.Y.coords)
                chosen = data.Y.sel(scenario="investment-push", quantile=[0.05, 0.5, 0.95], time="2027")
                self.assertEqual(chosen.shape, (3, 4))
                self.assertFalse(np.issubdtype(data.t_drive.dtype, np.timedelta64))
                self.assertTrue(np.isfinite(data.Y).all())

    def test_annual_tables_hold_measures_by_year(self):
        with self.open("annual/quantiles") as data:
            self.assertEqual(data.gdp_growth.dims, ("scenario", "quantile", "time"))
            self.assertEqual(list(data.period.values), [str(y) for y in range(2024, 2031)])
            self.assertEqual(data.gdp_growth.attrs["units"], "percent")

    def test_targets_are_found_by_their_name(self):
        for engine in ENGINES:
            with self.subTest(engine=engine), self.open("targets", engine) as data:
                row = data.sel(scenario="report", target="gdp_growth_target_2024")
                self.assertAlmostEqual(float(row.probability), 0.4312)
                self.assertEqual(int(row.n_paths), 9997)
                self.assertEqual(str(row.status.values), "simulated")
                left_out = data.sel(scenario="report", target="forest_area_2024")
                self.assertTrue(np.isnan(float(left_out.probability)))
                self.assertEqual(str(left_out.reason.values), "the model has no land use")
                self.assertEqual(data.value_quantiles.dims, ("scenario", "target", "quantile"))
                self.assertAlmostEqual(float(data.joint_probability.sel(scenario="report", tier_set="A")), 0.4312)
                self.assertEqual(data.targets_met.dims, ("scenario", "count"))
                self.assertEqual(data.is_lever.attrs["flag_meanings"], "no yes")

    def test_failures_and_levers_have_their_rows(self):
        with self.open("failures") as data:
            self.assertEqual(data.sizes["failure"], 6)
            self.assertEqual(data.path_number.dtype, np.int32)
            self.assertEqual(data.equation.values[1], "st")
        with self.open("levers") as data:
            self.assertEqual(float(data.value.sel(scenario="report", lever="voucher")[0]), 114)

    def test_h5py_reads_labels_and_scales(self):
        with h5py.File(self.file, "r") as file:
            self.assertEqual(list(file["quantiles/scenario"].asstr()[:]), ["report", "investment-push"])
            self.assertEqual([d.keys()[0] for d in file["quantiles/Y"].dims], ["scenario", "quantile", "time"])
            self.assertEqual(list(file.attrs["schema_version"]), [1, 0])
            self.assertEqual(file.attrs["filetype"], "jingchu-results")
            self.assertEqual(file["provenance"].attrs["seed"], 20240130)
            self.assertIn("报告", file["provenance/scenario_text"].asstr()[0])
            self.assertEqual(file["quantiles/Y"].dtype, np.dtype("<f8"))

    def test_the_file_proves_itself_with_common_tools(self):
        size = os.path.getsize(self.file)
        with open(self.file, "rb") as file:
            body, seal = file.read(size - 512), file.read().decode("ascii")
        self.assertIn("sha256 " + hashlib.sha256(body).hexdigest() + "\n", seal)

    @unittest.skipUnless(shutil.which("ncdump") and shutil.which("nccopy"), "netCDF's own programs are not installed")
    def test_netcdf_programs_read_and_copy_the_file(self):
        header = subprocess.run(["ncdump", "-h", self.file], check=True, capture_output=True, text=True).stdout
        self.assertNotIn("phony_dim", header)
        self.assertIn("double Y(scenario, quantile, time) ;", header)
        subprocess.run(["ncdump", self.file], check=True, capture_output=True)
        copy = os.path.join(self.folder, "copy.nc")
        subprocess.run(["nccopy", self.file, copy], check=True)
        with xr.open_dataset(copy, group="quantiles") as a, self.open("quantiles") as b:
            xr.testing.assert_identical(a.load(), b.load())


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
