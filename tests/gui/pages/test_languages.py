# SPDX-License-Identifier: Apache-2.0
"""Other languages: nothing stays English, nothing typed is lost, the whole shell mirrors."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.pages.conftest import StartWindow
from gui.pages.states import (
    BLOCKS,
    CHECK,
    KEY_FILE,
    KEY_ID,
    READ_NOW,
    ROUTES,
    SOME,
    SPOTS,
    STATES,
    Go,
    Script,
    Typed,
    part,
    visible,
    walk,
)
from recovery_assistant import main as main_module
from recovery_assistant.flow.lockout import Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Shows
from recovery_assistant.flow.lockout.routes import Route
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import CatalogueError, language, use_language, visible_controls
from recovery_assistant.main import Program
from recovery_assistant.system.assets import resources
from recovery_assistant.system.settings import Settings, SettingsProblem, load
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.help import HelpWindow
from recovery_assistant.ui.widgets.block_digits import BlockDigits
from recovery_assistant.ui.widgets.compare_row import CompareRow
from recovery_assistant.ui.widgets.key_entry import KeyEntry
from recovery_assistant.ui.widgets.key_id_field import KeyIdField
from recovery_assistant.ui.widgets.large_print import FunctionKeyMap, LargePrint
from recovery_assistant.ui.widgets.link_row import Address
from recovery_assistant.ui.widgets.rail import StepRail
from recovery_assistant.ui.widgets.text import Text
from unit.wording import drives as made

GUIDANCE = Guidance(resources() / "guidance")
AS_THEY_ARE = (
    # Names of documents, commands, and what the person typed.
    *sorted({link.document for link in GUIDANCE.links()}, key=len, reverse=True),
    *(command for route in GUIDANCE.routes() for command in route.commands),
    "<b>no code</b>",
    # What drives and folders call themselves, and what lies in them.
    *sorted(
        {
            *(text for spot in SPOTS for text in (str(spot.path), spot.name) if text[1:]),
            *(text for find in SOME.finds() for one in find.places for text in one.within),
            *(str(one.path) for find in SOME.finds() for one in find.places),
            *(one.path.name for find in SOME.finds() for one in find.places),
            str(KEY_FILE.place.path),
            READ_NOW,
            *map(visible_controls, made.FOREIGN),
        },
        key=len,
        reverse=True,
    ),
)
# Addresses, codes of errors, Key IDs, file types: the same in every language.
SAME_EVERYWHERE = re.compile(
    r"https://\S+|[a-z•]+@[a-z.]+|[a-z.]+\.[a-z]+/[\w-]+|\b[A-Z]\w*_\w+|0x[0-9A-F]+"
    r"|(?<!\w)[0-9A-FO]{4,}(?:-[0-9A-FO…]+)*|\b[A-F] [0-9A-F](?: [0-9A-FO])*\b|(?<!\w)A–F(?!\w)"
)
WORD = re.compile(r"[^\W\d_]+")
UNCHANGED = re.compile(r"[bdfmpqvxBDFMPQVX]+")
"""Words of these letters alone look the same in the made-up language."""

# Menus and dialogs raise themselves, which the platform without a screen cannot.
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture(autouse=True)
def _english_again(dressed: QApplication) -> Iterator[None]:
    yield
    use_language("en", resources())
    dressed.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def untranslated(text: str) -> list[str]:
    """Return the words of a text that the made-up language did not touch."""
    for known in AS_THEY_ARE:
        text = text.replace(known, " ")
    text = SAME_EVERYWHERE.sub(" ", text)
    return [
        word
        for word in WORD.findall(text)
        # A letter alone is one of the drawing or of a Key ID.
        if len(word) > 1 and word.isascii() and not UNCHANGED.fullmatch(word)
    ]


def test_an_untranslated_word_is_found_and_what_is_no_word_is_not() -> None:
    assert untranslated("[Bļóóçķ 3] · Personal") == ["Personal"]
    assert untranslated("[Ķééý ÍD 5BFCBB05-ABCD] https://aka.ms/myrecoverykey 0x80310000") == []
    assert untranslated("[Ţĥéé ƒíļé {name}]") == ["name"]


def spoken(widget: QWidget) -> Iterator[str]:
    """Yield what a widget shows or says of itself."""
    told = QAccessible.queryAccessibleInterface(widget)
    yield told.text(QAccessible.Text.Name)
    yield told.text(QAccessible.Text.Description)
    if isinstance(widget, Text | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QListView):
        model = widget.model()
        yield from (str(model.index(row, 0).data()) for row in range(model.rowCount()))
    if isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    if widget.isWindow():
        yield widget.windowTitle()


def painted(patch: pytest.MonkeyPatch, window: QWidget) -> list[str]:
    """Return what the parts that paint their own words write."""
    written: list[str] = []
    plain = QPainter.drawText

    def spy(painter: QPainter, *given: object) -> object:
        written.extend(thing for thing in given if isinstance(thing, str))
        done: object = cast("Callable[..., object]", plain)(painter, *given)
        return done

    with patch.context() as held:
        held.setattr(QPainter, "drawText", spy)
        window.grab()
    return written


def english_in(patch: pytest.MonkeyPatch, window: QWidget) -> dict[str, list[str]]:
    """Return every text in a window that holds English words, with those words."""
    texts = [*painted(patch, window), *spoken(window)]
    for thing in visible(window, QWidget):
        texts += spoken(thing)
    assert any("[" in text for text in texts)
    return {text: words for text in texts if (words := untranslated(text))}


def speak(program: Program, code: str) -> None:
    program.speak(code)
    QTest.qWait(1)


@pytest.mark.parametrize("state", STATES)
def test_no_text_of_a_screen_stays_english(
    program: Program, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    walk(program.window, STATES[state])
    speak(program, "en-XA")
    assert english_in(monkeypatch, program.window) == {}


def test_what_opens_above_the_window_is_translated_too(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(program, "en-XA")
    window = program.window
    for problem in SettingsProblem:
        program.show_settings_problem(problem)
        assert english_in(monkeypatch, window.toast) == {}
    for open_menu in (program._languages, program._text_sizes, program._themes):
        open_menu(window)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        # Languages name themselves in their own words.
        assert [t for t in spoken(menu) if untranslated(t)] in ([], ["English"])
        assert len(list(spoken(menu))) > 3
        menu.close()
    program.show_problem(ValueError, None)
    program._errands._choose_file()
    program._ask_to_forget()
    qtbot.wait(1)
    problem_dialog, file_dialog, question = window.findChildren(QDialog)
    assert isinstance(problem_dialog, QMessageBox)
    for text in (problem_dialog.text(), problem_dialog.informativeText()):
        assert text
        assert untranslated(text) == []
    assert untranslated(file_dialog.windowTitle()) == []  # the rest of it is Qt's own
    assert english_in(monkeypatch, question) == {}
    for dialog in (problem_dialog, file_dialog, question):
        dialog.close()


def test_every_text_of_the_help_is_translated(
    qtbot: QtBot, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(program, "en-XA")
    program._show_help()
    helper = program.window.findChild(HelpWindow)
    assert helper is not None
    rows = part(helper, QListView, identifiers.HELP_LIST).model().rowCount()
    assert rows > 30
    for row in range(rows):
        helper.go_to(row)
        qtbot.wait(1)
        assert english_in(monkeypatch, helper) == {}
    helper.close()


# A change of language while the program runs.

FRENCH = {
    "Screen and owner": "Écran et propriétaire",
    "What does the locked PC show?": "Que montre le PC bloqué ?",
    "Your key": "Votre clé",
    "Text size": "Taille du texte",
}


def catalogue(root: Path, code: str, texts: dict[str, str], name: str = "") -> None:
    """Write a catalogue as the build would."""
    made = Catalog(locale="fr")
    for source, translated in texts.items():
        made.add(source, translated)
    if name:
        made.add("English", name, context="the name of this language, in itself")
    written = BytesIO()
    write_mo(written, made)
    folder = root / "i18n" / code / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "recovery_assistant.mo").write_bytes(written.getvalue())


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Resources with three more languages, one of them damaged and one without a name."""
    root = tmp_path / "resources"
    root.mkdir()
    for folder in ("guidance", "icons"):
        (root / folder).symlink_to(resources() / folder, target_is_directory=True)
    catalogue(root, "fr", FRENCH, "Français")
    catalogue(root, "xx", {})
    catalogue(root, "de", {})
    (root / "i18n/de/LC_MESSAGES/recovery_assistant.mo").write_bytes(b"no catalogue")
    monkeypatch.setattr(main_module, "resources", lambda: root)
    return root


