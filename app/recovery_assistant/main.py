# SPDX-License-Identifier: Apache-2.0
"""The window's composition root: builds the parts and performs the effects."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import assert_never

import shiboken6
from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QPoint, Qt, QTimer, QTranslator
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QActionGroup,
    QCursor,
    QGuiApplication,
    QIcon,
    QPalette,
    QStyleHints,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from recovery_assistant.find import Reading, read_file, read_text
from recovery_assistant.flow.journey import Journey
from recovery_assistant.flow.lockout import LOCKOUT, Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Form
from recovery_assistant.flow.lockout.effects import (
    BlockJudged,
    CaseClosed,
    ChooseFile,
    CopyText,
    Effect,
    KeepChoice,
    KeyFilled,
    OpenLink,
    PlaceRuledOut,
    ReadClipboard,
    ReadFile,
    ReadingFailed,
    ReadText,
    StopReading,
    Wipe,
)
from recovery_assistant.guidance import Guidance
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
from recovery_assistant.keys import KeyId
from recovery_assistant.system.assets import resources
from recovery_assistant.system.clipboard import copy_text
from recovery_assistant.system.clipboard import read_text as read_clipboard
from recovery_assistant.system.display import has_display
from recovery_assistant.system.links import open_link
from recovery_assistant.system.places import settings_file
from recovery_assistant.system.process import harden
from recovery_assistant.system.settings import (
    EntryForm,
    Settings,
    SettingsProblem,
    ThemeChoice,
    load,
    problem_sentence,
    save,
)
from recovery_assistant.ui import identifiers, jobs
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, Theme
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.pages.screen import ScreenPage
from recovery_assistant.ui.problem import ProblemDialog
from recovery_assistant.ui.style import WholeTargets
from recovery_assistant.ui.widgets.dialog import ask
from recovery_assistant.ui.widgets.text import install_heading_role
from recovery_assistant.ui.window import Window
from recovery_assistant.wording import lockout as words

PROGRESS_AFTER_MS = 400
READ_ON_THE_SPOT = 20_000
"""Texts up to this many characters are read at once; longer ones off the GUI thread."""
NO_DISPLAY = 3
"""Exit code where no window can be shown, as the terminal program has it."""
Choices = Sequence[tuple[str, bool, Callable[[], None]]]
"""Entries of a menu: the words, whether it is the present one, and what it does."""
TEXT_SIZES = (1.0, 1.25, 1.5, 2.0)


class Program(QObject):
    """Owns the window and performs what the journey asks for."""

    def __init__(self, app: QApplication, settings: Settings, settings_path: Path) -> None:
        super().__init__()
        self._app = app
        self._settings = settings
        self._settings_path = settings_path
        self._assisted = QAccessible.isActive()
        self._qt_words = QTranslator(self)
        root = resources()
        self._guidance = Guidance(root / "guidance", language())
        self._look = Look(root, self._theme(), settings.text_scale)
        self._jobs: dict[int, jobs.Job[Reading]] = {}
        self._draw_progress: jobs.Progress = _no_progress
        self._follow_system()
        app.setPalette(self._look.palette())
        app.setFont(self._look.font(Kind.BODY))
        self._turn()
        self.window = Window(
            self._look,
            Journey(replace(LOCKOUT, new_session=self._new_session)),
            self._pages(),
            self.perform,
            {
                "language": self._languages,
                "text_size": self._text_sizes,
                "theme": self._themes,
                "settings": self._all_settings,
            },
        )
        self.window.setWindowIcon(QIcon(str(root / "icons" / "app.svg")))
        self.window.telling.connect(self._notice_assistance)
        self.window.help_asked.connect(self._show_help)
        self._look.changed.connect(self._dress)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)
        _style_hints().accessibility().contrastPreferenceChanged.connect(self._follow_system)

    def _pages(self) -> dict[Step, Callable[[], Page]]:
        """Return what makes each page; all but the first are imported no sooner."""
        look, guidance = self._look, self._guidance

        def routes() -> Page:
            from recovery_assistant.ui.pages.routes import RoutesPage

            return RoutesPage(look, guidance)

        def spent() -> Page:
            from recovery_assistant.ui.pages.spent import SpentPage

            return SpentPage(look, guidance)

        def check() -> Page:
            from recovery_assistant.ui.pages.check import CheckPage

            page = CheckPage(look)
            self._draw_progress = page.show_progress
            return page

        def type_it() -> Page:
            from recovery_assistant.ui.pages.type_it import TypePage

            return TypePage(look)

        def outcome() -> Page:
            from recovery_assistant.ui.pages.outcome import OutcomePage

            return OutcomePage(look, guidance)

        def afterwards() -> Page:
            from recovery_assistant.ui.pages.afterwards import AfterwardsPage

            page = AfterwardsPage(look, guidance)
            page.forget_asked.connect(self._ask_to_forget)
            return page

        return {
            Step.SCREEN: partial(ScreenPage, look, guidance),
            Step.ROUTES: routes,
            Step.SPENT: spent,
            Step.CHECK: check,
            Step.TYPE: type_it,
            Step.OUTCOME: outcome,
            Step.AFTERWARDS: afterwards,
        }

    def perform(self, effect: Effect) -> None:
        """Do what an effect asks for."""
        match effect:
            case OpenLink(address):
                if not open_link(address):
                    self.window.tell(happened.LinkFailed(address))
            case CopyText(text):
                copy_text(text)
                self.window.toast.show_line("copy", _("Copied"))
            case ReadClipboard():
                text = read_clipboard()
                self.window.tell(happened.TextPasted(text))
            case ChooseFile():
                self._choose_file()
            case ReadText(request, text, wanted):
                self._read(request, partial(_read_text, text, wanted), len(text))
            case ReadFile(request, path, wanted):
                self._read(request, partial(_read_file, path, wanted), READ_ON_THE_SPOT + 1)
            case StopReading(request):
                job = self._jobs.pop(request, None)
                if job is not None:
                    job.cancel()
            case Wipe(drafts):
                for draft in drafts:
                    draft.wipe()
            case KeepChoice(form, advance):
                kept = replace(self._settings, form=EntryForm(form.value))
                if self._assisted:
                    self._keep(replace(kept, advance_assisted=advance))
                else:
                    self._keep(replace(kept, auto_advance=advance))
            case CaseClosed():
                self.window.toast.show_line("check", _("This case is forgotten"))
            case BlockJudged() | KeyFilled() | PlaceRuledOut() | ReadingFailed():
                self.window.say(words.said(effect))
            case _:
                assert_never(effect)

    def _new_session(self) -> Session:
        settings = self._settings
        advance = settings.advance_assisted if self._assisted else settings.auto_advance
        return Session(form=Form(settings.form.value), advance=advance)

    def _notice_assistance(self) -> None:
        """Carry nobody who listens to another field unasked, also who starts to listen later."""
        if not self._assisted and QAccessible.isActive():
            self._assisted = True
            self.window.tell(happened.AssistanceFound(self._settings.advance_assisted))

    def _read(self, request: int, work: jobs.Work[Reading], size: int) -> None:
        if size <= READ_ON_THE_SPOT:
            reading = work(_no_progress, _never_cancelled)
            self.window.tell(happened.ReadingDone(request, reading))
            return
        self._jobs[request] = jobs.run(
            self,
            work,
            on_progress=self._show_progress,
            on_done=partial(self._read_done, request),
            on_problem=partial(self._read_failed, request),
        )
        QTimer.singleShot(PROGRESS_AFTER_MS, self, partial(self._show_still_reading, request))

    def _show_still_reading(self, request: int) -> None:
        if request in self._jobs:
            self._show_progress(0, 0)

    def _show_progress(self, done: int, total: int) -> None:
        self._draw_progress(done, total)

    def _read_done(self, request: int, reading: Reading) -> None:
        self._jobs.pop(request, None)
        self.window.tell(happened.ReadingDone(request, reading))

    def _read_failed(self, request: int, problem: Exception) -> None:
        self._jobs.pop(request, None)
        self.window.tell(happened.ReadingStopped(request))
        self.show_problem(type(problem), problem.__traceback__)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self.window, _("Open a file that may hold the key"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name_it(dialog, identifiers.FILE_DIALOG)
        dialog.fileSelected.connect(lambda name: self.window.tell(happened.FileChosen(Path(name))))
        dialog.open()

    def _ask_to_forget(self) -> None:
        ask(
            self._look,
            self.window,
            title=_("Forget this case?"),
            text=_("Your answers, ticks and digits are removed from this program."),
            deed=_("Forget this case"),
            keep=_("Keep it"),
            on_yes=lambda: self.window.tell(happened.CaseForgotten()),
        )

    def _show_help(self, row: int = 0) -> None:
        from recovery_assistant.ui.help import HelpWindow

        helper = HelpWindow(self._look, self._guidance, self.window)
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

    def _menu(self, title: str, parent: QWidget) -> QMenu:
        menu = QMenu(title, parent)
        menu.setAccessibleName(title)
        menu.setFont(self._look.font(Kind.BODY))
        self._look.dress(menu)
        return menu

    def _fill(self, menu: QMenu, choices: Choices) -> None:
        group = QActionGroup(menu)
        for text, chosen, deed in choices:
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(chosen)
            action.triggered.connect(deed)
            group.addAction(action)
            menu.addAction(action)

    def _show_menu(self, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        focused = self._app.focusWidget()
        place = (
            focused.mapToGlobal(QPoint(0, focused.height()))
            if focused is not None
            else QCursor.pos()
        )
        menu.popup(place)

    def _pop(self, choices: Choices, title: str) -> None:
        menu = self._menu(title, self.window)
        self._fill(menu, choices)
        self._show_menu(menu)

    def _all_settings(self, _asker: QWidget) -> None:
        menu = self._menu(_("Settings"), self.window)
        for title, choices in (
            (_("Text size"), self._size_choices()),
            (_("Colours"), self._theme_choices()),
            (_("Language"), self._language_choices()),
        ):
            inner = self._menu(title, menu)
            self._fill(inner, choices)
            menu.addMenu(inner)
        self._show_menu(menu)

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
        self._guidance = Guidance(resources() / "guidance", language())
        self._draw_progress = _no_progress
        self._turn()
        rows = self._close_help()
        self.window.toast.hide()
        self.window.remake(self._pages())
        for row in rows:
            self._show_help(row)

    def _turn(self) -> None:
        """Let everything run the way the language does, and Qt's own words follow it."""
        self._app.removeTranslator(self._qt_words)
        if language() != "en":
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._qt_words.load(QLocale(language()), "qtbase", "_", folder):
                self._app.installTranslator(self._qt_words)
        mirrored = right_to_left(language())
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
        ProblemDialog(kind, trace, self.window).open()

    def close(self) -> None:
        """Stop what runs and wipe what is held."""
        for job in self._jobs.values():
            job.cancel()
        self.window.tell(happened.CaseForgotten())


