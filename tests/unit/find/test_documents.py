# SPDX-License-Identifier: Apache-2.0
"""Documents of each format taken apart: the keys in them, their Key IDs, and the way to them."""

import quopri
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from typing_extensions import override

from recovery_assistant.find.documents import Limits, parts_of
from recovery_assistant.find.documents.compound import _rich_text as rich_text
from recovery_assistant.find.documents.work import Work
from recovery_assistant.find.kinds import FileKind, kind_of
from recovery_assistant.find.places import Embedded, Part, Passage, Skip, Skipped
from recovery_assistant.keys import KeyId, RecoveryKey, find_pairs
from unit.find import made
from unit.find.test_bek import key_file

NewKey = Callable[[], RecoveryKey]
NewId = Callable[[], KeyId]
Found = tuple[str | None, str]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def taken(data: bytes, *, pictures: bool = False) -> list[Part]:
    kind = kind_of(data)
    assert kind is not None
    return list(parts_of(data, kind, pictures=pictures))


def keys_in(parts: Sequence[Part]) -> dict[Found, tuple[str, ...]]:
    """Return each key with its ID, and the way to it."""
    found: dict[Found, tuple[str, ...]] = {}
    for part in parts:
        if isinstance(part, Passage):
            for pair in find_pairs(part.text):
                id_ = pair.key_id.hex if pair.key_id else None
                found[id_, "-".join(pair.draft.blocks)] = part.within
    return found


def texts(parts: Sequence[Part]) -> str:
    return "\n".join(part.text for part in parts if isinstance(part, Passage))


def skips(parts: Sequence[Part]) -> list[tuple[tuple[str, ...], Skip]]:
    return [(part.place.within, part.reason) for part in parts if isinstance(part, Skipped)]


def note(key: RecoveryKey, key_id: KeyId) -> list[str]:
    return ["Identifier:", key_id.grouped(), "", "Recovery Key:", key.hyphenated()]


def mail(subject: str, body: str, encoding: str = "7bit") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Ünal <me@example.test>"
    message["To"] = "me@example.test"
    message.set_content(body, cte=encoding)
    return message


def in_mail(lines: list[str]) -> bytes:
    return mail("key", "\n".join(lines), "base64").as_bytes()


MAKERS: list[tuple[str, Callable[[list[str]], bytes], tuple[str, ...]]] = [
    ("docx", made.docx, ()),
    ("docx cut into runs", lambda one: made.docx(one, cut=5), ()),
    ("odt", made.odt, ()),
    ("rtf", made.rtf, ()),
    ("pdf", lambda one: made.pdf([["first"], one]), ("2",)),
    ("pptx", lambda one: made.pptx([["first"], one]), ("2",)),
    ("xps", lambda one: made.xps([["first"], one]), ("2",)),
    (
        "xlsx",
        lambda one: made.xlsx({"A": [["1"]], "Schlüssel": [[x] for x in one]}),
        ("Schlüssel",),
    ),
    ("ods", lambda one: made.ods({"A": [["1"]], "鍵": [[x] for x in one]}), ("鍵",)),
    ("eml", in_mail, ()),
    ("msg", lambda one: made.msg("key", "\r\n".join(one)), ()),
    ("old doc", lambda one: made.ole({"WordDocument": bytes(1500) + "\r".join(one).encode()}), ()),
    (
        "old doc in two bytes",
        lambda one: made.ole(
            {"WordDocument": bytes(1500) + "\r".join(one).encode("utf-16-le") + bytes(9000)}
        ),
        (),
    ),
    ("zip", lambda one: made.zipped({"a/b.txt": "\r\n".join(one).encode("utf-16")}), ("a/b.txt",)),
]


