# SPDX-License-Identifier: Apache-2.0
"""What is being read, how far, and a way to stop it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui import identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look
from recovery_assistant.ui.widgets.button import Button
from recovery_assistant.ui.widgets.card import Card
from recovery_assistant.ui.widgets.icon import Icon
from recovery_assistant.ui.widgets.text import Text

WHOLE = 1000
"""Parts that the bar is counted in."""


class Bar(QProgressBar):
    """The bar; of unknown length it is not drawn, the words count instead."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setTextVisible(False)
        self.setRange(0, WHOLE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(8) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.sizeHint().height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = box.height() / 2
        painter.setPen(QPen(look.color("edge"), 1))
        painter.setBrush(look.color("sunken"))
        painter.drawRoundedRect(box, radius, radius)
        part = self.value() / WHOLE
        if part <= 0:
            return
        done = QRectF(box)
        done.setWidth(max(box.height(), box.width() * part))
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            done.moveRight(box.right())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(done, radius, radius)


class ProgressRow(Card):
    """A card that says how far a reading is; it changes nothing but what it shows."""

    cancelled = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None, *, icon: str = "file") -> None:
        super().__init__(look, parent=parent)
        self._text = Text(look, "", Kind.NAME)
        self._bar = Bar(look)
        self._stop = Button(look, _("Cancel"), small=True)
        self._row = QHBoxLayout()
        self._row.addWidget(Icon(look, icon, "accent_ink"), 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._text, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._stop)
        self.body.addLayout(self._row)
        self.body.addWidget(self._bar)
        self._stop.clicked.connect(self.cancelled)
        look.changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def retranslate(self) -> None:
        """Say "Cancel" again."""
        self._stop.say(_("Cancel"))
        name_it(self._stop, f"{identifiers.READ_PROGRESS}-cancel", _("Cancel"))
        name_it(self._bar, identifiers.READ_PROGRESS, self._text.text())

    def show_progress(self, text: str, fraction: float | None) -> None:
        """Say what is being read and how far (0 to 1), None where nobody knows."""
        self._text.say(text)
        self._bar.setAccessibleName(text)
        self._bar.setVisible(fraction is not None)
        if fraction is not None:
            self._bar.setValue(round(min(max(fraction, 0.0), 1.0) * WHOLE))

    def _restyle(self) -> None:
        self._row.setSpacing(self._look.px(12))
        self.body.setSpacing(self._look.px(8))
