# SPDX-License-Identifier: Apache-2.0
"""The kept keys as a list of cards that are painted, not made: a thousand cost no more than ten."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from recovery_assistant.i18n import _
from recovery_assistant.ui import vault_identifiers as identifiers
from recovery_assistant.ui.identifiers import name_it
from recovery_assistant.ui.look import Kind, Look, turned
from recovery_assistant.ui.widgets.button import RING, draw_elevation, draw_focus_ring
from recovery_assistant.ui.widgets.column import bring_into_view
from recovery_assistant.vault.contents import Entry
from recovery_assistant.wording import entries as words

BESIDE_FROM = 480
"""Width at 100 % text from which Key ID and state stand beside the name."""
MOST_SHOWN = 6
"""So many cards stand there at once; the rest is scrolled to."""
GAP = 12
"""Between a card's border and what stands in it, and between its parts."""

AnyIndex = QModelIndex | QPersistentModelIndex
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)


class _Model(QAbstractListModel):
    """The entries, with what assistive technology says of each."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        self.today = date.min

    def show(self, entries: tuple[Entry, ...], today: date) -> None:
        self.beginResetModel()
        self.entries, self.today = entries, today
        self.endResetModel()

    @override
    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words.one_line(entry.device)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.said(entry, self.today)
        return None


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of a card stand in it, for a text that runs to the right."""

    icon: QRect
    name: QRect
    second: QRect
    label: QRect
    key_id: QRect
    chip: QRect
    height: int


@dataclass(frozen=True, slots=True)
class _Same:
    """Measures that all cards have alike: label and value of a Key ID, place of a state's word."""

    label: QSize
    key_id: QSize
    chips: int
    widest_word: int


