# SPDX-License-Identifier: Apache-2.0
"""The bar code is what a scanner reads: each is painted and read back by another library."""

import os
import subprocess
import sys

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from recovery_assistant.ui.look import Look, Theme
from recovery_assistant.ui.widgets.bar_code import LEAST, QUIET, BarCode, modules, width_of

KEY = "".join(f"{value * 11:06d}" for value in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1_000))
AT_RATIO = """
import sys
from PySide6.QtWidgets import QApplication
from recovery_assistant.system.assets import resources
from recovery_assistant.ui.look import Look
from recovery_assistant.ui.widgets.bar_code import BarCode
app = QApplication([])
code = BarCode(Look(resources()))
code.show_digits("0123456789")
code.resize(code.sizeHint())
code.show()
image = code.grab().toImage()
assert code.devicePixelRatioF() == float(sys.argv[1])
for y in range(40, image.height() - 40, 7):
    row = [image.pixelColor(x, y).black() > 127 for x in range(image.width())]
    row = "".join("1" if dark else "0" for dark in row)
    sys.stdout.write(row + "\\n")
"""


def read(image: QImage) -> list[str]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    view = memoryview(grey.constBits()).cast("B", shape=(grey.height(), grey.bytesPerLine()))
    found = zxingcpp.read_barcodes(
        view, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
    )
    return [one.text for one in found]


def shown(qtbot: QtBot, look: Look, digits: str, width: int) -> BarCode:
    code = BarCode(look)
    qtbot.addWidget(code)
    code.show_digits(digits)
    code.resize(width, code.sizeHint().height())
    code.show()
    return code


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
@pytest.mark.parametrize("digits", [KEY, KEY[:6], KEY[-6:], "0123456789"])
def test_a_code_reads_back_in_every_theme_and_direction(
    qtbot: QtBot, look: Look, theme: Theme, direction: Qt.LayoutDirection, digits: str
) -> None:
    look.set_theme(theme)
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setLayoutDirection(direction)
    code = BarCode(look, holder)
    code.show_digits(digits)
    code.resize(660, code.sizeHint().height())
    image = code.grab().toImage()
    assert read(image) == [digits]
    colours = {image.pixelColor(x, 40).name() for x in range(image.width())}
    assert colours == {"#000000", "#ffffff"}


@pytest.mark.parametrize("ratio", ["1", "1.5", "2"])
def test_bars_are_whole_device_pixels_at_every_ratio(ratio: str) -> None:
    env = {**os.environ, "QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", AT_RATIO, ratio], env=env, capture_output=True, text=True, check=True
    )
    rows = set(ran.stdout.split())
    assert len(rows) == 1
    row = rows.pop()
    bars = modules("0123456789")
    wide = len(row.strip("0")) // len(bars)
    assert wide >= LEAST
    assert row.strip("0") == "".join(bit * wide for bit in bars)
    quiet = min(len(row) - len(row.lstrip("0")), len(row) - len(row.rstrip("0")))
    assert quiet >= QUIET * wide - wide


def test_two_digits_share_a_sign_so_that_a_key_stays_narrow() -> None:
    for digits in (KEY, KEY[:6]):
        assert len(modules(digits)) == 11 * (len(digits) // 2 + 2) + 13
        assert width_of(len(digits), 1) == (len(modules(digits)) + 2 * QUIET) * LEAST
        assert width_of(len(digits), 2) == width_of(len(digits), 1) / 2


def test_a_code_that_would_be_too_fine_is_not_drawn(qtbot: QtBot, look: Look) -> None:
    code = shown(qtbot, look, KEY, int(width_of(48, 1)) - 1)
    assert code.module(code.width()) == 0
    assert read(code.grab().toImage()) == []
    code.resize(code.width() + 1, code.height())
    assert read(code.grab().toImage()) == [KEY]


def test_no_digit_of_a_code_is_told(qtbot: QtBot, look: Look) -> None:
    code = shown(qtbot, look, KEY, 660)
    code.setAccessibleName("Bar code of the whole key")
    face = QAccessible.queryAccessibleInterface(code)
    told = [face.text(kind) for kind in QAccessible.Text if kind is not QAccessible.Text.UserText]
    assert not [
        text for text in (*told, code.text(), code.toolTip()) if any(map(str.isdigit, text))
    ]


def test_an_emptied_code_is_white(qtbot: QtBot, look: Look) -> None:
    code = shown(qtbot, look, KEY, 660)
    code.show_digits("")
    image = code.grab().toImage()
    assert {image.pixelColor(x, 40).name() for x in range(image.width())} == {"#ffffff"}
