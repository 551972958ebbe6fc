# SPDX-License-Identifier: Apache-2.0
"""Exports of directories, portals, fleet tools and commands: each key with its own Key ID.

The layouts are those of the programs named.
"""

import json
import tomllib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from recovery_assistant.find import read_file
from recovery_assistant.keys import KeyId, RecoveryKey

NewKey = Callable[[], RecoveryKey]
NewId = Callable[[], KeyId]


class Record(NamedTuple):
    """One PC: the key and its ID, and IDs of other things that stand about."""

    name: str
    key_id: KeyId
    key: str
    day: str
    device: KeyId
    volume: KeyId
    tpm: KeyId
    stick: KeyId


Write = Callable[[Sequence[Record]], str]


@pytest.fixture
def records(new_key: NewKey, new_id: NewId) -> list[Record]:
    return [
        Record(
            f"PC-{number:04d}",
            new_id(),
            new_key().hyphenated(),
            f"2024-03-{number + 10}",
            new_id(),
            new_id(),
            new_id(),
            new_id(),
        )
        for number in range(4)
    ]


def table(
    mark: str,
    quote: str,
    columns: Sequence[tuple[str, Callable[[Record], str]]],
    line: str = "\r\n",
) -> Write:
    def write(records: Sequence[Record]) -> str:
        lines = [[name for name, _ in columns]]
        lines += [[value(one) for _, value in columns] for one in records]
        return line.join(mark.join(f"{quote}{cell}{quote}" for cell in row) for row in lines) + line

    return write


def directory_name(one: Record) -> str:
    return f"{one.day}T15:37:11-00:00{{{one.key_id.grouped()}}}"


def full_name(one: Record) -> str:
    return f"CN={directory_name(one)},CN={one.name},OU=Laptops,DC=corp,DC=example"


def octets(key_id: KeyId) -> str:
    return UUID(key_id.hex).bytes_le.hex()


def ldif(records: Sequence[Record], *, width: int = 76, base64: bool = True) -> str:
    lines = ["version: 1", ""]
    for one in records:
        lines += [
            f"dn: {full_name(one)}",
            "changetype: add",
            "objectClass: top",
            "objectClass: msFVE-RecoveryInformation",
            f"whenCreated: {one.day.replace('-', '')}153711.0Z",
            f"msFVE-RecoveryPassword: {one.key}",
        ]
        if base64:
            for name, guid in (("Volume", one.volume), ("Recovery", one.key_id)):
                value = b64encode(UUID(guid.hex).bytes_le).decode()
                lines.append(f"msFVE-{name}Guid:: {value}")
        lines.append("")
    return "\n".join(
        "\n ".join(
            [
                line[:width],
                *(line[at : at + width - 1] for at in range(width, len(line), width - 1)),
            ]
        )
        for line in lines
    )


def graph(records: Sequence[Record], *, indent: int | None = None) -> str:
    return json.dumps(
        {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#recoveryKeys",
            "value": [
                {
                    "id": one.key_id.grouped().lower(),
                    "createdDateTime": f"{one.day}T15:37:11Z",
                    "deviceId": one.device.grouped().lower(),
                    "volumeType": "operatingSystemVolume",
                    "key": one.key,
                }
                for one in records
            ],
        },
        indent=indent,
    )


def intune(records: Sequence[Record]) -> str:
    # Devices, each with the list of its keys.
    return json.dumps(
        [
            {
                "deviceName": one.name,
                "azureADDeviceId": one.device.grouped(),
                "userId": one.volume.grouped(),
                "recoveryKeys": [{"keyId": one.key_id.grouped(), "recoveryKey": one.key}],
            }
            for one in records
        ],
        indent=2,
    )


def ninja(records: Sequence[Record]) -> str:
    return "\n".join(
        json.dumps(
            {
                "device": {"id": 17, "systemName": one.name},
                "bitLockerStatus": {
                    "lockStatus": "UNLOCKED",
                    "keyProtectors": [
                        {"type": "TPM", "id": f"{{{one.tpm.grouped()}}}"},
                        {
                            "type": "RECOVERY_PASSWORD",
                            "id": f"{{{one.key_id.grouped()}}}",
                            "password": one.key,
                        },
                    ],
                },
            }
        )
        for one in records
    )


