#!/usr/bin/env python3
"""Looks into the objects of *.kernels.cpp for inline functions that other objects could share.

The linker keeps one copy of a weak symbol, whichever comes first. A copy compiled for AVX-512 would end a program on a
machine without it, also where the plain kernels were chosen. So a weak symbol of a kernel lies in the namespace of its
instruction set, or the test fails.
"""

import re
import subprocess
import sys

WEAK = re.compile(r"^[0-9a-f ]{16} [VvWwu] (.+)$")
OWN = re.compile(r"\bjingchu::(\w+::)*(plain|avx2|avx512)::")


def shared_symbols(path):
    lines = subprocess.run(["nm", "--demangle", "--defined-only", path], check=True, capture_output=True, text=True).stdout.splitlines()
    return [found[1] for found in map(WEAK.match, lines) if found and not OWN.search(found[1].split("(")[0])]


def main(paths):
    kernels = [path for path in paths if path.endswith(".kernels.cpp.o")]
    if not kernels:
        sys.exit("no kernel objects were given")
    found = [f"{path}: {symbol}" for path in kernels for symbol in shared_symbols(path)]
    print("\n".join(found) if found else f"{len(kernels)} kernel objects share nothing")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