@pytest.mark.parametrize(
    ("make", "within"), [(make, within) for _, make, within in MAKERS], ids=[m[0] for m in MAKERS]
)
def test_the_key_in_each_format_is_found_with_its_id(
    make: Callable[[list[str]], bytes], within: tuple[str, ...], new_key: NewKey, new_id: NewId
) -> None:
    key, key_id = new_key(), new_id()
    parts = taken(make(note(key, key_id)))
    assert keys_in(parts) == {(key_id.hex, key.hyphenated()): within}
    assert skips(parts) == []


TABLES: list[tuple[str, Callable[[made.Rows], bytes]]] = [
    ("docx", lambda rows: made.docx(["All keys"], rows)),
    ("odt", lambda rows: made.odt(["All keys"], rows)),
    ("xlsx", lambda rows: made.xlsx({"All": rows})),
    ("xlsx inline", lambda rows: made.xlsx({"All": rows}, shared=False)),
    ("ods", lambda rows: made.ods({"All": rows})),
]


@pytest.mark.parametrize("make", [make for _, make in TABLES], ids=[name for name, _ in TABLES])
def test_in_a_table_each_row_keeps_its_own_id(
    make: Callable[[made.Rows], bytes], new_key: NewKey, new_id: NewId
) -> None:
    heading = ["Computer", "Key ID", "", "Device ID", "Recovery key"]
    rows = []
    expected = set()
    for number in range(9):
        key, key_id, device = new_key(), new_id(), new_id()
        # Every third row has no Key ID: it must not take that of its neighbour.
        named = number % 3 != 2
        rows.append(
            [
                f"PC-{number}",
                key_id.grouped() if named else "",
                "",
                device.grouped(),
                key.hyphenated(),
            ]
        )
        expected.add((key_id.hex if named else None, key.hyphenated()))
    assert set(keys_in(taken(make([heading, *rows])))) == expected


def test_excel_dates_and_texts_of_old_workbooks_do_not_run_together(
    new_key: NewKey, new_id: NewId
) -> None:
    # The length of each text, 36 and 55, looks like a character.
    strings = b""
    keys = {}
    for _ in range(5):
        key, key_id = new_key(), new_id()
        keys[key_id.hex, key.hyphenated()] = ()
        for text in (key_id.grouped(), key.hyphenated()):
            strings += struct.pack("<HB", len(text), 0) + text.encode()
    data = made.ole({"Workbook": b"\x09\x08\x10\0" + bytes(90) + strings + bytes(5000)})
    assert keys_in(taken(data)) == keys