def powershell_json(records: Sequence[Record]) -> str:
    return json.dumps(
        [
            {
                "ComputerName": one.name,
                "MountPoint": "C:",
                "KeyProtector": [
                    protector(one.tpm, 1, ""),
                    protector(one.key_id, 3, one.key),
                    protector(one.stick, 2, "", f"{one.stick.grouped()}.BEK"),
                ],
            }
            for one in records
        ],
        indent=4,
    )


def protector(key_id: KeyId, kind: int, key: str, file: str = "") -> dict[str, object]:
    return {
        "KeyProtectorId": f"{{{key_id.grouped()}}}",
        "AutoUnlockProtector": None,
        "KeyProtectorType": kind,
        "KeyFileName": file,
        "RecoveryPassword": key,
        "KeyCertificateType": None,
        "Thumbprint": "",
    }


def powershell_list(records: Sequence[Record]) -> str:
    return "\r\n".join(
        line
        for one in records
        for key_id, kind, key in (
            (one.tpm, "Tpm", ""),
            (one.key_id, "RecoveryPassword", one.key),
        )
        for line in (
            f"KeyProtectorId      : {{{key_id.grouped()}}}",
            "AutoUnlockProtector : ",
            f"KeyProtectorType    : {kind}",
            "KeyFileName         : ",
            f"RecoveryPassword    : {key}",
            "KeyCertificateType  : ",
            "Thumbprint          : ",
            "",
        )
    )


def powershell_table(records: Sequence[Record]) -> str:
    lines = [
        "",
        "KeyProtectorId                         RecoveryPassword",
        "-" * 14 + " " * 25 + "-" * 16,
    ]
    for one in records:
        lines.append(f"{{{one.tpm.grouped()}}} ")
        lines.append(f"{{{one.key_id.grouped()}}} {one.key}")
    return "\r\n".join([*lines, "", ""])


def clixml(records: Sequence[Record]) -> str:
    objects = "".join(
        "<Obj RefId='1'><TN RefId='0'><T>Microsoft.ActiveDirectory.Management.ADObject</T></TN>"
        "<Props>"
        f"<S N='DistinguishedName'>{full_name(one)}</S>"
        f"<S N='msFVE-RecoveryPassword'>{one.key}</S><S N='Name'>{directory_name(one)}</S>"
        f"<G N='ObjectGUID'>{one.device.grouped().lower()}</G></Props></Obj>\n"
        for one in records
    )
    return (
        '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n'
        f"{objects}</Objs>"
    )


def manage_bde(said: Mapping[str, str]) -> Write:
    """Write what `manage-bde -protectors -get` says, in its own words for what it names."""
    end = said["before_colon"] + ":"

    def write(records: Sequence[Record]) -> str:
        lines = []
        for one in records:
            lines += [
                f"{said['volume']} C: [{one.name}]",
                said["everything"],
                "",
                f"    {said['tpm']}{end}",
                f"      {said['id']}{end} {{{one.tpm.grouped()}}}",
                f"      {said['pcr']}{end}",
                "        0, 2, 4, 11",
                "",
                f"    {said['number']}{end}",
                f"      {said['id']}{end} {{{one.key_id.grouped()}}}",
                f"      {said['password']}{end}",
                f"        {one.key}",
                f"      {said['backup']}",
                "",
                f"    {said['stick']}{end}",
                f"      {said['id']}{end} {{{one.stick.grouped()}}}",
                f"      {said['file']}{end}",
                f"        {one.stick.grouped()}.BEK",
                "",
            ]
        return "\r\n".join(lines)

    return write


LANGUAGES: list[dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("manage_bde.toml").read_text("utf-8")
)["language"]

