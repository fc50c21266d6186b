#!/usr/bin/env python3
"""Reads from a release program what was asked of the compiler and the linker in cmake/JingchuOptions.cmake."""

import platform
import re
import subprocess
import sys


def tool(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}).stdout


def checks(program):
    header = tool("readelf", "--wide", "--file-header", program)
    segments = tool("readelf", "--wide", "--segments", program)
    dynamic = tool("readelf", "--wide", "--dynamic", program)
    symbols = tool("readelf", "--wide", "--dyn-syms", program)
    yield "position independent (PIE)", "DYN (" in header and re.search(r"FLAGS_1\).*\bPIE\b", dynamic)
    yield "relocations read-only (RELRO)", "GNU_RELRO" in segments
    yield "all symbols bound at start (BIND_NOW)", re.search(r"FLAGS_1?\).*\b(NOW|BIND_NOW)\b", dynamic)
    yield "stack not executable", re.search(r"GNU_STACK.* RW +0x", segments)
    yield "no segment both writable and executable", not re.search(r"LOAD.* RWE ", segments)
    yield "stack protector", "__stack_chk_fail" in symbols
    yield "checked C library functions (_FORTIFY_SOURCE)", re.search(r" __\w+_chk\b", symbols.replace("__stack_chk_fail", ""))
    yield "checked standard library (_GLIBCXX_ASSERTIONS)", "__glibcxx_assert_fail" in symbols
    if platform.machine() == "x86_64":
        code = tool("objdump", "--disassemble=main", "--no-show-raw-insn", program)
        yield "targets of indirect jumps marked (-fcf-protection)", re.search(r"<main>:\n[^\n]*\bendbr64", code)


def main(program):
    failed = False
    for what, holds in checks(program):
        print(f"{'yes' if holds else 'NO '}  {what}")
        failed = failed or not holds
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
