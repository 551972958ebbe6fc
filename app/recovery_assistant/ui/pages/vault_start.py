# SPDX-License-Identifier: Apache-2.0
"""Door 3, the start: a new file, or one that is there."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout
from typing_extensions import override

from recovery_assistant.flow.copies import events as happened
from recovery_assistant.flow.copies.blockers import Blocker
from recovery_assistant.flow.copies.session import Session
from recovery_assistant.flow.copies.steps import Step
from recovery_assistant.i18n import _, visible_controls
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.copies_page import CopiesPage
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Note
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.path_text import PathText
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked

FACT_ICONS = ("lock", "open", "copy")
BESIDE_FROM = 700
"""Width at 100 % text from which the two ways stand beside each other."""


class _Way(Card):
    """One of the ways in: what it is, and its button."""

    def __init__(self, look: Look, icon: str, kind: ButtonKind) -> None:
        super().__init__(look)
        self.title = Heading(look, "", Kind.TITLE, 2)
        self.text = Text(look, "", Kind.BODY, "ink2")
        self.path = PathText(look)
        self.path.hide()
        self.button = Button(look, "", kind)
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Icon(look, icon, "accent_ink", 26), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        self.body.setSpacing(look.px(8))
        self.body.addLayout(head)
        self.body.addWidget(self.text)
        self.body.addWidget(self.path)
        self.body.addStretch(1)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)


class StartPage(CopiesPage):
    """A new file, or one that is there?"""

    step: ClassVar[Step] = Step.START

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._session: Session | None = None
        self.setAcceptDrops(True)
        self._waiting = Note(look, "key", "", "")
        self._last = _Way(look, "vault", ButtonKind.PRIMARY)
        self._new = _Way(look, "plus", ButtonKind.PRIMARY)
        self._there = _Way(look, "open", ButtonKind.SECONDARY)
        self._facts = [Marked(look, icon, "", "ink") for icon in FACT_ICONS]
        for fact, icon in zip(self._facts, FACT_ICONS, strict=True):
            fact.icon.show_icon(icon, "accent_ink")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(14))
        self._row.addWidget(self._new, 1)
        self._row.addWidget(self._there, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        self._know = Card(look, border="sunken", fill="sunken")
        self._know_title = Heading(look, "", Kind.TITLE, 2)
        self._know.body.setSpacing(look.px(10))
        self._know.body.addWidget(self._know_title)
        for fact in self._facts:
            self._know.body.addWidget(fact)
        column.addWidget(self._waiting)
        column.addWidget(self._last)
        column.addLayout(self._row)
        column.addWidget(self._know)
        self._last.button.clicked.connect(self._open_last)
        self._new.button.clicked.connect(lambda: self.happened.emit(happened.CreateChosen()))
        self._there.button.clicked.connect(lambda: self.happened.emit(happened.OpenChosen()))

    def _open_last(self) -> None:
        if self._session is not None and self._session.known is not None:
            self.happened.emit(happened.FileNamed(self._session.known))

    @override
    def retranslate(self) -> None:
        self._waiting.show_text(
            "key",
            _("A key is waiting to be kept"),
            _("The one that opened the PC. Make a file for it, or open the one that you have."),
        )
        for fact, text in zip(
            self._facts,
            (
                _("Without the passphrase nobody reads it: write the passphrase on paper."),
                _("It opens without this program too, in years, on another computer."),
                _(
                    "It helps only if a copy stands elsewhere when this PC asks for its key: on a "
                    "stick, on another PC, on paper."
                ),
            ),
            strict=True,
        ):
            fact.text.say(text)
        self._know_title.say(_("What to know first"))
        self._last.title.say(_("The file used last"))
        self._last.button.say(_("Open it"))
        self._new.title.say(_("Make a new file"))
        self._new.text.say(_("You get a passphrase to write down, and choose where it goes."))
        self._new.button.say(_("Make a new file"))
        self._there.title.say(_("Open a file you have"))
        self._there.text.say(
            _("On a stick, in a folder, or the web page that you made: any copy will do.")
        )
        self._there.button.say(_("Choose a file"))
        for way, identifier in (
            (self._last, identifiers.OPEN_LAST),
            (self._new, identifiers.CREATE_NEW),
            (self._there, identifiers.OPEN_ONE),
        ):
            name_it(way.button, identifier)

    @override
    def show_session(self, session: Session) -> None:
        self._session = session
        known = session.known
        self._waiting.setVisible(session.offered is not None)
        self._last.setVisible(known is not None)
        if known is not None:
            self._last.text.say(visible_controls(known.name))
            self._last.path.show_path(known.parent)
        # One main deed: a file that is there is opened, not made once more.
        self._new.button.set_kind(ButtonKind.PRIMARY if known is None else ButtonKind.SECONDARY)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        return ()

    @override
    def focus_first(self) -> None:
        way = self._new if self._last.isHidden() else self._last
        way.button.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def set_measure(self, measure: float) -> None:
        beside = measure >= BESIDE_FROM
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            self.happened.emit(happened.FileNamed(Path(files[0])))
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