EXPORTS: dict[str, Write] = {
    "ad export-csv": table(
        ",",
        '"',
        [
            ("ComputerName", lambda one: one.name),
            ("Name", directory_name),
            ("msFVE-RecoveryPassword", lambda one: one.key),
            ("whenCreated", lambda one: one.day),
        ],
    ),
    "ad export-csv with names and guids": table(
        ",",
        '"',
        [
            ("DistinguishedName", full_name),
            ("msFVE-RecoveryPassword", lambda one: one.key),
            ("ObjectClass", lambda _: "msFVE-RecoveryInformation"),
            ("ObjectGUID", lambda one: one.device.grouped().lower()),
        ],
    ),
    "ad in german excel": table(
        ";",
        "",
        [
            ("Computer", lambda one: one.name),
            ("Geräte-ID", lambda one: one.device.grouped()),
            ("Kennwort-ID", lambda one: one.key_id.grouped()),
            ("Wiederherstellungskennwort", lambda one: one.key),
            ("Datum", lambda one: ".".join(reversed(one.day.split("-")))),
        ],
    ),
    "ad format-list": lambda records: "\r\n".join(
        f"\r\nDistinguishedName       : {full_name(one)}\r\n"
        f"msFVE-RecoveryPassword  : {one.key}\r\n"
        f"Name                    : {directory_name(one)}\r\n"
        "ObjectClass             : msFVE-RecoveryInformation\r\n"
        f"ObjectGUID              : {one.device.grouped().lower()}\r\n"
        for one in records
    ),
    "csvde": table(
        ",",
        "",
        [
            ("DN", lambda one: f'"{full_name(one)}"'),
            ("objectClass", lambda _: "msFVE-RecoveryInformation"),
            ("name", directory_name),
            ("msFVE-VolumeGuid", lambda one: f"X'{octets(one.volume)}'"),
            ("msFVE-RecoveryPassword", lambda one: one.key),
        ],
    ),
    "ldifde": ldif,
    "ldapsearch without base64": lambda records: ldif(records, base64=False),
    "ldapsearch on narrow lines": lambda records: ldif(records, width=40),
    "graph": graph,
    "graph indented": lambda records: graph(records, indent=2),
    "graph in one value each": lambda records: "\n".join(
        json.dumps(
            {
                "value": {
                    "id": one.key_id.grouped(),
                    "deviceId": one.device.grouped(),
                    "key": one.key,
                }
            }
        )
        for one in records
    ),
    "entra csv": table(
        ",",
        "",
        [
            ("Device", lambda one: one.name),
            ("Device ID", lambda one: one.device.grouped().lower()),
            ("BitLocker Key ID", lambda one: one.key_id.grouped().lower()),
            ("BitLocker recovery key", lambda one: one.key),
            ("Drive type", lambda _: "Operating system drive"),
            ("Backed up", lambda one: f"{one.day}T10:00:00Z"),
        ],
        "\n",
    ),
    "entra with short ids": table(
        "\t",
        "",
        [
            ("Device", lambda one: one.name),
            ("Key ID", lambda one: one.key_id.hex[:8]),
            ("Recovery key", lambda one: one.key),
        ],
    ),
    "intune": intune,
    "configuration manager": table(
        ",",
        "",
        [
            ("Id", lambda one: str(int(one.name[3:]) + 16777216)),
            ("VolumeId", lambda one: one.volume.grouped()),
            ("RecoveryKeyId", lambda one: one.key_id.grouped()),
            ("RecoveryKey", lambda one: one.key),
            ("LastUpdateTime", lambda one: f"{one.day} 10:11:12.130"),
        ],
    ),
    "manageengine": table(
        ",",
        '"',
        [
            ("Computer Name", lambda one: one.name),
            ("Drive", lambda _: "C:"),
            ("Recovery Password", lambda one: one.key),
            ("Recovery Key ID", lambda one: one.key_id.grouped()),
        ],
    ),
    "ninja": ninja,
    "fleet inventory with the digits in one": table(
        "|",
        "",
        [
            ("host", lambda one: one.name),
            ("client_id", lambda one: one.device.grouped()),
            ("key_id", lambda one: one.key_id.grouped()),
            ("key", lambda one: one.key.replace("-", "")),
        ],
    ),
    "powershell json": powershell_json,
    "powershell list": powershell_list,
    "powershell table": powershell_table,
    "powershell clixml": clixml,
    "password manager csv": table(
        ",",
        '"',
        [
            ("Title", lambda one: f"BitLocker {one.name}"),
            ("Notes", lambda one: f"Identifier:\n{one.key_id.grouped()}\n\nKey:\n{one.key}\n"),
            ("UUID", lambda _: ""),
        ],
    ),
    "password manager json": lambda records: json.dumps(
        {
            "items": [
                {"name": one.name, "notes": f"Key ID {one.key_id.grouped()}\r\nKey\r\n{one.key}"}
                for one in records
            ]
        }
    ),
    "web report": lambda records: (
        "<!DOCTYPE html><html><body><table><thead><tr><th>PC</th><th>Object ID</th><th>Key ID</th>"
        "<th>Key</th></tr></thead><tbody>"
        + "".join(
            f"<tr><td>{one.name}</td><td>{one.device.grouped()}</td>"
            f"<td>{{{one.key_id.grouped()}}}</td><td>{one.key.replace('-', '&#8209;')}</td></tr>"
            for one in records
        )
        + "</tbody></table></body></html>"
    ),
}


