# SPDX-License-Identifier: Apache-2.0
"""Documents in all formats, encodings and languages, with keys planted in them."""

import base64
import csv
import io
import json
import mailbox
import quopri
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from zipfile import ZipFile

import segno
from PIL import Image

from corpus.words import LANGUAGES, NEAR, Chance, Language, guid
from unit.find import made

LARGEST = 0xFFFF


@dataclass(frozen=True)
class Planted:
    """A key in a document.

    Attributes:
        blocks: as they stand there, one of them perhaps damaged.
        key_id: the Key ID beside it.
        damaged: whether a block breaks the rule.

    """

    blocks: tuple[str, ...] = field(repr=False)
    key_id: str
    damaged: bool


@dataclass(frozen=True)
class Document:
    """A file with what is in it; `kind` says how it was made, for the report of a failure."""

    name: str
    kind: str
    data: bytes = field(repr=False)
    planted: tuple[Planted, ...]


def planted(chance: Chance, *, damaged: bool) -> Planted:
    """Make up a key."""
    blocks = [f"{11 * chance.randrange(LARGEST + 1):06}" for _ in range(8)]
    if damaged:
        at, place = chance.randrange(8), chance.randrange(6)
        old = blocks[at][place]
        # The step from one digit to another is never a multiple of 11.
        new = chance.choice([one for one in "0123456789" if one != old])
        blocks[at] = blocks[at][:place] + new + blocks[at][place + 1 :]
    return Planted(tuple(blocks), guid(chance), damaged)


# --- how a key is written down --------------------------------------------------------------------

Written = Callable[[Planted], Sequence[str]]
WAYS: Mapping[str, Written] = {
    "hyphens": lambda key: ["-".join(key.blocks)],
    "spaces": lambda key: [" ".join(key.blocks)],
    "no gaps": lambda key: ["".join(key.blocks)],
    "two lines": lambda key: ["-".join(key.blocks[:4]), "-".join(key.blocks[4:])],
    "a line a block": lambda key: list(key.blocks),
    "numbered": lambda key: [f"{n}: {block}" for n, block in enumerate(key.blocks, 1)],
    "dashes": lambda key: ["\u2013".join(key.blocks)],
}
"""The last of them needs more than some code pages have."""


def lines_of(
    chance: Chance, language: Language, keys: Sequence[Planted], ways: Sequence[str]
) -> list[str]:
    """Return a text: keys with their Key IDs, words and things that look like keys around them."""
    lines = [chance.choice(language.filler), ""]
    if chance.random() < 0.5 or not keys:
        lines += [*near(chance).split("\n"), chance.choice(language.filler), ""]
    for key in keys:
        way = "hyphens" if key.damaged else chance.choice(ways)
        shown_id = chance.choice([key.key_id, f"{{{key.key_id}}}", key.key_id.lower()])
        lines += [f"{language.key_id}: {shown_id}", f"{language.key}:", *WAYS[way](key), ""]
    lines.append(chance.choice(language.filler))
    if chance.random() < 0.5 or not keys:
        lines += ["", *near(chance).split("\n")]
    return lines


def near(chance: Chance) -> str:
    """Return something that looks like a key."""
    return NEAR[chance.choice(list(NEAR))](chance)


# --- formats --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Order:
    """What a document is made from."""

    chance: Chance
    language: Language
    keys: Sequence[Planted]

    def lines(self, ways: Sequence[str] = tuple(WAYS)) -> list[str]:
        """Return its lines."""
        return lines_of(self.chance, self.language, self.keys, ways)

    def rows(self) -> list[list[str]]:
        """Return it as a table."""
        head = ["Device", self.language.key_id, self.language.key, "Created"]
        rows = [
            [f"PC-{n:04}", key.key_id, "-".join(key.blocks), f"2023-0{1 + n % 9}-12"]
            for n, key in enumerate(self.keys, 17)
        ]
        others = [["PC-0001", "", near(self.chance).split("\n")[0], "2024-01-02"]]
        return [head, *rows, *others]


Made = Callable[[Order], bytes]


def text(encoding: str, mark: bytes = b"") -> Made:
    """Return what makes a plain text."""
    return lambda order: mark + "\r\n".join(order.lines()).encode(encoding)


def code_page(order: Order) -> bytes:
    """Make a text in a code page of its language."""
    lines = order.lines(tuple(WAYS)[:-1])
    return "\r\n".join(lines).encode(order.chance.choice(order.language.code_pages), "replace")


def html(order: Order) -> bytes:
    """Make a page as a browser saves it."""
    body = "".join(f"<p>{escape(one)}</p>\n" for one in order.lines())
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    return f"{head}<body>{body}</body></html>".encode()


