# SPDX-License-Identifier: Apache-2.0
"""Documents for tests, as small as their formats allow, from the texts that are to be in them."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PARENTHESES = str.maketrans({"(": r"\(", ")": r"\)"})
Rows = Sequence[Sequence[str]]

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw")
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Make a zip archive."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return packed.getvalue()


def stored(members: Mapping[str, bytes]) -> bytes:
    """Make a zip archive that packs nothing."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name), content)
    return packed.getvalue()


def locked(members: Mapping[str, bytes]) -> bytes:
    """Make a zip archive whose members say that they are encrypted."""
    data = bytearray(stored(members))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def office(members: Mapping[str, str | bytes]) -> bytes:
    """Make a package of Microsoft Office."""
    return zipped({"[Content_Types].xml": XML + CONTENT_TYPES, **members})


def runs(text: str, size: int = 0) -> str:
    """Write a text in one run, or cut in several as Word does."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)] if size else [text]
    return "".join(f'<w:r><w:t xml:space="preserve">{escape(one)}</w:t></w:r>' for one in pieces)


def docx(paragraphs: Sequence[str], table: Rows = (), cut: int = 0) -> bytes:
    """Make a document of Word."""
    body = "".join(f"<w:p>{runs(one, cut)}</w:p>" for one in paragraphs)
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{runs(one, cut)}</w:p></w:tc>" for one in row) + "</w:tr>"
        for row in table
    )
    rows = f"<w:tbl>{rows}</w:tbl>" if rows else ""
    return office(
        {"word/document.xml": f"{XML}<w:document {W}><w:body>{body}{rows}</w:body></w:document>"}
    )


def column(number: int) -> str:
    """Return the letters of a column, which count from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def xlsx(sheets: Mapping[str, Rows], *, shared: bool = True) -> bytes:
    """Make a workbook of Excel; an empty text leaves its cell out."""
    strings: list[str] = []
    members: dict[str, str] = {}
    for number, rows in enumerate(sheets.values(), 1):
        lines = []
        for line, row in enumerate(rows, 1):
            cells = []
            for at, value in enumerate(row):
                place = f'r="{column(at)}{line}"'
                if value and shared:
                    cells.append(f'<c {place} t="s"><v>{len(strings)}</v></c>')
                    strings.append(value)
                elif value:
                    cells.append(f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            lines.append(f'<row r="{line}">{"".join(cells)}</row>')
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f"{XML}<worksheet {S}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
    tabs = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    texts = "".join(f"<si><t>{escape(one)}</t></si>" for one in strings)
    return office(
        {
            "xl/workbook.xml": f"{XML}<workbook {S} {R}><sheets>{tabs}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"{XML}<Relationships>{targets}</Relationships>",
            "xl/sharedStrings.xml": f"{XML}<sst {S}>{texts}</sst>",
            **members,
        }
    )


def pptx(slides: Sequence[Sequence[str]]) -> bytes:
    """Make a presentation of PowerPoint."""
    return office(
        {
            f"ppt/slides/slide{number}.xml": f"{XML}<p:sld xmlns:p='p' {A}>"
            + "".join(f"<a:p><a:r><a:t>{escape(one)}</a:t></a:r></a:p>" for one in slide)
            + "</p:sld>"
            for number, slide in enumerate(slides, 1)
        }
    )


def xps(pages: Sequence[Sequence[str]]) -> bytes:
    """Make what the XPS printer of Windows writes."""
    return office(
        {
            f"Documents/1/Pages/{number}.fpage": f"{XML}<FixedPage>"
            + "".join(
                f'<Glyphs OriginX="96" OriginY="{96 + 20 * line}" UnicodeString="{escape(one)}"/>'
                for line, one in enumerate(page)
            )
            + "</FixedPage>"
            for number, page in enumerate(pages, 1)
        }
    )


def odt(paragraphs: Sequence[str], table: Rows = ()) -> bytes:
    """Make a text of LibreOffice."""
    body = "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs)
    rows = odf_rows(table)
    table_ = f'<table:table table:name="Table1">{rows}</table:table>' if rows else ""
    return odf("text", f"<office:text>{body}{table_}</office:text>")


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """Make sheets of LibreOffice."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{odf_rows(rows)}</table:table>'
        for name, rows in sheets.items()
    )
    return odf("spreadsheet", f"<office:spreadsheet>{tables}</office:spreadsheet>")


def odf_rows(rows: Rows) -> str:
    """Write the rows of a table."""
    return "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell><text:p>{escape(one)}</text:p></table:table-cell>"
            if one
            else '<table:table-cell table:number-columns-repeated="1"/>'
            for one in row
        )
        + "</table:table-row>"
        for row in rows
    )


def odf(kind: str, body: str, more: Mapping[str, str] | None = None) -> bytes:
    """Make a package of LibreOffice; what it is stands at its beginning, not packed."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype"), f"application/vnd.oasis.opendocument.{kind}")
        content = f"<office:body>{body}</office:body>"
        archive.writestr(
            "content.xml",
            f"{XML}<office:document-content {ODF}>{content}</office:document-content>",
        )
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return packed.getvalue()


def rtf(lines: Sequence[str]) -> bytes:
    """Make a rich text as WordPad writes it."""
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Segoe UI 123456;}}{\colortbl ;\red0;}"
    body = "".join(rf"\pard\f0\fs20 {rtf_text(one)}\par" + "\r\n" for one in lines)
    return (head + r"{\*\generator Riched20 10.0.19041}" + body + "}").encode("ascii")


def rtf_text(text: str) -> str:
    """Write a text with the escapes of RTF."""
    return "".join(
        f"\\{one}" if one in "\\{}" else one if one.isascii() else f"\\u{ord(one)}?" for one in text
    )


