# SPDX-License-Identifier: Apache-2.0
"""Documents that are damaged, endless or meant to harm: each is given up with its reason."""

import multiprocessing
import resource
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from itertools import count
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery_assistant.find.documents import Limits, parts_of, pdf
from recovery_assistant.find.kinds import FileKind, kind_of
from recovery_assistant.find.places import Part, Passage, Skip, Skipped
from recovery_assistant.keys import RecoveryKey, find_pairs
from unit.find import made

NewKey = Callable[[], RecoveryKey]
MEGABYTE = 1024 * 1024
SOON_S = 20

SAMPLES = {
    "docx": made.docx(["Key 1", "Key 2"], [["1", "2"]]),
    "xlsx": made.xlsx({"A": [["1", "2"], ["3", ""]]}),
    "odt": made.odt(["Key 1"]),
    "ods": made.ods({"A": [["1", "2"]]}),
    "pptx": made.pptx([["1"]]),
    "pdf": made.pdf([["Key 1"], ["Key 2"]], title="3"),
    "rtf": made.rtf(["Key 1", "Schlüssel 2"]),
    "msg": made.msg("1", "2", {"__substg1.0_10090102": made.lzfu(made.rtf(["3"]))}),
    "old": made.ole({"WordDocument": b"Key 123456" * 900}),
    "zip": made.zipped({"a.txt": "Key 1", "b.docx": made.docx(["2"])}),
    "eml": b"MIME-Version: 1.0\nSubject: 1\nContent-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/plain\n\nKey 2\n--b\nContent-Type: application/x; name=a\n"
    b"Content-Transfer-Encoding: base64\n\nUEsDBAo=\n--b--\n",
}


def reasons(parts: list[Part]) -> list[Skip]:
    return [part.reason for part in parts if isinstance(part, Skipped)]


def taken(data: bytes, limits: Limits | None = None) -> list[Part]:
    kind = kind_of(data)
    assert kind is not None
    start = time.perf_counter()
    parts = list(parts_of(data, kind, limits=limits))
    assert time.perf_counter() - start < SOON_S
    return parts


