# SPDX-License-Identifier: Apache-2.0
"""What stands beside guidance that comes from data: dates of links, failures to open."""

from datetime import UTC, date, datetime, timedelta

from recovery_assistant.guidance import Link
from recovery_assistant.i18n import _, isolated, pgettext

_A_YEAR = timedelta(days=366)


def month(number: int) -> str:
    """Return the name of a month, 1 to 12."""
    names = (
        lambda: pgettext("month", "January"),
        lambda: pgettext("month", "February"),
        lambda: pgettext("month", "March"),
        lambda: pgettext("month", "April"),
        lambda: pgettext("month", "May"),
        lambda: pgettext("month", "June"),
        lambda: pgettext("month", "July"),
        lambda: pgettext("month", "August"),
        lambda: pgettext("month", "September"),
        lambda: pgettext("month", "October"),
        lambda: pgettext("month", "November"),
        lambda: pgettext("month", "December"),
    )
    # Only the one that is asked for is looked up: a list of keys asks a thousand times.
    return names[number - 1]()


def confirmed(link: Link, today: date | None = None) -> str:
    """Return when the address was last confirmed, by which document, and if that is long ago."""
    said = _("Address last confirmed {day} {month} {year}, in “{document}”").format(
        day=link.confirmed.day,
        month=month(link.confirmed.month),
        year=link.confirmed.year,
        document=isolated(link.document),
    )
    now = today or datetime.now(tz=UTC).date()
    if now - link.confirmed <= _A_YEAR:
        return said
    return f"{said}. {_('That is over a year ago: the page may have changed.')}"


def not_opened() -> str:
    """Return what to do when the browser did not open."""
    return _("The browser did not open. Scan the code with a phone, or copy the address.")
