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


def dispatches(seconds_a_round: float, count: int = 30) -> list[int]:
    """So many dispatches on a card that takes so long for a round."""
    pace = Pace()
    done: list[int] = []
    for _ in range(count):
        done.append(pace.rounds)
        pace.took(pace.rounds * seconds_a_round)
    return done


@pytest.mark.parametrize("seconds_a_round", [1e-5, 2e-4, 4e-3])
def test_dispatches_grow_until_they_last_long_enough_and_never_too_long(
    seconds_a_round: float,
) -> None:
    done = dispatches(seconds_a_round)
    assert done[0] == 64
    assert max(done) * seconds_a_round <= max(0.1, 64 * seconds_a_round)
    assert all(0.05 <= rounds * seconds_a_round <= 0.1 for rounds in done[8:])


def test_dispatches_grow_by_no_more_than_four_times_and_to_an_end() -> None:
    # What takes no time at all, as far as a clock can tell, is no reason to stop.
    for seconds_a_round in (1e-9, 0.0):
        done = dispatches(seconds_a_round)
        assert all(after <= 4 * before for before, after in pairwise(done))
        assert done[-1] < 65_535
        assert done[-1] > 20_000


def test_a_card_that_gets_slower_gets_less_at_once() -> None:
    pace = Pace()
    for _ in range(8):
        pace.took(0.001)
    before = pace.rounds
    pace.took(0.3)
    assert pace.rounds == before // 4
    pace.took(3000.0)
    assert pace.rounds == before // 16


def test_there_is_always_something_to_do() -> None:
    assert dispatches(100.0)[-1] == 16


def test_no_round_is_left_out_and_none_is_done_twice() -> None:
    done: list[tuple[int, int]] = []

    class Noting(Stretching):
        @override
        def advance(self, first: int, rounds: int) -> None:
            done.append((first, rounds))

    helper = started(Noting())
    helper.pipe.send_bytes(JOB.pack(1 << 20, SALT) + key(0))
    while heard(helper.pipe).startswith(PROGRESS):
        pass
    helper.stop()
    assert done[0] == (0, 64)
    assert all(first + rounds == after for (first, rounds), (after, _) in pairwise(done))
    assert sum(done[-1]) == 1 << 20
    # They grew.
    assert len(done) < 100
