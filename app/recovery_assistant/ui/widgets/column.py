# SPDX-License-Identifier: Apache-2.0
"""Layouts that never clip: a page that scrolls in one direction, a row that breaks."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
    QWidgetItem,
)
from typing_extensions import override

from recovery_assistant.ui.look import Look

WIDEST = 1080
"""At 100 % text the content stops growing here."""


class _Column(QWidget):
    """The content: takes the width it is given and asks for the height that follows."""

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        if layout is None:
            return super().sizeHint()
        width = max(1, self.width())
        return QSize(1, layout.totalHeightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.sizeHint().height())


class Scroll(QScrollArea):
    """A page that scrolls up and down only, and follows the keyboard focus."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(False)
        # A viewport of our own: asking for Qt's makes PySide load every kind of widget.
        self.setViewport(QWidget())
        self._inside = _Column()
        self.body = QVBoxLayout(self._inside)
        self.setWidget(self._inside)
        self._inside.installEventFilter(self)
        self.viewport().installEventFilter(self)
        self._waiting = False
        self._pursued: QWidget | None = None
        look.changed.connect(self._dress)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        look.dress(self.verticalScrollBar())
        self._dress()

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, self._look.color("canvas"))
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(True)
        self._fit_later()

    def _fit_later(self) -> None:
        # Once per round of the event loop: each label that changes asks for a new layout.
        if not self._waiting:
            self._waiting = True
            QTimer.singleShot(0, self, self._fit)

    def fit(self) -> None:
        """Give the content the width there is and the height that it asks for."""
        layout = self.body
        width = min(self.viewport().width(), self._look.text_px(WIDEST))
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        self._inside.resize(width, max(height, self.viewport().height()))

    def _fit(self) -> None:
        self._waiting = False
        self.fit()
        if self._pursued is not None and self._pursued.hasFocus():
            # It may have moved while the page was laid out anew.
            self.ensureWidgetVisible(self._pursued, 0, self._look.px(24))
        self._pursued = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() is QEvent.Type.LayoutRequest:
            self._fit_later()
        elif watched is self.viewport() and event.type() is QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part that has just come, its top first where it is higher than the page."""
        self.fit()
        self.ensureWidgetVisible(part, 0, self._look.px(24))
        top = part.mapTo(self._inside, QPoint(0, 0)).y()
        bar = self.verticalScrollBar()
        bar.setValue(min(bar.value(), top))

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._inside.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, self._look.px(24))
            self._pursued = new


def bring_into_view(part: QWidget) -> None:
    """Scroll the page that a part stands on to it, once it is laid out."""

    def scroll() -> None:
        above = part.parentWidget()
        while above is not None and not isinstance(above, Scroll):
            above = above.parentWidget()
        if above is not None and part.isVisible():
            above.show_part(part)

    QTimer.singleShot(0, part, scroll)


class FlowRow(QLayout):
    """A row whose parts go to the next line where there is no room left."""

    def __init__(self, look: Look, spacing: int = 10) -> None:
        super().__init__()
        self._look = look
        self._gap = spacing
        self._items: list[QLayoutItem] = []
        self._taken: QLayoutItem | None = None
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        # An item of our own: when a layout is taken out of another one, PySide may take items that
        # Python did not make for dead, and the next measuring ends in a crash. Qt's own item,
        # some bytes, stays behind.
        widget = item.widget()
        self._items.append(item if widget is None else QWidgetItem(widget))
        self.invalidate()

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        # Qt deletes what it takes, so Python must not be the first to let go of it.
        self._taken = self._items.pop(index)
        return self._taken

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        # Qt asks for the same height a dozen times for each layout.
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    @override
    def invalidate(self) -> None:
        self._heights = {}
        self._hint = self._least = None
        super().invalidate()

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        if self._hint is None:
            gap = self._look.px(self._gap)
            hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
            width = sum(hint.width() for hint in hints) + gap * max(0, len(hints) - 1)
            self._hint = QSize(width, max((hint.height() for hint in hints), default=0))
        return self._hint

    @override
    def minimumSize(self) -> QSize:
        if self._least is None:
            least = [item.minimumSize() for item in self._items]
            width = max((size.width() for size in least), default=0)
            self._least = QSize(width, max((size.height() for size in least), default=0))
        return self._least

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Place the parts in lines; return the height they take."""
        margins = self.contentsMargins()
        area = rect.marginsRemoved(margins)
        gap = self._look.px(self._gap)
        lines: list[list[tuple[QLayoutItem, int]]] = [[]]
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            width = min(item.sizeHint().width(), area.width())
            if lines[-1] and used + gap + width > area.width():
                lines.append([])
                used = 0
            used += width + (gap if lines[-1] else 0)
            lines[-1].append((item, width))
        y = area.y()
        for line in lines:
            y += self._place(line, area, y, gap, move=move) + gap
        return max(0, y - gap - rect.y()) + margins.bottom()

    def _place(
        self,
        line: list[tuple[QLayoutItem, int]],
        area: QRect,
        y: int,
        gap: int,
        *,
        move: bool,
    ) -> int:
        spare = area.width() - sum(width for _item, width in line) - gap * (len(line) - 1)
        growing = [item for item, _width in line if _grows(item)]
        share = spare // len(growing) if growing and spare > 0 else 0
        sizes = [(item, width + (share if item in growing else 0)) for item, width in line]
        height = max((_height(item, width) for item, width in sizes), default=0)
        if not move:
            return height
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = area.x()
        for item, width in sizes:
            own = _height(item, width)
            left = area.x() + area.right() - x - width + 1 if mirrored else x
            item.setGeometry(QRect(QPoint(left, y + (height - own) // 2), QSize(width, own)))
            x += width + gap
        return height


def _grows(item: QLayoutItem) -> bool:
    widget = item.widget()
    if widget is None:
        return False
    return widget.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Expanding


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
