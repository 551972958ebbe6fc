# SPDX-License-Identifier: Apache-2.0
"""Icons, rail, foot, link row, drawing, toast, progress and the question dialog."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QProgressBar,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from recovery_assistant.system.assets import resources
from recovery_assistant.ui.look import Look, Theme
from recovery_assistant.ui.widgets import link_row as link_row_module
from recovery_assistant.ui.widgets import toast as toast_module
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.dialog import Question, ask
from recovery_assistant.ui.widgets.drawing import RecoveryDrawing
from recovery_assistant.ui.widgets.foot import FootBar
from recovery_assistant.ui.widgets.link_row import LinkRow
from recovery_assistant.ui.widgets.progress import ProgressRow
from recovery_assistant.ui.widgets.qr import QrCode
from recovery_assistant.ui.widgets.rail import RailStep, StepRail, TopLine
from recovery_assistant.ui.widgets.text import Text
from recovery_assistant.ui.widgets.toast import Toast

PartT = TypeVar("PartT", bound=QWidget)
ADDRESS = "https://aka.ms/myrecoverykey"
ICONS = sorted(path.stem for path in (resources() / "icons").glob("*.svg"))
SOURCES = Path(link_row_module.__file__).parents[1]
NAMED = {"back", "next", "check", "copy", "open", "qr", "help", "language", "text-size"}
STEPS = [
    RailStep(1, "Screen and owner", "done", "Personal PC, a link"),
    RailStep(2, "Where to look", "done", ""),
    RailStep(3, "Check the key", "now", "5 of 8 blocks"),
    RailStep(4, "Type it on the PC", "ahead", ""),
]


@pytest.fixture
def look(qtbot: QtBot) -> Look:
    assert qtbot is not None
    return Look(resources())


def part(root: QWidget, kind: type[PartT], identifier: str) -> PartT:
    found = root.findChild(kind, identifier)
    assert found is not None, identifier
    return found


PLACES = {"Icon": 1, "RailButton": 1, "Marked": 1, "Button": 3, "icon": 0, "show_reason": 0}
"""Which of its arguments is the name of an icon."""


def icon_words() -> Iterator[tuple[str, str]]:
    """Yield every icon name that the interface hands to an `Icon`, a `Button` or `Look.icon`."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else called
            place = PLACES.get(called, 99)
            given = [node.args[place]] if place < len(node.args) else []
            given += [k.value for k in node.keywords if k.arg in ("icon", "trailing_icon")]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield path.name, value.value


def test_every_icon_that_is_named_exists() -> None:
    named = {name for _path, name in icon_words() if name}
    assert named >= {"warning", "file", "next", "help", "check"}
    assert (named | NAMED) <= set(ICONS)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_drawn_inside_its_square(look: Look, name: str) -> None:
    image = look.icon(name, "ink", 48).toImage()
    inked = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 128
    ]
    assert len(inked) > 40
    if name != "app":
        assert all(1 <= x < 47 and 1 <= y < 47 for x, y in inked)


def test_an_icon_has_the_colour_of_its_role(look: Look) -> None:
    light = look.icon("check", "bad", 48).toImage()
    look.set_theme(Theme.DARK)
    assert look.icon("check", "bad", 48).toImage() != light


def test_opening_and_copying_name_the_address(qtbot: QtBot, look: Look) -> None:
    row = LinkRow(look, ADDRESS, "Address last confirmed 1 July 2026")
    qtbot.addWidget(row)
    row.set_identifiers("place")
    with qtbot.waitSignal(row.open_asked) as opened:
        part(row, Button, "place-open").click()
    with qtbot.waitSignal(row.copy_asked) as copied:
        part(row, Button, "place-copy").click()
    assert opened.args == copied.args == [ADDRESS]


def test_the_copy_button_says_copied_and_then_copy_again(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_row_module, "COPIED_MS", 30)
    row = LinkRow(look, ADDRESS, "")
    qtbot.addWidget(row)
    row.set_identifiers("place")
    copy = part(row, Button, "place-copy")
    wide = copy.sizeHint().expandedTo(copy.minimumSize()).width()
    copy.click()
    assert copy.text() == "Copied"
    assert copy.sizeHint().expandedTo(copy.minimumSize()).width() == wide
    qtbot.waitUntil(lambda: copy.text() == "Copy")


def test_a_failed_opening_is_said_and_the_code_unfolds(qtbot: QtBot, look: Look) -> None:
    row = LinkRow(look, ADDRESS, "")
    qtbot.addWidget(row)
    row.set_identifiers("place")
    row.show()
    assert row.findChild(QrCode) is None
    row.show_failed("It could not be opened here.")
    sentences = [text.text() for text in row.findChildren(Text) if text.isVisible()]
    assert "It could not be opened here." in sentences
    code = row.findChild(QrCode)
    assert code is not None
    assert code.isVisible()
    assert code.accessibleName() == f"QR code of {ADDRESS}"
    button = part(row, Button, "place-qr")
    assert button.text() == "Hide QR"
    button.click()
    assert not row.code_shown
    assert button.text() == "QR"


