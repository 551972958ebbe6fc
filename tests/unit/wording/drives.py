# SPDX-License-Identifier: Apache-2.0
"""Locked drives, made up: one for every condition that a drive can be in."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from recovery_assistant.drive.containers import Container
from recovery_assistant.drive.metadata import Block, Cipher, Protector, ProtectorType, State
from recovery_assistant.drive.outcomes import EngineKind, Image, Plan, Tried
from recovery_assistant.drive.volume import CopyState, Layout, Volume
from recovery_assistant.flow.lockout.proving import Drive, DriveKind
from recovery_assistant.keys import KeyId
from recovery_assistant.keys.attempts import Idea
from recovery_assistant.wording.drive import rights


def key_id(start: str) -> KeyId:
    """Return a whole Key ID that begins so."""
    return KeyId(f"{start}{'4E2A1B0C9D8E7F60A1B2C3D4'}"[:32])


WANTED = key_id("5BFCBB05")
OLDER = key_id("77AA88BB")
STRANGE = key_id("0A1B2C3D")
MADE = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
SAVED = datetime(2024, 3, 1, 12, 1, tzinfo=UTC)
DESCRIPTION = "KONTOR-7 OS 01.03.2024"
LOCAL = Drive(Path("/dev/nvme0n1"), DriveKind.SYSTEM, "WD SN740 512GB", 512_110_190_592)
ADAPTER = Drive(
    Path("/dev/sdb"), DriveKind.REMOVABLE, "Samsung PSSD T7", 1_000_204_886_016, readable=False
)
INNER = Drive(Path("/dev/sda"), DriveKind.BUILT_IN, "", 2_000_398_934_016)
DRIVES = (ADAPTER, INNER, LOCAL)
IMAGE = Path("/people/ada/kontor-7.img")


def protector(
    of: KeyId = WANTED,
    kind: ProtectorType = ProtectorType.RECOVERY_KEY,
    created: datetime | None = MADE,
    saved: datetime | None = None,
) -> Protector:
    """Return one way to open a drive."""
    return Protector(of, kind, created, "", saved, bytes(16), None)


TPM = protector(key_id("12345678"), ProtectorType.TPM)
CLEAR = protector(key_id("87654321"), ProtectorType.CLEAR_KEY)
BOTH = (protector(saved=SAVED), TPM)


def volume(
    *protectors: Protector,
    state: State = State.ENCRYPTED,
    description: str = DESCRIPTION,
    layout: Layout = Layout.STANDARD,
    copies: tuple[CopyState, CopyState, CopyState] = (CopyState.SOUND,) * 3,
    sound: bool = True,
) -> Volume:
    """Return a drive that these open."""
    block = Block(
        at=0,
        size=1024,
        filled=1024,
        version=2,
        sound=sound,
        offsets=(0, 4096, 8192),
        volume_id=UUID(int=7),
        description=description,
        created=MADE,
        state=state,
        cipher=Cipher.AES_128_XTS,
        protectors=protectors,
        volume_key=None,
    )
    return Volume(0, 256_000_000_000, layout, block, copies)


ONE = Image((volume(*BOTH),), Container.RAW)
HEADER = Image((volume(*BOTH),), None)
TWO_KEYS = Image(
    (volume(protector(), protector(OLDER, created=datetime(2021, 7, 4, tzinfo=UTC))),),
    Container.RAW,
)
OTHER = Image((volume(protector(STRANGE), TPM),), Container.VHDX)
SEVERAL = Image(
    (
        volume(protector(OLDER), description="KONTOR-7 DATA 02.03.2024", layout=Layout.TO_GO),
        volume(*BOTH),
    ),
    Container.RAW,
    damaged=1,
)
SUSPENDED = Image((volume(*BOTH, CLEAR, state=State.SUSPENDED),), Container.RAW)
DECRYPTED = Image((volume(*BOTH, state=State.DECRYPTED),), Container.RAW)
NO_KEY = Image((volume(TPM),), Container.RAW)
DAMAGED = Image(
    (
        volume(
            protector(created=None),
            description="PC\u202e txt.exe\x07 <b>C:</b>",
            layout=Layout.NO_BOOT_SECTOR,
            copies=(CopyState.DAMAGED, CopyState.MISSING, CopyState.DAMAGED),
            sound=False,
        ),
    ),
    Container.RAW,
    searched=True,
)
PLAN = Plan(909, EngineKind.PROCESSES, "", 5.4)
CARD = Plan(65_536, EngineKind.GPU, "NVIDIA GeForce RTX 3060\u202e", 870.0)
IDEAS = ((Idea.REPAIRED, 700), (Idea.UNSEEN, 181), (Idea.EXCHANGED, 28))
TRIED = Tried(312, 909, 5.1)

FOREIGN = (
    *(image.volumes[0].description for image in (ONE, SEVERAL, DAMAGED)),
    *(drive.name for drive in DRIVES if drive.name),
    *(str(path) for path in (*(drive.path for drive in DRIVES), IMAGE)),
    CARD.device,
    "QCOW2",
    rights(ADAPTER.path).command,
)
"""What drives and files call themselves."""
