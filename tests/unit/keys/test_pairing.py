# SPDX-License-Identifier: Apache-2.0
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant.keys import KeyId, RecoveryKey, find_file_ids, find_ids, find_pairs
from recovery_assistant.keys.pairing import ids_in, pairs_in
from recovery_assistant.keys.parse import runs_in
from recovery_assistant.keys.source import Source

NewKey = Callable[[], RecoveryKey]
NewId = Callable[[], KeyId]
Found = list[tuple[str | None, str | None]]
FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"

TXT = """BitLocker Drive Encryption recovery key\x20

To see whether this is the right key, compare the identifier with the one on the screen.

Identifier:

\t{id}

If it is the same, unlock the drive with this key.

Recovery Key:

\t{key}

If it is not the same, this key is for another drive.
More at https://go.microsoft.com/fwlink/?LinkID=260589
"""
TXT_SEVEN = """Recovery key identification: {id14}
Full recovery key identification: {id}

BitLocker Recovery Key:
{key}
"""
MANAGE_EN = """Volume C: [OS]
All Key Protectors

    TPM:
      ID: {{{other}}}
      PCR Validation Profile:
        7, 11

    Numerical Password:
      ID: {{{id}}}
      Password:
        {key}
      Backup type:
        AAD backup

    External Key:
      ID: {{{bek}}}
      External Key File Name:
        {bek}.BEK
      Automatic unlock enabled.
"""
MANAGE_DE = """Alle Schl\u00fcsselschutzvorrichtungen

    Externer Schl\u00fcssel:
      ID: {{{bek}}}
      Name der externen Schl\u00fcsseldatei:
        {bek}.BEK

    Numerisches Kennwort:
      ID: {{{id}}}
      Kennwort:
        {key}

    TPM:
      ID: {{{other}}}
"""
MANAGE_FR = """Tous les protecteurs de cl\u00e9s

    TPM\u00a0:
      ID\u00a0: {{{other}}}

    Mot de passe num\u00e9rique\u00a0:
      ID\u00a0: {{{id}}}
      Mot de passe\u00a0:
        {key}
"""
POWERSHELL = """
KeyProtectorId      : {{{bek}}}
AutoUnlockProtector : False
KeyProtectorType    : ExternalKey
KeyFileName         : {bek}.BEK
RecoveryPassword    :\x20

KeyProtectorId      : {{{id}}}
AutoUnlockProtector :\x20
KeyProtectorType    : RecoveryPassword
RecoveryPassword    : {key}
KeyCertificateType  :\x20

KeyProtectorId      : {{{other}}}
KeyProtectorType    : Tpm
"""
VBSCRIPT = """Accessing object: CN=PC-0001,OU=Clients,DC=corp,DC=example

name: 2024-03-05T11:02:17+01:00{{{id}}}
msFVE-RecoveryGuid: {{{id}}}
msFVE-RecoveryPassword: {key}
msFVE-VolumeGuid: {{{other}}}
"""
GRAPH = """{{
  "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x/$entity",
  "id": "{id}",
  "createdDateTime": "2024-03-05T15:37:11Z",
  "deviceId": "{other}",
  "key": "{key}"
}}
"""
GRAPH_KEY_FIRST = '{{"key":"{key}","deviceId":"{other}","id":"{id}"}}'
NOTE = """USB stick
ID {id8}
{half}
{rest}
"""
LAYOUTS = {
    "txt": TXT,
    "txt of Windows 7": TXT_SEVEN,
    "manage-bde en": MANAGE_EN,
    "manage-bde de": MANAGE_DE,
    "manage-bde fr": MANAGE_FR,
    "PowerShell": POWERSHELL,
    "VBScript": VBSCRIPT,
    "Graph": GRAPH,
    "Graph, key first": GRAPH_KEY_FIRST,
    "note": NOTE,
}


def fill(layout: str, key: RecoveryKey, key_id: KeyId, other: KeyId, bek: KeyId) -> str:
    return layout.format(
        id=key_id.grouped(),
        id8=key_id.hex[:8],
        id14=key_id.grouped()[:16],
        key=key.hyphenated(),
        half=" ".join(key.blocks[:4]),
        rest=" ".join(key.blocks[4:]),
        other=other.grouped(),
        bek=bek.grouped(),
    )