class _Cards(QStyledItemDelegate):
    """Paints an entry as a card."""

    def __init__(self, look: Look, view: "EntryList") -> None:
        super().__init__(view)
        self._look = look
        self._view = view
        self._metrics: dict[Kind, QFontMetrics] = {}
        self._same: _Same | None = None
        look.changed.connect(self.forget)

    def metrics(self, kind: Kind) -> QFontMetrics:
        if kind not in self._metrics:
            self._metrics[kind] = QFontMetrics(self._look.font(kind))
        return self._metrics[kind]

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        width = self._view.viewport().width()
        return QSize(width, self.places(self._view.entry(index.row()), width).height)

    def places(self, entry: Entry, width: int) -> _Places:
        """Return where everything stands in a card of that width, ring and gap included."""
        look, pad = self._look, self._look.px(GAP)
        left, right = RING + look.px(16), width - RING - look.px(16)
        beside = width / look.scale >= BESIDE_FROM
        side = look.px(24)
        state = words.state(entry, self._view.today)
        same = self._same_everywhere()
        label, key_id = same.label.height(), same.key_id
        room_of_word = same.chips - same.widest_word
        chip = QSize(
            self._word(state.word) + room_of_word, self.metrics(Kind.LABEL).height() + look.px(8)
        )
        chips = same.chips
        aside = key_id.width() + chips + 2 * look.px(14) if beside else 0
        start = left + side + look.px(14)
        room = max(40, right - start - aside)
        name = self._height(Kind.NAME, words.one_line(entry.device), room)
        second = self._height(Kind.SMALL, words.second_line(entry), room)
        words_high = name + second
        top = RING + pad
        if beside:
            inner = max(words_high, label + key_id.height(), chip.height(), look.px(46))
            middle = top + inner // 2
            at = start + room + look.px(14)
            id_top = middle - (label + key_id.height()) // 2
            return _Places(
                QRect(left, middle - side // 2, side, side),
                QRect(start, middle - words_high // 2, room, name),
                QRect(start, middle - words_high // 2 + name, room, second),
                QRect(at, id_top, key_id.width(), label),
                QRect(at, id_top + label, key_id.width(), key_id.height()),
                QRect(right - chips, middle - chip.height() // 2, chip.width(), chip.height()),
                inner + 2 * (RING + pad),
            )
        below = top + words_high + look.px(8)
        wide = same.label.width() + look.px(8)
        row = max(key_id.height(), chip.height())
        id_room = wide + key_id.width() if entry.key_id is not None else 0
        broken = start + id_room + look.px(12) + chip.width() > right
        chip_top = below + row + look.px(4) if broken and id_room else below
        chip_left = start if broken or not id_room else right - chip.width()
        return _Places(
            QRect(left, top, side, side),
            QRect(start, top, room, name),
            QRect(start, top + name, room, second),
            QRect(start, below, wide, row),
            QRect(start + wide, below, key_id.width(), row),
            QRect(chip_left, chip_top + (row - chip.height()) // 2, chip.width(), chip.height()),
            chip_top + row + pad + RING,
        )

    def forget(self) -> None:
        """Measure anew: the look or the language is another one."""
        self._metrics.clear()
        self._same = None

    def _same_everywhere(self) -> "_Same":
        """Return the measures that every card has alike, taken once."""
        if self._same is None:
            small, mono = self.metrics(Kind.SMALL), self.metrics(Kind.ID)
            label = QSize(small.horizontalAdvance(_("Key ID")), small.height())
            key_id = QSize(max(mono.horizontalAdvance("0" * 8), label.width()) + 2, mono.height())
            # As wide as any of the three words, so that the Key IDs stand in a column.
            widest = max(map(self._word, words.state_words()))
            self._same = _Same(label, key_id, widest + self._look.px(16 + 6 + 2 * 10), widest)
        return self._same

    def _word(self, word: str) -> int:
        return self.metrics(Kind.LABEL).horizontalAdvance(word)

    def _height(self, kind: Kind, text: str, room: int) -> int:
        metrics = self.metrics(kind)
        if metrics.horizontalAdvance(text) <= room:
            return metrics.height()
        flags = _WRAP | int(Qt.TextFlag.TextWrapAnywhere) if " " not in text else _WRAP
        return metrics.boundingRect(0, 0, room, 100_000, flags, text).height()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look, view = self._look, self._view
        entry = view.entry(index.row())
        whole: QRect = view.visualRect(index)
        chosen = index.row() == view.currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(whole).adjusted(RING, RING, -RING, -RING)
        radius = look.px(11)
        if not chosen:
            draw_elevation(painter, look, box, radius)
        border = "accent" if chosen else "line"
        painter.setPen(QPen(look.color(border), 2 if chosen else 1))
        painter.setBrush(look.color("accent_tint" if chosen else "surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if chosen and view.hasFocus():
            draw_focus_ring(painter, look, box, radius)
        places = self.places(entry, whole.width())

        def at(part: QRect) -> QRect:
            return turned(view.layoutDirection(), whole, part.translated(whole.topLeft()))

        dim = entry.replaced_on is not None
        icon = look.icon("screen", "accent_ink" if chosen else "ink2", places.icon.width())
        painter.drawPixmap(at(places.icon).topLeft(), icon)
        device = words.one_line(entry.device)
        self._write(painter, at(places.name), Kind.NAME, "ink2" if dim else "ink", device)
        second = words.second_line(entry)
        self._write(painter, at(places.second), Kind.SMALL, "ink2", second)
        if entry.key_id is not None:
            label = at(places.label)
            self._write(painter, label, Kind.SMALL, "ink2", _("Key ID"), middle=True)
            key_id = words.short_id(entry)
            place = at(places.key_id)
            self._write(painter, place, Kind.ID, "ink2" if dim else "ink", key_id, middle=True)
        self._paint_state(painter, at(places.chip), words.state(entry, view.today))
        painter.restore()

    def _write(
        self, painter: QPainter, place: QRect, kind: Kind, role: str, text: str, *,
        middle: bool = False,
    ) -> None:  # fmt: skip
        painter.setFont(self._look.font(kind))
        painter.setPen(self._look.color(role))
        flags = _WRAP
        if " " not in text:
            flags |= int(Qt.TextFlag.TextWrapAnywhere)
        if middle:
            flags = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(place, flags, text)

    def _paint_state(self, painter: QPainter, place: QRect, state: words.State) -> None:
        look = self._look
        box = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(state.fill))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        side = look.px(16)
        icon = QRect(place.x() + look.px(10), place.center().y() - side // 2 + 1, side, side)
        painter.drawPixmap(
            turned(self._view.layoutDirection(), place, icon),
            look.icon(state.icon, state.role, side),
        )
        text = place.adjusted(look.px(10) + side + look.px(6), 0, -look.px(8), 0)
        text = turned(self._view.layoutDirection(), place, text)
        painter.setFont(look.font(Kind.LABEL))
        painter.setPen(look.color(state.role))
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, int(flags), state.word)


class EntryList(QListView):
    """The entries; `chosen` tells the identifier of the one a person goes to."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._drawing = False
        # A viewport of our own: asking for Qt's makes PySide load every kind of widget.
        self.setViewport(QWidget())
        self._model = _Model(self)
        self._cards = _Cards(look, self)
        self.setModel(self._model)
        self.setItemDelegate(self._cards)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(0)
        self.setMouseTracking(False)
        self.selectionModel().currentChanged.connect(self._on_current)
        look.changed.connect(self._dress)
        look.dress(self.verticalScrollBar())
        self._dress()

    @property
    def today(self) -> date:
        """The day by which the state of an entry is told."""
        return self._model.today

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self._model.entries[row]

    def show_entries(self, entries: tuple[Entry, ...], chosen: str, today: date) -> None:
        """Show entries and which of them is the chosen one; tells nobody."""
        self._drawing = True
        if (entries, today) != (self._model.entries, self._model.today):
            self._model.show(entries, today)
            self._fit()
        row = next((n for n, one in enumerate(entries) if one.identifier == chosen), -1)
        if row != self.currentIndex().row():
            self.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())
        self._drawing = False

    def retranslate(self) -> None:
        """Say every word again."""
        name_it(self, identifiers.ENTRY_LIST, _("Your keys"))
        self._cards.forget()
        self._again()

    def _again(self) -> None:
        self.scheduleDelayedItemsLayout()
        self._fit()
        self.viewport().update()

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, self._look.color("canvas"))
        self.setPalette(palette)
        self._again()

    def _fit(self) -> None:
        """Be as high as the cards are, up to so many of them."""
        width = self.viewport().width()
        shown = self._model.entries[:MOST_SHOWN]
        height = sum(self._cards.places(entry, width).height for entry in shown)
        if len(self._model.entries) > MOST_SHOWN:
            # Half of one more: that there are more can be seen.
            height += self._cards.places(self.entry(MOST_SHOWN), width).height // 2
        self.setFixedHeight(max(height, self._look.px(32)) + 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self.viewport().update()

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if self.hasFocus() and now.isValid():
            # The focus stays with the list, so that the page does not follow it by itself.
            bring_into_view(self, self.visualRect(now))
        if not self._drawing and now.isValid():
            self.chosen.emit(self.entry(now.row()).identifier)