def test_old_workbooks_with_two_bytes_a_character_are_read(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    strings = b""
    for text in (key_id.grouped(), key.hyphenated()):
        strings += struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
    data = made.ole({"Workbook": b"\x09\x08\x10\0" + bytes(90) + strings + bytes(5000)})
    assert keys_in(taken(data)) == {(key_id.hex, key.hyphenated()): ()}


def test_word_hyphens_that_do_not_break_part_blocks(new_key: NewKey) -> None:
    key = new_key()
    blocks = "<w:noBreakHyphen/>".join(f"<w:t>{one}</w:t>" for one in key.hyphenated().split("-"))
    data = made.office(
        {"word/document.xml": f"<w:document {made.W}><w:p><w:r>{blocks}</w:r></w:p></w:document>"}
    )
    assert key.hyphenated() in texts(taken(data))


def test_text_deleted_in_word_is_not_read(new_key: NewKey) -> None:
    gone = f"<w:p><w:del><w:r><w:delText>{new_key().hyphenated()}</w:delText></w:r></w:del></w:p>"
    data = made.office({"word/document.xml": f"<w:document {made.W}>{gone}</w:document>"})
    assert keys_in(taken(data)) == {}


@pytest.mark.parametrize(
    "name", ["word/header1.xml", "word/footnotes.xml", "word/comments.xml", "word/footer12.xml"]
)
def test_what_stands_beside_the_text_of_word_is_read(name: str, new_key: NewKey) -> None:
    key = new_key()
    data = made.office({name: f"<w:x {made.W}><w:p>{made.runs(key.hyphenated())}</w:p></w:x>"})
    assert set(keys_in(taken(data))) == {(None, key.hyphenated())}


def test_the_title_of_a_document_is_read(new_key: NewKey) -> None:
    key = new_key()
    core = f"<x xmlns:dc='d'><dc:title>{key.hyphenated()}</dc:title></x>"
    for data in (
        made.office({"docProps/core.xml": core}),
        made.pdf([["1"]], title=key.hyphenated()),
        made.odf("text", "<office:text/>", {"meta.xml": core}),
    ):
        assert set(keys_in(taken(data))) == {(None, key.hyphenated())}


def test_dates_of_sheets_are_read_in_a_certain_order(new_key: NewKey) -> None:
    key = new_key()
    cell = (
        '<table:table-cell office:date-value="2024-03-05">'
        "<text:p>05/03/24</text:p></table:table-cell>"
        f"<table:table-cell><text:p>{key.hyphenated()}</text:p></table:table-cell>"
    )
    rows = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    (part,) = taken(made.odf("spreadsheet", f"<office:spreadsheet>{rows}</office:spreadsheet>"))
    assert isinstance(part, Passage)
    assert [pair.date for pair in find_pairs(part.text)] == ["2024-03-05"]


def test_a_pdf_line_that_breaks_at_a_hyphen_is_joined(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    lines = [f"Key {key.hyphenated()[:28]}", key.hyphenated()[28:], f"ID {key_id.grouped()}"]
    assert set(keys_in(taken(made.pdf([lines])))) == {(key_id.hex, key.hyphenated())}


def test_an_id_that_breaks_between_letters_is_joined(new_key: NewKey) -> None:
    # There PDFium takes the hyphen for one that only parts a word.
    key, key_id = new_key(), KeyId("C94BC732" + "ABCDEF" * 4)
    lines = [f"ID {key_id.grouped()[:14]}", key_id.grouped()[14:], key.hyphenated()]
    assert (lines[0][-2:], lines[1][0]) == ("D-", "E")
    assert set(keys_in(taken(made.pdf([lines])))) == {(key_id.hex, key.hyphenated())}


def test_a_pdf_page_without_text_comes_out_as_a_picture() -> None:
    data = made.pdf([["text that is long enough 1"], []])
    assert [part for part in taken(data) if isinstance(part, Embedded)] == []
    pictures = [part for part in taken(data, pictures=True) if isinstance(part, Embedded)]
    assert [part.within for part in pictures] == [("2",)]
    header = pictures[0].data[:33]
    assert kind_of(pictures[0].data) is FileKind.IMAGE
    assert struct.unpack(">LL", header[16:24]) == (1653, 2339)


def with_attached(name: str, data: bytes) -> bytes:
    names = b"/Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >> "
    return made.pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R %b>>" % names,
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /Filespec /F (%b) /UF (%b) /EF << /F 4 0 R >> >>"
            % (name.encode(), name.encode()),
            b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%b\nendstream" % (len(data), data),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        ]
    )


def test_what_is_attached_to_a_pdf_is_taken_apart(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    # A PDF within a PDF is read by the same process, one after the other.
    inner = with_attached("c.txt", "\n".join(note(key, key_id)).encode())
    data = with_attached("b.pdf", inner)
    assert keys_in(taken(data)) == {(key_id.hex, key.hyphenated()): ("b.pdf", "c.txt")}


def test_what_is_attached_to_a_mail_is_taken_apart(new_key: NewKey, new_id: NewId) -> None:
    keys, ids = [new_key() for _ in range(4)], [new_id() for _ in range(4)]
    message = mail("Schlüssel für alle", "siehe Anhang 1")
    attached = [
        ("key.docx", made.docx(note(keys[0], ids[0]))),
        ("schlüssel.txt", "\r\n".join(note(keys[1], ids[1])).encode("utf-16")),
        ("all.zip", made.zipped({"in.pdf": made.pdf([note(keys[2], ids[2])])})),
    ]
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="x", filename=name)
    inner = mail("older", "\n".join(note(keys[3], ids[3])))
    message.add_attachment(inner)
    expected: dict[Found, tuple[str, ...]] = {
        (ids[0].hex, keys[0].hyphenated()): ("key.docx",),
        (ids[1].hex, keys[1].hyphenated()): ("schlüssel.txt",),
        (ids[2].hex, keys[2].hyphenated()): ("all.zip", "in.pdf", "1"),
        (ids[3].hex, keys[3].hyphenated()): (),
    }
    parts = taken(message.as_bytes())
    assert keys_in(parts) == expected
    assert skips(parts) == []


def test_an_id_in_the_subject_belongs_to_the_key_below(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    subject = f"Wiederherstellungsschlüssel für den Laptop {key_id.grouped()}"
    for data in (
        mail(subject, key.hyphenated()).as_bytes(),
        made.msg(subject, key.hyphenated()),
    ):
        assert set(keys_in(taken(data))) == {(key_id.hex, key.hyphenated())}


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
def test_a_mail_in_each_encoding_is_read(encoding: str, new_key: NewKey) -> None:
    key = new_key()
    data = mail("x", f"Schluessel = {key.hyphenated()} " + "long " * 30, encoding).as_bytes()
    assert set(keys_in(taken(data))) == {(None, key.hyphenated())}


def test_the_web_page_in_a_mail_is_read(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    page = (
        f"<html><body><p>Key ID: <b>{key_id.hex[:4]}</b>{key_id.hex[4:8]}</p>"
        f"<p>{key.hyphenated().replace('-', '&#45;')}</p></body></html>"
    )
    message = mail("x", "see the page")
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    assert set(keys_in(taken(message.as_bytes()))) == {(key_id.hex[:8], key.hyphenated())}


def test_a_page_saved_by_a_browser_is_read(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    page = f"<html><td>{key_id.hex[:8]}</td><td>{key.hyphenated()}</td></html>".encode()
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.test/\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="--b"\r\n\r\n----b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page)
        + b"\r\n----b--\r\n"
    )
    assert kind_of(data) is FileKind.MAIL
    assert set(keys_in(taken(data))) == {(key_id.hex[:8], key.hyphenated())}


def test_each_message_of_a_mailbox_has_its_own_keys(new_key: NewKey, new_id: NewId) -> None:
    box = b""
    expected: dict[Found, tuple[str, ...]] = {}
    for number in range(5):
        key, key_id = new_key(), new_id()
        expected[key_id.hex, key.hyphenated()] = (f"Nr. {number} für mich",)
        text = "\n".join([*note(key, key_id), ">From the start"])
        box += b"From a@b Mon Jan  1 00:00:00 2024\n"
        box += mail(f"Nr. {number} für mich", text, "8bit").as_bytes() + b"\n\n"
    assert keys_in(taken(box)) == expected


def test_a_line_that_begins_with_from_ends_no_message(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    text = f"Identifier: {key_id.grouped()}\nFrom the help desk:\n{key.hyphenated()}\n"
    box = b"From a@b Mon Jan  1 00:00:00 2024\n" + mail("x", text, "8bit").as_bytes()
    assert keys_in(taken(box)) == {(key_id.hex, key.hyphenated()): ("x",)}


def test_lines_of_an_old_document_stay_lines_beside_other_texts(
    new_key: NewKey, new_id: NewId
) -> None:
    key, key_id = new_key(), new_id()
    lines = f"Identifier:\r{key_id.grouped()}\rRecovery\r".encode()
    rest = f"\rKey:\r{key.hyphenated()}\r".encode() + b"\0\1\2Times New Roman"
    data = made.ole({"WordDocument": bytes(900) + lines + rest + bytes(3000)})
    assert set(keys_in(taken(data))) == {(key_id.hex, key.hyphenated())}


def test_messages_forwarded_without_end_are_not_followed() -> None:
    inner = made.message("innermost 1", "1")
    for number in range(6):
        forwarded: made.Tree = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3701000D": inner,
        }
        inner = made.message(f"level {number}", "1", {"__attach_version1.0_#00000000": forwarded})
    parts = taken(made.ole(inner))
    assert [reason for _, reason in skips(parts)] == [Skip.TOO_LARGE]
    assert len(parts) == 4


def test_a_message_of_apple_is_read(new_key: NewKey) -> None:
    key = new_key()
    data = mail("x", key.hyphenated()).as_bytes()
    data = b"%d\n" % len(data) + data + b"<?xml version='1.0'?><plist><dict/></plist>"
    assert set(keys_in(taken(data))) == {(None, key.hyphenated())}


@pytest.mark.parametrize("field", ["1013001F", "10130102"])
def test_the_web_page_in_an_outlook_message_is_read(field: str, new_key: NewKey) -> None:
    key = new_key()
    page = f"<html><p>{key.hyphenated().replace('-', '<b>-</b>')}</p></html>"
    data = page.encode("utf-16-le" if field.endswith("1F") else "cp1252")
    found = taken(made.msg("x", "see below", {f"__substg1.0_{field}": data}))
    assert set(keys_in(found)) == {(None, key.hyphenated())}


def test_the_rich_text_of_an_outlook_message_is_unpacked(new_key: NewKey) -> None:
    key = new_key()
    rich = made.lzfu(made.rtf(["Key", key.hyphenated()]))
    found = taken(made.msg("x", "", {"__substg1.0_10090102": rich}))
    assert set(keys_in(found)) == {(None, key.hyphenated())}


def test_rich_text_that_refers_to_itself_is_unpacked() -> None:
    # The example of [MS-OXRTFCP] 3.1: references into the first words and over itself.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af320"
        "68656c090020627705b06c647d0a800fa0"
    )
    assert rich_text(packed, Work()) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_what_is_attached_to_an_outlook_message_is_taken_apart(
    new_key: NewKey, new_id: NewId
) -> None:
    keys, ids = [new_key() for _ in range(3)], [new_id() for _ in range(3)]
    attached: made.Tree = {
        "__properties_version1.0": bytes(8),
        "__substg1.0_3707001F": "schlüssel.docx".encode("utf-16-le"),
        "__substg1.0_37010102": made.docx(note(keys[0], ids[0])),
    }
    forwarded: made.Tree = {
        "__properties_version1.0": bytes(8),
        "__substg1.0_3001001E": b"FW: keys",
        "__substg1.0_3701000D": made.message(
            "older", "\n".join(note(keys[1], ids[1])), {"__attach_version1.0_#00000000": attached}
        ),
    }
    data = made.msg(
        "x",
        "\n".join(note(keys[2], ids[2])),
        {"__attach_version1.0_#00000000": attached, "__attach_version1.0_#00000001": forwarded},
    )
    # The forwarded one has the same document: it is the last way to it.
    assert keys_in(taken(data)) == {
        (ids[0].hex, keys[0].hyphenated()): ("FW: keys", "schlüssel.docx"),
        (ids[1].hex, keys[1].hyphenated()): ("FW: keys",),
        (ids[2].hex, keys[2].hyphenated()): (),
    }


def test_rich_text_marks_part_what_they_should(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    blocks = key.hyphenated().split("-")
    marks = [r"\_", "-", r"\endash ", r"\'96", r"\u8211?", r"\~", r"\-" + "-"]
    written = blocks[0] + "".join(m + b for m, b in zip(marks, blocks[1:], strict=True))
    data = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 X;}}{\info{\title x}}"
        r"\trowd\intbl "
        + key_id.grouped()
        + r"\cell {\b "
        + written[:9]
        + r"}{\i "
        + written[9:]
        + r"}\cell\row {\*\secret 111111-222222}{\pict 89504e47}\bin14 333333-444444}c\par}"
    ).encode()
    found = texts(taken(data))
    assert set(keys_in(taken(data))) == {(key_id.hex, key.hyphenated())}
    assert "-".join(blocks[:4]) in found
    assert "222222" not in found
    assert "444444" not in found
    assert "89504" not in found
    assert "\t" in found


