# SPDX-License-Identifier: Apache-2.0
"""Screen 4: the key in large digits, to be typed on the locked PC."""

from typing import ClassVar

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import View
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import Segmented
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.large_print import LargePrint
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import lockout as words

ASIDE_FROM = 900
"""Width at 100 % text from which the tips stand beside the digits."""


class TypePage(Page):
    """Screen 4."""

    step: ClassVar[Step] = Step.TYPE

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._views = Segmented(look, [])
        self._shown = Marked(look, "eye", "", "ink2", Kind.SMALL)
        self._print = LargePrint(look)
        self._tips = Card(look)
        self._tips_title = Heading(look, "", Kind.TITLE, 2)
        self._tip_lines = QVBoxLayout()
        self._tip_lines.setSpacing(look.px(10))
        self._tips.body.addWidget(self._tips_title)
        self._tips.body.addLayout(self._tip_lines)
        tools = FlowRow(look, 14)
        tools.addWidget(self._views)
        tools.addWidget(self._shown)
        left = QVBoxLayout()
        left.addWidget(self._print)
        left.addStretch(1)
        aside = QVBoxLayout()
        aside.addWidget(self._tips)
        aside.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.px(16))
        self._row.addLayout(left, 7)
        self._row.addLayout(aside, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addLayout(tools)
        column.addLayout(self._row)
        self._views.chosen.connect(self._choose_view)
        self._print.typed_block.connect(self._typed_block)
        self._print.untyped_block.connect(self._untyped_block)
        self._print.went_to.connect(self._went_to)

    @override
    def retranslate(self) -> None:
        self._views.set_options(
            [(View.ONE.value, _("One block")), (View.ALL.value, _("All eight"))]
        )
        for view in View:
            self._views.name_option(view.value, identifiers.view_choice(view.value))
        self._shown.show_text("eye", _("The digits are shown until you leave this screen"), "ink2")
        self._tips_title.say(_("While you type"))
        self._print.retranslate()
        name_it(self._print, identifiers.LARGE_PRINT)
        clear(self._tip_lines)
        for icon, title, text in (
            (
                "clock",
                _("Keep it awake"),
                _("Press a key at least once a minute, or the PC switches itself off."),
            ),
            (
                "keyboard",
                _("Nothing appears?"),
                _("Press NumLock, or use the row above the letters. A wired keyboard helps."),
            ),
            (
                "language",
                _("Which layout?"),
                _("Digits sit alike on most layouts. The keys F1 to F10 work on all of them."),
            ),
        ):
            holder = QWidget()
            tip = QVBoxLayout(holder)
            tip.setContentsMargins(0, 0, 0, 0)
            tip.setSpacing(self._look.px(2))
            tip.addWidget(Marked(self._look, icon, title, "ink", Kind.NAME))
            tip.addWidget(Text(self._look, text, Kind.SMALL, "ink2"))
            self._tip_lines.addWidget(holder)

    @override
    def show_session(self, session: Session) -> None:
        self._views.choose(session.view.value)
        self._print.show_key(session.draft.blocks, session.block, session.typed, session.view.value)

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        return (words.typing_said(session),)

    @override
    def focus_first(self) -> None:
        self._print.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        self._print.show_key(("",) * 8, 1, frozenset(), View.ONE.value)

    @override
    def set_measure(self, measure: float) -> None:
        beside = measure >= ASIDE_FROM
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _choose_view(self, key: str) -> None:
        self.happened.emit(happened.ViewChosen(View(key)))

    def _typed_block(self, block: int) -> None:
        self.happened.emit(happened.BlockTyped(block, done=True))

    def _untyped_block(self, block: int) -> None:
        self.happened.emit(happened.BlockTyped(block, done=False))

    def _went_to(self, block: int) -> None:
        self.happened.emit(happened.BlockShown(block))