def menu_of(program: Program) -> dict[str, bool]:
    program._languages(program.window)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    shown = {action.text(): action.isChecked() for action in menu.actions()}
    menu.close()
    return shown


def choose(program: Program, name: str) -> None:
    program._languages(program.window)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == name).trigger()
    menu.close()
    QApplication.processEvents()


def test_the_menu_offers_english_and_every_sound_catalogue(french: Path, program: Program) -> None:
    assert french.is_dir()
    assert menu_of(program) == {"English": True, "Français": False, "xx": False}
    choose(program, "Français")
    assert menu_of(program) == {"English": False, "Français": True, "xx": False}


def test_what_qt_says_by_itself_follows(french: Path, program: Program) -> None:
    assert french.is_dir()
    cancel = ("QPlatformTheme", "Cancel")
    program.speak("fr")
    assert QApplication.translate(*cancel) == "Annuler"
    program.speak("en")
    assert QApplication.translate(*cancel) == "Cancel"


def test_without_another_catalogue_the_menu_offers_english_alone(program: Program) -> None:
    assert menu_of(program) == {"English": True}


def test_a_chosen_language_is_spoken_at_once_everywhere_and_kept(
    french: Path, program: Program, settings_path: Path
) -> None:
    assert french.is_dir()
    choose(program, "Français")
    window = program.window
    assert window.windowTitle().startswith("Que montre le PC bloqué ?")
    assert window.first.frame_of(Step.SCREEN).title.text() == "Que montre le PC bloqué ?"
    assert part(window, QAbstractButton, "rail-text-size").text() == "Taille du texte"
    assert part(window, QAbstractButton, "rail-language").text() == "Français"
    assert load(settings_path)[0].language == "fr"
    choose(program, "English")
    assert part(window, QAbstractButton, "rail-text-size").text() == "Text size"
    assert load(settings_path)[0].language == "en"


