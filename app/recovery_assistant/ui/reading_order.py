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
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from focus_stops(inside)
        return
    if isinstance(widget, QStackedWidget):
        yield from focus_stops(widget.currentWidget())
        return
    placed: set[int] = set()
    layout = widget.layout()
    if layout is not None:
        for child in _in_layout(layout):
            placed.add(id(child))
            yield from focus_stops(child)
    for thing in widget.children():
        if isinstance(thing, QWidget) and id(thing) not in placed and not thing.isWindow():
            yield from focus_stops(thing)


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
