# SPDX-License-Identifier: Apache-2.0
"""Tab goes where the eye goes: the focus order follows the layout, not the making."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def set_reading_order(parts: Iterable[QWidget]) -> None:
    """Chain what takes the focus in these parts, in the order in which it is read.

    Qt chains widgets in the order of their making; what a page makes later would come
    after the foot bar.
    """
    stops = [stop for part in parts for stop in focus_stops(part)]
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)


def focus_stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield what Tab stops at inside a widget, itself first, in reading order."""
    if widget.isHidden():
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    for part in _parts(widget):
        yield from focus_stops(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """Yield what stands inside a widget, in the order in which it is seen."""
    if isinstance(widget, QScrollArea | QStackedWidget):
        shown = widget.widget() if isinstance(widget, QScrollArea) else widget.currentWidget()
        if shown is not None:
            yield shown
        return
    inside = [
        thing for thing in widget.children() if isinstance(thing, QWidget) and not thing.isWindow()
    ]
    layout = widget.layout()
    placed = list(_in_layout(layout, inside)) if layout is not None else []
    yield from placed
    known = {id(part) for part in placed}
    yield from (part for part in inside if id(part) not in known)


def _in_layout(layout: QLayout, inside: Sequence[QWidget]) -> Iterator[QWidget]:
    """Yield those of the widgets that a layout places, in its order, inner layouts included.

    It is asked where each part stands and never what stands at a place: an inner layout that
    comes back as an item is known to PySide by a second address, and once it is gone, whatever
    is made there next ends in a crash.
    """
    parts: list[tuple[int, QWidget | QLayout]] = [(layout.indexOf(part), part) for part in inside]
    inner = (thing for thing in layout.children() if isinstance(thing, QLayout))
    parts += [(layout.indexOf(one), one) for one in inner]
    for index, part in sorted(parts, key=itemgetter(0)):
        if index < 0:
            continue
        if isinstance(part, QWidget):
            yield part
        else:
            yield from _in_layout(part, inside)
