# SPDX-License-Identifier: Apache-2.0
"""Drawn screenshots, scans and photographs, read by the real tesseract."""

import random
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from outside.conftest import require_parts
from recovery_assistant.find.ocr import Grey, reader
from recovery_assistant.find.pictures import Seen, read_picture
from recovery_assistant.find.places import Skip
from recovery_assistant.keys import KeyId, RecoveryKey, judge
from recovery_assistant.keys.block import Verdict

INK, PAPER = 0, 255


class Chance(random.Random):
    """The same drawings in each run; nothing here is secret."""


Picture = tuple[Image.Image, RecoveryKey, KeyId]
Draw = Callable[[Chance], Picture]


@pytest.fixture(autouse=True)
def tesseract() -> None:
    require_parts({"tesseract-ocr": ("tesseract",)})


def page(chance: Chance, dpi: int, *, ink: int = INK, paper: int = PAPER, rows: int = 1) -> Picture:
    """What Windows prints or shows, with a key of its own."""
    key = RecoveryKey.from_bytes(chance.randbytes(16))
    key_id = KeyId(chance.randbytes(16).hex().upper())
    scale = dpi / 72
    image = Image.new("L", (round(595 * scale), round(360 * scale)), paper)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(round(10 * scale))
    each = 8 // rows
    lines = (
        "BitLocker Drive Encryption recovery key",
        "To verify that this is the correct recovery key, compare the start of the",
        "following identifier with the identifier value displayed on your PC.",
        "Identifier:",
        key_id.grouped(),
        "If the above identifier matches the one displayed by your PC, then use",
        "the following key to unlock your drive.",
        "Recovery Key:",
        *("-".join(key.blocks[at : at + each]) for at in range(0, 8, each)),
    )
    for row, line in enumerate(lines):
        draw.text((40 * scale, (30 + 26 * row) * scale), line, font=font, fill=ink)
    return image, key, key_id


def uneven(image: Image.Image, chance: Chance) -> Image.Image:
    """Light from one side, as on a desk beside a lamp."""
    light = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(image.size)
    return ImageChops.multiply(image, light.point(lambda shade: int(90 + shade * 0.6)))


def photograph(
    drawn: Picture, chance: Chance, *, angle: float = 3, blur: float = 1.2, noise: float = 18
) -> Picture:
    image, key, key_id = drawn
    turned = uneven(image, chance).rotate(
        chance.uniform(-angle, angle), Image.Resampling.BICUBIC, expand=True, fillcolor=120
    )
    grain = Image.effect_noise(turned.size, noise)
    soft = turned.filter(ImageFilter.GaussianBlur(blur))
    return ImageChops.add(soft, grain, 1, -128), key, key_id


KINDS: dict[str, Draw] = {
    "screenshot": lambda chance: page(chance, 96),
    "screenshot, fine": lambda chance: page(chance, 192),
    "screenshot, dark": lambda chance: page(chance, 96, ink=235, paper=20),
    "screenshot, two lines": lambda chance: page(chance, 110, rows=2),
    "scan": lambda chance: page(chance, 300),
    "uneven light": lambda chance: photograph(page(chance, 200), chance, angle=0, blur=0, noise=1),
    "photograph": lambda chance: photograph(page(chance, 200), chance),
    "photograph, large": lambda chance: photograph(page(chance, 300), chance, angle=5, blur=1.8),
}
HARD: dict[str, Draw] = {
    "blurred, turned, noisy": lambda chance: photograph(
        page(chance, 200), chance, angle=8, blur=1.8, noise=25
    ),
}


def seen_in(image: Image.Image, wanted: KeyId | None) -> tuple[Seen, ...]:
    written = BytesIO()
    image.save(written, "PNG")
    seen = read_picture(written.getvalue(), wanted, lambda: False)
    assert not isinstance(seen, Skip), seen
    return seen


def fine_but_wrong(seen: Seen, key: RecoveryKey) -> int:
    """How many blocks look right and are not."""
    return sum(
        judge(read) is Verdict.FINE and read != true
        for read, true in zip(seen.candidate.draft.blocks, key.blocks, strict=True)
    )


def whole_keys(kind: str, draw: Draw, count: int) -> int:
    whole = 0
    for number in range(count):
        image, key, key_id = draw(Chance(f"{kind} {number}"))
        for seen in seen_in(image, key_id):
            assert not fine_but_wrong(seen, key)
            assert seen.strip is not None
            assert len(seen.strip.pixels) < 300_000
            whole += seen.candidate.draft.blocks == key.blocks
    return whole


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_read_whole(kind: str) -> None:
    assert whole_keys(kind, KINDS[kind], 1) == 1


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_keys_are_read_whole_and_none_wrong(kind: str) -> None:
    assert whole_keys(kind, KINDS[kind], 30) >= 28


@pytest.mark.long
def test_of_a_bad_photograph_no_block_is_read_wrong() -> None:
    for kind, draw in HARD.items():
        whole_keys(kind, draw, 30)


def test_the_strip_of_a_block_shows_that_block() -> None:
    program = reader()
    assert program is not None
    image, key, _ = page(Chance("strips"), 250)
    (seen,) = seen_in(image, None)
    assert seen.strip is not None
    assert len(seen.strip.blocks) == 8
    for strip, block in zip(seen.strip.blocks, key.blocks, strict=True):
        with Image.open(BytesIO(strip)) as small:
            shown = Image.new("L", (2 * small.width + 80, 2 * small.height + 80), PAPER)
            shown.paste(small.resize((2 * small.width, 2 * small.height)), (40, 40))
        writing = program.read(Grey(*shown.size, shown.tobytes()), lambda: False)
        assert writing is not None
        assert block in writing.text.replace(" ", "")


def test_a_picture_of_anything_else_has_no_key() -> None:
    chance = Chance("none")
    image = Image.effect_noise((1200, 900), 60).filter(ImageFilter.GaussianBlur(4))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        place = (chance.randrange(1100), chance.randrange(850))
        draw.text(place, str(chance.randrange(10**6)), font=ImageFont.load_default(24), fill=0)
    assert seen_in(image, None) == ()


def test_reading_is_given_up_within_a_moment() -> None:
    image, _, _ = photograph(page(Chance("slow"), 300), Chance("slow"), noise=40)
    written = BytesIO()
    image.save(written, "PNG")
    started = time.monotonic()
    read_picture(written.getvalue(), None, lambda: time.monotonic() > started + 0.6)
    assert time.monotonic() - started < 1.6