@pytest.mark.parametrize("state", STATES)
def test_a_change_of_language_changes_no_answer_and_no_step(program: Program, state: str) -> None:
    window = program.window
    walk(window, STATES[state])
    before, step, titled = window.session, window.step, window.windowTitle()
    digits = tuple(window.session.draft.blocks)
    speak(program, "ar-XB")
    assert window.windowTitle() != titled
    speak(program, "en")
    assert window.session is before
    assert tuple(window.session.draft.blocks) == digits
    assert (window.step, window.windowTitle()) == (step, titled)


def test_half_a_block_its_caret_and_the_focus_survive(program: Program) -> None:
    window = program.window
    walk(window, (*CHECK, Typed((*BLOCKS[:3], "1234"))))
    field = part(window, QLineEdit, identifiers.key_block(4))
    field.setFocus()
    field.setCursorPosition(2)
    speak(program, "en-XA")
    again = part(window, QLineEdit, identifiers.key_block(4))
    assert again is not field
    assert (again.text(), again.cursorPosition()) == ("1234", 2)
    assert window.focusWidget() is again
    QTest.keyClicks(again, "9")
    assert window.session.draft.block(4) == "12934"


@pytest.mark.parametrize(
    ("script", "identifier", "typed"),
    [
        (ROUTES, identifiers.KEY_ID_FIELD, "5BFC"),
        ((happened.ShowsChosen(Shows.ERROR_CODE),), identifiers.ERROR_CODE, "E_FVE_PC"),
    ],
)
def test_what_is_typed_elsewhere_survives_too(
    program: Program, script: Script, identifier: str, typed: str
) -> None:
    window = program.window
    walk(window, script)
    field = part(window, QLineEdit, identifier)
    field.setFocus()
    QTest.keyClicks(field, typed)
    speak(program, "en-XA")
    again = part(window, QLineEdit, identifier)
    assert again.text().replace("-", "").replace(" ", "") == typed
    assert window.focusWidget() is again


