# SPDX-License-Identifier: Apache-2.0
"""The file changed elsewhere: put the changes of this window onto what stands there now."""

from dataclasses import replace

from recovery_assistant.vault.contents import Entry, Vault, new_identifier


def onto(theirs: Vault, ours: Vault, base: tuple[Entry, ...]) -> Vault:
    """Return their file with our changes since `base`; the digits are taken over into its buffer.

    An entry that both changed is kept twice, ours as a new one: nobody's change is lost, and the
    person sees both.
    """
    before = {entry.identifier: entry for entry in base}
    mine = {entry.identifier: entry for entry in ours.entries}
    entries: list[Entry] = []
    for entry in theirs.entries:
        old, own = before.get(entry.identifier), mine.get(entry.identifier)
        untouched_there = old is not None and _same(entry, theirs, old, ours)
        if own is None:
            # Deleted here, and there nobody changed it; or it is new there.
            if not untouched_there:
                entries.append(entry)
        elif own == old or _same(entry, theirs, own, ours):
            entries.append(entry)
        elif untouched_there:
            entries.append(_moved(own, ours, theirs))
        else:
            entries += [entry, replace(_moved(own, ours, theirs), identifier=new_identifier())]
    there = {entry.identifier for entry in theirs.entries}
    for entry in ours.entries:
        old = before.get(entry.identifier)
        # New here, or changed here and deleted there.
        if entry.identifier not in there and entry != old:
            entries.append(_moved(entry, ours, theirs))
    copies = {(one.kind, one.place, one.entry): one for one in ours.copies}
    for copy in theirs.copies:
        place = (copy.kind, copy.place, copy.entry)
        copies[place] = max(copy, copies.get(place, copy), key=lambda one: one.verified)
    drills = [day for day in (theirs.drilled, ours.drilled) if day is not None]
    changed = tuple(entries) != theirs.entries
    return replace(
        theirs,
        entries=tuple(entries),
        copies=tuple(copies.values()),
        drilled=max(drills, default=None),
        keys_revision=theirs.keys_revision + changed,
    )


def _same(one: Entry, of: Vault, other: Entry, other_of: Vault) -> bool:
    """Whether two entries say the same; the slots of two buffers cannot be compared."""
    alike = replace(one, slot=0) == replace(other, slot=0)
    return alike and of.held.digits(one.slot) == other_of.held.digits(other.slot)


def _moved(entry: Entry, source: Vault, target: Vault) -> Entry:
    return replace(entry, slot=target.held.hold(source.held.digits(entry.slot)))
