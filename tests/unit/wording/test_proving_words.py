# SPDX-License-Identifier: Apache-2.0
"""The look at the locked drive in words: everything is said, once and without markup."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from recovery_assistant.drive.metadata import State
from recovery_assistant.drive.outcomes import (
    CannotTell,
    DoesNotOpen,
    EngineKind,
    Image,
    NoRecoveryKey,
    NotEncrypted,
    Opens,
    Plan,
    Searched,
    Tried,
    Verdict,
)
from recovery_assistant.flow.lockout.proving import (
    Drive,
    DriveKind,
    Proving,
    Stage,
    Trying,
    TryingPhase,
    can_prove,
    next_is_proof,
)
from recovery_assistant.flow.lockout.session import Session
from recovery_assistant.flow.lockout.steps import Step
from recovery_assistant.i18n import use_language
from recovery_assistant.keys import KeyDraft, KeyId, match
from recovery_assistant.keys.attempts import Hopeless, TooMany
from recovery_assistant.system.assets import resources
from recovery_assistant.wording import check, lockout
from recovery_assistant.wording import proving as words
from unit.wording import drives as made

BLOCKS = ("000187", "046662", "330011", "720885", "000099", "135795", "597531", "011000")
WHOLE = KeyDraft(BLOCKS)
LACKING = KeyDraft((*BLOCKS[:7], "01????"))
SHORT = KeyId("5BFCBB05")
NO = DoesNotOpen((made.WANTED,))
VERDICTS: tuple[Verdict, ...] = (
    Opens(made.WANTED),
    NO,
    DoesNotOpen((made.WANTED, made.OLDER)),
    NoRecoveryKey(),
    NotEncrypted(),
    CannotTell(),
)


@pytest.fixture
def arabic() -> Iterator[None]:
    use_language("ar-XB", resources())
    yield
    use_language("en", resources())


def says(text: str) -> bool:
    """Whether a text is a whole one: no hole, no doubled space, no mark of a placeholder."""
    return bool(text.strip()) and "  " not in text and not set("{}") & set(text)


def about(
    image: Image = made.ONE,
    *,
    verdict: Verdict | None = None,
    trying: Trying | None = None,
) -> Proving:
    return Proving(stage=Stage.TOLD, told=image, verdict=verdict, trying=trying)


def trying(
    phase: TryingPhase = TryingPhase.RUNNING,
    *,
    plan: Plan | None = made.PLAN,
    kept: int = 0,
    tried: Tried | None = None,
    searched: Searched | None = None,
    refused: TooMany | Hopeless | None = None,
    failed: bool = False,
) -> Trying:
    return Trying(
        request=1,
        phase=phase,
        ideas=made.IDEAS,
        plan=plan,
        kept=kept,
        tried=tried,
        searched=searched,
        refused=refused,
        failed=failed,
    )


# Drives to choose from.


def test_a_drive_is_named_and_its_second_line_says_what_the_name_does_not() -> None:
    assert words.drive_name(made.ADAPTER) == "Samsung PSSD T7"
    assert words.drive_hint(made.ADAPTER) == "1.0 TB · Removable · /dev/sdb"
    assert words.drive_name(made.INNER) == "/dev/sda"
    assert words.drive_hint(made.INNER) == "2.0 TB · Built in"
    assert words.drive_hint(made.LOCAL) == "512 GB · This PC runs from it · /dev/nvme0n1"
    unknown = Drive(Path("/dev/sdc"), DriveKind.REMOVABLE, " ")
    assert (words.drive_name(unknown), words.drive_hint(unknown)) == ("/dev/sdc", "Removable")


def test_what_a_drive_calls_itself_is_one_line_whose_marks_are_seen() -> None:
    strange = replace(made.ADAPTER, name="A\u202eB\nC\x07\ud800" + "x" * 500)
    name = words.drive_name(strange)
    assert name.startswith("A‹U+202E›B C‹U+0007›?xxx")
    assert len(name) <= 120


@pytest.mark.usefixtures("arabic")
def test_foreign_text_keeps_its_order_among_words_from_right_to_left() -> None:
    assert words.drive_name(made.ADAPTER) == "\u2068Samsung PSSD T7\u2069"
    assert words.drive_name(made.INNER) == "\u2068/dev/sda\u2069"
    assert words.description(made.ONE.volumes[0]).startswith("\u2068KONTOR-7")


def test_what_is_read_is_said_by_its_name_and_how_far() -> None:
    path = made.ADAPTER.path
    chosen = Proving(drives=made.DRIVES, stage=Stage.READING, path=path, request=1)
    assert words.reading(chosen) == "Reading Samsung PSSD T7"
    assert words.reading(replace(chosen, path=made.IMAGE)) == "Reading /people/ada/kontor-7.img"
    searching = replace(chosen, whole=True, progress=(1000, 953_869))
    assert words.reading(searching) == "Searching all of Samsung PSSD T7: 1.0 GB of 1.0 TB"


def test_the_time_of_a_search_is_counted_from_the_size() -> None:
    assert "1.0 TB: about 3 hours at 100 MB a second" in words.search_time(made.ADAPTER)
    small = replace(made.ADAPTER, size=6_000_000_000)
    assert "6 GB: about 60 seconds" in words.search_time(small)
    for unknown in (None, replace(made.ADAPTER, size=None)):
        assert "hours for a large drive" in words.search_time(unknown)


# What the drive tells.


def test_a_volume_among_several_is_told_apart() -> None:
    data, system = made.SEVERAL.volumes
    assert words.volume_name(data, 0) == "KONTOR-7 DATA 02.03.2024"
    assert words.volume_hint(system) == "256 GB · Key ID 5BFCBB05"
    assert words.volume_hint(made.TWO_KEYS.volumes[0]) == words.volume_hint(system)
    nameless = made.volume(description="")
    assert (words.volume_name(nameless, 1), words.volume_hint(nameless)) == ("Drive 2", "256 GB")
    assert words.more_damaged(0) == ""
    assert words.more_damaged(1).startswith("1 more BitLocker drive is in it.")
    assert words.more_damaged(2).startswith("2 more BitLocker drives are in it.")


def test_facts_name_every_other_way_once_and_no_clear_key() -> None:
    (volume,) = made.SUSPENDED.volumes
    twice = replace(volume, block=replace(volume.block, protectors=(*volume.protectors, made.TPM)))
    assert words.facts(twice) == (
        "BitLocker · Protection is suspended: it opens for anybody",
        "Also opens with: the PC's own security chip (TPM)",
    )
    (bare,) = made.TWO_KEYS.volumes
    assert words.facts(bare) == ("BitLocker · Encrypted",)


def test_keys_are_said_with_their_days() -> None:
    assert words.keys_title(made.ONE.volumes[0]) == "The key you want"
    assert words.keys_title(made.TWO_KEYS.volumes[0]) == "2 keys open it, the newest first"
    saved, plain = made.protector(saved=made.SAVED), made.protector()
    assert words.key_line(plain) == "Made on 2024-03-01."
    assert words.key_line(saved).startswith("Made on 2024-03-01. Windows noted on 2024-03-01 ")
    assert "does not say when" in words.key_line(made.protector(created=None))


@pytest.mark.parametrize(
    ("noted", "image", "warned"),
    [
        (None, made.ONE, False),
        (SHORT, made.ONE, False),
        (made.WANTED, made.ONE, False),
        (made.WANTED.byte_swapped(), made.ONE, False),
        (SHORT, made.TWO_KEYS, False),
        (SHORT, made.OTHER, True),
        (KeyId("5BFCBB06"), made.ONE, True),
        (SHORT, made.NO_KEY, False),
    ],
)
def test_a_noted_key_id_fits_or_is_warned_of(
    noted: KeyId | None, image: Image, *, warned: bool
) -> None:
    found = words.warning(about(image), noted)
    assert (found is not None) is warned
    if found is not None and noted is not None:
        assert found.role == "warn"
        assert noted.hex[:8] in found.sentence
        # A drive that opens is the right one, whatever was noted.
        assert words.warning(about(image, verdict=Opens(made.STRANGE)), noted) is None


def test_what_has_to_be_known_before_any_key_is_said() -> None:
    titles = {state: words.condition(made.volume(*made.BOTH, state=state)) for state in State}
    said = {state: found.title for state, found in titles.items() if found is not None}
    assert said == {
        State.DECRYPTED: "This drive is decrypted",
        State.SUSPENDED: "Protection is suspended",
    }
    roles = {state: found.role for state, found in titles.items() if found is not None}
    assert roles == {State.DECRYPTED: "accent", State.SUSPENDED: "warn"}
    none = words.condition(made.NO_KEY.volumes[0])
    assert none is not None
    assert (none.title, none.role) == ("This drive has no recovery key", "warn")
    both = words.condition(made.volume(made.TPM, state=State.DECRYPTED))
    assert both is not None
    assert both.title == "This drive is decrypted"


# The check.


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_said_with_what_to_do_next(verdict: Verdict) -> None:
    said = words.verdict(verdict)
    assert says(said.title)
    assert says(said.sentence)
    assert (said.role == "ok") is isinstance(verdict, Opens)
    assert (said.icon == "proved") is isinstance(verdict, Opens)
    assert (said.role == "bad") is isinstance(verdict, DoesNotOpen)
    assert (said.icon == "wrong") is isinstance(verdict, DoesNotOpen)
    assert said.role in ("ok", "bad", "warn")
    if isinstance(verdict, DoesNotOpen):
        assert all(one.hex[:8] in said.sentence for one in verdict.wanted)
        assert "Compare the Key IDs" in said.sentence


def test_a_key_that_was_found_is_counted_from_one() -> None:
    found = trying(TryingPhase.OVER, searched=Searched(411, 416, 5.0, made.WANTED))
    assert "number 412 of those tried" in words.verdict(Opens(made.WANTED), found).sentence
    assert "tried" not in words.verdict(Opens(made.WANTED), trying()).sentence


def test_a_check_takes_a_second_a_key() -> None:
    one, two = made.ONE.volumes[0], made.TWO_KEYS.volumes[0]
    assert words.checking(one) == "Checking: about a second"
    assert words.checking(two) == "Checking: about 2 seconds"
    assert "about a second" in words.how_checked(one)
    assert "its 2 locks: about 2 seconds" in words.how_checked(two)


@pytest.mark.parametrize(
    ("draft", "image", "can"),
    [
        (WHOLE, made.ONE, True),
        (WHOLE, made.SUSPENDED, True),
        (WHOLE, made.HEADER, True),
        (LACKING, made.ONE, False),
        (WHOLE, made.DECRYPTED, False),
        (WHOLE, made.NO_KEY, False),
    ],
)
def test_the_check_is_the_one_deed_while_it_waits(
    draft: KeyDraft, image: Image, *, can: bool
) -> None:
    drive = about(image)
    assert can_prove(draft, drive) is can
    for asked, open_now in product(
        (drive, replace(drive, verdict=Opens(made.WANTED)), replace(drive, checking=3)),
        (True, False),
    ):
        proving = replace(asked, opened=open_now)
        waits = can and open_now and asked is drive
        assert next_is_proof(draft, proving) is waits
        way_on = lockout.way_on(Step.CHECK, Session(draft=draft, proving=proving))
        assert way_on.primary is not waits
    assert not can_prove(draft, Proving())
    assert lockout.way_on(Step.CHECK, Session(draft=draft)).primary


# Certainty and rungs.


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("found", [None, SHORT, made.STRANGE])
def test_the_drive_s_word_goes_before_all_comparing(verdict: Verdict, found: KeyId | None) -> None:
    compared = None if found is None else match(SHORT, found)
    by_ids = check.certainty(SHORT, found, compared)
    said = check.certainty(SHORT, found, compared, said=verdict)
    third = check.rungs(WHOLE, compared, verdict)[2]
    match verdict:
        case Opens():
            assert (said.role, said.icon, third.role, third.icon) == ("ok", "proved") * 2
            assert said.title == third.title == "Proved on the drive"
        case DoesNotOpen():
            assert (said.role, said.icon, third.role, third.icon) == ("bad", "wrong") * 2
            assert said.title == third.title == "Refused by the drive"
            agrees = compared is not None and compared.agrees
            assert ("and still it does not open" in said.sentence) is agrees
        case _:
            assert said == by_ids
            assert third.title == "Not proved"
            assert third.role == "ink3"


def test_a_key_that_opens_has_the_id_of_that_lock() -> None:
    assert check.proved_id(Opens(made.WANTED)) == made.WANTED
    assert check.proved_id(NO) is None
    assert check.proved_id(None) is None


def test_a_proof_on_another_drive_than_the_noted_one_says_so() -> None:
    here = check.certainty(SHORT, None, None, said=Opens(made.WANTED))
    elsewhere = check.certainty(SHORT, None, None, said=Opens(made.STRANGE))
    unknown = check.certainty(None, None, None, said=Opens(made.STRANGE))
    assert "another Key ID" not in here.sentence + unknown.sentence
    assert "another Key ID" in elsewhere.sentence


# Trying.


def test_the_offer_says_what_is_tried() -> None:
    assert "blocks in each other's place" in words.trying_lead(WHOLE)
    assert "leave a block empty that is gone" in words.trying_lead(LACKING)
    assert "40,320" in words.any_order()


def test_a_plan_names_count_time_engine_and_speed() -> None:
    assert words.plan_sentence(made.PLAN) == (
        "909 keys to try. That takes 3 minutes at most on this PC."
    )
    assert words.engine(made.PLAN) == "Tried by the processor · 5.4 a second"
    assert words.engine(made.CARD) == (
        "Tried through the graphics driver NVIDIA GeForce RTX 3060‹U+202E› · 870 a second"
    )
    nameless = Plan(10, EngineKind.GPU, "", 9.96)
    assert words.engine(nameless) == "Tried through the graphics driver · 10.0 a second"
    assert words.speed(10) == "10 a second"
    assert words.speed(12_345.6) == "12,346 a second"


def test_a_place_that_was_kept_is_gone_on_from() -> None:
    fresh, kept = trying(TryingPhase.PLANNED), trying(TryingPhase.PLANNED, kept=400)
    assert words.kept(fresh) == ""
    assert "after 400." in words.kept(kept)
    assert words.go_on(fresh) == "Start trying"
    assert words.go_on(kept) == "Go on after 400"
    rested = trying(TryingPhase.PAUSED, kept=400, searched=Searched(None, 512, 5.0))
    assert words.go_on(rested) == "Go on after 512"
    at_once = trying(TryingPhase.PAUSED, searched=Searched(None, 0, 5.0))
    assert words.go_on(at_once) == "Go on"


def test_how_far_it_is_counts_on_from_what_was_kept() -> None:
    begun = trying(kept=400)
    assert words.tried(begun) == "400 of 909 tried, 2 minutes left at most"
    assert words.fraction(begun) == 400 / 909
    going = trying(kept=400, tried=Tried(500, 909, 0.0))
    assert words.tried(going) == "500 of 909 tried, 76 seconds left at most"
    assert words.fraction(going) == 500 / 909
    fast = replace(going, tried=Tried(500, 909, 100.0))
    assert words.tried(fast) == "500 of 909 tried, 4 seconds left at most"
    batch = trying(tried=Tried(0, 909, 100.0, EngineKind.GPU, ahead=300.4))
    assert words.tried(batch) == "0 of 909 tried, 300 under way, 6 seconds left at most"
    assert words.fraction(batch) == pytest.approx(300.4 / 909)
    paused = trying(TryingPhase.PAUSED, searched=Searched(None, 512, 5.0))
    assert words.tried(paused) == "512 of 909 tried"
    assert words.fraction(paused) == 512 / 909
    assert words.fraction(Trying(request=1)) == 0.0
    assert words.tried(Trying(request=1)) == "0 of 0 tried"


def test_who_tries_just_now_is_named_also_after_a_fall_back() -> None:
    card = trying(plan=made.CARD)
    assert words.at_work(card).startswith("Tried through the graphics driver NVIDIA")
    fallen = replace(card, tried=Tried(5, 65_536, 4.0, EngineKind.PROCESSES))
    assert words.at_work(fallen) == "Tried by the processor · 4.0 a second"
    unmeasured = replace(card, tried=Tried(5, 65_536, 0.0, EngineKind.GPU))
    assert words.at_work(unmeasured).endswith("· 870 a second")
    assert "come to their end" in words.at_work(replace(card, phase=TryingPhase.PAUSING))
    assert words.at_work(replace(card, phase=TryingPhase.PAUSED)) == "Paused. The place is kept."
    assert words.at_work(Trying(request=1)) == ""


def test_what_came_of_it_is_said_where_it_is_over_or_broken() -> None:
    for phase in set(TryingPhase) - {TryingPhase.OVER}:
        assert words.trying_judged(trying(phase)) is None
    found = trying(TryingPhase.OVER, searched=Searched(3, 8, 5.0, made.WANTED))
    assert words.trying_judged(found) is None
    none = words.trying_judged(trying(TryingPhase.OVER, searched=Searched(None, 909, 5.0)))
    assert none is not None
    assert none.role == "warn"
    assert "All 909 keys were tried." in none.sentence
    many = trying(TryingPhase.OVER, plan=None, refused=TooMany(4_294_967_296, (2, 8)))
    too_many = words.trying_judged(many)
    assert too_many is not None
    assert (too_many.role, too_many.title) == ("bad", "Too many keys to try")
    assert "4,294,967,296" in too_many.sentence
    # Pure arithmetic, true of any count: what is just too many takes no years.
    assert "At 10.0 a second trying them all takes" in too_many.sentence
    lost = words.trying_judged(replace(many, refused=Hopeless((3,))))
    assert lost is not None
    assert lost.title == "Too many digits in a block"
    rests = words.trying_judged(trying(TryingPhase.PAUSED, failed=True))
    ended = words.trying_judged(trying(TryingPhase.OVER, plan=None, failed=True))
    assert rests is not None
    assert ended is not None
    assert rests.title == ended.title == "The trying broke off"
    assert (rests.role, too_many.icon) == ("bad", "wrong")
    assert "you can go on" in rests.sentence
    assert "go on" not in ended.sentence


def test_a_fall_back_is_said_once_it_is_known() -> None:
    assert words.fell_back(trying()) == ""
    sound = trying(TryingPhase.OVER, searched=Searched(None, 909, 5.0))
    assert words.fell_back(sound) == ""
    fallen = trying(TryingPhase.OVER, searched=Searched(None, 909, 5.0, fell_back=True))
    assert says(words.fell_back(fallen))


# What is heard.


def test_progress_is_never_heard_and_a_plan_is() -> None:
    planned = about(trying=trying(TryingPhase.PLANNED, kept=7))
    assert words.status(planned, None) == (
        words.plan_sentence(made.PLAN), words.kept(trying(kept=7)),
    )  # fmt: skip
    running = about(trying=trying(tried=Tried(5, 909, 5.0)))
    assert words.status(running, None) == ()


def test_warnings_and_what_broke_off_are_heard() -> None:
    (warned,) = words.status(about(made.OTHER), SHORT)
    assert warned.startswith("This drive does not have the Key ID you noted. ")
    (state,) = words.status(about(made.SUSPENDED), None)
    assert state.startswith("Protection is suspended. ")
    (broken,) = words.status(Proving(failed=True), None)
    assert broken.startswith("It broke off. ")
    over = about(trying=trying(TryingPhase.OVER, plan=None, failed=True))
    assert [one.split(".")[0] for one in words.status(over, None)] == ["The trying broke off"]
    refused = about(trying=trying(TryingPhase.OVER, plan=None, refused=TooMany(1 << 32, (2, 8))))
    assert [one.split(".")[0] for one in words.status(refused, None)] == ["Too many keys to try"]


def test_the_drives_that_were_found_are_heard() -> None:
    assert words.status(Proving(), None) == ()
    assert words.status(Proving(drives=made.DRIVES), None) == ("3 drives to choose from.",)
    assert words.status(Proving(drives=made.DRIVES[:1]), None) == ("1 drive to choose from.",)
    assert words.status(Proving(drives=()), None) == (words.no_drives(),)
    assert words.status(Proving(drives=made.DRIVES, stage=Stage.READING), None) == ()