def check(path: Path, records: Sequence[Record], shown: int = 32) -> None:
    """Every key has its own ID, and asking for one puts it first."""
    found = {
        "-".join(one.draft.blocks): one.key_id.hex if one.key_id else None
        for one in read_file(path, None).candidates
    }
    assert found == {one.key: one.key_id.hex[:shown] for one in records}
    for one in records:
        best = read_file(path, KeyId(one.key_id.hex[:8])).candidates[0]
        assert "-".join(best.draft.blocks) == one.key
        assert best.match is not None
        assert best.match.agrees


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_key_of_an_export_has_its_own_id(
    tmp_path: Path, records: list[Record], name: str, encoding: str
) -> None:
    path = tmp_path / "export"
    path.write_bytes(EXPORTS[name](records).encode(encoding))
    check(path, records, 8 if name == "entra with short ids" else 32)


@pytest.mark.parametrize("name", EXPORTS)
def test_a_single_record_has_its_own_id(tmp_path: Path, records: list[Record], name: str) -> None:
    path = tmp_path / "export"
    path.write_bytes(EXPORTS[name](records[:1]).encode())
    check(path, records[:1], 8 if name == "entra with short ids" else 32)


@pytest.mark.parametrize("said", LANGUAGES, ids=[one["name"] for one in LANGUAGES])
@pytest.mark.parametrize("in_two_bytes", [False, True])
def test_what_manage_bde_says_is_read_in_each_language(
    tmp_path: Path, records: list[Record], said: dict[str, str], *, in_two_bytes: bool
) -> None:
    path = tmp_path / "output.txt"
    encoding = "utf-16" if in_two_bytes else said["encoding"]
    path.write_bytes(manage_bde(said)(records).encode(encoding))
    check(path, records)


@pytest.mark.parametrize("in_order_of_directories", [False, True])
def test_an_id_in_octets_alone_is_found_by_the_id_on_the_screen(
    tmp_path: Path, records: list[Record], *, in_order_of_directories: bool
) -> None:
    lines = ["msFVE-RecoveryGuid,msFVE-RecoveryPassword"]
    for one in records:
        hex_ = octets(one.key_id) if in_order_of_directories else one.key_id.hex
        lines.append(f"X'{hex_}',{one.key}")
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines))
    for one in records:
        best = read_file(path, KeyId(one.key_id.hex[:8])).candidates[0]
        assert "-".join(best.draft.blocks) == one.key
        assert best.match is not None
        assert best.match.agrees
        assert best.match.swapped_byte_order is in_order_of_directories


def test_dates_of_an_export_put_the_newest_first(tmp_path: Path, records: list[Record]) -> None:
    for name in (
        "ad export-csv",
        "ad in german excel",
        "entra csv",
        "graph",
        "configuration manager",
    ):
        path = tmp_path / "export"
        path.write_bytes(EXPORTS[name](records).encode())
        days = [one.date for one in read_file(path, None).candidates]
        assert days == sorted((one.day for one in records), reverse=True), name