def found(text: str) -> Found:
    pairs = ((pair.key_id, pair.draft.key()) for pair in find_pairs(text))
    return [
        (key_id.hex if key_id else None, key.hyphenated() if key else None) for key_id, key in pairs
    ]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("join", ["", "\0"])
def test_one_key_in_each_layout_gets_its_id(
    name: str, line_end: str, join: str, new_key: NewKey, new_id: NewId
) -> None:
    key, key_id = new_key(), new_id()
    text = join.join(fill(LAYOUTS[name], key, key_id, new_id(), new_id()).replace("\n", line_end))
    hex_ = key_id.hex[:8] if name == "note" else key_id.hex
    assert found(text) == [(hex_, key.hyphenated())]
    (pair,) = find_pairs(text)
    assert pair.well_formed
    assert text[pair.position :].replace(join or "\0", "").startswith(key.blocks[0])


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("between", ["\n", "\n----\n\n", "\n" * 6])
def test_several_keys_in_each_layout_get_their_own_ids(
    name: str, between: str, new_key: NewKey, new_id: NewId
) -> None:
    keys = [(new_key(), new_id()) for _ in range(4)]
    text = between.join(
        fill(LAYOUTS[name], key, key_id, new_id(), new_id()) for key, key_id in keys
    )
    length = 8 if name == "note" else 32
    assert found(text) == [(key_id.hex[:length], key.hyphenated()) for key, key_id in keys]


def test_records_on_one_line_keep_together(new_key: NewKey, new_id: NewId) -> None:
    keys = [(new_key(), new_id()) for _ in range(3)]
    for layout in (
        '{{"id":"{id}","deviceId":"{other}","key":"{key}"}}',
        '{{"key":"{key}","id":"{id}"}}',
        '{{"id":"{id}","key":"{key}","more":"{other}"}}',
    ):
        text = ",".join(fill(layout, key, key_id, new_id(), new_id()) for key, key_id in keys)
        assert found(text) == [(key_id.hex, key.hyphenated()) for key, key_id in keys]


def test_keys_and_ids_in_a_row_keep_one_order(new_key: NewKey, new_id: NewId) -> None:
    keys = [(new_key(), new_id()) for _ in range(3)]
    wanted = [(key_id.hex, key.hyphenated()) for key, key_id in keys]
    for between in (" ", "\n", "\n\n"):
        before = between.join(f"{i.grouped()}{between}{k.hyphenated()}" for k, i in keys)
        after = between.join(f"{k.hyphenated()}{between}{i.grouped()}" for k, i in keys)
        assert found(before) == wanted
        assert found(after) == wanted


@pytest.mark.parametrize("mark", ["\t", ",", ";", " | "])
def test_in_a_table_the_id_of_the_row_wins(mark: str, new_key: NewKey, new_id: NewId) -> None:
    rows = [(new_key(), new_id()) for _ in range(4)]
    wanted = [(key_id.hex, key.hyphenated()) for key, key_id in rows]
    quoted = ['"Device"', '"Key ID"', '"Key"', '"Uploaded"']
    before = [mark.join(quoted)]
    before += [f'PC{mark}"{i.grouped()}"{mark}"{k.hyphenated()}"{mark}x' for k, i in rows]
    after = [mark.join(["Key", "Device", "ID"])]
    after += [f"{k.hyphenated()}{mark}PC{mark}{{{i.grouped()}}}" for k, i in rows]
    assert found("\n".join(before)) == wanted
    assert found("\n".join(after)) == wanted
    short = [f"PC{mark}{i.hex[:8]}{mark}{k.hyphenated()}" for k, i in rows]
    assert found("\n".join(short)) == [(id_ and id_[:8], key) for id_, key in wanted]