def test_full_width_digits_in_rich_text_are_read(new_key: NewKey) -> None:
    key = new_key()
    wide = key.hyphenated().translate({ord("0") + n: 0xFF10 + n for n in range(10)})
    codes = "".join(f"\\'{byte:02x}" for byte in wide.encode("cp932"))
    for text in (rf"\ansicpg932 {codes}", made.rtf_text(wide)):
        data = rf"{{\rtf1\ansi {text}\par}}".encode()
        assert set(keys_in(taken(data))) == {(None, key.hyphenated())}


def test_names_in_an_archive_are_shown_as_they_were_meant(new_key: NewKey) -> None:
    key = new_key().hyphenated()
    data = bytearray(made.stored({"Schl__ssel.txt": key.encode()}))
    utf_8 = bytes(data).replace(b"Schl__ssel.txt", "Schlüssel.txt".encode())
    (part,) = taken(utf_8)
    assert isinstance(part, Passage)
    assert part.within == ("Schlüssel.txt",)


def test_key_files_and_pictures_come_out_as_they_are(new_id: NewId) -> None:
    bek = key_file(new_id())
    data = made.zipped({"a.bek": bek, "photo.png": PNG, "tool.exe": b"MZ\0" + bytes(90)})
    assert taken(data) == [Embedded(bek, ("a.bek",))]
    assert taken(data, pictures=True) == [
        Embedded(bek, ("a.bek",)),
        Embedded(PNG, ("photo.png",)),
    ]


