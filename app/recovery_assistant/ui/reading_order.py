# SPDX-License-Identifier: Apache-2.0
"""Tab goes where the eye goes: the focus order follows the layout, not the making."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

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
    layout = widget.layout()
    placed = list(_in_layout(layout)) if layout is not None else []
    yield from placed
    known = {id(part) for part in placed}
    for thing in widget.children():
        if isinstance(thing, QWidget) and id(thing) not in known and not thing.isWindow():
            yield thing


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _in_layout(inner)