def test_a_column_headed_as_the_device_id_is_passed_over(new_key: NewKey, new_id: NewId) -> None:
    rows = [(new_key(), new_id(), new_id()) for _ in range(3)]
    lines = ["A report", "name,id,deviceId,key"]
    lines += [f"PC,{i.grouped()},{d.grouped()},{k.hyphenated()}" for k, i, d in rows]
    assert found("\n".join(lines)) == [(i.hex, k.hyphenated()) for k, i, _ in rows]


def test_a_row_longer_than_its_heading_is_read(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    text = f"a,b\n,,,{key_id.grouped()},{key.hyphenated()}"
    assert found(text) == [(key_id.hex, key.hyphenated())]
    far = "x" * 5000 + f" {key_id.grouped()} {key.hyphenated()}"
    assert found(far) == [(key_id.hex, key.hyphenated())]


@pytest.mark.parametrize(
    "label",
    ["Device ID", "deviceId", "msFVE-VolumeGuid", "azureADDeviceId", "object-id", "Ger\u00e4te-ID"],
)
def test_the_id_of_something_else_is_never_paired(
    label: str, new_key: NewKey, new_id: NewId
) -> None:
    key, other = new_key(), new_id()
    text = f"{label}: {{{other.grouped()}}}\nkey: {key.hyphenated()}"
    assert found(text) == [(None, key.hyphenated())]
    assert find_ids(text) == ()


def test_a_key_file_is_never_paired(new_key: NewKey, new_id: NewId) -> None:
    key, bek = new_key(), new_id()
    name = bek.grouped().lower() + ".bek"
    text = f"External Key:\n  ID: {{{bek.grouped()}}}\n  File: {name}\n{key.hyphenated()}"
    assert found(text) == [(None, key.hyphenated())]
    assert find_ids(text) == ()
    assert find_file_ids(text) == (bek,)


def test_an_id_of_another_record_is_not_paired(new_key: NewKey, new_id: NewId) -> None:
    key = new_key().hyphenated()
    text = f'[{{"id":"{new_id().grouped()}"}},{{"key":"{key}"}},{{"id":"{new_id().grouped()}"}}]'
    assert found(text) == [(None, key)]


def test_the_nearer_of_two_ids_on_a_line_wins(new_key: NewKey, new_id: NewId) -> None:
    key, near, far = new_key().hyphenated(), new_id(), new_id()
    assert found(f"{far.grouped()} and some words {key} {near.grouped()}") == [(near.hex, key)]
    assert found(f"{near.grouped()} {key} and some words {far.grouped()}") == [(near.hex, key)]


def test_the_id_without_a_blank_line_between_wins(new_key: NewKey, new_id: NewId) -> None:
    key, near, far = new_key().hyphenated(), new_id(), new_id()
    assert found(f"{far.grouped()}\n\n{key}\n{near.grouped()}") == [(near.hex, key)]
    assert found(f"{near.grouped()}\n{key}\n\n{far.grouped()}") == [(near.hex, key)]
    assert found(f"{near.grouped()}\n{key}\n{far.grouped()}") == [(near.hex, key)]


def test_one_id_is_never_given_to_two_keys(new_key: NewKey, new_id: NewId) -> None:
    one, other, key_id = new_key().hyphenated(), new_key().hyphenated(), new_id()
    for between in (" ", "\n", "\n\n"):
        text = between.join([one, key_id.grouped(), other])
        assert found(text) == [(None, one), (key_id.hex, other)]


def test_an_id_with_hyphens_in_wrong_places_is_an_id(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    hex_ = key_id.hex
    text = f"{hex_[:8]}-{hex_[8:12]}-{hex_[12:20]}-{hex_[20:24]}-{hex_[24:]} {key.hyphenated()}"
    assert found(text) == [(hex_, key.hyphenated())]


@pytest.mark.parametrize(
    "text",
    [
        "20240305",
        "0x80310035",
        "DESKTOP-4F3A2B1C",
        "ABCDEFAB",
        "12345678901234567890123456789012",
        "1234567890123456",
        "C0FFEE1",
        "C0FFEE12-34",
        "C0FFEE12C",
        "C0FFEE12X",
    ],
)
def test_other_things_are_not_taken_for_ids(text: str, new_key: NewKey) -> None:
    key = new_key()
    assert found(f"{text}\n{key.hyphenated()}") == [(None, key.hyphenated())]


def test_blocks_of_a_key_are_not_an_id(new_key: NewKey) -> None:
    key = new_key()
    assert find_ids(key.digits() + " " + " ".join(key.blocks)) == ()


def test_ids_without_keys_are_listed_once_in_order(new_id: NewId) -> None:
    one, other, device = new_id(), new_id(), new_id()
    text = f'"id": "{one.grouped().lower()}", "deviceId": "{device.grouped()}"\n'
    text += f"{other.grouped()} {one.grouped()}"
    assert find_pairs(text) == ()
    assert find_ids(text) == (one, other)


def test_a_damaged_key_is_paired_too(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key(), new_id()
    text = TXT.format(id=key_id.grouped(), key=key.hyphenated()[:-1] + "?")
    (pair,) = find_pairs(text)
    assert not pair.well_formed
    assert pair.key_id == key_id
    assert pair.draft.unreadable(8) == 1


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-03-05T11:02:17+01:00", "2024-03-05"),
        ("5.3.2024 16:37", "2024-03-05"),
        ("05.03.2024", "2024-03-05"),
        ("3/25/2024, 4:57:10 PM", "2024-03-25"),
        ("25/3/2024", "2024-03-25"),
        ("3/3/2024", "2024-03-03"),
        ("3/5/2024", "3/5/2024"),
        ("5/12/2024", "5/12/2024"),
        ("12/5/2024", "12/5/2024"),
        ("99.99.2024", None),
        ("10.0.26100", None),
        ("none", None),
    ],
)
def test_the_date_beside_a_key_is_read(written: str, date: str | None, new_key: NewKey) -> None:
    key = new_key().hyphenated()
    for text in (f"PC\t{key}\t{written}", f"PC\t{written}\t{key}", f"on {written}\n\t{key}\nx"):
        (pair,) = find_pairs(text)
        assert pair.date == date


def test_each_record_keeps_its_own_date(new_key: NewKey, new_id: NewId) -> None:
    keys = [new_key().hyphenated() for _ in range(3)]
    lines = "\n".join(f"{key}\t2024-03-0{n}" for n, key in enumerate(keys, 1))
    records = ",".join(
        f'{{"date":"2024-03-0{n}","id":"{new_id().grouped()}","key":"{key}"}}'
        for n, key in enumerate(keys, 1)
    )
    paragraphs = "\n\n".join(f"2024-03-0{n}\n{key}" for n, key in enumerate(keys, 1))
    undated = f"2024-03-09\n\n{keys[0]}\n\n2024-03-09"
    for text in (lines, records, paragraphs):
        assert [pair.date for pair in find_pairs(text)] == [
            "2024-03-01",
            "2024-03-02",
            "2024-03-03",
        ]
    assert [pair.date for pair in find_pairs(undated)] == [None]


def test_nothing_prints_the_digits_of_a_pair(new_key: NewKey) -> None:
    key = new_key()
    assert not any(block in repr(find_pairs(key.hyphenated())) for block in key.blocks)


@pytest.mark.parametrize("unit", ["1234567A ", "C0FFEE12-3456-4ABC-9DEF-0123456789AB,", "{", "\t"])
def test_ten_million_characters_of_ids_are_read_in_linear_time(unit: str) -> None:
    text = unit * (10_000_000 // len(unit))
    began = time.monotonic()
    find_pairs(text)
    assert time.monotonic() - began < 400


def test_many_keys_far_from_the_only_id_are_read_in_linear_time(
    new_key: NewKey, new_id: NewId
) -> None:
    keys = "\n".join(new_key().hyphenated() for _ in range(50_000))
    began = time.monotonic()
    before = find_pairs(f"{new_id().grouped()}\n{keys}")
    after = find_pairs(f"{keys}\n{new_id().grouped()}")
    assert time.monotonic() - began < 400
    assert [sum(pair.key_id is not None for pair in pairs) for pairs in (before, after)] == [1, 1]
    assert before[0].key_id
    assert after[-1].key_id


@given(st.text() | st.text("0123456789ABCDEF-{}\n\t, ."))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    find_pairs(text)
    find_ids(text)
    find_file_ids(text)


def test_every_text_among_the_fixtures_is_paired_rightly() -> None:
    manifest = FIXTURES / "manifest.json"
    if not manifest.is_file():
        pytest.skip("the folder with sample files is not beside the checkout")
    for entry in json.loads(manifest.read_text(encoding="utf-8"))["recovery_files"]:
        encoding = entry["encoding"].removesuffix("+BOM").replace("utf-16-le", "utf-16")
        text = (FIXTURES / entry["file"]).read_bytes().decode(encoding)
        expected = [
            (one["key_id"].replace("-", ""), one["recovery_password"])
            for one in entry["expect"]
            if one["recovery_password"]
        ]
        assert found(text) == expected, entry["file"]


@pytest.mark.parametrize(
    "text",
    [
        "51234567 {key}",
        "{key}\n51234567",
        "Order 51234567\n{key}",
        "paid 51234567: {key}",
        "Android 51234567\n{key}",
        "Device ID: 51234567\n{key}",
        "name,phone,key\nPC,51234567,{key}",
    ],
)
def test_a_number_beside_a_key_is_not_its_id(text: str, new_key: NewKey) -> None:
    key = new_key().hyphenated()
    assert found(text.format(key=key)) == [(None, key)]


@pytest.mark.parametrize(
    "text",
    [
        "Key ID: 51234567\n{key}",
        "ID 51234567 {key}",
        "KeyProtectorId : {{51234567}}\n{key}",
        "recoveryKeyId=51234567 {key}",
        "Identifier:\n\n\t51234567\n\nKey:\n{key}",
        "Identificateur\u00a0: 51234567\n{key}",
        "Kennung: 51234567\n{key}",
        "\u6807\u8bc6\u7b26\uff1a51234567\n{key}",
        "name,Key ID,key\nPC,51234567,{key}",
    ],
)
def test_eight_digits_are_an_id_where_they_are_called_one(text: str, new_key: NewKey) -> None:
    key = new_key().hyphenated()
    assert found(text.format(key=key)) == [("51234567", key)]


def test_eight_digits_are_an_id_where_they_are_the_one_asked_for(new_key: NewKey) -> None:
    asked = KeyId("51234567" + "89AB" * 6)
    text = f"51234567 {new_key().hyphenated()}"
    assert [pair.key_id for pair in find_pairs(text, asked)] == [KeyId("51234567")]
    assert [pair.key_id for pair in find_pairs(text, KeyId("51234568"))] == [None]


NO_OWN_ID = """    TPM:
      ID: {{{other}}}
      PCR Validation Profile:
        7, 11

    Numerical Password:
      Password:
        {key}
      Backup type:
        AAD backup
"""
NO_OWN_ID_FIRST = """    Numerisches Kennwort:
      Kennwort:
        {key}

    TPM:
      ID: {{{other}}}
"""


@pytest.mark.parametrize("layout", [NO_OWN_ID, NO_OWN_ID_FIRST])
def test_the_id_of_another_section_is_not_paired(
    layout: str, new_key: NewKey, new_id: NewId
) -> None:
    key = new_key().hyphenated()
    assert found(layout.format(key=key, other=new_id().grouped())) == [(None, key)]


def test_an_id_far_from_a_key_is_not_paired(new_key: NewKey, new_id: NewId) -> None:
    key, key_id = new_key().hyphenated(), new_id()
    for many, expected in ((100, key_id.hex), (2_000, None)):
        assert found(f"{key_id.grouped()}\n" + "word\n" * many + key) == [(expected, key)]
        assert found(f"{key}\n" + "word\n" * many + key_id.grouped()) == [(expected, key)]


def test_a_block_with_two_characters_too_many_is_not_an_id(new_key: NewKey) -> None:
    blocks = [*new_key().blocks]
    blocks[3] = "1234567A"
    assert find_ids(" ".join(blocks)) == ()


def test_an_id_before_the_name_of_another_key_file_is_not_its_id(new_id: NewId) -> None:
    key_id = new_id()
    assert find_file_ids(f"{key_id.hex[:8]} a.bek") == ()
    assert find_ids(f"{key_id.hex[:8]} a.bek") == (KeyId(key_id.hex[:8]),)


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 2024-03-05 {key}",
        "x\n2024-01-01\n{key} was written down on 2024-03-05",
        "2024-03-05 is the day of {key}\n2024-01-01",
    ],
)
def test_the_nearest_date_of_the_line_is_the_date(text: str, new_key: NewKey) -> None:
    (pair,) = find_pairs(text.format(key=new_key().hyphenated()))
    assert pair.date == "2024-03-05"


