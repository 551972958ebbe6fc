# SPDX-License-Identifier: Apache-2.0
"""The web page that carries an encrypted text and opens it in a browser, offline.

The page is one file: the text of `vault/age.py` in its armour, a reader of our own
(`resources/page/`), and a content policy that lets nothing else run and nothing be fetched. The
reader needs no WebCrypto. Whoever can change the file can change the reader: that is why this
program takes the armour out of a page and never runs the page, and why the page says so.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from recovery_assistant.i18n import _, language, right_to_left
from recovery_assistant.keys.block import BLOCK_DIGITS, BLOCKS
from recovery_assistant.vault.outcomes import OpenProblem

PARTS: Final = ("page.html", "page.css", "age.js", "reader.js")
"""What a page is made of, in the folder `page` of the resources."""

_BEGIN: Final = b"-----BEGIN AGE ENCRYPTED FILE-----"
_END: Final = b"-----END AGE ENCRYPTED FILE-----"
_ONE_ARMOUR: Final = re.compile(rb"%b[^<>]*?%b" % (_BEGIN, _END))
_MASK: Final = " ".join(["•" * BLOCK_DIGITS] * BLOCKS)
_COMMAND: Final = '<code dir="ltr">{command}</code>'


def page(armour: bytes, saved: date, root: Path) -> bytes:
    """Return the page with this armoured text, in the language now spoken.

    `saved` is the day that the page shows as its own. `root` is the folder of resources.

    Raises:
        OSError: a part of the page cannot be read, so the installation is broken.

    """
    parts = root / "page"
    template, style, age, reader = (_part(parts / name) for name in PARTS)
    # In a scope of its own, so that no name of it is in reach of anything else.
    script = f"(() => {{\n{age}{reader}}})();\n"
    spoken = language()
    text = Template(template).substitute(
        _words(saved),
        language=escape(spoken.partition("@")[0].replace("_", "-")),
        direction="rtl" if right_to_left(spoken) else "ltr",
        policy=_policy(script, style),
        style=style,
        script=script,
        mask=_MASK,
        armour=escape(armour.decode("ascii")),
        blocks="\n".join(map(_block, range(1, BLOCKS + 1))),
    )
    return text.encode("utf-8")


def armour_of(html: bytes) -> bytes | OpenProblem:
    """Return the one armoured text within a page, or why there is not exactly one.

    Nothing else of the page is looked at: a page that was saved again by a browser, or changed by
    somebody, still opens if its armour is whole.
    """
    begins, ends = html.count(_BEGIN), html.count(_END)
    if begins > 1 or ends > 1:
        return OpenProblem.SEVERAL
    if not begins and not ends:
        return OpenProblem.NOT_OURS
    found = _ONE_ARMOUR.search(html)
    return OpenProblem.DAMAGED if found is None else found[0] + b"\n"


def _part(path: Path) -> str:
    # Line ends as the browser sees them: it hashes what it parsed.
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def _policy(script: str, style: str) -> str:
    """Only this script and this style, and not a single fetch.

    A policy within a page cannot keep its script from going to another page; see the text.
    """
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _block(number: int) -> str:
    name = escape(_("Block {number}").format(number=number))
    return (
        f'<li><span class="place">{name}</span><span class="digits" aria-hidden="true"></span>'
        '<span class="spoken"></span></li>'
    )


def _words(saved: date) -> Mapping[str, str]:
    """Every text of the page by its place, ready to stand in HTML."""
    told = _told() | _answers() | _entry_words()
    words = {place: escape(text) for place, text in told.items()}
    day = f'<time datetime="{saved.isoformat()}">{saved.isoformat()}</time>'
    words["saved"] = words["saved"].format(day=day)
    words["way_age"] = words["way_age"].format(
        file=_COMMAND.format(command="keys.age"), command=_COMMAND.format(command="age -d keys.age")
    )
    return words


def _told() -> dict[str, str]:
    return {
        "title": _("Encrypted copy of BitLocker recovery keys"),
        "works_offline": _("Opens offline"),
        "what_it_is": _(
            "The keys are in this page, encrypted. With the passphrase it opens without internet: "
            "as saved, it holds all it needs and sends nothing anywhere."
        ),
        "saved": _("Saved on {day}. Keys that were added or replaced later are not in it."),
        "passphrase": _("Passphrase"),
        "passphrase_help": _(
            "Six words: all small letters, a hyphen between each two, no spaces. If you chose your "
            "own passphrase, write it exactly as you did then."
        ),
        "show_passphrase": _("Show what I type"),
        "open": _("Open"),
        "working": _(
            "Working out the key from your passphrase. This is slow on purpose: seconds on a "
            "computer, perhaps a minute on a phone."
        ),
        "cancel": _("Cancel"),
        "offer_why": _(
            "Nothing else was tried. If you typed capitals or spaces, the usual form may fit: all "
            "small letters, with hyphens between the words."
        ),
        "offer": _("Try the usual form"),
        "trust_title": _("Type the passphrase only where you trust the computer and the file"),
        "trust": _(
            "Somebody who had this file in hand could have changed the page so that it gives your "
            "passphrase away. Recovery Assistant and age never run the page: they read the "
            "encrypted text alone. Prefer one of them, on a computer you trust."
        ),
        "keys_title": _("Recovery keys"),
        "lock_again": _("Hide everything"),
        "opened_usual": _(
            "It opened with the usual form: all small letters, with hyphens between the words. "
            "Other programs need it typed like that."
        ),
        "keys_help": _(
            "Find the entry whose Key ID begins like the one on the locked PC. A key of another "
            "drive does not open it."
        ),
        "hides_itself": _("Everything is hidden again after 15 minutes without a touch or a key."),
        "search": _("Find by device or Key ID"),
        "no_keys": _("It opened, and there is no key in it."),
        "none_found": _("No entry has this in its device or Key ID."),
        "ways_title": _("Other ways to open it"),
        "way_browser": _(
            "Another browser, best on a computer. Many phones show a saved page without running it."
        ),
        "way_keepass": _(
            "The KeePass copy, if you made one: it opens in KeePassXC and in KeePass apps."
        ),
        "way_paper": _("The printed sheet, if you made one: it needs nothing at all."),
        "way_app": _(
            "Recovery Assistant for BitLocker: choose “Keep a copy of my key”, then open this file."
        ),
        "way_age": _(
            "The free program age: copy the encrypted text below into a file called {file}, then "
            "run {command} in a terminal."
        ),
        "text_title": _("The encrypted text"),
        "text_help": _(
            "This is the whole of it, from the first hyphen to the last. Nobody can read it "
            "without the passphrase."
        ),
    }


def _answers() -> dict[str, str]:
    return {
        "no_script_title": _("This page cannot open itself here"),
        "no_script_why": _(
            "Scripts are switched off, as phones and mail programs often do for saved pages. "
            "Nothing is lost. One of these opens your keys:"
        ),
        "not_running": _(
            "If there is no field for the passphrase here, this browser does not run the page, or "
            "is too old for it. Use one of the ways below."
        ),
        "says_empty": _("Type the passphrase first."),
        "says_too_long": _("This is longer than any passphrase. Nothing was tried."),
        "says_no_match": _(
            "The passphrase does not fit. Look for a slip of the finger and a wrong keyboard "
            "layout. Damage to one line of the file can look the same: then try another copy."
        ),
        "says_damaged": _(
            "The file is damaged: something in it changed, or a part is missing. Nothing of it is "
            "shown. Use another copy."
        ),
        "says_newer": _(
            "A later version of the program wrote this. Nothing is wrong with it: open it with "
            "the present version of Recovery Assistant."
        ),
        "says_too_costly": _(
            "Opening this would take more memory than any copy of this program needs, so it was "
            "not tried. Use another copy."
        ),
        "says_memory": _(
            "This device has too little free memory. Close other tabs and programs and try again, "
            "or open the file on a computer."
        ),
        "says_cancelled": _("Stopped. Nothing was opened, and nothing was changed."),
        "says_not_ours": _("What is encrypted here was not written by Recovery Assistant."),
        "says_failed": _(
            "This browser gave up while opening it. The file was not changed: try another browser, "
            "or one of the ways below."
        ),
    }


def _entry_words() -> dict[str, str]:
    return {
        "hidden": _("hidden"),
        "replaced": _("Replaced on"),
        "key_id": _("Key ID"),
        "drive": _("Drive"),
        "added": _("Added on"),
        "origin": _("Where it was found"),
        "copies": _("Where else it lies"),
        "note": _("Note"),
        "recovery_key": _("Recovery key"),
        "do_not_copy": _(
            "Type it from here into the locked PC. Do not copy it or send it by mail or chat. Who "
            "reads it out loud should replace it afterwards."
        ),
        "show_key": _("Show the key"),
        "hide_key": _("Hide the key"),
    }