def test_pictures_in_documents_come_out_when_asked_for() -> None:
    for data in (
        made.office({"word/media/image1.png": PNG}),
        made.odf("text", "<office:text/>", {"Pictures/image1.png": PNG.decode("latin-1")}),
    ):
        assert [part for part in taken(data) if isinstance(part, Embedded)] == []
        found = [part for part in taken(data, pictures=True) if isinstance(part, Embedded)]
        assert [part.within for part in found] in ([("image1.png",)], [])


def test_a_document_without_its_mark_at_the_beginning_is_one(new_key: NewKey) -> None:
    key = new_key()
    whole = made.docx([key.hyphenated()])
    filler = {"a" * 60 + f"{number}.bin": b"" for number in range(60)}
    document = f"<w:document {made.W}><w:p>{made.runs(key.hyphenated())}</w:p></w:document>"
    late = made.zipped({**filler, "word/document.xml": document, "[Content_Types].xml": "<x/>"})
    assert kind_of(whole) is FileKind.OFFICE
    assert kind_of(late) is FileKind.ARCHIVE
    assert keys_in(taken(late)) == {(None, key.hyphenated()): ()}
    assert set(keys_in(taken(made.zipped({"in.docx": late})))) == {(None, key.hyphenated())}


def test_a_long_text_comes_in_pieces_and_no_key_is_lost(new_id: NewId) -> None:
    # The ID nearest to the key is not its own, as the heading says.
    rows = [["Computer", "Key ID", "Device ID", "Recovery key"]]
    expected = set()
    for number in range(2_000):
        key = RecoveryKey.from_bytes(number.to_bytes(2, "big") * 8)
        key_id = KeyId(f"C{number:031X}")
        rows.append(
            [f"PC-{number:06d}" * 20, key_id.grouped(), new_id().grouped(), key.hyphenated()]
        )
        expected.add((key_id.hex, key.hyphenated()))
    lines = "\r\n".join(map(";".join, rows))
    for data in (
        made.xlsx({"All": rows}),
        made.zipped({"all.csv": lines.encode("utf-16")}),
        made.zipped({"all.csv": lines.encode("utf-16-be")}),
        made.zipped({"all.csv": lines.encode("cp1252")}),
    ):
        parts = taken(data)
        assert len(parts) > 1
        assert max(len(part.text) for part in parts if isinstance(part, Passage)) < 600_000
        found = {one for one in keys_in(parts) if one[0] is not None}
        assert found == expected