@pytest.mark.parametrize(
    "text",
    [
        "C0FFEE12-3456-4A",
        "C0FFEE1234564ABC",
        "C0FFEE12-34564ABC",
        "C0FFEE12-3456-4ABC",
        "C0FF-EE12-3456-4ABC-9DEF-0123-4567-89-AB",
    ],
)
def test_an_id_of_each_shape_is_found(text: str) -> None:
    assert find_ids(text) == (KeyId(text.replace("-", "")),)


@pytest.mark.parametrize("text", ["12345678-1234-12", "12345678-12345678", "12345678-1234-1234"])
def test_digits_alone_are_no_beginning_of_an_id(text: str) -> None:
    assert find_ids(text) == ()


def test_the_name_of_a_key_file_is_read_with_and_without_braces(new_id: NewId) -> None:
    bek = new_id()
    assert find_file_ids(f"{bek.grouped()}.BEK") == (bek,)
    assert find_file_ids(f"{{{bek.grouped()}}}.BEK") == (bek,)


def test_an_id_after_a_damaged_key_is_found(new_key: NewKey, new_id: NewId) -> None:
    blocks, key_id = [*new_key().blocks], new_id()
    blocks[3] = "1234567A"
    assert find_ids(f"{' '.join(blocks)}\n{key_id.grouped()}") == (key_id,)


