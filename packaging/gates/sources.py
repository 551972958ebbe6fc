#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds what may not be committed and what no other tool looks for.

    .venv/bin/python packaging/gates/sources.py [checkout]

- characters that a reader cannot see or that turn the text round (zero width, bidirectional, ...);
- places on one machine and addresses of package registries;
- Qt guessing whether a text is HTML: a paste would then be drawn instead of shown.

Prints path:line and what is wrong; exit code 1 if anything is.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("app", "tests", "packaging", "resources", ".ci")
KINDS = {
    "", ".bat", ".cfg", ".css", ".html", ".in", ".ini", ".js", ".md", ".po", ".pot", ".ps1", ".py",
    ".pyi", ".qss", ".sh", ".svg", ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip

# Written so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.:~-])/(?:[h]ome|[r]oot|[w]ork|[f]arm|[o]pt|[U]sers)/\w")
REGISTRY = re.compile(
    r"[p]ypi\.org|[p]ythonhosted|--[i]ndex-url|[e]xtra-index|^--[f]ind-links|--[t]rusted-host"
)
RICH = re.compile(
    r"\b(?:Qt\.(?:TextFormat\.)?(?:RichText|AutoText|MarkdownText)|setHtml|insertHtml|setMarkdown"
    r"|insertMarkdown|QTextBrowser|QErrorMessage|setToolTip|setWhatsThis)\b"
)
GUESSES = re.compile(r"\b(?:QLabel|QMessageBox)\b")
GIVES_TEXT = re.compile(
    r"\.set(?:Informative)?Text\(|\b(?:QLabel|QMessageBox)\((?!self\b|parent\b|\))"
)


def invisible(text: str) -> Iterator[tuple[int, str]]:
    """Yield every character that does not show what it does."""
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character not in " \t" and unicodedata.category(character)[0] in "CZ":
                yield number, f"invisible character U+{ord(character):04X}"


def machine_bound(text: str) -> Iterator[tuple[int, str]]:
    """Yield every line that holds for one machine only."""
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, what in ((MACHINE, "path of one machine"), (REGISTRY, "registry address")):
            if pattern.search(line):
                yield number, what


def rich_text(text: str) -> Iterator[tuple[int, str]]:
    """Yield every place where Qt may take a text for HTML."""
    for number, line in enumerate(text.split("\n"), 1):
        found = RICH.search(line)
        if found:
            yield number, f"rich text: {found[0]}"
    # Plain text is not what these two start with, so a file that gives them text says so.
    if GUESSES.search(text) and GIVES_TEXT.search(text) and "TextFormat.PlainText" not in text:
        yield 1, "rich text: QLabel or QMessageBox without setTextFormat(Qt.TextFormat.PlainText)"


def faults(root: Path, file: Path) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with one file."""
    place = file.relative_to(root)
    text = file.read_text(encoding="utf-8")
    # Other scripts need their joiners and marks; there the reviewer is a speaker of the language.
    if place.suffix != ".po" and place.parts[:2] != ("tests", "vectors"):
        yield from invisible(text)
    yield from machine_bound(text)
    if place.parts[0] == "app":
        yield from rich_text(text)


def main(arguments: list[str]) -> int:
    """Look through a checkout; returns the exit code."""
    root = Path(arguments[0]) if arguments else ROOT
    files = [file for file in root.iterdir() if file.is_file() and file.name != ".git"]
    for folder in FOLDERS:
        files += (root / folder).rglob("*")
    bad = 0
    for file in sorted(files):
        if not file.is_file() or file.suffix not in KINDS or "__pycache__" in file.parts:
            continue
        try:
            found = list(faults(root, file))
        except UnicodeDecodeError:
            found = [(1, "not UTF-8")]
        for line, what in found:
            print(f"{file.relative_to(root).as_posix()}:{line}: {what}")
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
