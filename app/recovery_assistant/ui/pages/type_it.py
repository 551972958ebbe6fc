# SPDX-License-Identifier: Apache-2.0
"""Screen 4: the key in large digits, to be typed on the locked PC."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import Session, Step
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.answers import Piece, View
from recovery_assistant.flow.lockout.blockers import Blocker
from recovery_assistant.flow.lockout.rehearsal import Rehearsal
from recovery_assistant.flow.lockout.scan import Scan
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.page import Page
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.choice import Segmented
from recovery_assistant.ui.widgets.column import FlowRow
from recovery_assistant.ui.widgets.large_print import LargePrint
from recovery_assistant.ui.widgets.rehearsal import RehearsalPanel
from recovery_assistant.ui.widgets.scan_panel import ScanPanel
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked, clear
from recovery_assistant.wording import lockout as words

ASIDE_FROM = 900
"""Width at 100 % text from which the tips stand beside the digits."""

TIPS = {
    "keep-awake": "clock",
    "nothing-appears": "keyboard",
    "which-layout": "language",
    "scanner": "barcode",
}
"""What stands beside the digits: topics of the guidance and their icons."""


class TypePage(Page):
    """Screen 4."""

    step: ClassVar[Step] = Step.TYPE

    def __init__(self, look: Look, guidance: Guidance) -> None:
        super().__init__()
        self._look = look
        self._guidance = guidance
        self._aid: type[Rehearsal | Scan] | None = None
        self._rehearsal: RehearsalPanel | None = None
        self._scan: ScanPanel | None = None
        self._views = Segmented(look, [])
        self._shown = Marked(look, "eye", "", "ink2", Kind.SMALL)
        self._print = LargePrint(look)
        self._tips = Card(look)
        self._tips_title = Heading(look, "", Kind.TITLE, 2)
        self._tip_lines = QVBoxLayout()
        self._tip_lines.setSpacing(look.px(10))
        self._bar_code = Button(look, "", icon="barcode")
        self._rehearse = Button(look, "", icon="drill")
        self._tips.body.addWidget(self._tips_title)
        self._tips.body.addLayout(self._tip_lines)
        self._tips.body.addWidget(self._bar_code)
        self._tips.body.addWidget(self._rehearse)
        self._digits = QWidget()
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
        digits = QVBoxLayout(self._digits)
        digits.setContentsMargins(0, 0, 0, 0)
        digits.setSpacing(look.px(12))
        digits.addLayout(tools)
        digits.addLayout(self._row)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._digits)
        self._views.chosen.connect(self._choose_view)
        self._print.typed_block.connect(self._typed_block)
        self._print.untyped_block.connect(self._untyped_block)
        self._print.went_to.connect(self._went_to)
        self._bar_code.clicked.connect(lambda: self.happened.emit(happened.ScanOpened()))
        self._rehearse.clicked.connect(lambda: self.happened.emit(happened.RehearsalOpened()))

    @override
    def retranslate(self) -> None:
        self._views.set_options(
            [(View.ONE.value, _("One block")), (View.ALL.value, _("All eight"))]
        )
        for view in View:
            self._views.name_option(view.value, identifiers.view_choice(view.value))
        self._shown.show_text("eye", _("The digits are shown until you leave this screen"), "ink2")
        self._tips_title.say(_("While you type"))
        self._bar_code.say(_("Show the bar code"))
        self._rehearse.say(_("Rehearse here first"))
        name_it(self._bar_code, identifiers.SHOW_BAR_CODE, self._bar_code.text())
        name_it(self._rehearse, identifiers.REHEARSE, self._rehearse.text())
        self._print.retranslate()
        name_it(self._print, identifiers.LARGE_PRINT)
        clear(self._tip_lines)
        for name, icon in TIPS.items():
            topic = self._guidance.topic(name)
            holder = QWidget()
            tip = QVBoxLayout(holder)
            tip.setContentsMargins(0, 0, 0, 0)
            tip.setSpacing(self._look.px(2))
            tip.addWidget(Marked(self._look, icon, topic.title, "ink", Kind.NAME))
            for line in topic.lines:
                tip.addWidget(Text(self._look, line.read(), Kind.SMALL, "ink2"))
            self._tip_lines.addWidget(holder)
        for panel in (self._rehearsal, self._scan):
            if panel is not None:
                panel.retranslate()

    @override
    def show_session(self, session: Session) -> None:
        aid = session.aid
        self._views.choose(session.view.value)
        self._digits.setVisible(aid is None)
        if aid is None:
            self._print.show_key(
                session.draft.blocks, session.block, session.typed, session.view.value
            )
        else:
            # The key is not to be seen beside it, nor to be heard.
            self._hide_print()
        if isinstance(aid, Rehearsal):
            self._rehearsal_panel().show_rehearsal(aid, session.draft)
        elif self._rehearsal is not None:
            self._rehearsal.clear()
        if isinstance(aid, Scan):
            self._scan_panel().show_scan(aid, session.draft, session.block, session.typed)
        elif self._scan is not None:
            self._scan.clear()
        for panel, kind in ((self._rehearsal, Rehearsal), (self._scan, Scan)):
            if panel is not None:
                panel.setVisible(isinstance(aid, kind))
        self._follow(None if aid is None else type(aid))

    def _follow(self, aid: type[Rehearsal | Scan] | None) -> None:
        """Put the focus into what opened, or back to what opened it."""
        before, self._aid = self._aid, aid
        if aid is before or not self.isVisible():
            return
        if aid is not None:
            self.focus_first()
        else:
            opener = self._rehearse if before is Rehearsal else self._bar_code
            opener.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rehearsal_panel(self) -> RehearsalPanel:
        if self._rehearsal is None:
            panel = RehearsalPanel(self._look)
            panel.edited.connect(lambda draft: self.happened.emit(happened.RehearsalTyped(draft)))
            panel.key_asked.connect(
                lambda shown: self.happened.emit(happened.RehearsalKeyShown(shown))
            )
            panel.graded.connect(
                lambda seconds: self.happened.emit(happened.RehearsalGraded(seconds))
            )
            panel.again.connect(lambda: self.happened.emit(happened.RehearsalAgain()))
            panel.closed.connect(lambda: self.happened.emit(happened.AidClosed()))
            self._column.addWidget(panel)
            self._rehearsal = panel
        return self._rehearsal

    def _scan_panel(self) -> ScanPanel:
        if self._scan is None:
            panel = ScanPanel(self._look, self._guidance.topic("barcode"))
            panel.tried.connect(lambda text: self.happened.emit(happened.ScannerTried(text)))
            panel.key_asked.connect(lambda shown: self.happened.emit(happened.KeyCodeShown(shown)))
            panel.piece_chosen.connect(
                lambda piece: self.happened.emit(happened.PieceChosen(Piece(piece)))
            )
            panel.scanned_block.connect(self._typed_block)
            panel.went_to.connect(self._went_to)
            panel.closed.connect(lambda: self.happened.emit(happened.AidClosed()))
            self._column.addWidget(panel)
            self._scan = panel
        return self._scan

    @override
    def status(self, session: Session) -> tuple[str, ...]:
        return (words.typing_said(session),)

    @override
    def focus_first(self) -> None:
        if self._aid is Rehearsal and self._rehearsal is not None:
            self._rehearsal.focus_first()
        elif self._aid is Scan and self._scan is not None:
            self._scan.focus_first()
        else:
            self._print.focus_first()

    @override
    def focus_blocker(self, blocker: Blocker) -> None:
        self.focus_first()

    @override
    def hide_secrets(self) -> None:
        self._aid = None
        self._hide_print()
        for panel in (self._rehearsal, self._scan):
            if panel is not None:
                panel.clear()
                panel.hide()
        self._digits.show()

    def _hide_print(self) -> None:
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