def test_a_record_that_lies_across_two_pieces_keeps_its_id(new_key: NewKey, new_id: NewId) -> None:
    log = "\n".join(["hello " * 16] * 70)
    expected = {}
    records = []
    for _ in range(100):
        key, key_id = new_key(), new_id()
        expected[key_id.hex, key.hyphenated()] = ("a.txt",)
        records.append(f'{{"id": "{key_id.grouped()}",\n{log}\n"key": "{key.hyphenated()}"}}\n')
    parts = taken(made.zipped({"a.txt": "x\n" + "".join(records)}))
    assert len(parts) > 1
    assert {one: way for one, way in keys_in(parts).items() if one[0]} == expected


def test_an_open_file_is_read_as_well(tmp_path: Path, new_key: NewKey) -> None:
    key = new_key()
    path = tmp_path / "a.zip"
    path.write_bytes(made.zipped({"a.txt": key.hyphenated()}))
    with path.open("rb") as file:
        assert set(keys_in(list(parts_of(file, FileKind.ARCHIVE)))) == {(None, key.hyphenated())}


def test_an_error_of_the_disk_is_the_callers() -> None:
    class Pulled(BytesIO):
        @override
        def readline(self, _size: int | None = -1, /) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(parts_of(Pulled(b"Received: 1\n"), FileKind.MAIL))


