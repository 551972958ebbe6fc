# SPDX-License-Identifier: Apache-2.0
"""Where to look and what a code means, in a terminal."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant import cli
from recovery_assistant.flow.lockout.answers import Owner
from recovery_assistant.flow.lockout.routes import LAST_RESORTS, Route, routes_for
from recovery_assistant.guidance import ErrorCode, Guidance
from recovery_assistant.i18n import use_language
from recovery_assistant.system.assets import AssetError, resources

BLOCKS = tuple(f"{value * 11:06d}" for value in (17, 4242, 30_001, 65_535, 9, 12_345, 54_321, 1))
KEY = "-".join(BLOCKS)
GUIDANCE = Guidance(resources() / "guidance")
CODES = GUIDANCE.error_codes()
KINDS = ("personal", "work", "offline")

Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs the terminal program in this process: exit code, output, complaints."""
    monkeypatch.setattr(cli, "harden", lambda: None)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    use_language("en", resources())

    def ran(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = cli.run(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return ran


# routes


@pytest.mark.parametrize("kind", KINDS)
def test_the_places_stand_in_the_order_of_the_window(run: Run, kind: str) -> None:
    code, out, err = run("routes", kind)
    assert (code, err) == (0, "")
    titles = [GUIDANCE.route(route).title for route in routes_for(Owner(kind), None)]
    places = [out.index(f"{number}. {title}\n") for number, title in enumerate(titles, start=1)]
    assert places == sorted(places)
    last = [out.index(f"- {GUIDANCE.route(route).title}\n") for route in LAST_RESORTS]
    assert min(last) > max(places)


def test_a_place_has_its_address_its_steps_and_what_to_expect(run: Run) -> None:
    _code, out, _err = run("routes", "personal")
    place = GUIDANCE.route(Route.PERSONAL_ACCOUNT)
    assert place.link is not None
    assert GUIDANCE.link(place.link).address in out
    assert "Address last confirmed 19 June 2024" in out
    for line in (*place.steps, place.works, place.empty, *place.limits):
        assert line.read() in out
    assert "{key_id}" not in out
    assert "> " in run("routes", "work")[1]


def test_without_a_kind_it_is_the_most_common_one(run: Run) -> None:
    assert run("routes") == run("routes", "personal")


@pytest.mark.parametrize("kind", KINDS)
def test_the_places_as_json(run: Run, kind: str) -> None:
    code, out, _err = run("routes", kind, "--json")
    data = json.loads(out)
    assert code == 0
    assert data["kind"] == kind
    assert [place["id"] for place in data["routes"]] == [*routes_for(Owner(kind), None)]
    assert [place["id"] for place in data["last_resorts"]] == [*LAST_RESORTS]
    for place in (*data["routes"], *data["last_resorts"]):
        words = GUIDANCE.route(place["id"])
        assert place["steps"] == [step.read() for step in words.steps]
        assert place["commands"] == list(words.commands)
        assert (place["address"] is None) == (words.link is None)
        assert (place["confirmed"] is None) == (words.link is None)


@pytest.mark.parametrize("kind", ["not_sure", "Personal!", "", KEY])
def test_another_kind_is_not_understood_and_not_repeated(run: Run, kind: str) -> None:
    code, out, err = run("routes", kind)
    assert (code, out) == (2, "")
    assert "--help" in err
    assert BLOCKS[1] not in err


def test_the_help_names_the_kinds(run: Run) -> None:
    code, out, _err = run("routes", "--help")
    assert code == 0
    for kind in KINDS:
        assert kind in out


# explain


@pytest.mark.parametrize("known", CODES, ids=lambda known: known.code)
def test_every_code_is_explained_however_it_is_written(run: Run, known: ErrorCode) -> None:
    written = {
        known.code,
        known.code.lower(),
        known.code.replace("_", "-"),
        known.code.removeprefix("E_FVE_").removeprefix("0x"),
        f"Fehler {known.code}.",
    }
    for text in written:
        code, out, err = run("explain", text)
        assert (code, err) == (0, "")
        assert out.startswith(f"{known.code}. ")
        assert known.meaning in out
        assert known.first.read() in out
        assert GUIDANCE.source(known.source).document in out
        assert ("no key at all" in out) == known.no_key_first
    assert run("explain", stdin=f"{known.code}\n") == run("explain", known.code)


def test_a_code_as_json(run: Run) -> None:
    code, out, _err = run("explain", "pcr-mismatch", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["known"] is True
    assert data["code"] == "E_FVE_PCR_MISMATCH"
    assert data["no_key_first"] is True
    assert set(data) == {
        "known", "code", "category", "meaning", "first", "no_key_first", "source",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["E_FVE_NOTHING_LIKE_IT", "0x80310099", "0x80070005", "?"])
def test_an_unknown_code_says_what_is_known_and_what_to_do(run: Run, text: str) -> None:
    code, out, err = run("explain", text)
    assert (code, err) == (1, "")
    assert out.startswith("Not in our table yet.")
    assert "Perhaps" not in out
    assert "the key is found the same way" in out
    assert "routes" in out
    for known in CODES:
        assert known.code in out


def test_no_code_at_all_is_said(run: Run) -> None:
    for arguments in (("explain", ""), ("explain",)):
        code, out, _err = run(*arguments)
        assert code == 1
        assert out.startswith("No code came in.")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("E_FVE_SECURBOOT_DISABLD", "E_FVE_SECUREBOOT_DISABLED"),
        ("pcr mismach", "E_FVE_PCR_MISMATCH"),
        ("E FVE BAD CODE OPTON", "E_FVE_BAD_CODE_OPTION"),
        ("E_FVE_TPM_NOT_DETECED", "E_FVE_TPM_NOT_DETECTED"),
    ],
)
def test_a_slip_of_the_pen_is_recognised(run: Run, text: str, meant: str) -> None:
    code, out, _err = run("explain", text, "--json")
    data = json.loads(out)
    assert code == 1
    assert data["known"] is False
    assert data["perhaps"][0] == meant
    assert data["known_codes"] == [known.code for known in CODES]
    assert f"Perhaps it is {meant}" in run("explain", text)[1]


def test_a_number_is_never_taken_for_another_number(run: Run) -> None:
    assert json.loads(run("explain", "0x80310034", "--json")[1])["perhaps"] == []


def test_a_key_or_a_key_id_in_its_place_is_named_and_not_repeated(run: Run) -> None:
    for options in ((), ("--json",)):
        code, out, err = run("explain", KEY, *options)
        assert code == 1
        assert not any(block in out + err for block in BLOCKS)
    out = run("explain", KEY)[1]
    assert "looks like a recovery key" in out
    assert "history of the shell" in out
    assert "history of the shell" not in run("explain", stdin=KEY)[1]
    assert "That is a Key ID" in run("explain", "5BFCBB05")[1]


@given(st.text(max_size=200))
def test_any_text_ends_in_yes_or_no(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "harden", lambda: None)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode(errors="replace"))))
        patch.setattr(sys, "stdout", io.StringIO())
        assert cli.run(["explain", "--json"]) in {0, 1, 3}


# Damaged data


@pytest.mark.parametrize("command", [("routes",), ("explain", "0x80310035")])
def test_damaged_or_missing_words_are_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    copy = tmp_path / "resources"
    shutil.copytree(resources(), copy)
    monkeypatch.setattr(cli, "resources", lambda: copy)
    assert run(*command)[0] == 0
    (copy / "guidance" / "en" / "sources.toml").write_text("[", encoding="utf-8")
    code, out, err = run(*command)
    assert (code, out) == (3, "")
    assert "damaged" in err

    def gone() -> Path:
        raise AssetError("the folder 'resources' is missing")

    monkeypatch.setattr(cli, "resources", gone)
    assert run(*command)[0] == 3