def test_a_part_far_down_keeps_the_focus_and_stays_in_view(qtbot: QtBot, program: Program) -> None:
    window = program.window
    window.resize(800, 600)
    walk(window, STATES["routes"])
    name = identifiers.route_missing(Route.PERSONAL_ACCOUNT.value)
    part(window, QAbstractButton, name).setFocus()
    speak(program, "en-XA")
    again = part(window, QAbstractButton, name)
    assert window.focusWidget() is again
    qtbot.waitUntil(lambda: not again.visibleRegion().isEmpty())


def test_help_that_is_open_goes_on_at_the_same_text(program: Program) -> None:
    program._show_help()
    helper = program.window.findChild(HelpWindow)
    assert helper is not None
    helper.go_to(4)
    speak(program, "en-XA")
    opened = [h for h in program.window.findChildren(HelpWindow) if h.isVisible()]
    assert [h.row for h in opened] == [4]
    assert "[" in opened[0].windowTitle()
    opened[0].close()


def test_a_file_that_is_being_read_arrives_in_the_new_language(
    qtbot: QtBot, program: Program
) -> None:
    window = program.window
    walk(window, CHECK)
    window.tell(happened.TextPasted("x " * 60_000 + "-".join(BLOCKS)))
    assert window.session.reading is not None
    program._show_progress(10_000, 20_000)
    speak(program, "en-XA")
    program._show_progress(10_000, 20_000)
    qtbot.waitUntil(lambda: window.session.draft.is_complete, timeout=20_000)


