# SPDX-License-Identifier: Apache-2.0
"""The window's composition root: builds the parts and performs the effects."""

from __future__ import annotations  # what only types need is not loaded for the first window

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import shiboken6
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSize, Qt, QTranslator
from PySide6.QtGui import QAccessible, QGuiApplication, QIcon, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication, QWidget

from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout.answers import Form
from recovery_assistant.i18n import (
    DEVELOPER_VARIABLE,
    CatalogueError,
    _,
    choose,
    language,
    language_name,
    languages,
    right_to_left,
    use_language,
    wanted_languages,
)
from recovery_assistant.system.assets import resources
from recovery_assistant.system.display import has_display
from recovery_assistant.system.places import settings_file
from recovery_assistant.system.process import close_to_others, no_core_dumps
from recovery_assistant.system.settings import (
    EntryForm,
    Settings,
    SettingsProblem,
    ThemeChoice,
    load,
    problem_sentence,
    save,
)
from recovery_assistant.ui.doors.lockout import LockoutDoor
from recovery_assistant.ui.look import Kind, Look, Theme
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.pages.screen import ScreenPage
from recovery_assistant.ui.style import settle as settle_style
from recovery_assistant.ui.widgets.text import install_heading_role
from recovery_assistant.ui.window import Window
from recovery_assistant.wording.doors import Door

if TYPE_CHECKING:
    from types import TracebackType

    from recovery_assistant.errands.call import CallErrands
    from recovery_assistant.errands.copies import CopiesErrands
    from recovery_assistant.errands.lockout import Errands
    from recovery_assistant.flow.copies.answers import Form as CopiesForm
    from recovery_assistant.flow.copies.effects import KeepSettings
    from recovery_assistant.flow.lockout.effects import Effect, KeepChoice, KeepCopy
    from recovery_assistant.guidance import Guidance
    from recovery_assistant.ui.doors.chooser import Chooser
    from recovery_assistant.ui.hosted import Hosted
    from recovery_assistant.ui.widgets.menu import Choices

NO_DISPLAY = 3
"""Exit code where no window can be shown, as the terminal program has it."""
FRAME = QSize(8, 40)
"""What borders and a title bar take at most, on the systems there are."""
TEXT_SIZES = (1.0, 1.25, 1.5, 2.0)


