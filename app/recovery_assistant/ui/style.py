# SPDX-License-Identifier: Apache-2.0
"""Which widgets are targets as a whole, for assistive technology.

The style that says so belongs to those widgets alone. Qt asks a style of the application already
while it makes a widget, and to hand over a widget that is only half there leaves Python with a
broken copy of it. It is loaded once the first window has been painted: PySide needs longer for
what it knows of styles than for the rest of that window.
"""

from weakref import ref

from PySide6.QtWidgets import QWidget


class _Targets:
    """Holds the widgets that were made before the first window was painted."""

    def __init__(self) -> None:
        self.waiting: list[ref[QWidget]] | None = []


_targets = _Targets()


def whole_target(widget: QWidget) -> None:
    """Let a widget that is made whole say that all of it can be pressed."""
    if _targets.waiting is None:
        _set(widget)
    else:
        _targets.waiting.append(ref(widget))


def settle() -> None:
    """Set the style of those that wait; from now on it is set at once."""
    waiting, _targets.waiting = _targets.waiting or [], None
    for widget in (one() for one in waiting):
        if widget is not None:
            _set(widget)


def _set(widget: QWidget) -> None:
    from recovery_assistant.ui.whole_target import shared_style

    widget.setStyle(shared_style())
