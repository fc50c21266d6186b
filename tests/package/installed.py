#!/usr/bin/env python3
"""Installs the build to an empty folder, moves that folder, and uses it: the program from another folder without any
environment variable, the libraries from the small project in outside/."""

import argparse
import pathlib
import tempfile

from steps import expect, run

HERE = pathlib.Path(__file__).resolve().parent


def check_program(prefix, folder):
    program = prefix / "bin" / "jingchu"
    bare = {"HOME": str(folder)}
    expect("installed program searches no folder of the build", "RUNPATH" not in run("readelf", "--dynamic", program) and
           "RPATH" not in run("readelf", "--dynamic", program))
    run(program, "check", "hubei", cwd=folder, environment=bare)
    run(program, "run", "hubei-2024/report", "--paths", "200", "--quiet", cwd=folder, environment=bare)
    expect("installed program finds its libraries without environment variables", (folder / "results" / "hubei-2024-report.h5").exists())


def check_libraries(prefix, folder, cmake, compiler):
    run(cmake, "-S", HERE / "outside", "-B", folder / "outside", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_FIND_USE_PACKAGE_REGISTRY=OFF")
    run(cmake, "--build", folder / "outside")
    said = run(folder / "outside" / "outside", environment={})
    expect("outside project simulates with the installed libraries", said.startswith("gdp_growth[2024],") and "500 paths" in said, said)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cmake", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--compiler", required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingchu-install-") as name:
        folder = pathlib.Path(name)
        run(given.cmake, "--install", given.build, "--prefix", folder / "first")
        # Nothing may remember where it was put.
        prefix = (folder / "first").rename(folder / "moved here")
        check_program(prefix, folder)
        check_libraries(prefix, folder, given.cmake, given.compiler)


if __name__ == "__main__":
    main()
