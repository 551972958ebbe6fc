#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds texts that people would read and translators would not: literals that miss _().

    .venv/bin/python packaging/gates/untranslated.py [checkout]

Looks where words are shown or made: ui/, wording/, main.py and cli/. Two rules:

- what is handed to something that shows text (setText, say, print, Button ...) goes through _();
- a literal that reads like a sentence goes through _() wherever it stands, except in what people
  do not read: docstrings, exception messages, style sheets, comparisons.

Prints path:line and the text; exit code 1 if there is one.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PLACES = ("ui/**/*.py", "wording/**/*.py", "main.py", "cli/**/*.py")

TRANSLATORS = {"_", "ngettext", "pgettext"}

# Every letter handed to these is read by somebody.
SHOWS = {
    "print", "say", "setText", "setPlainText", "setPlaceholderText", "setWindowTitle", "setTitle",
    "setAccessibleName", "setAccessibleDescription", "setStatusTip", "setToolTip", "setWhatsThis",
    "setInformativeText", "setDetailedText", "announce",
}  # fmt: skip

# These take names of icons and roles beside their texts: only what looks like words counts.
MAKES = {
    "Banner", "Button", "CheckRow", "ChoiceCard", "EmptyState", "FraudBanner", "Heading", "Note",
    "Pill", "RailStep", "Text", "add_argument", "add_parser", "addAction", "ask", "name_it",
    "set_available", "show_failed", "show_line", "show_reason", "show_text", "show_verdict",
    "ArgumentParser",
}  # fmt: skip
# Keywords of argparse that hold a name or a form, not words.
NAMES_ONLY = {"action", "choices", "dest", "metavar", "prog", "nargs", "role", "icon", "usage"}

# How identifiers and names of icons are written: no label reads like this.
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
LETTERS = re.compile(r"[^\W\d_]{2}")
WORDS = re.compile(r"^[A-Z][a-z]+\b|[^\W\d_]{2,} [^\W\d_]|[^\W\d_]{2}[.?!…]$")
# Two words that begin small after one that begins large; names of fonts and the like do not.
SENTENCE = re.compile(r"^[A-Z][^\n{};<>=]*[^\W\d_],? [a-z]{2}[^\n{};<>=]*$")


def faults(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every literal that should go through _()."""
    seen: set[ast.AST] = set()
    tree = ast.parse(source)
    unread = set(not_for_people(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node not in unread:
            name = called(node)
            rule = LETTERS if name in SHOWS else WORDS if name in MAKES else None
            if rule:
                words = [*node.args, *(k.value for k in node.keywords if k.arg not in NAMES_ONLY)]
                for word in words:
                    yield from matching(word, rule, seen, unread)
    yield from matching(tree, SENTENCE, seen, unread)


def matching(
    node: ast.AST, rule: re.Pattern[str], seen: set[ast.AST], unread: set[ast.AST]
) -> Iterator[tuple[int, str]]:
    """Yield the literals below the node that the rule finds and that are not translated."""
    if node in unread or (isinstance(node, ast.Call) and called(node) in TRANSLATORS):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in seen:
        if rule.search(node.value.strip()) and not IDENTIFIER.fullmatch(node.value):
            seen.add(node)
            yield node.lineno, node.value
        return
    if isinstance(node, ast.Subscript):  # a key of a table is no text
        yield from matching(node.value, rule, seen, unread)
        return
    for child in ast.iter_child_nodes(node):
        # A call inside a call has rules of its own, unless it fills in a text: "...".format()
        if rule is not SENTENCE and isinstance(child, ast.Call) and called(child) != "format":
            continue
        yield from matching(child, rule, seen, unread)


def not_for_people(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield what may hold words that nobody reads: docstrings, exceptions, comparisons, types."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Raise, ast.Compare, ast.Assert, ast.match_case)):
            yield node.pattern if isinstance(node, ast.match_case) else node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node  # a docstring
        elif isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation:
            yield node.annotation


def called(node: ast.Call) -> str:
    """Return the name that is called, without what it belongs to."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def main(arguments: list[str]) -> int:
    """Look through a checkout; returns the exit code."""
    package = (Path(arguments[0]) if arguments else ROOT) / "app" / "recovery_assistant"
    bad = 0
    for file in sorted({file for place in PLACES for file in package.glob(place)}):
        for line, text in sorted(faults(file.read_text(encoding="utf-8"))):
            print(f"{file.relative_to(package).as_posix()}:{line}: not through _(): {text!r}")
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
