# SPDX-License-Identifier: Apache-2.0
"""Every key that may have been meant, tried on the drive: counted, begun, paused, over."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from recovery_assistant.flow.lockout import Session
from recovery_assistant.flow.lockout import events as happened
from recovery_assistant.flow.lockout.proving import (
    Proving,
    Trying,
    TryingPhase,
    worth_trying,
)
from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.banner import Banner
from recovery_assistant.ui.widgets.button import Button, ButtonKind
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.check_row import CheckRow
from recovery_assistant.ui.widgets.drive_choice import row_of
from recovery_assistant.ui.widgets.drive_proof import DriveProgress
from recovery_assistant.ui.widgets.fact import Fact
from recovery_assistant.ui.widgets.progress import WHOLE, Bar
from recovery_assistant.ui.widgets.text import Heading, Text
from recovery_assistant.ui.widgets.topic import Marked
from recovery_assistant.wording import drive as drive_words
from recovery_assistant.wording import proving as words

IDEAS: Final = 5
"""So many ideas there are of what may have happened to a key."""
_FLAGS: Final = int(
    Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop
)
_UNDER_WAY: Final = (TryingPhase.RUNNING, TryingPhase.PAUSING, TryingPhase.PAUSED)


class SteadyText(QWidget):
    """Words that change all the time; the page is laid out anew only where they need more lines."""

    def __init__(self, look: Look, kind: Kind, role: str = "ink") -> None:
        super().__init__()
        self._look = look
        self._kind = kind
        self._role = role
        self._text = ""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self._dress)
        self._dress()

    def text(self) -> str:
        """Return the words."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show other words, without a word to assistive technology: they are no news."""
        if text == self._text:
            return
        before = self.heightForWidth(self.width())
        self._text = text
        if self.heightForWidth(self.width()) != before:
            self.updateGeometry()
        self.update()

    def _dress(self) -> None:
        self.setFont(self._look.font(self._kind))
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        metrics = self.fontMetrics()
        box = metrics.boundingRect(0, 0, max(1, width), 100_000, _FLAGS, self._text)
        return max(metrics.height(), box.height()) + 2

    @override
    def sizeHint(self) -> QSize:
        width = round(self._look.line_width(self._kind))
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(word) for word in self._text.split()), default=0)
        return QSize(widest + 2, metrics.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setFont(self.font())
        painter.setPen(self._look.color(self._role))
        painter.drawText(self.rect(), _FLAGS, self._text)
        painter.end()


class TryingProgress(Card):
    """How far the trying is, what it is done by, and the ways to let it rest."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._text = SteadyText(look, Kind.NAME)
        self._bar = Bar(look)
        self._engine = SteadyText(look, Kind.SMALL, "ink2")
        self._meanwhile = Text(look, "", Kind.SMALL, "ink2")
        self._pause = Button(look, "", ButtonKind.SECONDARY, small=True)
        self._on = Button(look, "", ButtonKind.SECONDARY, small=True)
        self._leave = Button(look, "", ButtonKind.PLAIN, small=True)
        self.body.setSpacing(look.px(8))
        for part in (
            self._text,
            self._bar,
            self._engine,
            self._meanwhile,
            row_of(look, self._pause, self._on, self._leave),
        ):
            self.body.addWidget(part)
        for button, event in (
            (self._pause, happened.TryingPaused()),
            (self._on, happened.TryingStarted()),
            (self._leave, happened.TryingLeft()),
        ):
            button.clicked.connect(lambda _checked=False, event=event: self.asked.emit(event))

    def retranslate(self) -> None:
        """Say every word again."""
        self._pause.say(_("Pause"))
        self._leave.say(_("Give up"))
        self._meanwhile.say(words.meanwhile())
        name_it(self, identifiers.TRYING_PROGRESS)
        name_it(self._bar, f"{identifiers.TRYING_PROGRESS}-bar", _("Keys tried so far"))
        name_it(self._pause, identifiers.TRYING_PAUSE)
        name_it(self._on, identifiers.TRYING_GO_ON)
        name_it(self._leave, identifiers.TRYING_LEAVE)

    def show_trying(self, trying: Trying) -> None:
        """Draw everything of it."""
        paused = trying.phase is TryingPhase.PAUSED
        resting = trying.phase is TryingPhase.PAUSING
        self._pause.setVisible(not paused)
        self._pause.set_available(
            available=not resting, reason=words.at_work(trying) if resting else ""
        )
        self._on.setVisible(paused)
        self._on.say(words.go_on(trying))
        self._meanwhile.setVisible(not paused)
        self.show_progress(trying)

    def show_progress(self, trying: Trying) -> None:
        """Draw how far it is and nothing else; told ten times a second."""
        self._text.show_text(words.tried(trying))
        self._engine.show_text(words.at_work(trying))
        self._bar.setValue(round(words.fraction(trying) * WHOLE))

    def focus_first(self) -> None:
        """Put the focus on the way to go on, or to let it rest."""
        button = self._pause if self._pause.isVisible() else self._on
        button.setFocus(Qt.FocusReason.OtherFocusReason)


class TryingPlan(QWidget):
    """What trying them takes, before the first is tried."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._sentence = Text(look, "", Kind.NAME)
        self._ideas = [Fact(look) for _number in range(IDEAS)]
        self._engine = Text(look, "", Kind.SMALL, "ink2")
        self._kept = Marked(look, "info", "", "ink2", Kind.SMALL)
        self._start = Button(look, "", ButtonKind.SECONDARY, small=True)
        self._afresh = Button(look, "", ButtonKind.PLAIN, small=True)
        self._leave = Button(look, "", ButtonKind.QUIET, small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        for part in (self._sentence, *self._ideas, self._engine, self._kept):
            column.addWidget(part)
        column.addWidget(row_of(look, self._start, self._afresh, self._leave))
        for button, event in (
            (self._start, happened.TryingStarted()),
            (self._afresh, happened.TryingStarted(afresh=True)),
            (self._leave, happened.TryingLeft()),
        ):
            button.clicked.connect(lambda _checked=False, event=event: self.asked.emit(event))

    def retranslate(self) -> None:
        """Say every word again."""
        self._afresh.say(_("Begin again"))
        self._leave.say(_("Not now"))
        name_it(self, identifiers.TRYING_SUMMARY)
        name_it(self._start, identifiers.TRYING_START)
        name_it(self._afresh, identifiers.TRYING_AFRESH)
        name_it(self._leave, identifiers.TRYING_NOT_NOW)

    def show_trying(self, trying: Trying) -> None:
        """Draw the plan."""
        plan = trying.plan
        if plan is None:
            return
        self._sentence.say(words.plan_sentence(plan))
        ideas = [*trying.ideas[:IDEAS], *[None] * (IDEAS - len(trying.ideas))]
        for fact, idea in zip(self._ideas, ideas, strict=False):
            if idea is None:
                fact.show_fact("", "")
            else:
                fact.show_fact(drive_words.idea(idea[0]), f"{idea[1]:,}")
        self._engine.say(words.engine(plan))
        kept = words.kept(trying)
        self._kept.setVisible(bool(kept))
        self._kept.show_text("info", kept, "ink2")
        self._start.say(words.go_on(trying))
        self._afresh.setVisible(bool(kept))

    def focus_first(self) -> None:
        """Put the focus on the button that begins."""
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)


class DriveTrying(QWidget):
    """Trying what the digits may have been, from the offer to what came of it."""

    asked = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._title = Heading(look, "", Kind.TITLE, 3)
        self._lead = Text(look, "", Kind.SMALL, "ink2")
        self._order = CheckRow(look, "")
        self._count = Button(look, "", ButtonKind.SECONDARY, "drill", small=True)
        self._planning = DriveProgress(look, identifiers.TRYING_PLANNING, "clock")
        self._plan = TryingPlan(look)
        self._said = Banner(look, "warn", "warning", "", "")
        self._again = Button(look, "", ButtonKind.PLAIN, small=True)
        self._said.add_buttons(self._again)
        self._progress = TryingProgress(look)
        self._fell_back = Marked(look, "info", "", "ink2", Kind.SMALL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        for part in (
            self._title, self._lead, self._order, row_of(look, self._count), self._planning,
            self._plan, self._said, self._progress, self._fell_back,
        ):  # fmt: skip
            column.addWidget(part)
        for source in (self._plan, self._progress):
            source.asked.connect(self.asked)
        self._count.clicked.connect(self._on_count)
        self._again.clicked.connect(lambda: self.asked.emit(happened.TryingLeft()))
        self._planning.cancelled.connect(lambda: self.asked.emit(happened.TryingLeft()))

    def _on_count(self) -> None:
        # Hidden, the tick belongs to other digits.
        every = self._order.isVisible() and self._order.isChecked()
        self.asked.emit(happened.TryingAsked(any_order=every))

    def retranslate(self) -> None:
        """Say every word again."""
        self._title.say(words.trying_title())
        self._order.say(words.any_order())
        self._count.say(words.count_them())
        self._again.say(_("Choose what to try"))
        self._planning.retranslate()
        self._plan.retranslate()
        self._progress.retranslate()
        for widget, identifier in (
            (self._order, identifiers.TRYING_ANY_ORDER),
            (self._count, identifiers.TRYING_PLAN),
            (self._again, identifiers.TRYING_AGAIN),
            (self._said, identifiers.TRYING_SAID),
        ):
            name_it(widget, identifier)

    def show_session(self, session: Session, proving: Proving) -> None:
        """Draw the offer, or how far the trying is."""
        volume, trying = proving.volume, proving.trying
        can = volume is not None and bool(volume.recovery)
        offered = can and trying is None and worth_trying(session.draft, proving)
        found = trying is not None and trying.found
        fallen = "" if trying is None else words.fell_back(trying)
        self.setVisible(bool(offered or (trying is not None and not found) or fallen))
        self._title.setVisible(not found)
        self._lead.setVisible(offered)
        self._lead.say(words.trying_lead(session.draft))
        self._order.setVisible(offered and session.draft.is_complete)
        self._count.setVisible(offered)
        self._fell_back.setVisible(bool(fallen))
        self._fell_back.show_text("info", fallen, "ink2")
        self._show_phase(trying)

    def _show_phase(self, trying: Trying | None) -> None:
        phase = None if trying is None else trying.phase
        self._planning.setVisible(phase is TryingPhase.PLANNING)
        self._planning.show_progress(words.planning(), None)
        self._plan.setVisible(phase is TryingPhase.PLANNED)
        self._progress.setVisible(phase in _UNDER_WAY)
        said = None
        if trying is not None:
            self._plan.show_trying(trying)
            self._progress.show_trying(trying)
            said = words.trying_judged(trying)
        self._said.setVisible(said is not None)
        self._again.setVisible(phase is TryingPhase.OVER)
        if said is not None:
            self._said.show_text(said.role, said.icon, said.title, said.sentence)

    def show_progress(self, trying: Trying) -> None:
        """Draw how far it is and nothing else."""
        self._progress.show_progress(trying)

    def focus_first(self) -> bool:
        """Put the focus on what is to be done here; False where there is nothing."""
        if self._planning.isVisible():
            self._planning.focus_stop()
        elif self._plan.isVisible():
            self._plan.focus_first()
        elif self._progress.isVisible():
            self._progress.focus_first()
        elif self._again.isVisible():
            self._again.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._count.isVisible():
            self._count.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True
