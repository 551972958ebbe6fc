# SPDX-License-Identifier: Apache-2.0
"""The guard: a translation may not lose, add or rename a placeholder.

A translation is data from elsewhere. One that asks for a value that is not there would stop the
program at the moment somebody needs its advice; one that loses a value would tell half of it.
"""

from string import Formatter


def placeholders(text: str) -> frozenset[str] | None:
    """Return what the text wants filled in, format included; None if its braces are broken."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    return frozenset(
        f"{name}!{conversion or ''}:{spec}"
        for _, name, spec, conversion in parts
        if name is not None
    )


def fits(translated: str, source: str) -> bool:
    """Tell whether the translation wants exactly what its source wants."""
    asked = placeholders(source)
    return asked is not None and placeholders(translated) == asked


def fits_plural(translated: str, one: str, many: str) -> bool:
    """Tell whether a plural form fits: it may name the count even where English says "one"."""
    asked, in_one, in_many = placeholders(translated), placeholders(one), placeholders(many)
    if asked is None or in_one is None or in_many is None:
        return False
    return in_one & in_many <= asked <= in_one | in_many
