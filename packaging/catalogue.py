#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The translation template: made from the sources, and checked to be up to date.

    .venv/bin/python packaging/catalogue.py             write the template
    .venv/bin/python packaging/catalogue.py --check     exit 1 if it differs from the sources

A text the program shows but translators never see would stay English for ever, so a gate runs the
check. Line numbers and dates are left out: the file changes only when a text does. A text put
together before it reaches _() (f-string, +, %, format) is refused: no catalogue could hold it.
"""

import argparse
import ast
import difflib
import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
NAME = "recovery_assistant.pot"
# Function to the places of its texts, as babel wants it.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...]] = {
    "_": (1,),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HEADER = re.compile(r'"[A-Za-z-]+: ')
TEXTS = {"_": 1, "ngettext": 2, "pgettext": 2}


def template(app: Path) -> str:
    """Return the template of everything below app/ that can be translated."""
    catalogue = Catalog(project="recovery-assistant-for-bitlocker", fuzzy=False)
    for file in sorted(app.rglob("*.py")):
        with file.open("rb") as source:
            found = list(extract("python", source, KEYWORDS, ("Translators:",)))
        for _, message, comments, context in found:
            catalogue.add(message, auto_comments=comments, context=context)
    written = BytesIO()
    write_po(written, catalogue, no_location=True, sort_output=True, width=100)
    lines = written.getvalue().decode().splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith("msgid"))
    # Only what says how to read the file; names, dates and versions would make it change.
    kept = [line for line in lines[start:] if not HEADER.match(line) or "Content" in line]
    head = (
        "# SPDX-License-Identifier: Apache-2.0\n"
        "# Texts of Recovery Assistant for BitLocker, made by packaging/catalogue.py.\n"
    )
    return head + "".join(kept)


def glued(app: Path) -> list[str]:
    """Return every call of _() and its kin whose text is not one literal, as path:line."""
    faults = []
    for file in sorted(app.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            texts = node.args[: TEXTS.get(node.func.id, 0)]
            if any(not is_literal(text) for text in texts):
                place = file.relative_to(app.parent).as_posix()
                faults.append(f"{place}:{node.lineno}: {node.func.id}() wants one literal text")
    return faults


def is_literal(node: ast.expr) -> bool:
    """Tell whether the expression is a plain text (neighbouring literals count as one)."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def main() -> int:
    """Write or check the template; returns the exit code."""
    parser = argparse.ArgumentParser(description="The translation template.")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to look at")
    options = parser.parse_args()
    app, target = options.root / "app", options.root / "resources" / "i18n" / NAME
    faults = glued(app)
    print(*faults, sep="\n", end="\n" if faults else "")
    wanted = template(app)
    if not options.check:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(wanted, encoding="utf-8", newline="\n")
        return 1 if faults else 0
    present = target.read_text(encoding="utf-8") if target.exists() else ""
    if present != wanted:
        print(f"{NAME} is not up to date: run packaging/catalogue.py")
        difference = difflib.unified_diff(present.splitlines(), wanted.splitlines(), n=0)
        print(*difference, sep="\n")
        return 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
