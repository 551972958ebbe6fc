# SPDX-License-Identifier: Apache-2.0
"""Where the program's own data lies: the one place that knows the two places it can be."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent.parent


class AssetError(Exception):
    """The program's own data is not where it must be, or was asked for by a wrong name."""


def resources() -> Path:
    """Return the folder of the program's data: inside the package, or beside a checkout's `app`.

    Raises:
        AssetError: it is in neither place, so the installation is broken.

    """
    for folder in (_PACKAGE / "resources", _PACKAGE.parent.parent / "resources"):
        if folder.is_dir():
            return folder
    raise AssetError("the folder 'resources' is missing")


def asset(name: str) -> Path:
    """Return one thing below `resources()` by its relative name with forward slashes.

    Raises:
        AssetError: the name leads out of the folder, or there is nothing of that name.

    """
    posix = PurePosixPath(name)
    windows = PureWindowsPath(name)
    leads_out = posix.is_absolute() or windows.anchor or ".." in windows.parts
    if not name or leads_out or "\\" in name or "\0" in name:
        raise AssetError("an asset's name must be relative, without '..'")
    path = resources() / posix
    if not path.exists():
        raise AssetError(f"'{name}' is missing")
    return path
