# SPDX-License-Identifier: Apache-2.0
"""The command `check`, and what is said of a key with a slip wherever one comes in."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recovery_assistant.cli.terminal import NO, YES, Answer, text_in, titled
from recovery_assistant.i18n import _, ngettext
from recovery_assistant.keys import (
    KeyDraft,
    KeyReading,
    Mistaken,
    Other,
    RecoveryKey,
    Verdict,
    Warned,
    find_runs,
    mistaken_for,
    read_key,
    suggest_block,
    warn,
)
from recovery_assistant.wording.key import (
    block_finding,
    does_not_prove,
    suggestion_reason,
    verdict_sentence,
    warning,
)

_SHOWN_FOR_BLOCK: Final = 3
_SHOWN_KEYS: Final = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """A key as it came in, and what is to be said of it; whoever judges it wipes its draft."""

    reading: KeyReading
    mistaken: Mistaken | None
    warned: Sequence[Warned]

    @property
    def well_formed(self) -> bool:
        """Whether it is a whole key, and nothing more."""
        return self.reading.draft.is_complete and not self.reading.extra

    @property
    def suggestions(self) -> list[str]:
        """Whole keys that it may have been meant to be."""
        return ["-".join(one.blocks) for one in self.reading.proposals]

    def data(self) -> dict[str, object]:
        """Return the judgement for a program."""
        return {
            "well_formed": self.well_formed,
            "blocks": [
                {"number": number, "verdict": verdict.value}
                for number, verdict in enumerate(self.reading.draft.verdicts, start=1)
            ],
            "suggestions": self.suggestions,
            "warnings": [one.kind.value for one in self.warned],
            "mistaken_for": self.mistaken.value if self.mistaken else None,
            "others": self.reading.others,
            "extra_digits": self.reading.extra,
            "does_not_prove": does_not_prove(),
        }

    def lines(self) -> list[str]:
        """Return the judgement for a person: each block, what it may have been meant to be."""
        reading = self.reading
        if reading.draft.is_empty:
            return [
                mistaken_line(self.mistaken) if self.mistaken else _("No digits of a key came in.")
            ]
        lines = [mistaken_line(self.mistaken), ""] if self.mistaken else []
        for number, verdict in enumerate(reading.draft.verdicts, start=1):
            lines += _block_lines(reading.draft, number, verdict)
        if reading.extra:
            lines += [
                "",
                ngettext(
                    "{count} character more than a key has came in.",
                    "{count} characters more than a key has came in.",
                    reading.extra,
                ).format(count=reading.extra),
            ]
        if reading.others:
            lines += ["", _others_line(reading.others)]
        for line in self.warning_lines():
            lines += ["", line]
        lines += _suggestion_lines(self.suggestions)
        if reading.draft.is_complete:
            lines += ["", does_not_prove()]
        return lines

    def warning_lines(self) -> list[str]:
        """Return what is odd about a key that follows the rules."""
        findings = [warning(one) for one in self.warned]
        return [titled(finding.title, finding.sentence) for finding in findings]


def judged_key(text: str) -> Judged:
    """Judge the key in a text."""
    reading = read_key(text)
    others = [Other(key.blocks) for key in _other_keys(text, reading)]
    return Judged(reading, mistaken_for(text), warn(reading.draft.blocks, others))


def check(_chosen: argparse.Namespace) -> Answer:
    """Judge the key that comes in; the answer repeats no digit that was right."""
    judged = judged_key(text_in(_("Recovery key (it is not shown while you type): "), secret=True))
    lines, data = judged.lines(), judged.data()
    judged.reading.draft.wipe()
    return Answer(YES if data["well_formed"] else NO, lines, data)


def _other_keys(text: str, reading: KeyReading) -> list[RecoveryKey]:
    """The whole keys in the text beside the one that is judged."""
    if not reading.others:
        return []
    drafts = [run.draft for run in find_runs(text)]
    judged = next((one for one in drafts if one.same_digits(reading.draft)), None)
    keys = (one.key() for one in drafts if one is not judged)
    return [key for key in keys if key is not None]


def _block_lines(draft: KeyDraft, number: int, verdict: Verdict) -> list[str]:
    lines = [verdict_sentence(number, verdict)]
    if verdict is Verdict.FINE:
        return lines
    text = draft.block(number)
    found = suggest_block(text)
    lines.append("   " + block_finding(number, text, verdict, len(found)).sentence)
    lines += [f"   {one.digits}  {suggestion_reason(one)}" for one in found[:_SHOWN_FOR_BLOCK]]
    return lines + _more(len(found) - _SHOWN_FOR_BLOCK)


def _suggestion_lines(suggestions: Sequence[str]) -> list[str]:
    if not suggestions:
        return []
    shown = [f"   {key}" for key in suggestions[:_SHOWN_KEYS]]
    return [
        "",
        _("Whole keys it may have been meant to be, likeliest first:"),
        *shown,
        *_more(len(suggestions) - _SHOWN_KEYS),
    ]


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    return [
        "   "
        + ngettext("{count} more, less likely", "{count} more, less likely", count).format(
            count=count
        )
    ]


def _others_line(count: int) -> str:
    return ngettext(
        "{count} other key stands in the input. The one with the fewest slips was judged.",
        "{count} other keys stand in the input. The one with the fewest slips was judged.",
        count,
    ).format(count=count)


def mistaken_line(mistaken: Mistaken) -> str:
    """Return what was typed instead of a key."""
    match mistaken:
        case Mistaken.KEY_ID:
            return _("That is a Key ID. It names the key; the key itself has 48 digits.")
        case Mistaken.PRODUCT_KEY:
            return _("That is a Windows product key. It does not open BitLocker.")
        case Mistaken.PHONE_NUMBER:
            return _("That looks like a phone number. A recovery key has 48 digits.")