def test_work_is_stopped_by_the_pause(new_key: NewKey) -> None:
    class StoppedError(Exception):
        pass

    def pauses(after: int) -> Callable[[int], None]:
        left = iter(range(after))

        def pause(_further: int) -> None:
            if next(left, None) is None:
                raise StoppedError

        return pause

    lines = [new_key().hyphenated()] * 3
    for _, make, _ in MAKERS:
        data = make(lines)
        kind = kind_of(data)
        assert kind is not None
        with pytest.raises(StoppedError):
            list(parts_of(data, kind, pause=pauses(0)))


def test_nothing_is_loaded_before_a_document_turns_up() -> None:
    code = (
        "import sys, recovery_assistant.find\n"
        "print([m for m in sys.modules if m.startswith(('pypdfium2', 'olefile', 'email.parser',"
        " 'zipfile', 'recovery_assistant.find.documents'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_limits_are_kept_by_the_whole_and_by_each_part() -> None:
    text = "1 " * 300_000
    data = made.zipped({"a.txt": text, "b.txt": text})
    limits = Limits(size=700_000)
    found = list(parts_of(data, FileKind.ARCHIVE, limits=limits))
    assert skips(found)[-1][1] is Skip.TOO_LARGE
    whole = made.zipped({"a.pdf": b"%PDF-" + bytes(300_000)})
    assert skips(list(parts_of(whole, FileKind.ARCHIVE, limits=Limits(part=200_000)))) == [
        (("a.pdf",), Skip.TOO_LARGE)
    ]


def test_it_ends_when_it_takes_too_long() -> None:
    data = made.zipped({f"{number}.txt": "1" for number in range(50)})
    found = skips(list(parts_of(data, FileKind.ARCHIVE, limits=Limits(seconds=-1))))
    assert found == [((), Skip.TOOK_TOO_LONG)]


@pytest.mark.parametrize(
    "kind", [FileKind.BEK, FileKind.IMAGE, FileKind.PROGRAM, FileKind.DRIVE_IMAGE]
)
def test_what_is_no_document_is_said_to_be_unreadable(kind: FileKind) -> None:
    assert skips(list(parts_of(b"1", kind))) == [((), Skip.UNREADABLE)]
