# SPDX-License-Identifier: Apache-2.0
"""Translation: gettext for window, terminal and wording alike.

Texts are translated when they are drawn, never when a module is imported, so that a change of
language reaches everything. Placeholders stand in braces and are filled after translation::

    _("Block {number} has {count} digits").format(number=3, count=5)
"""

from recovery_assistant.i18n.catalogue import CatalogueError, languages
from recovery_assistant.i18n.choice import choose, wanted_languages
from recovery_assistant.i18n.speech import _, language, ngettext, pgettext, use_language

__all__ = [
    "CatalogueError",
    "_",
    "choose",
    "language",
    "languages",
    "ngettext",
    "pgettext",
    "use_language",
    "wanted_languages",
]