@cache
def _style_hints() -> QStyleHints:
    # Held for good: with its Python half PySide would give up what it answered, too.
    return QGuiApplication.styleHints()


def _no_progress(_done: int, _total: int) -> None:
    """A text read on the spot is done before progress could be drawn."""


def _never_cancelled() -> bool:
    return False


def _read_text(
    text: str, wanted: KeyId | None, _progress: jobs.Progress, _cancelled: jobs.Cancelled
) -> Reading:
    return read_text(text, wanted)


def _read_file(
    path: Path, wanted: KeyId | None, progress: jobs.Progress, cancelled: jobs.Cancelled
) -> Reading:
    return read_file(path, wanted, progress, cancelled)


def _speak(chosen: str) -> None:
    """Speak the language chosen, else that of the system; damaged data is no reason to stop."""
    root = resources()
    wanted = [*wanted_languages(os.environ)] or QLocale.system().uiLanguages()
    if chosen and not os.environ.get(DEVELOPER_VARIABLE):
        wanted.insert(0, chosen)
    with suppress(CatalogueError):
        use_language(choose(wanted, languages(root)), root)


def run() -> int:
    """Start the window; return the exit code."""
    harden()
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
    app = QApplication(sys.argv)
    style = WholeTargets()  # the application takes it over; Python keeps its half
    app.setStyle(style)
    install_heading_role()
    app.setApplicationDisplayName("")
    path = settings_file()
    settings, trouble = load(path)
    _speak(settings.language)
    program = Program(app, settings, path)
    sys.excepthook = _hook(program)
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
