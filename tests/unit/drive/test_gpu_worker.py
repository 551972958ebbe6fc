# SPDX-License-Identifier: Apache-2.0
"""The process with the card: what it answers, how it paces itself, and when it ends."""

from itertools import pairwise
from multiprocessing.connection import Connection

import pytest
from typing_extensions import override

from recovery_assistant.drive.gpu_worker import CARD, JOB, PROGRESS, RESULT, Pace, Stretcher, serve
from recovery_assistant.drive.proof import stretch
from unit.drive.cards import NAME, InThread, Silent, Stretching, key

SALT = bytes(range(16))


def serving(card: Stretcher) -> InThread:
    return InThread(lambda pipe: serve(pipe, card))


def started(card: Stretcher) -> InThread:
    helper = serving(card)
    assert heard(helper.pipe).startswith(CARD)
    return helper


def heard(pipe: Connection) -> bytes:
    assert pipe.poll(10)
    return pipe.recv_bytes()


def test_it_says_first_which_card_it_has() -> None:
    for in_software in (True, False):
        card = Stretching()
        card.in_software = in_software
        helper = serving(card)
        assert heard(helper.pipe) == CARD + bytes([in_software]) + NAME.encode()
        helper.stop()


def test_it_stretches_what_it_is_given_and_tells_how_far_it_is() -> None:
    helper = started(Stretching())
    for count in (3, 1):
        keys = [key(number) for number in range(count)]
        helper.pipe.send_bytes(JOB.pack(1000, SALT) + b"".join(keys))
        told = [0]
        while (answer := heard(helper.pipe)).startswith(PROGRESS):
            told.append(int.from_bytes(answer[1:], "little"))
        assert told == sorted(set(told))
        assert told[-1] == 1000
        assert answer == RESULT + b"".join(stretch(one, SALT, 1000) for one in keys)
    helper.stop()


def test_it_ends_when_nobody_asks_any_more() -> None:
    helper = started(Stretching())
    helper.stop()
    assert helper.ended()


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "another word"])
def test_it_ends_in_the_middle_of_a_job(*, gone: bool) -> None:
    card = Silent(1)
    helper = started(card)
    helper.pipe.send_bytes(JOB.pack(1 << 20, SALT) + key(0))
    assert card.hung.wait(10)
    if gone:
        helper.stop()
    else:
        helper.pipe.send_bytes(b"")
    card.released.set()
    assert helper.ended()


def test_the_name_of_a_card_may_have_any_letter() -> None:
    card = Stretching()
    card.name = "Grafikkarte – 显卡"
    helper = serving(card)
    assert heard(helper.pipe)[2:].decode() == card.name
    helper.stop()


def test_a_driver_that_fails_ends_it() -> None:
    class Failing(Stretching):
        @override
        def begin(self, salt: bytes, hashes: bytes) -> None:
            raise OSError

    helper = started(Failing())
    helper.pipe.send_bytes(JOB.pack(10, SALT) + key(0))
    with pytest.raises(EOFError):
        heard(helper.pipe)


def dispatches(pace: Pace, seconds_a_round: float, rounds: int) -> list[tuple[int, int]]:
    """Every dispatch of a job, on a card that takes so long for a round."""
    done: list[tuple[int, int]] = []
    at = 0
    while at < rounds:
        parts = pace.parts(at, rounds)
        done += parts
        pace.took(max(rounds for _, rounds in parts) * seconds_a_round)
        at = sum(parts[-1])
    return done


@pytest.mark.parametrize("seconds_a_round", [1e-7, 1e-5, 2e-4, 4e-3])
def test_dispatches_grow_until_they_last_long_enough_and_never_too_long(
    seconds_a_round: float,
) -> None:
    done = dispatches(Pace(), seconds_a_round, 1 << 20)
    assert done[0] == (0, 64)
    # Without a gap.
    assert all(first + rounds == after for (first, rounds), (after, _) in pairwise(done))
    assert sum(rounds for _, rounds in done) == 1 << 20
    longest = max(rounds for _, rounds in done) * seconds_a_round
    assert longest <= max(0.1, 64 * seconds_a_round)
    settled = [rounds * seconds_a_round for _, rounds in done[12:-1]]
    assert all(0.05 <= one <= 0.1 for one in settled)


def test_dispatches_grow_by_no_more_than_four_times() -> None:
    done = dispatches(Pace(), 1e-7, 1 << 20)
    assert all(after <= 4 * before for (_, before), (_, after) in pairwise(done))


def test_a_card_that_gets_slower_gets_less() -> None:
    pace = Pace()
    for _ in range(8):
        pace.took(0.001)
    before = pace.parts(0, 1 << 30)[0][1]
    pace.took(0.3)
    assert pace.parts(0, 1 << 30)[0][1] == before // 4


def test_several_are_sent_before_waiting_only_when_they_are_long() -> None:
    pace = Pace()
    pace.took(0.01)
    assert len(pace.parts(0, 1 << 20)) == 1
    pace.took(0.07)
    parts = pace.parts(0, 1 << 20)
    assert len(parts) == 3
    assert sum(rounds for _, rounds in parts) == parts[-1][0] + parts[-1][1]


def test_there_is_always_something_to_do() -> None:
    pace = Pace()
    for _ in range(20):
        pace.took(100.0)
    assert pace.parts(0, 1000) == [(0, 16)]
    assert pace.parts(990, 1000) == [(990, 10)]