def test_digits_leave_the_old_page_before_it_goes(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = program.window
    walk(window, (*CHECK, Typed(BLOCKS), Go.ON))
    large = window.first.frame_of(Step.TYPE).page
    seen: list[str] = []
    monkeypatch.setattr(large, "hide_secrets", partial(seen.append, "hidden"))
    speak(program, "en-XA")
    assert seen == ["hidden"]


def test_a_language_that_is_gone_leaves_the_present_one(program: Program) -> None:
    with pytest.raises(CatalogueError):
        program.speak("nl")
    assert language() == "en"


@pytest.mark.parametrize(
    ("chosen", "environment", "spoken_now"),
    [
        ("", {}, "en"),
        ("fr", {}, "fr"),
        ("gone", {}, "en"),
        ("de", {}, "en"),
        ("en-XA", {}, "en-XA"),
        ("", {"LANG": "fr_CA.UTF-8"}, "fr"),
        ("en", {"LANG": "fr_CA.UTF-8"}, "en"),
        ("fr", {"RECOVERY_ASSISTANT_LANGUAGE": "ar-XB"}, "ar-XB"),
    ],
)
def test_the_language_at_the_start_is_the_chosen_one_else_that_of_the_system(
    french: Path,
    monkeypatch: pytest.MonkeyPatch,
    chosen: str,
    environment: dict[str, str],
    spoken_now: str,
) -> None:
    assert french.is_dir()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    main_module._speak(chosen)
    assert language() == spoken_now


# From right to left.


def left_edge(window: QWidget, thing: QWidget) -> int:
    return thing.mapTo(window, QPoint(0, 0)).x()


def test_the_whole_shell_mirrors_and_turns_back(qtbot: QtBot, program: Program) -> None:
    window = program.window
    walk(window, STATES["check-slip"])
    rail = part(window, StepRail, "rail")
    back = part(window, QAbstractButton, identifiers.FOOT_BACK)
    way_on = part(window, QAbstractButton, identifiers.FOOT_WAY_ON)
    for code, mirrored in (("ar-XB", True), ("en-XA", False), ("ar-XB", True), ("en", False)):
        speak(program, code)
        qtbot.wait(20)
        assert (left_edge(window, rail) > 0) is mirrored
        assert (left_edge(window, way_on) < left_edge(window, back)) is mirrored
        sides = {
            thing.layoutDirection() for thing in (window, rail, window.first.frame_of(Step.CHECK))
        }
        right = Qt.LayoutDirection.RightToLeft
        assert sides == {right if mirrored else Qt.LayoutDirection.LeftToRight}


@pytest.mark.parametrize("state", ["check-slip", "check-line", "routes", "type", "type-all"])
def test_blocks_key_ids_addresses_and_keys_run_from_left_to_right(
    qtbot: QtBot, program: Program, state: str
) -> None:
    window = program.window
    walk(window, STATES[state])
    speak(program, "ar-XB")
    qtbot.wait(20)
    kinds = (KeyEntry, KeyIdField, CompareRow, BlockDigits, Address, LargePrint, FunctionKeyMap)
    digits = [thing for kind in kinds[:5] for thing in visible(window, kind)]
    digits += list(visible(window, FunctionKeyMap))
    assert digits
    assert {thing.layoutDirection() for thing in digits} == {Qt.LayoutDirection.LeftToRight}
    if state == "check-slip":
        blocks = [part(window, QLineEdit, identifiers.key_block(n)) for n in range(1, 5)]
        edges = [left_edge(window, block) for block in blocks]
        assert edges == sorted(edges)


def test_digits_inside_sentences_are_kept_together(program: Program) -> None:
    window = program.window
    walk(window, STATES["check-two"])
    speak(program, "ar-XB")
    texts = [label.text() for label in visible(window, Text)]
    assert any(f"\u2068{KEY_ID[:4]}" in text for text in texts), texts
    step = next(t for t in visible(window, QWidget) if t.objectName() == "rail-step-2")
    assert f"\u2068{KEY_ID}\u2069" in step.accessibleName()
    speak(program, "en")
    assert not any("\u2068" in label.text() for label in visible(window, Text))


def test_a_sentence_runs_as_its_language_even_if_it_begins_with_a_latin_name(
    qtbot: QtBot, program: Program
) -> None:
    """Qt takes the direction of a label from its first letter."""
    use_language("ar-XB", resources())
    program._turn()
    label = Text(program._look, "BitLocker \u05d0\u05d1\u05d2")
    qtbot.addWidget(label)
    label.resize(600, 60)
    image = label.grab().toImage()
    ground = image.pixelColor(1, image.height() - 2)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != ground for y in range(image.height()))
    ]
    assert min(inked) > 300
    assert label.text() == "BitLocker \u05d0\u05d1\u05d2"


def test_many_changes_of_language_leave_nothing_behind(start: StartWindow) -> None:
    program = start(Settings())
    walk(program.window, STATES["check-slip"])
    speak(program, "en-XA")
    for _ in range(20):
        QApplication.processEvents()
    before = len(program.window.findChildren(QLabel))
    for turn in range(30):
        program.speak(("en", "ar-XB", "en-XA")[turn % 3])
        for _ in range(turn % 5):
            QApplication.processEvents()
    for _ in range(40):
        QApplication.processEvents()
    assert len(program.window.findChildren(QLabel)) == before


def test_a_name_of_a_file_cannot_turn_the_sentence_round(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    window = program.window
    walk(window, CHECK)
    file = tmp_path / "key\u202etxt.exe"
    file.write_text("-".join(BLOCKS), encoding="utf-8")
    window.tell(happened.FileChosen(file))
    qtbot.waitUntil(lambda: window.session.draft.is_complete)
    shown = [label.text() for label in visible(window, Text)]
    assert any("key‹U+202E›txt.exe" in text for text in shown)
    assert not any("\u202e" in text for text in shown)
