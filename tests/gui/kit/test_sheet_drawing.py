# SPDX-License-Identifier: Apache-2.0
"""The printed sheet, as a person and a phone see it: rendered by another library and read back."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtGui import QImage, QPageSize

from recovery_assistant.i18n import use_language
from recovery_assistant.keys import KeyId, find_pairs
from recovery_assistant.system import printing
from recovery_assistant.ui.sheet_drawing import draw_sheet
from recovery_assistant.vault.contents import Entry
from recovery_assistant.vault.held import HeldKeys
from recovery_assistant.vault.sheet import Sheet, sheet_of

A4, LETTER = QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter
MM = 72 / 25.4
DPI = 100
KEY_ID = KeyId("8D2F1A3C4B5D6E7F8091A2B3C4D5E6F7")
LONG = "Der sehr alte Laptop von Tante Hildegard " * 12


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def english(root: Path) -> Iterator[None]:
    yield
    use_language("en", root / "resources")


@pytest.fixture(params=["en", "en-XA", "ar-XB"])
def spoken(request: pytest.FixtureRequest, root: Path) -> str:
    code = str(request.param)
    use_language(code, root / "resources")
    return code


def blocks_of(number: int) -> list[str]:
    return [f"{(number * 4099 + at * 7919 + 13) % 65536 * 11:06d}" for at in range(8)]


def sheet_with(
    number: int = 0, device: str = "Kitchen laptop", key_id: KeyId | None = KEY_ID
) -> Sheet:
    held = HeldKeys()
    slot = held.hold("".join(blocks_of(number)).encode())
    day = date(2026, 11, 22)
    entry = Entry(
        device=device, key_id=key_id, slot=slot, drive="C:", note="hidden", added=day,
        replaced_on=day if device == LONG else None,
    )  # fmt: skip
    return sheet_of(entry, held, day)


def pdf(sheets: Sequence[Sheet], paper: QPageSize.PageSizeId = A4) -> pypdfium2.PdfDocument:
    pages = [lambda painter, size, one=one: draw_sheet(painter, size, one) for one in sheets]
    return pypdfium2.PdfDocument(bytes(printing.pdf(pages, paper).data()))


def rendered(page: pypdfium2.PdfPage, dpi: int = DPI) -> QImage:
    made = page.render(dpi / 72, grayscale=True)
    image = QImage(
        memoryview(made.buffer), made.width, made.height, made.stride,
        QImage.Format.Format_Grayscale8,
    )  # fmt: skip
    return image.copy()


def code_in(image: QImage) -> zxingcpp.Barcode:
    view = memoryview(image.constBits()).cast("B", (image.height(), image.bytesPerLine()))
    (found,) = zxingcpp.read_barcodes(
        view, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return found


def text_of(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


@pytest.mark.parametrize("paper", [A4, LETTER])
@pytest.mark.parametrize("key_id", [KEY_ID, KeyId("8D2F1A3C"), None])
def test_a_scanner_reads_all_digits_and_the_key_id(
    paper: QPageSize.PageSizeId, key_id: KeyId | None
) -> None:
    made = sheet_with(key_id=key_id)
    found = code_in(rendered(pdf([made], paper)[0]))
    assert found.text == made.code_text()
    (pair,) = find_pairs(found.text)
    assert list(pair.draft.blocks) == blocks_of(0)
    assert pair.key_id == key_id


@pytest.mark.parametrize("paper", [A4, LETTER])
@pytest.mark.parametrize("device", ["Kitchen laptop", LONG])
def test_in_every_language_it_is_all_there_on_one_page(
    spoken: str, paper: QPageSize.PageSizeId, device: str
) -> None:
    made = sheet_with(device=device)
    document = pdf([made], paper)
    assert len(document) == 1
    text = text_of(document[0])
    places = []
    for n, block in enumerate(blocks_of(0), start=1):
        found = re.search(rf"{n}\s?{block[:3]} ?{block[3:]}", text)
        assert found is not None, (spoken, n)
        places.append(found.start())
    assert places == sorted(places)
    assert KEY_ID.grouped() in text
    assert "age -d FILE" in text
    assert "hidden" not in text
    assert code_in(rendered(document[0])).text == made.code_text()
    nothing_is_cut_off(document[0])


def nothing_is_cut_off(page: pypdfium2.PdfPage) -> None:
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    inked = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
    assert len(inked) > 500
    assert min(box[0] for box in inked) > 15 * MM
    assert min(box[1] for box in inked) > 11 * MM
    assert max(box[2] for box in inked) < width - 15 * MM
    assert max(box[3] for box in inked) < height - 11 * MM


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_the_code_is_large_and_has_its_quiet_zone(paper: QPageSize.PageSizeId) -> None:
    dpi = 300
    image = rendered(pdf([sheet_with()], paper)[0], dpi)
    place = code_in(image).position
    left, right = place.top_left.x, place.top_right.x
    top, bottom = place.top_left.y, place.bottom_left.y
    side = min(right - left, bottom - top) / dpi * 25.4
    assert side >= 40
    module = (right - left) / 45
    quiet = round(4 * module) - 2
    shades = {
        image.pixelColor(x, y).value()
        for x in range(left - quiet, right + quiet)
        for y in range(top - quiet, bottom + quiet)
        if not (left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2)
    }
    assert shades == {255}


def test_where_languages_run_from_the_right_the_page_is_mirrored_and_the_digits_are_not(
    root: Path,
) -> None:
    straight = rendered(pdf([sheet_with()])[0])
    use_language("ar-XB", root / "resources")
    document = pdf([sheet_with()])
    mirrored = rendered(document[0])
    middle = straight.width() / 2
    assert code_in(straight).position.top_left.x > middle
    assert code_in(mirrored).position.top_right.x < middle
    text = document[0].get_textpage()
    said = text.get_text_range()
    first = said.index(f"1 {blocks_of(0)[0][:3]}")
    second = said.index(f"2 {blocks_of(0)[1][:3]}")
    assert text.get_charbox(first)[0] < text.get_charbox(second)[0]


def test_the_first_eight_characters_of_the_key_id_stand_out() -> None:
    text = pdf([sheet_with()])[0].get_textpage()
    at = text.get_text_range().index(KEY_ID.grouped())
    boxes = [text.get_charbox(at + place) for place in (0, 7, 9, 35)]
    first, eighth, ninth, last = (box[3] - box[1] for box in boxes)
    assert min(first, eighth) > 1.4 * max(ninth, last)


def test_several_entries_are_a_page_each() -> None:
    document = pdf([sheet_with(number) for number in range(3)])
    assert len(document) == 3
    for number in range(3):
        (pair,) = find_pairs(code_in(rendered(document[number])).text)
        assert list(pair.draft.blocks) == blocks_of(number)


def test_markup_in_a_name_is_set_as_it_stands() -> None:
    assert "<b>x</b> & <img src=y>" in text_of(
        pdf([sheet_with(device="<b>x</b> & <img src=y>")])[0]
    )