def html_table(order: Order) -> bytes:
    """Make a page with a table."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in order.rows()
    )
    return f"<html><body><table>{rows}</table></body></html>".encode()


def html_dressed(order: Order) -> bytes:
    """Make a page with each block dressed by itself, and hyphens that do not break."""
    keys = "".join(
        f"<div>{escape(order.language.key_id)}:&nbsp;<b>{key.key_id}</b></div>\n<div class='k'>"
        + "&#8209;".join(f"<span style='color:#123456'>{block}</span>" for block in key.blocks)
        + "</div>\n<hr>\n"
        for key in order.keys
    )
    return f"<html><head><title>1</title></head><body>{keys}</body></html>".encode("utf-16")


def cell_by_cell(order: Order) -> list[list[str]]:
    """Return a table with a cell for each block."""
    rows = [[order.language.key_id, *(f"{n}" for n in range(1, 9))]]
    return rows + [[key.key_id, *key.blocks] for key in order.keys]


def separated(mark: str, encoding: str) -> Made:
    """Return what makes a table as text."""

    def make(order: Order) -> bytes:
        written = io.StringIO()
        csv.writer(written, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(order.rows())
        return written.getvalue().encode(encoding)

    return make


def ldif(order: Order) -> bytes:
    """Make an export of a directory."""
    records = []
    for n, key in enumerate(order.keys, 1):
        records.append(
            f"dn: CN=2021-11-28T15:37:11-00:00{{{key.key_id}}},CN=PC-{n:04},DC=example,DC=org\n"
            "objectClass: msFVE-RecoveryInformation\n"
            f"msFVE-RecoveryPassword: {'-'.join(key.blocks)}\n"
            f"whenCreated: 20211128153711.0Z\n"
        )
    return ("version: 1\n\n" + "\n".join(records)).encode()


def graph(order: Order) -> bytes:
    """Make the answer of a directory in the cloud."""
    values = [
        {
            "id": key.key_id.lower(),
            "createdDateTime": "2023-04-05T06:07:08Z",
            "volumeType": "1",
            "deviceId": guid(order.chance).lower(),
            "key": "-".join(key.blocks),
        }
        for key in order.keys
    ]
    return json.dumps({"value": values}, indent=order.chance.choice([None, 2])).encode()


def manage_bde(order: Order) -> bytes:
    """Make the output of the tool of Windows, in the code page of its window."""
    words = order.language
    lines = ["BitLocker Drive Encryption: Configuration Tool version 10.0.26100", "", "C: [OS]", ""]
    lines += ["    TPM:", f"      ID: {{{guid(order.chance)}}}", "      PCR: 7, 11", ""]
    for key in order.keys:
        lines += [f"    {words.key}:", f"      ID: {{{key.key_id}}}", f"      {words.key}:"]
        lines += [f"        {'-'.join(key.blocks)}", ""]
    return "\r\n".join(lines).encode(order.chance.choice(words.code_pages), "replace")


def powershell(order: Order) -> bytes:
    """Make a list of protectors as PowerShell sends it to a file."""
    lines = []
    for key in order.keys:
        lines += [
            "",
            f"KeyProtectorId      : {{{key.key_id}}}",
            "AutoUnlockProtector :",
            "KeyProtectorType    : RecoveryPassword",
            f"RecoveryPassword    : {'-'.join(key.blocks)}",
        ]
    return b"\xff\xfe" + "\r\n".join([*lines, "", near(order.chance)]).encode("utf-16-le")


def mail(order: Order) -> bytes:
    """Make a mail, its text wrapped up in one of the usual ways."""
    body = "\r\n".join(order.lines()).encode()
    way = order.chance.choice(["8bit", "base64", "quoted-printable"])
    packed = {
        "8bit": lambda: body,
        "base64": lambda: base64.encodebytes(body),
        "quoted-printable": lambda: quopri.encodestring(body),
    }[way]()
    head = (
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: key\r\nMIME-Version: 1.0\r\n"
        "Date: Tue, 5 Mar 2024 10:00:00 +0100\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {way}\r\n\r\n"
    )
    return head.encode() + packed


def attached(order: Order) -> bytes:
    """Make a mail with a document attached."""
    packed = base64.encodebytes(made.docx(order.lines())).decode()
    return (
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: key\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n--edge\r\n'
        "Content-Type: text/plain\r\n\r\nSee attachment.\r\n--edge\r\n"
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="key.docx"\r\n\r\n{packed}\r\n--edge--\r\n'
    ).encode()


def mbox(order: Order) -> bytes:
    """Make a folder of mails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mbox"
        box = mailbox.mbox(path)
        box.add(
            b"From: a@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: lunch\r\n\r\nNoon?"
        )
        box.add(mail(order))
        box.close()
        return path.read_bytes()


def western(lines: Sequence[str]) -> list[str]:
    """Return what a made PDF can show."""
    return [one.encode("cp1252", "replace").decode("cp1252") for one in lines]


def code(order: Order) -> bytes:
    """Make a picture of the QR code of our own sheet; one key only."""
    (key,) = order.keys
    said = f"BITLOCKER RECOVERY KEY: {'-'.join(key.blocks)} KEY ID: {key.key_id}"
    written = io.BytesIO()
    segno.make(said, error="q", micro=False).save(written, kind="png", scale=3)
    return written.getvalue()


