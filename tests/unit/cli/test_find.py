# SPDX-License-Identifier: Apache-2.0
"""The command `find`: what is printed, what is masked, and the exit code."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recovery_assistant import cli
from recovery_assistant.cli import find as command
from recovery_assistant.find.hunt import hunt
from recovery_assistant.find.outcomes import Reason
from recovery_assistant.find.places import News, Place, Search, Searched, Skip
from recovery_assistant.i18n import use_language
from recovery_assistant.system.assets import resources
from recovery_assistant.system.process import Hardening

WHOLE = "5FBCBB05-1234-5678-9ABC-DEF012345678"
KEY = "-".join(f"{value * 11:06d}" for value in (40111, 223, 335, 447, 559, 661, 773, 885))
OTHER = "-".join(f"{value * 11:06d}" for value in (50111, 223, 335, 447, 559, 661, 773, 885))
MASKED = "-".join(["******"] * 8)


class Ran:
    """What one run came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def data(self) -> dict[str, object]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def found(self) -> list[dict[str, object]]:
        found = self.data["found"]
        assert isinstance(found, list)
        return found


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def soft_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves the process of the tests as it is, and the language English."""
    monkeypatch.setattr(cli, "harden", lambda: Hardening(no_core_dumps=True, closed_to_others=True))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    use_language("en", resources())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def once(*arguments: str | Path) -> Ran:
        code = cli.run(["find", *map(str, arguments)])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return once


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two keys, one of them in two files, and something else."""
    (tmp_path / "a.txt").write_text(f"Identifier: {WHOLE}\nRecovery Key: {KEY}\n")
    (tmp_path / "b.txt").write_bytes(f"Key: {KEY}\n".encode("utf-16"))
    (tmp_path / "c.txt").write_text(f"Some other key: {OTHER}\n")
    (tmp_path / "d.txt").write_text("Nothing.\n")
    return tmp_path


def test_a_key_that_matches_is_found_and_told_as_one_object(run: Run, folder: Path) -> None:
    ran = run(folder, "--key-id", "5fbcbb05", "--json")
    assert ran.code == 0
    first, second = ran.found
    assert first["key_id"] == WHOLE.replace("-", "")
    assert first["key"] == MASKED
    assert first["valid"] is True
    assert first["matched_characters"] == 8
    assert first["places"] == [str(folder / "a.txt"), str(folder / "b.txt")]
    assert first["reasons"] == [Reason.ID_MATCHES.value, Reason.WELL_FORMED.value]
    assert (second["key_id"], second["matched_characters"]) == (None, 0)
    assert (ran.data["files"], ran.data["cancelled"], ran.data["skipped"]) == (4, False, [])


def test_digits_are_printed_only_when_asked_for(run: Run, folder: Path) -> None:
    for options in ((), ("--json",)):
        masked = run(folder, *options)
        assert MASKED in masked.out
        assert not any(block in masked.out for block in (*KEY.split("-"), *OTHER.split("-")))
        assert KEY in run(folder, "--reveal", *options).out


def test_without_a_key_id_a_key_that_follows_the_rule_is_enough(run: Run, folder: Path) -> None:
    assert run(folder).code == 0
    assert run(folder / "d.txt").code == 1


def test_a_key_that_does_not_match_is_shown_but_is_no_answer(run: Run, folder: Path) -> None:
    ran = run(folder / "a.txt", "--key-id", "AAAAAAAA", "--json")
    assert ran.code == 1
    assert len(ran.found) == 1


def test_a_damaged_key_is_shown_with_its_repair_and_is_not_valid(run: Run, tmp_path: Path) -> None:
    slip = KEY[:-1] + str((int(KEY[-1]) + 1) % 10)
    (tmp_path / "a.txt").write_text(f"Key: {slip}\n")
    ran = run(tmp_path, "--json", "--reveal")
    (found,) = ran.found
    assert (ran.code, found["valid"], found["damaged_blocks"]) == (1, False, [8])
    assert isinstance(found["suggestions"], list)
    assert KEY in found["suggestions"]
    assert "suggestions" not in run(tmp_path, "--json").found[0]
    assert "break the rule: 8" in run(tmp_path).out


@pytest.mark.parametrize(
    "arguments",
    [(), (".", "--key-id", "XYZ"), (".", "--key-id", "12"), (".", "--unknown"), (KEY,)],
)
def test_arguments_that_do_not_fit_are_refused_and_not_repeated(
    run: Run, arguments: tuple[str, ...]
) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert KEY[:6] not in ran.err


def test_a_place_that_cannot_be_read_is_named_unless_the_key_was_found(
    run: Run, folder: Path
) -> None:
    gone = folder / "gone"
    ran = run(gone, "--json")
    assert ran.code == 3
    assert ran.data["skipped"] == [{"place": str(gone), "reason": Skip.VANISHED.value}]
    assert run(folder / "d.txt", gone).code == 3
    assert run(folder, gone).code == 0
    assert str(gone) in run(gone).out


def test_a_link_or_a_device_is_no_place_that_could_not_be_read(run: Run, folder: Path) -> None:
    (folder / "link").symlink_to(folder)
    ran = run(folder, "--key-id", "AAAAAAAA")
    assert ran.code == 1
    assert "a link to another folder" in ran.out


def test_a_search_that_is_stopped_prints_what_it_found(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def stopped(
        search: Search, tell: Callable[[News], None], cancelled: Callable[[], bool]
    ) -> Searched:
        assert not cancelled()
        found = hunt(search, tell, lambda: False)
        os.kill(os.getpid(), signal.SIGINT)
        assert cancelled()
        return Searched(
            found.finds, found.key_files, found.skipped, found.files, found.size, cancelled=True
        )

    monkeypatch.setattr(command, "hunt", stopped)
    before = signal.getsignal(signal.SIGINT)
    ran = run(folder, "--json")
    assert ran.code == 130
    assert len(ran.found) == 2
    assert ran.data["cancelled"] is True
    assert signal.getsignal(signal.SIGINT) is before


def test_a_place_in_a_document_shows_the_way_to_it() -> None:
    place = Place(Path("a.zip"), ("b.pdf", "page 2"))
    assert command._place(place) == "a.zip > b.pdf > page 2"


@pytest.mark.skipif(sys.platform == "win32", reason="names of any bytes are a POSIX matter")
def test_a_name_that_could_change_the_terminal_is_made_harmless(run: Run, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"a\x1b[31m\xe9\n.txt")
    path.write_text(KEY)
    ran = run(tmp_path)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    (found,) = run(tmp_path, "--json").found
    assert found["places"] == [str(path)]


def test_every_reason_has_words() -> None:
    words = [command.reason_words(one) for one in Skip]
    assert len(set(words)) == len(Skip)
