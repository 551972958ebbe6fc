# SPDX-License-Identifier: Apache-2.0
"""Keys in pictures: codes, and what a program read off them (its answers are made up here)."""

import random
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import pytest
import segno
from barcode.codex import Code128
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from recovery_assistant.find import pictures
from recovery_assistant.find.ocr import Box, Grey, TookTooLongError, Writing
from recovery_assistant.find.outcomes import Reason
from recovery_assistant.find.pictures import Seen, read_picture
from recovery_assistant.find.places import Skip
from recovery_assistant.keys import KeyId, RecoveryKey

KEY = RecoveryKey.from_bytes(bytes(range(60, 76)))
KEY_ID = KeyId("C0FFEE1234567890ABCDEF0011223344")
SHEET = f"BITLOCKER RECOVERY KEY: {KEY.hyphenated()} KEY ID: {KEY_ID.grouped()}"
SIGN = 10
"""Each character of a made-up answer is as many pixels wide, and twice as high."""


def go_on() -> bool:
    return False


def qr(text: str = SHEET, module: int = 4) -> Image.Image:
    rows = segno.make(text, error="q", micro=False).matrix
    side = len(rows)
    image = Image.new("L", (side + 8, side + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            image.putpixel((x + 4, y + 4), 0 if dark else 255)
    return image.resize((module * (side + 8),) * 2, Image.Resampling.NEAREST)


def bar_code(digits: str) -> Image.Image:
    modules = "0" * 10 + Code128(digits).build()[0] + "0" * 10
    line = bytes(0 if one == "1" else 255 for one in modules)
    image = Image.frombytes("L", (len(line), 1), line)
    return image.resize((3 * len(line), 90), Image.Resampling.NEAREST)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def read(data: bytes, wanted: KeyId | None = None) -> tuple[Seen, ...]:
    seen = read_picture(data, wanted, go_on)
    assert not isinstance(seen, Skip), seen
    return seen


def digits(seen: Seen) -> str:
    return "-".join(seen.candidate.draft.blocks)


class StandIn:
    """Reads off any picture what it was told to, one answer after the other."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[Grey] = []
        self.ways: list[bool] = []

    def read(
        self, picture: Grey, _cancelled: Callable[[], bool], *, by_surroundings: bool = False
    ) -> Writing | None:
        self.ways.append(by_surroundings)
        self.asked.append(picture)
        text = self.answers.pop(0) if self.answers else ""
        return Writing(text, tuple(boxes(text)))


def boxes(text: str) -> Iterator[Box | None]:
    for row, line in enumerate(text.split("\n")):
        if row:
            yield None
        for at, sign in enumerate(line):
            left, upper = SIGN * at, 2 * SIGN * row
            yield None if sign == " " else Box(left, upper, left + SIGN, upper + 2 * SIGN)


@pytest.fixture(autouse=True)
def no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program of this PC has a say in these tests."""
    monkeypatch.setattr(pictures, "reader", lambda: None)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Callable[..., StandIn]:
    def put(*answers: str) -> StandIn:
        stand_in = StandIn(*answers)
        monkeypatch.setattr(pictures, "reader", lambda: stand_in)
        return stand_in

    return put


def screenshot() -> bytes:
    return saved(Image.new("L", (900, 300), 255))


def slipped(*places: int) -> str:
    """The key with one digit wrong in each of these blocks, from 1."""
    blocks = list(KEY.blocks)
    for n in places:
        blocks[n - 1] = blocks[n - 1][:5] + str((int(blocks[n - 1][5]) + 1) % 10)
    return "-".join(blocks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "AVIF"])
def test_the_code_of_our_sheet_is_read_in_every_format(kind: str) -> None:
    (seen,) = read(saved(qr(), kind), KEY_ID)
    assert digits(seen) == KEY.hyphenated()
    assert seen.candidate.key_id == KEY_ID
    assert seen.candidate.reasons == (Reason.ID_MATCHES, Reason.WELL_FORMED)
    assert seen.strip is None
    assert KEY.hyphenated() not in repr(seen)


@pytest.mark.parametrize("angle", [0, 7, 90, 180, 270])
def test_a_code_may_stand_askew_on_a_dark_ground(angle: int) -> None:
    turned = Image.new("L", (900, 700), 60)
    turned.paste(qr().rotate(angle, expand=True, fillcolor=255), (200, 100))
    assert digits(read(saved(turned))[0]) == KEY.hyphenated()


def test_the_bar_code_for_a_scanner_is_read() -> None:
    (seen,) = read(saved(bar_code(KEY.digits())))
    assert digits(seen) == KEY.hyphenated()
    assert seen.strip is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_way_to_keep_colours_is_understood(mode: str) -> None:
    grey = qr()
    if mode == "I;16":
        wide = b"".join(struct.pack("<H", 20_000 + 80 * shade) for shade in grey.tobytes())
        image = Image.frombytes("I;16", grey.size, wide)
    elif mode == "I":
        image = grey.convert("I").point(lambda shade: shade * 80 + 20_000)
    else:
        image = grey.convert(mode)
    kind = "TIFF" if mode in {"CMYK", "F", "I"} else "PNG"
    assert digits(read(saved(image, kind))[0]) == KEY.hyphenated()


def test_what_is_see_through_stands_on_white() -> None:
    ink = Image.new("RGBA", qr().size, (0, 0, 0, 0))
    ink.putalpha(qr().point(lambda shade: 255 - shade))
    assert digits(read(saved(ink))[0]) == KEY.hyphenated()


def test_a_code_on_the_second_page_of_a_scan_is_read() -> None:
    pages = Image.new("L", (300, 300), 255)
    data = saved(pages, "TIFF", save_all=True, append_images=[qr()])
    seen = read_picture(data, None, go_on)
    assert not isinstance(seen, Skip)
    assert digits(seen[0]) == KEY.hyphenated()


def test_where_a_code_says_it_all_no_program_is_asked(reading: Callable[..., StandIn]) -> None:
    stand_in = reading(KEY.hyphenated())
    (seen,) = read(saved(qr()))
    assert seen.strip is None
    assert not stand_in.asked


def test_a_code_that_says_something_else_is_no_key() -> None:
    assert read_picture(saved(qr("https://aka.ms/recoverykey")), None, go_on) is Skip.NO_READER


def test_the_camera_may_have_been_held_sideways(reading: Callable[..., StandIn]) -> None:
    stand_in = reading("")
    upright = Image.Exif()
    upright[0x0112] = 6
    read(saved(Image.new("L", (400, 100), 255), "JPEG", exif=upright))
    assert (stand_in.asked[0].width, stand_in.asked[0].height) == (100, 400)


def test_a_reading_comes_with_the_strip_it_was_read_from(reading: Callable[..., StandIn]) -> None:
    reading(f"Recovery key\n{KEY.hyphenated()}")
    image = Image.new("L", (900, 300), 255)
    image.paste(0, (0, 2 * SIGN, 55 * SIGN, 4 * SIGN))
    image.paste(90, (14 * SIGN, 2 * SIGN, 20 * SIGN, 4 * SIGN))
    (seen,) = read(saved(image))
    assert digits(seen) == KEY.hyphenated()
    assert seen.strip is not None
    with Image.open(BytesIO(seen.strip.pixels)) as whole:
        assert 550 <= whole.width <= 550 + 4 * SIGN
        assert 20 <= whole.height <= 20 + 4 * SIGN
        assert whole.getpixel((20, 15)) == 0
    assert len(seen.strip.blocks) == 8
    with Image.open(BytesIO(seen.strip.blocks[2])) as third:
        assert 60 <= third.width <= 60 + 4 * SIGN
        assert third.getpixel((third.width // 2, third.height // 2)) == 90


def test_once_all_is_well_it_is_not_read_again(reading: Callable[..., StandIn]) -> None:
    stand_in = reading(KEY.hyphenated())
    read(screenshot())
    assert len(stand_in.asked) == 1


def test_a_picture_without_digits_is_read_only_once(reading: Callable[..., StandIn]) -> None:
    stand_in = reading("A walk on the beach 2024, 5 of 12, 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5")
    assert read(screenshot()) == ()
    assert len(stand_in.asked) == 1


def test_two_readings_make_a_whole_key(reading: Callable[..., StandIn]) -> None:
    reading(slipped(3, 6), slipped(5))
    (seen,) = read(screenshot())
    assert digits(seen) == KEY.hyphenated()
    assert Reason.WELL_FORMED in seen.candidate.reasons
    assert seen.strip is not None
    assert len(seen.strip.blocks) == 8


def test_a_block_of_the_second_reading_comes_with_the_strip_of_that(
    reading: Callable[..., StandIn],
) -> None:
    reading(slipped(3), f"\n\n{slipped(5)}")
    image = Image.new("L", (1200, 300), 255)
    image.paste(200, (0, 0, 1200, 3 * SIGN))
    image.paste(90, (0, 3 * SIGN, 1200, 300))
    (seen,) = read(saved(image))
    assert digits(seen) == KEY.hyphenated()
    assert seen.strip is not None
    shades = []
    for strip in seen.strip.blocks:
        with Image.open(BytesIO(strip)) as small:
            shades.append(small.getpixel((small.width // 2, small.height // 2)))
    assert shades == [200, 200, 90, 200, 200, 200, 200, 200]


def test_a_slip_that_every_reading_has_is_left_to_the_person(
    reading: Callable[..., StandIn],
) -> None:
    reading(*[slipped(4)] * 4)
    (seen,) = read(screenshot())
    assert digits(seen) == slipped(4)
    assert Reason.NEEDS_REPAIR in seen.candidate.reasons
    assert seen.strip is not None


def test_two_keys_in_one_picture_stay_two(reading: Callable[..., StandIn]) -> None:
    other = RecoveryKey.from_bytes(bytes(range(100, 116)))
    text = f"{KEY.hyphenated()}\n\n{other.hyphenated()}"
    reading(text)
    assert [digits(one) for one in read(screenshot())] == [KEY.hyphenated(), other.hyphenated()]


@pytest.mark.parametrize(
    "shown",
    [
        "COFFEE12-3456-7890-ABCD-EFOO11223344",
        "C0FFEE12-3456-7890-ABCD-EF0 011 22 3344",
        "C0FFEEIZ-34S6-7890-ABCD-EF0011223344",
        "C0FF£E12-3456-7890-ABCD-EF0011223344",
        "Identifier: d C0FFEE12 -3456-7890- ABCD-EF0011223344",
    ],
)
def test_letters_that_no_key_id_has_are_read_as_its_digits(
    reading: Callable[..., StandIn], shown: str
) -> None:
    reading(f"{shown}\n\n{KEY.hyphenated()}")
    (seen,) = read(screenshot(), KEY_ID)
    assert seen.candidate.key_id == KEY_ID
    assert Reason.ID_MATCHES in seen.candidate.reasons
    assert seen.strip is not None
    assert len(seen.strip.blocks) == 8


def test_a_key_id_with_a_likely_slip_neither_matches_nor_puts_the_key_last(
    reading: Callable[..., StandIn],
) -> None:
    reading(f"C0FFE812-3456-7890-ABCD-EF0011223344\n\n{KEY.hyphenated()}")
    (seen,) = read(screenshot(), KEY_ID)
    assert seen.candidate.key_id is None
    assert Reason.NO_ID in seen.candidate.reasons


def test_the_key_id_of_another_drive_is_told(reading: Callable[..., StandIn]) -> None:
    reading(f"A1B2C3D4-3456-7890-ABCD-EF0011223344\n\n{KEY.hyphenated()}")
    (seen,) = read(screenshot(), KEY_ID)
    assert Reason.ID_DIFFERS in seen.candidate.reasons


def test_small_writing_is_enlarged_and_a_large_picture_made_smaller(
    reading: Callable[..., StandIn],
) -> None:
    stand_in = reading(*[slipped(1)] * 4)
    read(screenshot())
    assert [one.width for one in stand_in.asked[:3]] == [900, 1800, 900]
    stand_in = reading("")
    read(saved(Image.new("L", (6000, 1500), 255)))
    assert stand_in.asked[0].width == 3000


def test_a_photograph_is_read_by_its_surroundings_first(reading: Callable[..., StandIn]) -> None:
    stand_in = reading()
    read(saved(Image.linear_gradient("L").resize((1200, 900))))
    read(screenshot())
    assert stand_in.ways == [True, False]


def test_without_a_program_the_reason_is_told() -> None:
    assert read_picture(screenshot(), None, go_on) is Skip.NO_READER


def test_a_picture_that_takes_too_long_is_told(
    reading: Callable[..., StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading()

    def hang(*_told: object, **_how: object) -> Writing:
        raise TookTooLongError

    monkeypatch.setattr(StandIn, "read", hang)
    assert read_picture(screenshot(), None, go_on) is Skip.TOOK_TOO_LONG


def test_what_was_read_before_it_took_too_long_stands(
    reading: Callable[..., StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = reading(slipped(2))
    plain = stand_in.read

    def hang_the_second_time(
        picture: Grey, cancelled: Callable[[], bool], *, by_surroundings: bool = False
    ) -> Writing | None:
        if stand_in.asked:
            raise TookTooLongError
        return plain(picture, cancelled, by_surroundings=by_surroundings)

    monkeypatch.setattr(stand_in, "read", hang_the_second_time)
    (seen,) = read(screenshot())
    assert digits(seen) == slipped(2)


def test_blurred_digits_are_worth_another_look(reading: Callable[..., StandIn]) -> None:
    reading("5o1646 42374z", KEY.hyphenated())
    (seen,) = read(screenshot())
    assert digits(seen) == KEY.hyphenated()


def test_a_cancelled_search_gets_what_was_seen(reading: Callable[..., StandIn]) -> None:
    stand_in = reading(KEY.hyphenated())
    assert read_picture(screenshot(), None, lambda: True) == ()
    assert not stand_in.asked


def png(width: int, height: int, pixels: bytes) -> bytes:
    header = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))
        for name, data in chunks
    )


@pytest.mark.parametrize("side", [7_000, 20_000, 2_000_000_000])
def test_a_picture_that_would_unfold_without_end_is_not_unfolded(side: int) -> None:
    bomb = png(side, side, zlib.compress(bytes(1_000_000)))
    assert read_picture(bomb, None, go_on) is Skip.TOO_LARGE


@pytest.mark.parametrize("data", [b"", b"text", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic" * 9])
def test_what_cannot_be_opened_is_told(data: bytes) -> None:
    assert read_picture(data, None, go_on) in {Skip.UNREADABLE, Skip.DAMAGED}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP"])
def test_a_picture_that_is_cut_off_is_told(kind: str) -> None:
    data = saved(qr(), kind)
    assert read_picture(data[: len(data) // 2], None, go_on) in {Skip.DAMAGED, Skip.UNREADABLE}


SAMPLES: Sequence[bytes] = tuple(
    saved(qr("1234567", 2), kind) for kind in ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "AVIF")
)


@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False), st.integers(1, 12))
def test_no_bytes_make_it_fail(data: bytes, chance: random.Random, times: int) -> None:
    spoiled = bytearray(data)
    for _ in range(times):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    seen = read_picture(bytes(spoiled), None, go_on)
    assert isinstance(seen, (tuple, Skip))
