#!/usr/bin/env python3
"""Every relative link of a document names a file of the project, and every #anchor a heading."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(text):
    """Headings as GitHub names them."""
    found = set()
    for line in FENCE.sub("", text).split("\n"):
        if line.startswith("#"):
            title = line.lstrip("#").strip().lower()
            found.add(re.sub(r"[^\w\- ]", "", title).replace(" ", "-"))
    return found


def main():
    broken = []
    documents = list(ROOT.glob("*.md"))
    for folder in ("docs", "models/library", "scenarios/library"):
        documents += (ROOT / folder).rglob("*.md")
    for document in sorted(documents):
        text = FENCE.sub("", document.read_text(encoding="utf-8"))
        for link in LINK.findall(text):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (document.parent / name).resolve() if name else document
            if not target.exists():
                broken.append(f"{document.relative_to(ROOT)}: {link}")
            elif anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
                broken.append(f"{document.relative_to(ROOT)}: {link} (no such heading)")
    print("\n".join(broken))
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
