# SPDX-License-Identifier: Apache-2.0
"""Every gate lets the checkout through, and stops a fault that is planted in a copy of it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Gate = Callable[..., subprocess.CompletedProcess[str]]

CATALOGUE = "packaging/catalogue.py"
SOURCES = "packaging/gates/sources.py"
UNTRANSLATED = "packaging/gates/untranslated.py"
HEAD = '# SPDX-License-Identifier: Apache-2.0\n"""Planted."""\n\n'
PACKAGE = "app/recovery_assistant"


def said(result: subprocess.CompletedProcess[str]) -> str:
    return result.stdout + result.stderr


def plant(copy: Path, place: str, text: str, *, head: str = HEAD) -> Path:
    file = copy / PACKAGE / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head + text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("ruff", "format", "--check", "."), id="format"),
        pytest.param(("ruff", "check", "--output-format", "concise", "."), id="lint"),
        pytest.param(("mypy",), id="types"),
        pytest.param(("lint-imports", "--no-cache"), id="imports"),
        pytest.param((CATALOGUE, "--check"), id="translation template"),
        pytest.param((UNTRANSLATED,), id="untranslated texts"),
        pytest.param((SOURCES,), id="sources"),
    ],
)
def test_the_checkout_passes(gate: Gate, command: tuple[str, ...]) -> None:
    result = gate(*command)
    assert result.returncode == 0, said(result)


@pytest.mark.parametrize(
    ("contract", "place", "text"),
    [
        ("Rooms point one way", "keys/planted.py", "import recovery_assistant.find\n"),
        ("Rooms point one way", "ui/planted.py", "import recovery_assistant.system\n"),
        ("Rooms point one way", "planted/__init__.py", ""),
        ("Qt lives in ui, system and main", "flow/planted.py", "import PySide6\n"),
        ("Qt lives in ui, system and main", "wording/planted.py", "import shiboken6\n"),
        (
            "Pages do not know each other",
            "ui/pages/planted.py",
            "import recovery_assistant.ui.pages.other_planted\n",
        ),
        ("Nothing here talks to a network", "find/planted.py", "import urllib.request\n"),
        ("Crypto libraries only in vault and drive", "keys/planted.py", "import hashlib\n"),
        ("No cycles", "keys/planted.py", "import recovery_assistant.keys.other_planted\n"),
    ],
)
def test_each_import_contract_breaks(
    gate: Gate, copy: Path, contract: str, place: str, text: str
) -> None:
    other = "import recovery_assistant.keys.planted\n" if contract == "No cycles" else ""
    plant(copy, f"{Path(place).parent}/other_planted.py", other)
    plant(copy, place, text)
    result = gate("lint-imports", "--no-cache", at=copy)
    assert result.returncode == 1
    broken = [line for line in result.stdout.splitlines() if line.startswith(contract)]
    assert broken, said(result)
    assert "BROKEN" in broken[0], said(result)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("TID251", "import pickle\n"),
        ("TID251", "from PySide6.QtNetwork import QTcpSocket\n"),
        ("D103", "def planted() -> None:\n    return\n"),
        ("BLE001", "try:\n    pass\nexcept Exception:\n    pass\n"),
        ("T201", 'print("planted")\n'),
    ],
)
def test_the_linter_stops_it(gate: Gate, copy: Path, rule: str, text: str) -> None:
    file = plant(copy, "keys/planted.py", text)
    result = gate("ruff", "check", "--no-cache", "--output-format", "concise", str(file), at=copy)
    assert result.returncode == 1
    assert rule in result.stdout


def test_the_formatter_stops_it(gate: Gate, copy: Path) -> None:
    file = plant(copy, "keys/planted.py", "PLANTED = {  'a':1 }\n")
    result = gate("ruff", "format", "--no-cache", "--check", str(file), at=copy)
    assert result.returncode == 1
    assert "planted.py" in result.stdout


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("no-untyped-def", "def planted(text):\n    return text\n"),
        (
            "exhaustive-match",
            (
                "from enum import Enum\n\n\nclass Step(Enum):\n    A = 1\n    B = 2\n\n\n"
                "def planted(step: Step) -> None:\n    match step:\n        case Step.A:\n"
                "            pass\n"
            ),
        ),
        (
            "explicit-override",
            (
                "class A:\n    def a(self) -> None: ...\n\n\n"
                "class B(A):\n    def a(self) -> None: ...\n"
            ),
        ),
    ],
)
def test_the_type_check_stops_it(gate: Gate, copy: Path, error: str, text: str) -> None:
    file = plant(copy, "keys/planted.py", text)
    (copy / "tests").mkdir()
    result = gate("mypy", "--cache-dir", str(copy / "cache"), str(file), at=copy)
    assert result.returncode == 1
    assert f"[{error}]" in result.stdout, said(result)


@pytest.mark.parametrize(
    ("complaint", "text"),
    [
        ("Planted and new", '_("Planted and new")\n'),
        ("one literal text", '_(f"Planted {1}")\n'),
        ("one literal text", '_("Planted %s" % 1)\n'),
        ("one literal text", '_("Planted {x}".format(x=1))\n'),
        ("one literal text", 'ngettext("One", "Two" + "", 2)\n'),
        ("one literal text", "TEXT = ''\n_(TEXT)\n"),
    ],
)
def test_the_catalogue_stops_it(gate: Gate, copy: Path, complaint: str, text: str) -> None:
    plant(copy, "wording/planted.py", "from recovery_assistant.i18n import _, ngettext\n\n" + text)
    result = gate(CATALOGUE, "--check", "--root", str(copy))
    assert result.returncode == 1
    assert complaint in result.stdout


def test_a_text_that_is_gone_must_leave_the_template(gate: Gate, copy: Path) -> None:
    template = copy / "resources/i18n/recovery_assistant.pot"
    template.write_text(template.read_text() + '\nmsgid "Long gone"\nmsgstr ""\n')
    result = gate(CATALOGUE, "--check", "--root", str(copy))
    assert result.returncode == 1
    assert '-msgid "Long gone"' in result.stdout


@pytest.mark.parametrize(
    "text",
    [
        'label.setText("next")',
        'label.setText(f"next {number}")',
        'label.setText("next {x}".format(x=1))',
        'label.say("done" if done else "")',
        'window.setWindowTitle("Planted")',
        'field.setAccessibleName("key block")',
        'field.setAccessibleDescription(prefix + "block")',
        'field.setPlaceholderText("six digits")',
        'Text(look, "Planted words")',
        'Heading(look, "Planted")',
        'Button(look, "Open", icon="open")',
        'Banner(look, "bad", "cross", "Planted", "words here")',
        'name_it(field, "key-block", "Key block")',
        'print("planted")',
        'parser.add_argument("--json", help="planted words")',
        'TITLE = "Planted words stand here"',
        'def word() -> str:\n    return "Planted words stand here"',
        'TITLES = {1: "Planted words, many"}',
    ],
)
def test_an_untranslated_text_is_found(gate: Gate, copy: Path, text: str) -> None:
    plant(copy, "ui/planted.py", text + "\n")
    result = gate(UNTRANSLATED, str(copy))
    assert result.returncode == 1
    assert "ui/planted.py:" in result.stdout
    assert "not through _()" in result.stdout


@pytest.mark.parametrize(
    "place", ["ui/pages/planted.py", "wording/planted.py", "cli/planted.py", "main.py"]
)
def test_untranslated_texts_are_looked_for_wherever_people_are_spoken_to(
    gate: Gate, copy: Path, place: str
) -> None:
    plant(copy, place, 'print("planted")\n')
    result = gate(UNTRANSLATED, str(copy))
    assert result.returncode == 1
    assert f"{place}:" in result.stdout


def test_what_nobody_reads_is_let_through(gate: Gate, copy: Path) -> None:
    plant(
        copy,
        "ui/planted.py",
        '"""A docstring. It has words."""\n'
        "from recovery_assistant.i18n import _, pgettext\n\n"
        'Text(look, _("Planted words"), role="ink")\n'
        'Text(look, _("Planted {x}").format(x=names["Some Key"]))\n'
        'label.setText(pgettext("state", "Open"))\n'
        'label.setText("—")\n'
        'label.say(_("Planted"), "rail-planted")\n'
        'FONTS = ("Planted Sans Mono", "Planted Mono")\n'
        'Button(look, _("Planted"), icon="arrow-right")\n'
        'label.setStyleSheet("QPushButton { color: red; }")\n'
        'raise ValueError("Planted words for a developer")\n',
    )
    result = gate(UNTRANSLATED, str(copy))
    assert "planted.py" not in result.stdout


@pytest.mark.parametrize(
    ("complaint", "text"),
    [
        ("U+200B", "A = 'a\u200bb'"),
        ("U+202E", "A = 'a\u202eb'"),
        ("U+2066", "# a\u2066b"),
        ("U+00A0", "A = 'a\u00a0b'"),
        ("U+FEFF", "\ufeffA = 1"),
        ("U+E000", "A = '\ue000'"),
        ("U+0007", "A = '\a'"),
        ("path of one machine", "A = '/" + "home/somebody/x'"),
        ("path of one machine", "A = '/" + "root/x'"),
        ("path of one machine", 'A = "file:///' + 'opt/x"'),
        ("registry address", "A = 'https://pyp" + "i.org/simple'"),
        ("registry address", "# --extra-ind" + "ex-url"),
        ("RichText", "label.setTextFormat(Qt.TextFormat.RichText)"),
        ("AutoText", "label.setTextFormat(Qt.AutoText)"),
        ("setHtml", "view.setHtml(text)"),
        ("setToolTip", "view.setToolTip(text)"),
        ("QTextBrowser", "view = QTextBrowser()"),
        ("without setTextFormat", "view = QLabel(text)"),
        ("without setTextFormat", "view = QLabel(self)\nview.setText(text)"),
        ("without setTextFormat", "view = QMessageBox(self)\nview.setInformativeText(text)"),
    ],
)
def test_the_sources_gate_stops_it(gate: Gate, copy: Path, complaint: str, text: str) -> None:
    plant(copy, "ui/planted.py", text + "\n")
    result = gate(SOURCES, str(copy))
    assert result.returncode == 1
    assert f"{PACKAGE}/ui/planted.py:" in result.stdout
    assert complaint in result.stdout


@pytest.mark.parametrize("place", ["pyproject.toml", "packaging/requirements/run.txt"])
def test_no_registry_address_gets_into_other_files(gate: Gate, copy: Path, place: str) -> None:
    with (copy / place).open("a") as file:
        file.write("\n--ind" + "ex-url https://somewhere/\n")
    result = gate(SOURCES, str(copy))
    assert result.returncode == 1
    assert place in result.stdout