@pytest.mark.parametrize("width", [220, 320, 700])
def test_no_end_of_an_address_is_lost(qtbot: QtBot, look: Look, width: int) -> None:
    look.set_scale(2.0)
    row = LinkRow(look, ADDRESS + "/and/much/more/of/it", "1 July 2026")
    qtbot.addWidget(row)
    row.set_identifiers("place")
    row.resize(width, 10)
    row.resize(width, row.heightForWidth(width))
    row.show()
    address = part(row, QTextEdit, "place-address")
    assert address.layoutDirection() is Qt.LayoutDirection.LeftToRight
    document = address.document()
    assert document.size().height() <= address.height() + 1
    assert document.idealWidth() <= address.width() + 1


@pytest.mark.parametrize("theme", list(Theme))
def test_the_code_is_black_on_white_in_every_theme(qtbot: QtBot, look: Look, theme: Theme) -> None:
    look.set_theme(theme)
    code = QrCode(look, ADDRESS, 200)
    qtbot.addWidget(code)
    image = code.pixmap().toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert colours == {"#ffffff", "#000000"}
    quiet = image.width() // 12
    assert all(
        image.pixelColor(x, y).name() == "#ffffff"
        for x in range(image.width())
        for y in range(quiet)
    )


def test_the_rail_names_its_steps_and_opens_the_finished_ones(qtbot: QtBot, look: Look) -> None:
    rail = StepRail(look)
    qtbot.addWidget(rail)
    rail.show_steps(STEPS)
    first = part(rail, QAbstractButton, "rail-step-1")
    assert first.accessibleName() == "Step 1, Screen and owner, done: Personal PC, a link"
    assert part(rail, QLabel, "rail-step-3").accessibleName() == (
        "Step 3, Check the key, you are here: 5 of 8 blocks"
    )
    assert rail.findChild(QAbstractButton, "rail-step-3") is None
    assert part(rail, QLabel, "rail-step-4").focusPolicy() is Qt.FocusPolicy.NoFocus
    with qtbot.waitSignal(rail.step_asked) as asked:
        part(rail, QAbstractButton, "rail-step-2").click()
    assert asked.args == [2]


def test_the_rail_keeps_its_buttons_while_only_an_answer_changes(qtbot: QtBot, look: Look) -> None:
    rail = StepRail(look)
    qtbot.addWidget(rail)
    rail.show_steps(STEPS)
    before = part(rail, QAbstractButton, "rail-step-1")
    rail.show_steps([RailStep(1, "Screen and owner", "done", "Work PC"), *STEPS[1:]])
    assert part(rail, QAbstractButton, "rail-step-1") is before
    assert before.accessibleName().endswith("done: Work PC")


@pytest.mark.parametrize("navigation", [StepRail, TopLine])
def test_help_and_the_settings_can_be_reached(
    qtbot: QtBot, look: Look, navigation: type[StepRail] | type[TopLine]
) -> None:
    widget = navigation(look)
    qtbot.addWidget(widget)
    prefix = "rail" if navigation is StepRail else "top"
    for name, signal in (
        ("help", widget.help_asked),
        ("text-size", widget.text_size_asked),
        ("theme", widget.theme_asked),
        ("language", widget.language_asked),
    ):
        button = part(widget, QAbstractButton, f"{prefix}-{name}")
        assert button.accessibleName()
        assert button.focusPolicy() is Qt.FocusPolicy.StrongFocus
        with qtbot.waitSignal(signal):
            button.click()


def test_a_long_step_name_wraps_and_makes_its_row_higher(qtbot: QtBot, look: Look) -> None:
    rail = StepRail(look)
    qtbot.addWidget(rail)
    rail.show_steps(STEPS)
    low = part(rail, QLabel, "rail-step-4").height()
    rail.show_steps([*STEPS[:3], RailStep(4, "Word after word " * 6, "ahead", "")])
    assert part(rail, QLabel, "rail-step-4").height() > low


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [480, 800, 1100])
def test_the_top_line_keeps_every_word_inside(
    qtbot: QtBot, look: Look, scale: float, width: int
) -> None:
    look.set_scale(scale)
    line = TopLine(look)
    line.show_steps(STEPS)
    window = hosted(qtbot, line)
    window.resize(width, 500)
    QApplication.processEvents()
    assert window.width() == width
    shown = [b for b in line.findChildren(QAbstractButton) if b.isVisible()]
    assert len(shown) >= 2
    for button in shown:
        left = button.mapTo(line, button.rect().topLeft()).x()
        assert left >= 0
        assert left + button.width() <= width