def bomb(size: int) -> bytes:
    """Make a zip of one member of zeros, a thousandth of their size."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as member:
        for _ in range(size // MEGABYTE):
            member.write(b"1 " * (MEGABYTE // 2))
    return packed.getvalue()


def test_a_zip_bomb_stops_at_the_limit() -> None:
    limits = Limits(size=8 * MEGABYTE)
    parts = taken(bomb(64 * MEGABYTE), limits)
    assert reasons(parts)[-1] is Skip.TOO_LARGE
    assert sum(len(part.text) for part in parts if isinstance(part, Passage)) < 10 * MEGABYTE


def test_a_zip_that_lies_about_its_sizes_is_stopped_all_the_same() -> None:
    data = bytearray(bomb(32 * MEGABYTE))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark) + at
        data[place : place + 4] = (32 * MEGABYTE).to_bytes(4, "little")
    assert reasons(taken(bytes(data), Limits(size=8 * MEGABYTE)))[-1] is Skip.TOO_LARGE


def test_all_files_within_share_one_limit() -> None:
    inner = made.docx(["1 " * 500_000])
    data = made.zipped({f"{number}.docx": inner for number in range(20)})
    parts = taken(data, Limits(size=5 * MEGABYTE))
    assert Skip.TOO_LARGE in reasons(parts)
    assert sum(len(part.text) for part in parts if isinstance(part, Passage)) < 6 * MEGABYTE


def test_an_archive_in_an_archive_is_not_opened() -> None:
    inner = made.zipped({"key.txt": "1"})
    for _ in range(5):
        inner = made.zipped({"inner.zip": inner, "b.txt": "2"})
    parts = taken(inner)
    assert reasons(parts) == [Skip.TOO_LARGE]
    assert [part.text for part in parts if isinstance(part, Passage)] == ["2"]


def test_a_zip_that_contains_itself_ends() -> None:
    # Not a quine, but as deep as one needs: a mail in a mail in a mail, with an archive in each.
    data = b"MIME-Version: 1.0\nContent-Type: text/plain\n\n1"
    for _ in range(60):
        data = b"MIME-Version: 1.0\nContent-Type: application/x; name=a.eml\n\n" + data
    assert reasons(taken(data)) == [Skip.TOO_LARGE]


@pytest.mark.parametrize("name", ["word/document.xml", "xl/worksheets/sheet1.xml"])
def test_a_billion_laughs_are_not_laughed(name: str) -> None:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol 1"}">' for n in range(10)
    )
    laughs = f'<?xml version="1.0"?><!DOCTYPE l [{entities}]><l>&l9;</l>'
    assert reasons(taken(made.office({name: laughs}))) == [Skip.DAMAGED]


def test_a_single_entity_is_refused_and_a_document_type_alone_is_not(new_key: NewKey) -> None:
    text = f"<w:p {made.W}>{made.runs(new_key().hyphenated())}</w:p>"
    old = made.office({"word/document.xml": f'<!DOCTYPE x PUBLIC "a" "b.dtd">{text}'})
    assert reasons(taken(old)) == []
    assert [bool(find_pairs(part.text)) for part in taken(old) if isinstance(part, Passage)]
    own = made.office({"word/document.xml": f'<!DOCTYPE x [<!ENTITY y "1">]>{text}'})
    assert reasons(taken(own)) == [Skip.DAMAGED]


def test_a_file_that_has_used_up_its_limits_says_so_once_for_each_way_in() -> None:
    inner = made.zipped({f"{number}.txt": "1 " * 40_000 for number in range(50)})
    for data in (
        inner,
        made.zipped({f"{number}.docx": made.docx(["1 " * 9_000]) for number in range(60)}),
    ):
        found = reasons(taken(data, Limits(size=400_000)))
        assert 1 <= len(found) <= 2
        assert set(found) == {Skip.TOO_LARGE}


def test_more_members_than_the_limit_are_not_looked_at() -> None:
    parts = taken(made.zipped({f"{n}.txt": f"{n}" for n in range(50)}), Limits(parts=10))
    assert reasons(parts) == [Skip.TOO_LARGE]
    assert len(parts) == 11


def test_an_entity_from_outside_is_not_fetched() -> None:
    text = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l>&x;</l>'
    assert reasons(taken(made.odf("text", text))) == [Skip.DAMAGED]


def test_elements_as_deep_as_memory_are_no_harm() -> None:
    deep = f"<w:x {made.W}>" + "<w:p>" * 200_000 + "<w:t>1</w:t>" + "</w:p>" * 200_000 + "</w:x>"
    assert reasons(taken(made.office({"word/document.xml": deep}))) == []


def test_a_row_of_ever_more_empty_cells_is_cut() -> None:
    cell = '<table:table-cell table:number-columns-repeated="999999"/>'
    rows = f"<table:table-row>{cell * 300}</table:table-row>" * 50
    body = f"<office:spreadsheet><table:table>{rows}1</table:table></office:spreadsheet>"
    parts = taken(made.odf("spreadsheet", body))
    assert sum(len(part.text) for part in parts if isinstance(part, Passage)) < MEGABYTE


def test_a_document_that_is_cut_off_still_gives_what_came_before(new_key: NewKey) -> None:
    key = new_key()
    text = f"<w:x {made.W}><w:p>{made.runs(key.hyphenated())}</w:p>" + "<w:p>" * 3
    parts = taken(made.office({"word/document.xml": text}))
    assert reasons(parts) == [Skip.DAMAGED]
    assert [find_pairs(part.text) != () for part in parts if isinstance(part, Passage)] == [True]


def test_one_damaged_member_does_not_keep_the_others_from_being_read(new_key: NewKey) -> None:
    data = bytearray(made.stored({"a.txt": b"12345", "b.txt": new_key().hyphenated().encode()}))
    data[data.find(b"12345")] ^= 1
    parts = taken(bytes(data))
    assert [(part.place.within, part.reason) for part in parts if isinstance(part, Skipped)] == [
        (("a.txt",), Skip.DAMAGED)
    ]
    assert [part.within for part in parts if isinstance(part, Passage)] == [("b.txt",)]


def test_a_member_that_asks_for_a_passphrase_is_named() -> None:
    parts = taken(made.locked({"a.txt": b"1", "b.txt": b"2"}))
    assert [(part.place.within, part.reason) for part in parts if isinstance(part, Skipped)] == [
        (("a.txt",), Skip.ENCRYPTED),
        (("b.txt",), Skip.ENCRYPTED),
    ]


def test_a_member_packed_in_a_rare_way_is_named() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_LZMA) as archive:
        archive.writestr("a.txt", "1")
    assert reasons(taken(packed.getvalue())) == [Skip.UNREADABLE]


def test_a_member_whose_packing_is_damaged_is_named() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_BZIP2) as archive:
        archive.writestr("a.txt", "1" * 500)
    data = packed.getvalue().replace(b"BZh9", b"BZx9")
    assert reasons(taken(data)) == [Skip.DAMAGED]


def test_a_list_of_members_too_long_for_memory_is_refused() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for number in range(1_000):
            archive.writestr(f"{number}" + "x" * 8_000, b"")
    assert reasons(taken(packed.getvalue())) == [Skip.TOO_LARGE]


def test_a_protected_document_of_libreoffice_asks_for_its_passphrase() -> None:
    manifest = {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"}
    assert reasons(taken(made.odf("text", "", manifest))) == [Skip.ENCRYPTED]


def test_a_sealed_mail_asks_for_its_passphrase() -> None:
    data = b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nabc"
    assert reasons(taken(data)) == [Skip.ENCRYPTED]


def locked_pdf() -> bytes:
    encrypt = (
        b"<< /Filter /Standard /V 1 /R 2 /P -44 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >>"
    )
    data = made.pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", encrypt]
    )
    ids = b"/Encrypt 3 0 R /ID [<%b> <%b>] /Size" % (b"43" * 16, b"43" * 16)
    return data.replace(b"/Size", ids)


def test_a_protected_pdf_asks_for_its_passphrase() -> None:
    assert reasons(taken(locked_pdf())) == [Skip.ENCRYPTED]


@pytest.mark.parametrize(
    "objects",
    [
        # Pages whose parent and kid are themselves.
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Parent 2 0 R /Count 9 >>",
        ],
        # A length that is itself.
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            b"<< /Length 4 0 R >>\nstream\n1\nendstream",
        ],
    ],
)
def test_a_pdf_with_a_loop_ends(objects: list[bytes]) -> None:
    taken(made.pdf_of(objects))


# A form that draws itself twice takes all memory there is.
RESOURCES = b"/Resources << /XObject << /X 5 0 R >> >> >>"
ENDLESS = made.pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R " + RESOURCES,
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 11 "
        + RESOURCES
        + b"\nstream\n/X Do /X Do\nendstream",
    ]
)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory has no such limit")
def test_a_pdf_that_ends_its_reader_is_damaged_and_the_next_is_read() -> None:
    assert reasons(taken(ENDLESS)) == [Skip.DAMAGED]
    assert [type(part) for part in taken(SAMPLES["pdf"])] == [Passage, Passage, Passage]


def test_a_pdf_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    start = time.perf_counter()
    assert reasons(taken(ENDLESS, Limits(seconds=0.5)))[0] in {Skip.TOOK_TOO_LONG, Skip.DAMAGED}
    assert time.perf_counter() - start < 5
    assert [type(part) for part in taken(SAMPLES["pdf"])] == [Passage, Passage, Passage]


def test_a_reader_of_pdf_that_nobody_needs_any_more_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    taken(SAMPLES["pdf"])
    first = pdf._READER._process
    taken(SAMPLES["pdf"])
    assert pdf._READER._process is first
    monkeypatch.setattr(pdf, "_COUNTED_ON_S", -1.0)
    taken(SAMPLES["pdf"])
    assert pdf._READER._process is not first


def test_a_reader_of_pdf_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_PATIENCE_S", 0.3)
    assert reasons(taken(ENDLESS)) == [Skip.TOOK_TOO_LONG]


def test_the_process_that_reads_pdf_ends_when_nothing_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf, "_WAITS_S", 0.05)
    monkeypatch.setattr(pdf, "_limit_memory", lambda: None)
    _ours, theirs = multiprocessing.Pipe()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(pdf._serve, theirs).result(timeout=10)


def test_a_process_that_may_be_lost_reads_pdf_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = taken(SAMPLES["pdf"])
    limited: list[bool] = []
    monkeypatch.setattr(pdf, "_limit_memory", lambda: limited.append(True))
    monkeypatch.setattr(pdf, "_READER", None)
    monkeypatch.setattr(multiprocessing.current_process(), "_config", {"daemon": True})
    assert taken(SAMPLES["pdf"]) == expected
    assert limited == [True]


def test_two_threads_read_pdf_one_after_the_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: len(taken(SAMPLES["pdf"])), range(12)))
    assert counts == [3] * 12


def test_reading_a_pdf_can_be_stopped_while_it_hangs() -> None:
    class StoppedError(Exception):
        pass

    until = time.monotonic() + 0.3

    def pause(_further: int) -> None:
        if time.monotonic() > until:
            raise StoppedError

    start = time.perf_counter()
    with pytest.raises(StoppedError):
        list(parts_of(ENDLESS, FileKind.PDF, pause=pause))
    assert time.perf_counter() - start < 3


def test_a_pdf_that_says_it_has_a_million_pages_ends() -> None:
    data = made.pdf([["1"]]).replace(b"/Count 1 ", b"/Count 1000000 ")
    taken(data)


def test_a_pdf_page_that_unfolds_without_end_is_survived() -> None:
    stream = zlib.compress(b"BT (" + b"1 " * 8_000_000 + b") Tj ET")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    taken(
        made.pdf_of(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                page,
                b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream"
                % (len(stream), stream),
                b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            ]
        )
    )


def test_an_old_document_whose_sectors_go_in_a_circle_ends() -> None:
    data = bytearray(made.ole({"WordDocument": b"Key 123456" * 900}))
    sectors = (len(data) - 512) // 512
    table = len(data) - 512
    for number in range(sectors):
        data[table + 4 * number : table + 4 * number + 4] = ((number + 1) % sectors).to_bytes(
            4, "little"
        )
    assert set(reasons(taken(bytes(data)))) <= {Skip.DAMAGED, Skip.UNREADABLE}


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 " + b"{" * 300_000,
        b"{\\rtf1 " + b"\\u1" * 100_000,
        b"{\\rtf1 " + b"\\bin99999999 1",
        b"{\\rtf1 " + b"\\'4" * 100_000,
        b"{\\rtf1\\ansicpg99999 \\uc99999 \\u1 \\'e9 1}",
        b"{\\rtf1 " + b"}" * 100_000 + b" 1 \\par 2",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 50_000,
        b"MIME-Version: 1.0\n" + b"X-A: 1\n" * 100_000,
        b"MIME-Version: 1.0\nSubject: " + b"=?utf-8?q?=C3?= " * 20_000 + b"\n\n1",
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=rot13\n\n1",
        b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\n" + b"1" * 1_000_001,
        b"MIME-Version: 1.0\nContent-Transfer-Encoding: x-uuencode\n\nbegin 1\n\xff",
        b"From a\nReceived: 1\n\n" + b"From b\n\n" * 30_000,
    ],
    ids=range(13),
)
def test_text_formats_without_end_take_little_time(data: bytes) -> None:
    start = time.perf_counter()
    kind = kind_of(data)
    assert kind is not None
    list(parts_of(data, kind))
    assert time.perf_counter() - start < SOON_S


def nested_mail(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\n"
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(depth)
    )
    return head + parts + b"Content-Type: text/plain\n\n1\n"


@pytest.mark.parametrize("depth", [50, 5_000])
def test_parts_of_a_mail_as_deep_as_the_stack_are_given_up(depth: int) -> None:
    parts = taken(nested_mail(depth))
    assert reasons(parts) == ([] if depth == 50 else [Skip.DAMAGED])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_document_cut_off_anywhere_is_no_error(name: str) -> None:
    data = SAMPLES[name]
    number = numbers(name)
    for _ in range(60):
        cut = data[: 8 + number(len(data) - 8)]
        kind = kind_of(cut)
        if kind is not None:
            list(parts_of(cut, kind))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_document_with_wrong_bytes_is_no_error(name: str) -> None:
    damaged(name, 80)


@pytest.mark.long
@pytest.mark.parametrize("name", SAMPLES)
def test_a_document_with_wrong_bytes_is_no_error_in_the_long_run(name: str) -> None:
    damaged(name, 20_000)


def damaged(name: str, times: int) -> None:
    number = numbers(name)
    kind = kind_of(SAMPLES[name])
    assert kind is not None
    for _ in range(times):
        data = bytearray(SAMPLES[name])
        for _ in range(1 + number(5)):
            at = number(len(data))
            data[at] = (0, 0xFF, number(256), data[at] ^ 1)[number(4)]
        start = time.perf_counter()
        list(parts_of(bytes(data), kind))
        assert time.perf_counter() - start < SOON_S


def numbers(seed: str) -> Callable[[int], int]:
    """Draw numbers below a limit, the same in each run."""
    drawn = (sha256(f"{seed}{turn}".encode()).digest() for turn in count())
    return lambda limit: int.from_bytes(next(drawn), "big") % limit


@pytest.mark.parametrize(
    "kind", [FileKind.MAIL, FileKind.RICH_TEXT, FileKind.ARCHIVE, FileKind.OLD_OFFICE, FileKind.PDF]
)
@settings(max_examples=40)
@given(data=st.binary(max_size=600))
def test_any_bytes_are_no_error(kind: FileKind, data: bytes) -> None:
    for part in parts_of(data, kind):
        assert "\0" not in repr(part)


@pytest.mark.skipif(sys.platform == "win32", reason="how much memory was used is asked of POSIX")
def test_a_bomb_takes_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = bomb(120 * MEGABYTE)
    for part in parts_of(data, FileKind.ARCHIVE):
        assert not isinstance(part, Passage) or len(part.text) < MEGABYTE
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 * 1024
