# SPDX-License-Identifier: Apache-2.0
"""Walks every file of the guidance: complete, sourced, plain, safe, and free of wrong claims."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recovery_assistant.guidance import (
    ALLOWED_HOSTS,
    Guidance,
    Line,
    Link,
    allowed,
)
from recovery_assistant.guidance.phone import Phone
from recovery_assistant.guidance.profile import Directory
from recovery_assistant.wording.guidance import confirmed

ROOT = Path(__file__).parents[3] / "resources" / "guidance"
GUIDANCE = Guidance(ROOT)
PHONE = Phone(ROOT)

ROUTE_IDS = (
    "personal-account",
    "work-self-service",
    "company-portal",
    "entra-admin",
    "intune-admin",
    "graph",
    "ad-viewer",
    "ad-powershell",
    "configmgr-self-service",
    "configmgr-helpdesk",
    "paper-or-file",
    "usb-key-file",
    "working-session",
    "second-pc",
    "recovery-agent",
    "repair-bde",
    "reset",
)
TOPIC_IDS = frozenset(
    {
        "after-opened",
        "all-triggers",
        "asks-again",
        "before-you-start",
        "call-identity",
        "call-note",
        "call-profile",
        "call-read-out",
        "call-spelling",
        "cannot-type",
        "cause-firmware",
        "cause-hardware",
        "cause-pin",
        "cause-secure-boot",
        "cause-unknown",
        "check-account",
        "error-code",
        "fraud",
        "function-keys",
        "keep-copy",
        "keyboard-dead",
        "missing-key",
        "no-key-left",
        "own-screen-link",
        "pass-key-on",
        "prevention",
        "refused-other-drive",
        "refused-other-protector",
        "refused-typing",
        "replace-key",
        "replace-key-work",
        "screen-switches-off",
        "specialist",
        "typing-tips",
        "vault-copies",
        "vault-drill",
        "vault-lost-passphrase",
        "vault-passphrase",
        "vault-remember",
        "vault-what-it-is",
        "vault-without-us",
        "what-is-key-id",
        "why-it-asks",
        "words-explained",
    }
)
SCREEN_CODES = frozenset(
    {
        "E_FVE_USER_REQUESTED_RECOVERY",
        "E_FVE_BOOT_DEBUG_ENABLED",
        "E_FVE_CI_DISABLED",
        "E_FVE_DEVICE_LOCKEDOUT",
        "E_FVE_DEVICE_LOCKOUT_MISMATCH",
        "E_FVE_BAD_CODE_ID",
        "E_FVE_BAD_CODE_OPTION",
        "E_FVE_TPM_DISABLED",
        "E_FVE_TPM_INVALIDATED",
        "E_FVE_BAD_SRK",
        "E_FVE_TPM_NOT_DETECTED",
        "E_MATCHING_PCRS_TPM_FAILURE",
        "E_FVE_TPM_FAILURE",
        "E_FVE_PCR_MISMATCH",
        "E_FVE_SECUREBOOT_DISABLED",
        "E_FVE_SECUREBOOT_CHANGED",
        "E_FVE_RECOVERY_ERROR_UNKNOWN",
    }
)

# Claims that circulate and are wrong or harmful. Each pattern stands with a sentence it must catch.
WRONG_CLAIMS: tuple[tuple[str, str], ...] = (
    (
        r"((turn|switch)(ing)? off|disable|clear) (the )?(secure boot|tpm)",
        "Disable Secure Boot and start again.",
    ),
    (r"123456\W?(234567|789012|231453)|111111\W?2", "It looks like 123456-234567-345678."),
    (r"XYZ-\d", "The Key ID is XYZ-9876."),
    (r"(?<!once called )azure", "Sign in to Azure Active Directory."),
    (r"endpoint\.microsoft|endpoint manager", "Open Endpoint Manager."),
    (r"shift ?\+ ?f10", "Press Shift+F10 in the installer."),
    (r"never changes", "The key never changes unless you decrypt."),
    (r"tied to (your|the|this) (pc|hardware|device|computer)", "The key is tied to your hardware."),
    (r"recovery key\.txt", "Look for BitLocker Recovery Key.txt."),
    (
        r"(documents|desktop|downloads)\W+(and |or )?(documents|desktop|downloads)",
        "Look in Documents, Desktop and Downloads.",
    ),
    (r"info & support|manage recovery keys", "Choose Info & support, then Manage."),
    (r"disks & volumes", "Open Storage, then Disks & volumes."),
    (r"advanced features", "Turn on Advanced Features first."),
    (r"(stick|usb)[^.]*picked up automatically", "The stick is picked up automatically."),
    (
        r"(key|keys) (is|are) (always |automatically )+(saved|stored|uploaded)",
        "Your key is automatically saved.",
    ),
    (r"recovery key is the only way", "Then the recovery key is the only way."),
    (r"(new|more|added|replaced) (ram|memory)[^.]*(lock|trigger|ask)", "New RAM triggers it."),
    (
        r"bypass(es|ing)? (the |your )?(normal |usual )?(login|sign-in|password)",
        "It bypasses login.",
    ),
    (r"windows 11 (asks|locks)[^.]* more", "Windows 11 asks far more often."),
    (r"without unlocking", "It recovers files without unlocking."),
    (
        r"(turn(ing)? off bitlocker|decrypt)[^.]*\b(to fix|to repair|so that)",
        "Decrypt it to fix it.",
    ),
    (r"(do not|don't|never) (shut|turn)[^.]*decrypt", "Do not shut down while decrypting."),
    (r"qr[^.]*(holds|contains|has) (the|your) (key|digits|48)", "The QR code has the key in it."),
    (r"search (your |the |old )*e-?mail", "Search your email archives."),
    (r"(nobody|no one|not even)[^.]*(police|law enforcement)", "Not even the police can open it."),
    (
        r"(another|second|other) (pc|computer)[^.]*(lists|shows|prints|reads out)[^.]*(48|digits)",
        "On another PC the same command lists the 48 digits.",
    ),
    (r"(always|exactly|only) one (recovery )?key\b", "There is always one key, made at setup."),
    (r"view details", "Choose Devices, then View Details."),
    (r"download (the|your|a) (recovery )?key", "There you can download your recovery key."),
    (
        r"(entra|azure|work)[^.]*(upload|back up|store)[^.]*automatically",
        "Entra devices upload their keys automatically.",
    ),
    (
        r"(staff|employee|user)s?\b[^.]*\bentra\.microsoft\.com",
        "Employees find their key at entra.microsoft.com.",
    ),
    (
        r"(changed|new|another|change of) boot.?order[^.]*(locks|at once|always)",
        "A changed boot order locks the drive at once.",
    ),
    (
        r"(new|replaced|another) (ssd|hard disk)[^.]*(lock|trigger|ask)",
        "A replaced SSD triggers it as well.",
    ),
    (r"feature updates?", "Windows feature updates often cause it."),
    (r"(switches|turns) on[^.]*tpm 2", "Encryption switches on in setup on every PC with TPM 2.0."),
    (
        r"(without|no) (a |an )?(microsoft )?account[^.]*(saved|printed|stored) (to|on|nowhere)",
        "Without a Microsoft account the key was saved to USB.",
    ),
    (
        r"retroactive|(copy|backup) must (be made|come|exist) before",
        "A backup must exist before encryption, nothing is retroactive.",
    ),
    (
        r"any (recovery )?key for (the|this|that) (pc|device)[^?]*(works|will do)",
        "Any key for the PC works.",
    ),
)

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*|\d+")
_VOWELS = re.compile(r"[aeiouy]+")
# Addresses, commands and codes are recognised by their looks, nobody reads them by syllables.
_COPIED = re.compile(
    r"\b[\w.]+\.(?:com|ms)\b\S*|(?<!\w)-\w+|\b\w+-bde\b|\b[A-Z]+_\w+|\bC:|{key_id}"
)
PLAIN = {
    "administrator": "Windows asks for one by this word",
    "bitlocker": "the name on the locked screen",
    "microsoft": "the name that stands in every address and account",
    "recovery": "the locked screen itself says recovery key",
    "account": "the word of every sign-in page",
}
"""Words the person has before their eyes anyway, with the reason: counted as two syllables."""
DIGITS = re.compile(r"(?:\d{6}[\s-]*){2,}|\d{12,}")


def lines_of(guidance: Guidance) -> Iterator[tuple[str, Line]]:
    for route in guidance.routes():
        for line in (*route.steps, route.works, route.empty, *route.limits):
            yield f"route {route.id}", line
    for topic_id in guidance.topic_ids():
        topic = guidance.topic(topic_id)
        for line in (*topic.lines, *([topic.warning] if topic.warning else [])):
            yield f"topic {topic_id}", line
    for code in guidance.error_codes():
        yield f"code {code.code}", code.first
    for question in guidance.questions():
        for line in question.answer:
            yield f"question {question.id}", line


def advice_of(guidance: Guidance) -> Iterator[tuple[str, str]]:
    """Everything shown as true; a question may quote a wrong claim, its answer may not."""
    for place, line in lines_of(guidance):
        yield place, line.text
        yield place, line.without_id
    for route in guidance.routes():
        for text in (route.title, route.who, *route.commands):
            yield f"route {route.id}", text
    for topic_id in guidance.topic_ids():
        topic = guidance.topic(topic_id)
        yield f"topic {topic_id}", topic.title
        yield f"topic {topic_id}", topic.lead
    for entry in guidance.glossary():
        yield f"entry {entry.id}", entry.text
        yield f"entry {entry.id}", entry.term
    yield from advice_of_calls()
    for code in guidance.error_codes():
        yield f"code {code.code}", code.meaning
    for link in guidance.links():
        yield f"link {link.id}", link.opens


def texts_of_the_program(app: Path) -> Iterator[tuple[str, str]]:
    """Yield every text that goes through translation, with the file it stands in."""
    for file in sorted(app.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id not in {"_", "ngettext", "pgettext"}:
                continue
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield file.relative_to(app).as_posix(), argument.value


TEXTS = tuple(texts_of_the_program(ROOT.parents[1] / "app" / "recovery_assistant"))


def strings_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)


def test_the_whole_guidance_loads_and_every_file_is_read() -> None:
    files = [path for path in ROOT.rglob("*") if path.is_file()]
    assert Guidance(ROOT, "de").check() == len(files)


def test_all_seventeen_routes_are_there_in_their_order() -> None:
    assert GUIDANCE.route_ids() == ROUTE_IDS
    assert tuple(route.number for route in GUIDANCE.routes()) == tuple(range(1, 18))


def test_every_topic_the_screens_ask_for_is_there() -> None:
    assert set(GUIDANCE.topic_ids()) >= TOPIC_IDS


@pytest.mark.parametrize("route_id", ROUTE_IDS)
def test_a_route_card_fits_its_card(route_id: str) -> None:
    route = GUIDANCE.route(route_id)
    assert len(route.title) <= 40
    assert len(route.who) <= 60
    assert 3 <= len(route.steps) <= 6
    assert all(len(step.read("5BFCBB05")) <= 110 for step in route.steps)


def test_a_step_reads_with_and_without_a_key_id() -> None:
    step = next(step for step in GUIDANCE.route("personal-account").steps if step.without_id)
    assert step.read("5BFCBB05").endswith("begins with 5BFCBB05.")
    assert "{" not in step.read()
    assert step.read() != step.text
    assert all("{" not in line.read() for _, line in lines_of(GUIDANCE))


def test_every_link_is_used_and_allowed() -> None:
    routes = {route.link for route in GUIDANCE.routes() if route.link}
    topics = {link for topic in GUIDANCE.topic_ids() for link in GUIDANCE.topic(topic).links}
    assert {link.id for link in GUIDANCE.links()} == routes | topics
    assert all(allowed(link.address) for link in GUIDANCE.links())


def test_a_link_names_the_document_that_confirms_it_and_its_date() -> None:
    for link in GUIDANCE.links():
        source = GUIDANCE.source(link.source)
        assert link.confirmed == source.dated, link.id
        assert date(2024, 1, 1) <= link.confirmed <= date(2026, 11, 30)


def test_addresses_in_running_text_are_among_the_links() -> None:
    hosts = "|".join(re.escape(host) for host in ALLOWED_HOSTS)
    known = " ".join(link.address for link in GUIDANCE.links())
    for place, text in advice_of(GUIDANCE):
        for address in re.findall(rf"(?:{hosts})(?:/[a-z]+)?", text):
            assert address in known, place
        rest = re.sub(hosts, "", text)
        assert not re.search(r"https?:|www\.|\.(com|net|org|ms)\b", rest), place


def advice_of_calls() -> Iterator[tuple[str, str]]:
    for script in PHONE.tongue("en").scripts.values():
        for text in (*script.say, script.wait, script.unsure, script.never):
            yield f"script {script.id}", text
    for directory in Directory:
        for text in PHONE.rotation(directory).say:
            yield f"rotation {directory.value}", text


def sources_of_calls() -> Iterator[str]:
    for language in PHONE.languages:
        for script in PHONE.tongue(language).scripts.values():
            yield from script.sources
    for alphabet in PHONE.alphabets:
        yield from alphabet.sources
    for directory in Directory:
        yield from PHONE.rotation(directory).sources


def test_every_source_is_used() -> None:
    used = {source for _, line in lines_of(GUIDANCE) for source in line.sources}
    used |= {source for entry in GUIDANCE.glossary() for source in entry.sources}
    used |= {code.source for code in GUIDANCE.error_codes()}
    used |= {link.source for link in GUIDANCE.links()}
    used |= set(sources_of_calls())
    assert {source.id for source in GUIDANCE.sources()} == used


def test_every_code_of_the_recovery_screen_is_explained() -> None:
    shown = {code.code for code in GUIDANCE.error_codes() if code.code.startswith("E_")}
    assert shown == SCREEN_CODES


def test_three_codes_have_a_first_step_that_needs_no_key() -> None:
    assert {code.code for code in GUIDANCE.error_codes() if code.no_key_first} == {
        "E_FVE_USER_REQUESTED_RECOVERY",
        "E_FVE_PCR_MISMATCH",
        "E_FVE_SECUREBOOT_DISABLED",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "E_FVE_PCR_MISMATCH",
        "e_fve_pcr_mismatch",
        "PCR MISMATCH",
        "fve-pcr-mismatch",
        "Protector, code E_FVE_PCR_MISMATCH.",
    ],
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    found = GUIDANCE.error_code(typed)
    assert found is not None
    assert found.code == "E_FVE_PCR_MISMATCH"


def test_the_longer_of_two_codes_is_found_in_a_sentence() -> None:
    found = GUIDANCE.error_code("It says E_MATCHING_PCRS_TPM_FAILURE here")
    assert found is not None
    assert found.code == "E_MATCHING_PCRS_TPM_FAILURE"
    windows = GUIDANCE.error_code("80310027")
    assert windows is not None
    assert windows.code == "0x80310027"


@pytest.mark.parametrize("typed", ["", "   ", "E_FVE_", "E", "0x", "hello"])
def test_an_unknown_code_is_not_explained(typed: str) -> None:
    assert GUIDANCE.error_code(typed) is None


def test_no_text_holds_digits_that_look_like_a_key() -> None:
    assert DIGITS.search("123123-456456")
    for path in ROOT.rglob("*.toml"):
        for text in strings_of(tomllib.loads(path.read_text(encoding="utf-8"))):
            assert not DIGITS.search(text), path.name


def test_no_line_is_longer_than_a_person_reads_at_once() -> None:
    for place, text in advice_of(GUIDANCE):
        assert len(text) <= 220, (place, text)


@pytest.mark.parametrize(("pattern", "sample"), WRONG_CLAIMS)
def test_a_wrong_claim_is_caught_and_never_given_as_advice(pattern: str, sample: str) -> None:
    wrong = re.compile(pattern, re.IGNORECASE)
    assert wrong.search(sample), "the pattern does not bite"
    for place, text in (*advice_of(GUIDANCE), *TEXTS):
        assert not wrong.search(text), (place, text)


def test_the_texts_of_the_program_are_walked_too() -> None:
    assert len(TEXTS) > 300
    assert ("wording/key.py", "No slip found") in TEXTS
    assert ("wording/lockout.py", "{count} of 8 blocks typed") in TEXTS
    assert ("wording/guidance.py", "January") in TEXTS


def test_wrong_claims_are_answered_among_the_questions() -> None:
    ids = {question.id for question in GUIDANCE.questions()}
    assert ids >= {
        "disable-secure-boot",
        "installer-usb",
        "second-pc",
        "qr-code",
        "key-and-hardware",
        "many-keys",
        "decrypt",
        "text-file-stick",
        "recovery-tool",
        "any-key",
    }


def syllables(word: str) -> int:
    """Count the syllables of a word by its groups of vowels."""
    if word.isdigit():
        return 1
    if word.isupper():
        return 1  # TPM, PIN: known by sight
    lower = word.lower()
    if lower.rstrip("s") in PLAIN:
        return 2
    count = len(_VOWELS.findall(lower))
    if lower.endswith("e") and not lower.endswith(("le", "ee")) and count > 1:
        count -= 1
    if lower.endswith("ed") and not lower.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)


def reading_grade(sentences: list[str]) -> float:
    """Return the school grade that a text asks for."""
    read = [_COPIED.sub("x", line) for line in sentences]
    pieces = [part for line in read for part in re.split(r"[.!?]+(?:\s+|$)", line) if part]
    words = [word for piece in pieces for word in _WORD.findall(piece)]
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(pieces) + 11.8 * spoken / len(words) - 15.59


def test_the_reading_grade_tells_plain_from_hard() -> None:
    plain = reading_grade(["The cat sat on the mat. It was warm."])
    hard = reading_grade(
        ["Organisational administrators facilitate authentication by enumerating authorisations."]
    )
    assert plain < 3
    assert hard > 15


@pytest.mark.parametrize(
    ("word", "counted"),
    [
        ("key", 1),
        ("drive", 1),
        ("table", 2),
        ("locked", 1),
        ("started", 2),
        ("coffee", 2),
        ("encryption", 3),
        ("firmware", 2),
        ("authorisation", 5),
        ("48", 1),
        ("TPM", 1),
        ("administrators", 2),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, counted: int) -> None:
    assert syllables(word) == counted


def test_addresses_and_commands_count_as_one_short_word() -> None:
    plain = reading_grade(["Type x there and go to x."])
    assert reading_grade(["Type -forcerecovery there and go to account.microsoft.com/a."]) == plain


def read_at_once(guidance: Guidance) -> Iterator[tuple[str, list[str]]]:
    """Yield what is read in one go, with a name: topics, routes, codes, questions, entries."""
    for topic_id in guidance.topic_ids():
        topic = guidance.topic(topic_id)
        lines = (*topic.lines, *([topic.warning] if topic.warning else []))
        yield f"topic {topic_id}", [topic.lead, *(line.read() for line in lines)]
    for route in guidance.routes():
        lines = (*route.steps, route.works, route.empty, *route.limits)
        yield f"route {route.id}", [line.read() for line in lines]
    for code in guidance.error_codes():
        yield f"code {code.code}", [code.meaning, code.first.read()]
    for question in guidance.questions():
        yield f"question {question.id}", [line.read() for line in question.answer]
    for entry in guidance.glossary():
        yield f"entry {entry.id}", [entry.text]


READ = dict(read_at_once(GUIDANCE))


@pytest.mark.parametrize("name", READ)
def test_everything_reads_at_eighth_grade_at_most(name: str) -> None:
    assert reading_grade(READ[name]) <= 8, READ[name]


LOOKED_THROUGH = date(2026, 11, 22)
"""When somebody last looked for newer documents behind the links."""


def test_the_links_were_looked_through_within_a_year() -> None:
    age = datetime.now(tz=UTC).date() - LOOKED_THROUGH
    assert age.days <= 366, (
        "Look for a newer document that names each address in links.toml. Where there is one, "
        "change its source and `confirmed`; where an address moved, change it too. Then set "
        "LOOKED_THROUGH in this file to the day on which you did it."
    )


@pytest.mark.parametrize("link", GUIDANCE.links(), ids=lambda link: link.id)
def test_a_link_says_its_date_and_whether_that_is_long_ago(link: Link) -> None:
    fresh = confirmed(link, link.confirmed + timedelta(days=365))
    old = confirmed(link, link.confirmed + timedelta(days=367))
    assert str(link.confirmed.year) in fresh
    assert link.document in fresh
    assert "over a year ago" not in fresh
    assert old.startswith(fresh)
    assert "over a year ago" in old
