# SPDX-License-Identifier: Apache-2.0
"""Fusion, with the whole of a choice as its target for assistive technology."""

from typing import cast

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget
from typing_extensions import override

_WHOLE = (
    QStyle.SubElement.SE_RadioButtonClickRect,
    QStyle.SubElement.SE_CheckBoxClickRect,
)


class WholeTargets(QProxyStyle):
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