def code_in_word(order: Order) -> bytes:
    """Make a document of Word with that picture in it."""
    with ZipFile(io.BytesIO(made.docx(["See below."]))) as plain:
        members = {name: plain.read(name) for name in plain.namelist()}
    return made.zipped({**members, "word/media/image1.png": code(order)})


def code_in_pdf(order: Order) -> bytes:
    """Make a scan: a page that is nothing but a picture."""
    with Image.open(io.BytesIO(code(order))) as picture:
        grey = picture.convert("L")
    packed = zlib.compress(grey.tobytes())
    shown = b"q 300 0 0 300 100 400 cm /Im0 Do Q"
    return made.pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                b" /Resources << /XObject << /Im0 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
            b" /BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
            % (*grey.size, len(packed), packed),
        ]
    )


def in_archive(order: Order) -> bytes:
    """Make an archive of two files."""
    inner = order.chance.choice([text("utf-8"), text("utf-16"), docx, html])
    return made.zipped({"photos/readme.txt": "Nothing here.", "kéy.bin": inner(order)})


def docx(order: Order) -> bytes:
    """Make a document of Word, its runs cut anywhere."""
    return made.docx(order.lines(), cut=order.chance.choice([0, 5, 7]))


FORMATS: Mapping[str, tuple[str, Made]] = {
    "utf-8": ("txt", text("utf-8")),
    "utf-8 with mark": ("txt", text("utf-8", b"\xef\xbb\xbf")),
    "utf-16": ("txt", text("utf-16-le", b"\xff\xfe")),
    "utf-16 big": ("txt", text("utf-16-be", b"\xfe\xff")),
    "utf-16 without mark": ("txt", text("utf-16-le")),
    "utf-16 big without mark": ("txt", text("utf-16-be")),
    "code page": ("txt", code_page),
    "html": ("html", html),
    "html table": ("htm", html_table),
    "html dressed": ("html", html_dressed),
    "xlsx by cells": ("xlsx", lambda order: made.xlsx({"Keys": cell_by_cell(order)})),
    "docx by cells": ("docx", lambda order: made.docx(["Keys"], cell_by_cell(order), cut=4)),
    "rtf": ("rtf", lambda order: made.rtf(order.lines())),
    "docx": ("docx", docx),
    "docx table": ("docx", lambda order: made.docx([], order.rows())),
    "xlsx": ("xlsx", lambda order: made.xlsx({"Keys": order.rows()})),
    "xlsx inline": ("xlsx", lambda order: made.xlsx({"A": [], "B": order.rows()}, shared=False)),
    "pptx": ("pptx", lambda order: made.pptx([["Agenda"], order.lines()])),
    "xps": ("xps", lambda order: made.xps([order.lines()])),
    "odt": ("odt", lambda order: made.odt(order.lines())),
    "ods": ("ods", lambda order: made.ods({"Keys": order.rows()})),
    "pdf": ("pdf", lambda order: made.pdf([["Cover"], western(order.lines())])),
    "eml": ("eml", mail),
    "eml with attachment": ("eml", attached),
    "mbox": ("mbox", mbox),
    "msg": ("msg", lambda order: made.msg("key", "\r\n".join(order.lines()))),
    "zip": ("zip", in_archive),
    "csv": ("csv", separated(",", "utf-8-sig")),
    "csv, semicolons": ("csv", separated(";", "utf-8")),
    "tsv": ("tsv", separated("\t", "utf-16")),
    "ldif": ("ldf", ldif),
    "json": ("json", graph),
    "manage-bde": ("txt", manage_bde),
    "powershell": ("log", powershell),
    "code": ("png", code),
    "code in word": ("docx", code_in_word),
    "code in pdf": ("pdf", code_in_pdf),
    "code in zip": ("zip", lambda order: made.zipped({"scans/1.png": code(order)})),
}
WITH_ONE_KEY = frozenset({"code", "code in word", "code in pdf", "code in zip"})


def corpus(count: int, seed: str = "corpus") -> list[Document]:
    """Make so many documents: half with keys, a fifth with damaged ones, the rest with none."""
    documents = []
    kinds, tongues = list(FORMATS), list(LANGUAGES)
    for number in range(count):
        chance = Chance(f"{seed} {number}")
        kind, tongue = kinds[number % len(kinds)], chance.choice(tongues)
        share = chance.random()
        keys = [
            planted(chance, damaged=0.5 <= share < 0.7 and at == 0 and kind not in WITH_ONE_KEY)
            for at in range(chance.choice([1, 1, 1, 2, 3]))
        ]
        if kind in WITH_ONE_KEY:
            keys = keys[:1]
        elif share >= 0.7:
            keys = []
        ending, make = FORMATS[kind]
        data = make(Order(chance, LANGUAGES[tongue], keys))
        name = f"{number:04} {LANGUAGES[tongue].filler[-1][:6].strip('. ¿')}.{ending}"
        documents.append(Document(name, f"{kind}, {tongue}", data, tuple(keys)))
    return documents
