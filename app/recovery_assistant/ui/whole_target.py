# SPDX-License-Identifier: Apache-2.0
"""Fusion, with the whole of a choice as its target for assistive technology."""

from typing import cast

import shiboken6
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QProxyStyle, QStyle, QStyleOption, QWidget
from typing_extensions import override

_WHOLE = (
    QStyle.SubElement.SE_RadioButtonClickRect,
    QStyle.SubElement.SE_CheckBoxClickRect,
)


class _WholeTarget(QProxyStyle):
    """Reports cards and rows as large as they are painted, not as Fusion's small dots."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    @override
    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        if widget is not None and element in _WHOLE:
            return QRect(widget.rect())
        # Qt asks without a widget too; only its stubs do not know.
        return super().subElementRect(element, option, cast("QWidget", widget))


_shared: list[_WholeTarget] = []


def shared_style() -> QProxyStyle:
    """Return the one style of these widgets; it goes with the application."""
    if not _shared or not shiboken6.isValid(_shared[0]):
        style = _WholeTarget()
        style.setParent(QApplication.instance())
        _shared[:] = [style]
    return _shared[0]