class Program(QObject):
    """Owns the window and performs what the journey asks for."""

    def __init__(self, app: QApplication, settings: Settings, settings_path: Path) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self._settings_path = settings_path
        self._kept_folder = settings_path.with_name("places")
        self._assisted = QAccessible.isActive()
        self._guidance: Guidance | None = None
        self._qt_words = QTranslator(self)
        self._came_from: Hosted | None = None
        root = resources()
        self._look = Look(root, self._theme(), settings.text_scale)
        self._draw_progress: Callable[[int, int], None] = _not_shown
        self._follow_system()
        app.setPalette(self._look.palette())
        app.setFont(self._look.font(Kind.BODY))
        self._turn()
        self.window = Window(
            self._look,
            LockoutDoor(
                self._look,
                Journey(LOCKOUT._replace(new_session=self._new_session)),
                self._pages,
                self.perform,
            ),
            {
                "language": self._languages,
                "text_size": self._text_sizes,
                "theme": self._themes,
                "settings": self._all_settings,
            },
        )
        self.window.setWindowIcon(QIcon(str(root / "icons" / "app.svg")))
        self.window.telling.connect(self._notice_assistance)
        self.window.painted.connect(settle_style)
        self.window.help_asked.connect(self._show_help)
        self.window.doors_asked.connect(self._choose_door)
        self.window.door_asked.connect(self._open_named)
        self._look.changed.connect(self._dress)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        _style_hints().accessibility().contrastPreferenceChanged.connect(self._follow_system)
        # Not `Path.exists`: that raises where a folder may not be looked into.
        if os.path.lexists(self._kept_folder):
            self._errands.find_places()

    @property
    def guidance(self) -> Guidance:
        """The words of the guidance; loaded when the first of them is wanted."""
        if self._guidance is None:
            from recovery_assistant.guidance import Guidance

            self._guidance = Guidance(resources() / "guidance", language())
        return self._guidance

    @cached_property
    def _errands(self) -> Errands:
        from recovery_assistant.errands.lockout import Errands

        return Errands(
            self.window,
            keep_choice=self._keep_choice,
            keep_copy=self._keep_copy,
            show_progress=self._show_progress,
            show_problem=self.show_problem,
            places=self._kept_folder,
        )

    def perform(self, effect: Effect) -> None:
        """Do what an effect asks for."""
        self._errands.perform(effect)

    @cached_property
    def _copies(self) -> CopiesErrands:
        from recovery_assistant.errands.copies import CopiesErrands

        errands = CopiesErrands(
            self.window,
            self._look,
            known=Path(self._settings.last_file) if self._settings.last_file else None,
            idle_minutes=self._settings.idle_minutes,
            remembered=self._settings_path.with_name("remembered"),
            keep_settings=self._keep_copies_settings,
            type_on_locked_pc=self._type_on_locked_pc,
            show_problem=self.show_problem,
        )
        self.window.hold_open(errands.why_not_close)
        errands.settled.connect(self.window.close_if_asked)
        return errands

    @cached_property
    def _calls(self) -> CallErrands:
        from recovery_assistant.errands.call import CallErrands
        from recovery_assistant.guidance.phone import Phone

        return CallErrands(
            self.window,
            self._look,
            folder=self._settings_path.parent,
            guidance=lambda: self.guidance,
            phone=Phone(resources() / "guidance"),
            show_problem=self.show_problem,
        )

    def _keep_copies_settings(self, kept: KeepSettings) -> None:
        last = "" if kept.path is None else str(kept.path)
        self._keep(replace(self._settings, last_file=last, idle_minutes=kept.idle_minutes))

    def _keep_copy(self, handed: KeepCopy) -> None:
        """Door 1 hands a key over to door 3."""
        from recovery_assistant.flow.copies.answers import Form
        from recovery_assistant.flow.copies.events import KeyHandedOver

        key_id = "" if handed.key_id is None else handed.key_id.grouped()
        self._copies.door.tell(
            KeyHandedOver(Form(draft=handed.draft, key_id_text=key_id, touched=True))
        )
        self._open_door(Door.COPIES)

    def _type_on_locked_pc(self, form: CopiesForm) -> None:
        """Door 3 hands a key over to screen 4 of door 1."""
        from recovery_assistant.flow.copies.session import key_id_of
        from recovery_assistant.flow.lockout.events import KeyBrought

        self.window.tell(KeyBrought(form.draft, key_id_of(form)))
        self._open_door(Door.LOCKOUT)

    def open_file(self, path: Path) -> None:
        """Show an encrypted file, to be opened."""
        from recovery_assistant.flow.copies.events import FileNamed

        self._copies.door.tell(FileNamed(path))
        self._open_door(Door.COPIES)

    @cached_property
    def _chooser(self) -> Chooser:
        from recovery_assistant.ui.doors.chooser import Chooser

        return Chooser(
            self._look,
            self._open_door,
            lambda: self.window.open_door(self._came_from or self.window.first),
        )

    def _choose_door(self) -> None:
        if self.window.door is not self._chooser:
            self._came_from = self.window.door
            self.window.open_door(self._chooser)

    def _open_named(self, name: str) -> None:
        if name in {door.value for door in Door}:
            self._open_door(Door(name))
        else:
            self._calls.open_named(name)

    def _open_door(self, door: Door) -> None:
        match door:
            case Door.LOCKOUT:
                self.window.open_door(self.window.first)
            case Door.COPIES:
                self.window.open_door(self._copies.door)
            case Door.CALL:
                self.window.open_door(self._calls.current)
            case _:
                assert_never(door)

    def _show_progress(self, done: int, total: int) -> None:
        self._draw_progress(done, total)

    def _keep_choice(self, choice: KeepChoice) -> None:
        kept = replace(self._settings, form=EntryForm(choice.form.value))
        if self._assisted:
            self._keep(replace(kept, advance_assisted=choice.advance))
        else:
            self._keep(replace(kept, auto_advance=choice.advance))

    def _pages(self) -> dict[Step, Callable[[], Page]]:
        """Return what makes each page; all but the first are imported no sooner."""
        look = self._look

        def routes() -> Page:
            from recovery_assistant.ui.pages.routes import RoutesPage

            return RoutesPage(look, self.guidance)

        def spent() -> Page:
            from recovery_assistant.ui.pages.spent import SpentPage

            return SpentPage(look, self.guidance)

        def check() -> Page:
            from recovery_assistant.ui.pages.check import CheckPage

            page = CheckPage(look, self.guidance)
            self._draw_progress = page.show_progress
            return page

        def type_it() -> Page:
            from recovery_assistant.ui.pages.type_it import TypePage

            return TypePage(look, self.guidance)

        def outcome() -> Page:
            from recovery_assistant.ui.pages.outcome import OutcomePage

            return OutcomePage(look, self.guidance)

        def afterwards() -> Page:
            from recovery_assistant.ui.pages.afterwards import AfterwardsPage

            page = AfterwardsPage(look, self.guidance)
            page.forget_asked.connect(self._ask_to_forget)
            return page

        return {
            Step.SCREEN: partial(ScreenPage, look, lambda: self.guidance),
            Step.ROUTES: routes,
            Step.SPENT: spent,
            Step.CHECK: check,
            Step.TYPE: type_it,
            Step.OUTCOME: outcome,
            Step.AFTERWARDS: afterwards,
        }

    def _new_session(self) -> Session:
        settings = self._settings
        advance = settings.advance_assisted if self._assisted else settings.auto_advance
        return Session(form=Form(settings.form.value), advance=advance)

    def _notice_assistance(self) -> None:
        """Carry nobody who listens to another field unasked, also who starts to listen later."""
        if not self._assisted and QAccessible.isActive():
            self._assisted = True
            from recovery_assistant.flow.lockout.events import AssistanceFound

            self.window.tell(AssistanceFound(self._settings.advance_assisted))

    def _ask_to_forget(self) -> None:
        from recovery_assistant.flow.lockout.events import CaseForgotten
        from recovery_assistant.ui.widgets.dialog import ask

        ask(
            self._look,
            self.window,
            title=_("Forget this case?"),
            text=_(
                "Your answers, ticks and digits are removed from this program, and a kept place "
                "from this PC."
            ),
            deed=_("Forget this case"),
            keep=_("Keep it"),
            on_yes=lambda: self.window.tell(CaseForgotten()),
        )

    def _show_help(self, row: int = 0) -> None:
        from recovery_assistant.ui.help import HelpWindow

        helper = HelpWindow(self._look, self.guidance, self.window)
        helper.go_to(row)
        helper.show()

    def _close_help(self) -> list[int]:
        """Close what help is open; return the texts that were read."""
        from recovery_assistant.ui.help import HelpWindow

        rows = []
        for helper in self.window.findChildren(HelpWindow):
            rows.append(helper.row)
            helper.close()
        return rows

    def _theme(self) -> Theme:
        match self._settings.theme:
            case ThemeChoice.LIGHT:
                return Theme.LIGHT
            case ThemeChoice.DARK:
                return Theme.DARK
            case ThemeChoice.CONTRAST:
                return Theme.CONTRAST
            case ThemeChoice.SYSTEM:
                if self._wants_contrast():
                    return Theme.CONTRAST
                dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
                return Theme.DARK if dark else Theme.LIGHT
            case _:
                assert_never(self._settings.theme)

    def _wants_contrast(self) -> bool:
        wish = _style_hints().accessibility().contrastPreference()
        return wish is Qt.ContrastPreference.HighContrast

    def _system_palette(self) -> QPalette | None:
        """Return the palette of a contrast theme of Windows, which is taken as it is."""
        follows = self._settings.theme is ThemeChoice.SYSTEM
        if not (follows and os.name == "nt" and self._wants_contrast()):
            return None
        # With a palette of ours in place, Qt would answer with that one.
        self._app.setPalette(QPalette())
        return self._app.palette()

    def _follow_system(self) -> None:
        self._look.set_theme(self._theme(), self._system_palette())

    def _dress(self) -> None:
        self._app.setPalette(self._look.palette())
        self._app.setFont(self._look.font(Kind.BODY))

    def _keep(self, settings: Settings) -> None:
        if settings == self._settings:
            return
        self._settings = settings
        problem = save(settings, self._settings_path)
        if problem is not None:
            self.show_settings_problem(problem)

    def show_settings_problem(self, problem: SettingsProblem) -> None:
        """Say that settings were damaged or could not be kept; nothing stops for that."""
        self.window.toast.show_line("info", problem_sentence(problem))

    def _pop(self, choices: Choices, title: str) -> None:
        from recovery_assistant.ui.widgets.menu import ChoiceMenu

        ChoiceMenu(self._look, title, choices, self.window).show_at_focus()

    def _all_settings(self, _asker: QWidget) -> None:
        from recovery_assistant.ui.widgets.menu import ChoiceMenu

        menu = ChoiceMenu(self._look, _("Settings"), (), self.window)
        for title, choices in (
            (_("Text size"), self._size_choices()),
            (_("Colours"), self._theme_choices()),
            (_("Language"), self._language_choices()),
        ):
            menu.addMenu(ChoiceMenu(self._look, title, choices, menu))
        menu.show_at_focus()

    def _languages(self, _asker: QWidget) -> None:
        self._pop(self._language_choices(), _("Language"))

    def _language_choices(self) -> Choices:
        root, choices = resources(), []
        for code in languages(root):
            # A catalogue that is damaged is not offered.
            with suppress(CatalogueError):
                name = language_name(code, root)
                choices.append((name, code == language(), partial(self._set_language, code)))
        return choices

    def _set_language(self, code: str) -> None:
        self.speak(code)
        self._keep(replace(self._settings, language=code))

    def speak(self, code: str) -> None:
        """Say everything in another language: the pages are made anew from the session."""
        use_language(code, resources())
        self._guidance = None
        self._draw_progress = _not_shown
        self._turn()
        rows = self._close_help()
        self.window.toast.hide()
        self.window.remake()
        for row in rows:
            self._show_help(row)

    def _turn(self) -> None:
        """Let everything run the way the language does, and Qt's own words follow it."""
        self._app.removeTranslator(self._qt_words)
        if language() != "en":
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._qt_words.load(QLocale(language()), "qtbase", "_", folder):
                self._app.installTranslator(self._qt_words)
        # Qt's own argument turns any language round, to look at it.
        mirrored = right_to_left(language()) or "-reverse" in sys.argv
        self._app.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        )

    def _text_sizes(self, _asker: QWidget) -> None:
        self._pop(self._size_choices(), _("Text size"))

    def _size_choices(self) -> Choices:
        return [
            (f"{scale:.0%}", scale == self._look.scale, partial(self._set_scale, scale))
            for scale in TEXT_SIZES
        ]

    def _set_scale(self, scale: float) -> None:
        self._look.set_scale(scale)
        self._keep(replace(self._settings, text_scale=scale))

    def _themes(self, _asker: QWidget) -> None:
        self._pop(self._theme_choices(), _("Colours"))

    def _theme_choices(self) -> Choices:
        names = {
            ThemeChoice.SYSTEM: _("As the system"),
            ThemeChoice.LIGHT: _("Light"),
            ThemeChoice.DARK: _("Dark"),
            ThemeChoice.CONTRAST: _("High contrast"),
        }
        return [
            (names[theme], theme is self._settings.theme, partial(self._set_theme, theme))
            for theme in ThemeChoice
        ]

    def _set_theme(self, theme: ThemeChoice) -> None:
        self._keep(replace(self._settings, theme=theme))
        self._follow_system()

    def show_problem(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        """Show the one dialog for what nobody foresaw."""
        from recovery_assistant.ui.problem import ProblemDialog

        ProblemDialog(kind, trace, self.window).open()

    def close(self) -> None:
        """Stop what runs and wipe what is held."""
        from recovery_assistant.flow.lockout.events import CaseForgotten

        if "_copies" in self.__dict__:
            self._copies.stop()
        if "_calls" in self.__dict__:
            self._calls.stop()
        if "_errands" in self.__dict__:
            self._errands.stop()
        self.window.tell(CaseForgotten())


@cache
def _style_hints() -> QStyleHints:
    # Held for good: with its Python half PySide would give up what it answered, too.
    return QGuiApplication.styleHints()


def _not_shown(_done: int, _total: int) -> None:
    """Nothing is read before there is a page that shows how far it is."""


def _speak(chosen: str) -> None:
    """Speak the language chosen, else that of the system; damaged data is no reason to stop."""
    root = resources()
    wanted = [*wanted_languages(os.environ)] or QLocale.system().uiLanguages()
    if chosen and not os.environ.get(DEVELOPER_VARIABLE):
        wanted.insert(0, chosen)
    with suppress(CatalogueError):
        use_language(choose(wanted, languages(root)), root)


def _settle() -> None:
    """Do what can wait until the window has been painted, and must not wait longer."""
    gc.freeze()  # what is there now stays; only what comes later is looked through
    gc.enable()
    close_to_others()


def _fit_to_screen(window: QWidget) -> None:
    """Keep the window, its title bar included, within what the screen has to give."""
    room = window.screen().availableGeometry().size() - FRAME
    window.resize(window.size().boundedTo(room))


def as_text(word: str) -> str:
    """Return an argument with the bytes that are no UTF-8 written out."""
    return word.encode("utf-8", "backslashreplace").decode("utf-8")


def run() -> int:
    """Start the window; return the exit code."""
    no_core_dumps()
    if not has_display(os.environ, sys.platform):
        sys.stderr.write(
            _(
                "There is no display to show a window on. Start it in a desktop session, "
                "or use recovery-assistant-cli."
            )
            + "\n"
        )
        return NO_DISPLAY
    QApplication.setApplicationName("recovery-assistant-for-bitlocker")
    # As an argument: handing a style over in Python loads all that PySide knows of styles.
    # What is no text, as an old file's name can be on Linux, PySide does not survive.
    given = {as_text(word): word for word in sys.argv}
    app = QApplication([as_text(sys.argv[0]), "-style", "Fusion", *map(as_text, sys.argv[1:])])
    install_heading_role()
    app.setApplicationDisplayName("")
    path = settings_file()
    settings, trouble = load(path)
    _speak(settings.language)
    program = Program(app, settings, path)
    sys.excepthook = _hook(program)
    named = [word for word in app.arguments()[1:] if not word.startswith("-")]
    if named:
        program.open_file(Path(given.get(named[0], named[0])).absolute())
    _fit_to_screen(program.window)
    program.window.painted.connect(_settle)
    program.window.show()
    if trouble is not None:
        program.show_settings_problem(trouble)
    app.aboutToQuit.connect(program.close)
    code = app.exec()
    # Qt's half first: Python's collector takes a window apart in an order that Qt does not stand.
    shiboken6.delete(program.window)
    return code


def _hook(
    program: Program,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def hook(kind: type[BaseException], _value: BaseException, trace: TracebackType | None) -> None:
        # Neither the message nor a traceback with values goes anywhere: both may quote.
        program.show_problem(kind, trace)

    return hook
