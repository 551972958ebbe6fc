# SPDX-License-Identifier: Apache-2.0
"""Translation: gettext for window, terminal and wording alike.

Texts are translated when they are drawn, never when a module is imported, so that a change of
language reaches everything. Placeholders stand in braces and are filled after translation::

    _("Block {number} has {count} digits").format(number=3, count=5)
"""

from recovery_assistant.i18n.catalogue import CatalogueError, language_name, languages
from recovery_assistant.i18n.choice import DEVELOPER_VARIABLE, choose, wanted_languages
from recovery_assistant.i18n.direction import isolated, right_to_left, visible_controls
from recovery_assistant.i18n.pseudo import PSEUDO_LANGUAGES, pseudo
from recovery_assistant.i18n.speech import (
    _,
    language,
    ngettext,
    pgettext,
    spoken_name,
    use_language,
)

__all__ = [
    "DEVELOPER_VARIABLE",
    "PSEUDO_LANGUAGES",
    "CatalogueError",
    "_",
    "choose",
    "isolated",
    "language",
    "language_name",
    "languages",
    "ngettext",
    "pgettext",
    "pseudo",
    "right_to_left",
    "spoken_name",
    "use_language",
    "visible_controls",
    "wanted_languages",
]