def test_a_key_far_from_the_first_gets_the_id_before_it(new_key: NewKey, new_id: NewId) -> None:
    first, second, key_id = new_key().hyphenated(), new_key().hyphenated(), new_id()
    text = f"{first}\n" + "word\n" * 8_000 + f"{key_id.grouped()} {second}"
    assert found(text) == [(None, first), (key_id.hex, second)]


@pytest.mark.parametrize("lead", ["", "A report\n", "word\n" * 2_000])
@pytest.mark.parametrize("heading", ["deviceId,name,key", '"deviceId","name","key"'])
def test_a_heading_is_read_wherever_its_table_stands(
    lead: str, heading: str, new_key: NewKey, new_id: NewId
) -> None:
    key = new_key().hyphenated()
    assert found(f"{lead}{heading}\n{new_id().grouped()},PC,{key}") == [(None, key)]


def test_each_of_two_tables_has_its_own_heading(new_key: NewKey, new_id: NewId) -> None:
    first, second, third = (new_key().hyphenated() for _ in range(3))
    key_id = new_id()
    text = "\n".join(
        (
            "name,deviceId,key",
            f",{new_id().grouped()},{first}",
            "deviceId,name,key,note",
            f"{new_id().grouped()},PC,{second},x",
            "id,key",
            f"{key_id.grouped()},{third}",
        )
    )
    assert found(text) == [(None, first), (None, second), (key_id.hex, third)]


def test_the_section_of_the_id_right_before_a_key_counts(new_key: NewKey, new_id: NewId) -> None:
    key = new_key().hyphenated()
    text = f"Computer {new_id().grouped()}\n\n" + NO_OWN_ID
    assert found(text.format(key=key, other=new_id().grouped())) == [(None, key)]


def test_pairing_counts_only_what_it_reads_as_read(new_key: NewKey, new_id: NewId) -> None:
    source = Source(f"id,key\n{new_id().grouped()},{new_key().hyphenated()}")
    whole: list[int] = []
    parts: list[int] = []
    pairs_in(source, pause=whole.append)
    tuple(ids_in(source, runs_in(source.text, parts.append), parts.append))
    assert sum(whole) == sum(parts)
