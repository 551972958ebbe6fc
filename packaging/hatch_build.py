# SPDX-License-Identifier: Apache-2.0
"""Build hook: compiles the translations and puts resources/ inside the package of a wheel.

An editable install reads resources/ from the checkout instead: a copy in site-packages would
grow old unseen.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from typing_extensions import override


def compile_catalogues(folder: Path) -> list[Path]:
    """Write a .mo beside every .po below the folder; returns what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        language = source.parent.parent.name
        with source.open("rb") as text:
            catalogue = read_po(text, locale=language, abort_invalid=True)
        target = source.with_suffix(".mo")
        # Written aside and moved: a program that starts meanwhile never reads half a file.
        aside = target.with_suffix(".mo.new")
        with aside.open("wb") as binary:
            write_mo(binary, catalogue)
        aside.replace(target)
        written.append(target)
    return written


class ResourcesHook(BuildHookInterface[BuilderConfig]):
    """Runs before every wheel, editable ones included."""

    @override
    def initialize(self, version: str, build_data: dict[str, object]) -> None:
        """Compile the catalogues; map resources/ into a wheel that will be carried elsewhere."""
        resources = Path(self.root, "resources")
        compile_catalogues(resources / "i18n")
        if version != "editable":
            build_data["force_include"] = {str(resources): "recovery_assistant/resources"}