def pdf(pages: Sequence[Sequence[str]], title: str = "", extra: bytes = b"") -> bytes:
    """Make a PDF with lines of text."""
    count = len(pages)
    kids = " ".join(f"{3 + 2 * at} 0 R" for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %b>>" % extra,
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
    ]
    font = 3 + 2 * count
    for at, lines in enumerate(pages):
        shown = "".join(f"({one.translate(PARENTHESES)}) Tj T*\n" for one in lines)
        stream = zlib.compress(f"BT /F1 11 Tf 50 780 Td 14 TL\n{shown}ET".encode("cp1252"))
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * at} 0 R"
            f" /Resources << /Font << /F1 {font} 0 R >> >> >>".encode(),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream),
        ]
    objects += [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) >>".encode(),
    ]
    return pdf_of(objects, len(objects))


def pdf_of(objects: Sequence[bytes], about: int = 0) -> bytes:
    """Put the objects of a PDF together; the first is the root, `about` has the title."""
    data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    info = b"/Info %d 0 R " % about if about else b""
    data += b"trailer\n<< /Size %d /Root 1 0 R %b>>\n" % (len(objects) + 1, info)
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % start)


# --- old documents: a file system in a file, with sectors of 512 bytes and small ones of 64 -------

SECTOR, SMALL, LARGE_FROM = 512, 64, 4096
END, FREE, TABLE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
Tree = Mapping[str, "bytes | Tree"]


def ole(tree: Tree) -> bytes:
    """Make an old document from the streams and storages in it."""
    entries: list[list[object]] = [["Root Entry", 5, NONE, b"", NONE]]
    _add_entries(entries, 0, tree)
    small = bytearray()
    small_table: list[int] = []
    sectors: list[bytes] = []
    table: list[int] = []

    def place(data: bytes) -> int:
        first = len(sectors)
        count = -(-len(data) // SECTOR)
        for at in range(count):
            sectors.append(data[at * SECTOR : (at + 1) * SECTOR].ljust(SECTOR, b"\0"))
            table.append(first + at + 1 if at + 1 < count else END)
        return first if count else END

    starts = []
    for _, kind, _, data, _ in entries:
        assert isinstance(data, bytes)
        if kind != 2 or not data:
            starts.append(END if kind == 2 else 0)
        elif len(data) < LARGE_FROM:
            starts.append(len(small_table))
            count = -(-len(data) // SMALL)
            first = len(small_table)
            small_table += [first + at + 1 for at in range(count - 1)] + [END]
            small += data.ljust(count * SMALL, b"\0")
        else:
            starts.append(place(data))
    starts[0] = place(bytes(small))
    packed = struct.pack(f"<{len(small_table)}L", *small_table)
    small_start = place(packed.ljust(-(-len(packed) // SECTOR) * SECTOR, b"\xff"))
    directory = b"".join(
        _entry(entries, at, starts[at], len(small) if at == 0 else len(_data(entries[at])))
        for at in range(len(entries))
    )
    directory_start = place(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    tables = 1
    while tables * SECTOR // 4 < len(table) + tables:
        tables += 1
    first_table = len(sectors)
    whole = [*table, *[TABLE] * tables]
    whole += [FREE] * (tables * SECTOR // 4 - len(whole))
    fat = struct.pack(f"<{len(whole)}L", *whole)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<LLLLL", 0, tables, directory_start, 0, LARGE_FROM)
    smalls = -(-len(packed) // SECTOR)
    header += struct.pack("<LLLL", small_start if smalls else END, smalls, END, 0)
    places = [first_table + at for at in range(tables)] + [FREE] * (109 - tables)
    return header + struct.pack("<109L", *places) + b"".join(sectors) + fat


def _data(entry: list[object]) -> bytes:
    data = entry[3]
    assert isinstance(data, bytes)
    return data


def _add_entries(entries: list[list[object]], parent: int, tree: Tree) -> None:
    """Add what lies in a storage as a chain to the right, in the order of the names."""
    names = sorted(tree, key=lambda name: (len(name), name.upper()))
    before = parent
    for name in names:
        content = tree[name]
        at = len(entries)
        is_stream = isinstance(content, bytes)
        entries.append([name, 2 if is_stream else 1, NONE, content if is_stream else b"", NONE])
        if before == parent:
            entries[parent][2] = at
        else:
            entries[before][4] = at
        before = at
        if not isinstance(content, bytes):
            _add_entries(entries, at, content)


def _entry(entries: list[list[object]], at: int, start: int, size: int) -> bytes:
    entry = entries[at]
    name = str(entry[0]).encode("utf-16-le") + b"\0\0"
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBB", len(name), entry[1], 1)
        + struct.pack("<LLL", NONE, entry[4], entry[2])
        + bytes(36)
        + struct.pack("<LQ", start, size)
    )


def msg(subject: str, body: str, more: Tree | None = None) -> bytes:
    """Make a message of Outlook."""
    return ole(message(subject, body, more))


def message(subject: str, body: str, more: Tree | None = None) -> Tree:
    """Make the streams of a message."""
    return {
        "__properties_version1.0": bytes(32),
        "__nameid_version1.0": {"__substg1.0_00020102": b""},
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        **(more or {}),
    }


def lzfu(data: bytes) -> bytes:
    """Pack a rich text as Outlook does, without looking for anything to leave out."""
    packed = b"".join(b"\0" + data[at : at + 8] for at in range(0, len(data), 8))
    return struct.pack("<LL4sL", len(packed) + 12, len(data), b"LZFu", 0) + packed
