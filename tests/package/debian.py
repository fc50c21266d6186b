#!/usr/bin/env python3
"""Makes the Debian packages, reads what is in them, unpacks them into an empty root and uses the program there."""

import argparse
import gzip
import pathlib
import re
import shutil
import tempfile

from steps import expect, run

EXPECTED = {
    "jingchu": ["usr/bin/jingchu", "usr/share/jingchu/models/hubei/model.toml", "usr/share/jingchu/scenarios/hubei-2024/report.toml",
                "usr/share/man/man1/jingchu.1.gz", "usr/share/man/zh_CN/man1/jingchu.1.gz", "usr/share/bash-completion/completions/jingchu",
                "usr/share/zsh/vendor-completions/_jingchu", "usr/share/fish/vendor_completions.d/jingchu.fish",
                "usr/share/doc/jingchu/copyright", "usr/share/doc/jingchu/changelog.gz", "usr/share/doc/jingchu/docs/commands.md"],
    "libjingchu-dev": ["usr/lib/libjingchu_engine.a", "usr/lib/cmake/jingchu/jingchuConfig.cmake", "usr/include/jingchu/scenarios/scenario.hpp",
                       "usr/share/doc/libjingchu-dev/copyright", "usr/share/doc/libjingchu-dev/changelog.gz"],
}
NEEDED = {"jingchu": ["libc6", "libstdc++6", "libhdf5-103-1", "libdeflate0", "libtbb12", "libssl3"], "libjingchu-dev": ["libtbb-dev", "libfmt-dev", "libhdf5-dev", "libdeflate-dev", "libssl-dev", "libasmjit-dev"]}


def check_package(deb, name):
    expect(f"{name}: named as Debian does", re.fullmatch(rf"{re.escape(name)}_[0-9.]+_\w+\.deb", deb.name), deb.name)
    depends = run("dpkg-deb", "--field", deb, "Depends")
    expect(f"{name}: depends on what it is linked with", all(re.search(rf"(^|, ){re.escape(need)}( |,|\n)", depends) for need in NEEDED[name]), depends)
    listing = run("dpkg-deb", "--contents", deb).splitlines()
    files = {line.split(maxsplit=5)[5].removeprefix("./") for line in listing}
    expect(f"{name}: holds what it should", files.issuperset(EXPECTED[name]), sorted(set(EXPECTED[name]) - files))
    expect(f"{name}: belongs to root", all(line.split()[1] == "root/root" for line in listing), listing)
    expect(f"{name}: readable by all, writable by root alone", all(re.match(r"(-rw-r--r--|[-d]rwxr-xr-x) ", line) for line in listing), listing)
    expect(f"{name}: one program at most can be executed", [line.split()[-1] for line in listing if line.startswith("-rwx")] in ([], ["./usr/bin/jingchu"]))


def check_page(page, words):
    text = gzip.decompress(page.read_bytes()).decode()
    expect(f"{page.name} ({page.parent.parent.name}): a manual page with every command", all(f".SS {word}\n" in text for word in words), text)
    if shutil.which("man"):
        shown = run("man", "-l", page, environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "MANWIDTH": "80"})
        expect("man shows it", "jingchu run" in shown, shown)


def check_root(root, folder, build):
    program = root / "usr/bin/jingchu"
    bare = {"HOME": str(folder)}
    run(program, "run", "hubei-2024/report", "--paths", "200", "--quiet", cwd=folder, environment=bare)
    expect("unpacked program runs a shipped scenario", (folder / "results/hubei-2024-report.h5").exists())
    expect("unpacked program does not know where it was built", str(build).encode() not in program.read_bytes())
    expect("program is stripped", ".symtab" not in run("readelf", "--wide", "--sections", program))
    words = re.findall(r"^  ([a-z]+) ", run(program, "--help", environment=bare), re.MULTILINE)
    expect("program lists its commands", {"run", "check", "help"}.issubset(words), words)
    for page in sorted((root / "usr/share/man").rglob("jingchu.1.gz")):
        check_page(page, words)
    completion = root / "usr/share/bash-completion/completions/jingchu"
    run("bash", "-n", completion)
    expect("completion offers shipped scenarios", "hubei-2024/report" in completion.read_text())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cpack", required=True)
    parser.add_argument("--build", required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingchu-debian-") as name:
        folder = pathlib.Path(name)
        run(given.cpack, "-G", "DEB", "-B", folder / "made", cwd=given.build)
        for package in EXPECTED:
            deb, = (folder / "made").glob(f"{package}_*.deb")
            check_package(deb, package)
            run("dpkg-deb", "--extract", deb, folder / "root")
        check_root(folder / "root", folder, pathlib.Path(given.build).resolve())


if __name__ == "__main__":
    main()
