#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The JSON description, read by somebody else's reader.

usage: test-json.py BECK_IDL SYSTEM_IDL_DIR

That the text is what it should be is the golden's business (test-json.c); this looks at what
holds for all files: it is JSON, in ASCII, the same each time, and refers to nothing that is not
there.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

BECK_IDL = pathlib.Path(sys.argv[1]).resolve()
SYSTEM = pathlib.Path(sys.argv[2]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
FILES = sorted([*SYSTEM.glob("*.idl"), *(HERE.parent / "idl" / "golden").glob("*.idl"),
                *HERE.glob("*.idl")])


def describe(path, directory):
    subprocess.run([BECK_IDL, "--emit=json", "-I", SYSTEM, "-o", directory, path], check=True,
                   stdout=sys.stderr)
    return (pathlib.Path(directory) / path.with_suffix(".json").name).read_bytes()


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a key twice: {names}"
    return dict(pairs)


def walk(value):
    """All objects, outermost first."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from walk(item)


def check_use(use, types, enums):
    assert use["align"] in (1, 2, 4, 8), use
    assert use["size"] is None or use["size"] >= use["least"], use
    if use["kind"] in ("struct", "union"):
        assert types[use["type"]]["kind"] == use["kind"], use
    if use.get("enum"):
        assert use["enum"] in enums, use


def check_references(description):
    types = description["types"]
    enums = {enum["name"] for enum in description["enums"]}
    for value in walk(description):
        if "align" in value and "members" not in value:
            check_use(value, types, enums)
    for type_ in types:
        if type_["kind"] == "union":
            check_use(type_["discriminant"], types, enums)


def check_numbers(description):
    for value in walk(description):
        for number in value.values():
            assert not isinstance(number, float), value
            assert not isinstance(number, int) or abs(number) <= 2 ** 53, value


def check_methods(description):
    for interface in description["interfaces"]:
        numbers = [m["opnum"] for m in interface["methods"] if m["opnum"] is not None]
        assert numbers == sorted(set(numbers)), interface["name"]
        for method in interface["methods"]:
            assert method["remote"] == ("params" in method), method["name"]


def check_file(path):
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        text = describe(path, one)
        assert text == describe(path, two), "not the same again"
    assert text.isascii() and text.endswith(b"}\n"), "not ASCII, or no end"
    description = json.loads(text, object_pairs_hook=no_duplicates)
    assert description["format"] == "beck-idl" and description["version"] == 1
    assert description["file"] == path.name
    check_references(description)
    check_numbers(description)
    check_methods(description)


def main():
    failed = 0
    for number, path in enumerate(FILES, 1):
        try:
            check_file(path)
            print(f"ok {number} - {path.name} is described")
        except (AssertionError, ValueError, KeyError, IndexError,
                subprocess.CalledProcessError) as error:
            failed += 1
            print(f"not ok {number} - {path.name} is described")
            print(f"{path}: {error!r}", file=sys.stderr)
    print(f"1..{len(FILES)}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