def hosted(qtbot: QtBot, widget: QWidget) -> QWidget:
    """Show a widget as the window does: in a column, its height its own affair."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.addStretch(1)
    column.addWidget(widget)
    window.show()
    return window


def test_the_foot_asks_for_no_more_height_than_its_words(qtbot: QtBot, look: Look) -> None:
    look.set_scale(2.0)
    foot = FootBar(look)
    foot.way_on.say("Continue")
    foot.show_reason("info", "Next, we note the Key ID and work through the places.", "ink2")
    window = hosted(qtbot, foot)
    window.resize(800, 600)
    QApplication.processEvents()
    tall = foot.height()
    window.resize(1700, 600)
    QApplication.processEvents()
    assert foot.height() < tall
    assert foot.height() < 140
    reason = part(foot, QLabel, "foot-reason")
    assert reason.isVisible()
    foot.show_reason("", "", "ink2")
    assert not reason.isVisible()


def test_the_foot_takes_two_rows_only_where_one_would_wrap(qtbot: QtBot, look: Look) -> None:
    foot = FootBar(look)
    qtbot.addWidget(foot)
    foot.way_on.say("Continue")
    foot.show()
    foot.resize(600, foot.sizeHint().height())
    foot.show_reason("info", "Next, we note the Key ID.", "ink2")
    one = foot.sizeHint().height()
    foot.set_narrow(narrow=True)
    assert foot.sizeHint().height() == one
    foot.show_reason("info", "Next, we note the Key ID and go through the places.", "ink2")
    two = foot.sizeHint().height()
    assert two > one
    reason = part(foot, QLabel, "foot-reason")
    assert reason.width() >= reason.fontMetrics().horizontalAdvance(reason.text())
    foot.resize(1000, two)
    assert foot.sizeHint().height() == one
    foot.resize(600, two)
    foot.set_narrow(narrow=False)
    assert reason.height() > reason.fontMetrics().height() * 1.5


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_drawing_holds_its_words_and_takes_no_focus(
    qtbot: QtBot, look: Look, scale: float
) -> None:
    look.set_scale(scale)
    drawing = RecoveryDrawing(look)
    qtbot.addWidget(drawing)
    width = look.px(300)
    assert drawing.maximumWidth() == width
    drawing.resize(width, drawing.heightForWidth(width))
    plain = drawing.grab().toImage()
    drawing.frame_line("A")
    assert drawing.grab().toImage() != plain
    assert "Line A is framed" in drawing.accessibleDescription()
    assert drawing.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert drawing.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_toast_shows_its_line_above_the_foot_and_leaves(
    qtbot: QtBot, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toast_module, "SHOWN_MS", 40)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    foot = FootBar(look, window)
    foot.setGeometry(0, 532, 800, 68)
    toast = Toast(look, window)
    window.show()
    assert not toast.isVisible()
    toast.show_line("copy", "Key ID copied")
    assert toast.isVisible()
    assert toast.accessibleName() == "Key ID copied"
    assert toast.geometry().bottom() < 532
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_the_action_of_a_toast_is_told_and_closes_it(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    toast = Toast(look, window)
    window.show()
    toast.show_line("copy", "Key ID copied", "Clear now")
    with qtbot.waitSignal(toast.acted):
        part(toast, QAbstractButton, "toast-action").click()
    assert not toast.isVisible()


def test_progress_is_a_progress_bar_to_screen_readers(qtbot: QtBot, look: Look) -> None:
    row = ProgressRow(look)
    qtbot.addWidget(row)
    row.show()
    row.show_progress("Reading 8 of 13 files", 0.5)
    bar = part(row, QProgressBar, "read-progress")
    interface = QAccessible.queryAccessibleInterface(bar)
    assert interface is not None
    assert interface.role() is QAccessible.Role.ProgressBar
    assert bar.accessibleName() == "Reading 8 of 13 files"
    assert bar.value() * 2 == bar.maximum()
    row.show_progress("12 files so far", None)
    assert not bar.isVisible()
    with qtbot.waitSignal(row.cancelled):
        part(row, Button, "read-progress-cancel").click()


@pytest.mark.parametrize(("pressed", "done"), [("deed", 1), ("keep", 0)])
def test_only_the_deed_is_done_and_the_safe_choice_has_the_focus(
    qtbot: QtBot, look: Look, pressed: str, done: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    calls: list[int] = []
    question = ask(
        look,
        window,
        title="Forget this case?",
        text="<b>It</b> is removed.",
        deed="Forget this case",
        keep="Keep it",
        on_yes=lambda: calls.append(1),
    )
    assert question.focusWidget() is question.keep
    texts = [text.text() for text in question.findChildren(Text)]
    assert texts == ["Forget this case?", "<b>It</b> is removed."]
    part(question, Button, f"dialog-{pressed}").click()
    assert len(calls) == done
    # Deleted on close, so nothing stays behind.
    qtbot.waitUntil(lambda: not window.findChildren(Question))
