#!/usr/bin/env python3
"""Writes the report's scenario with a smaller model: the 93 variables of the reference (tests/hubei/data), what these need, and their shocks.

    benchmarks/core_report.py build/release/jingchu FOLDER
    build/release/jingchu run FOLDER/report.toml --paths 1200000 --force -o FOLDER/core.h5

What it leaves out is what the model has for single goals of the report. Targets that the smaller model cannot have are left out as `jingchu check` names them.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXTS = ("label", "origin", "note", "title", "unit")   # of an entry: what holds no formula


def names_in(entry):
    formulas = {key: value for key, value in entry.items() if key not in TEXTS} if isinstance(entry, dict) else entry
    return set(re.findall(r"[A-Za-z_]\w*", json.dumps(formulas)))


def needed_names(entry, definitions):
    """Names of an entry, and of the definitions that it uses, and so on."""
    found, to_do = set(), names_in(entry)
    while to_do:
        name = to_do.pop()
        if name not in found:
            found.add(name)
            to_do |= names_in(definitions[name]) if name in definitions else set()
    return found


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return repr(value)


def smaller(model):
    """Leaves out of a model what its core does not need. Returns the names of the variables that are gone."""
    column = lambda name: [row[0] for row in csv.reader((ROOT / "tests/hubei/data" / name).open())][1:]
    kept, to_do, used = set(), set(column("central.csv")), set()
    while to_do:
        name = to_do.pop()
        kept.add(name)
        needed = needed_names(model["variables"][name], model["definitions"])
        used |= needed
        to_do |= needed & model["variables"].keys() - kept
    gone = model["variables"].keys() - kept
    gone_shocks = model["shocks"].keys() - used
    model["variables"] = {name: entry for name, entry in model["variables"].items() if name in kept}
    model["shocks"] = {name: entry for name, entry in model["shocks"].items() if name in used}
    model["correlations"] = [entry for entry in model["correlations"] if not names_in(entry) & gone_shocks]
    for part in ("definitions", "measures", "identities", "anchors"):
        if isinstance(model[part], dict):
            model[part] = {name: entry for name, entry in model[part].items() if not needed_names(entry, model["definitions"]) & gone}
        else:
            model[part] = [entry for entry in model[part] if not needed_names(entry, model["definitions"]) & gone]
    return gone


def write_model(model, file):
    is_table = lambda part: isinstance(part, dict) or (isinstance(part, list) and part and isinstance(part[0], dict))
    lines = [f"{key} = {toml(part)}" for key, part in model.items() if not is_table(part) or key == "title"]
    for key, part in model.items():
        if not is_table(part) or key == "title":
            continue
        for head, entries in [(f"[{key}]", part)] if isinstance(part, dict) else [(f"[[{key}]]", entry) for entry in part]:
            lines += ["", head, *(f"{name} = {toml(entry)}" for name, entry in entries.items())]
    file.write_text("\n".join(lines) + "\n")


def drop_refused(program, scenario):
    """Leaves out lines, and whole targets, that the model refuses."""
    while True:
        done = subprocess.run([program, "check", scenario, "--lang", "en"], capture_output=True, text=True)
        if done.returncode == 0:
            return
        lines = scenario.read_text().split("\n")
        refused = {int(line) - 1 for line in re.findall(re.escape(scenario.name) + r":(\d+):\d+: error", done.stderr)}
        if not any(lines[number] for number in refused):
            sys.exit(f"{program} check {scenario}: exit code {done.returncode}\n{done.stderr}")
        for number in refused:
            begin = max((i for i in range(number + 1) if lines[i].startswith("[")), default=number)
            if not lines[begin].startswith("[["):
                lines[number] = ""
                continue
            end = next((i for i in range(begin + 1, len(lines)) if lines[i].startswith("[")), len(lines))
            lines[begin:end] = [""] * (end - begin)
        scenario.write_text("\n".join(lines))


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    library = ROOT / "models/library/hubei"
    model = tomllib.loads((library / "model.toml").read_text())
    gone = smaller(model)
    write_model(model, folder / "model.toml")
    rows = (library / "history.csv").read_text().split("\n")
    (folder / "history.csv").write_text("\n".join(row for row in rows if row.split(",")[0] not in gone))
    scenarios = ROOT / "scenarios/library/hubei-2024"
    (folder / "figures.csv").write_text((scenarios / "figures.csv").read_text())
    text = (scenarios / "report.toml").read_text()
    (folder / "report.toml").write_text(re.sub(r"(?m)^model( *)= .*$", r'model\1= "model.toml"', text))
    drop_refused(program, folder / "report.toml")
    print(f"{len(model['variables'])} variables, {len(model['shocks'])} shocks: {folder / 'report.toml'}")


if __name__ == "__main__":
    main()
