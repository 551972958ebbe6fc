# SPDX-License-Identifier: Apache-2.0
"""The terminal program from within: what goes in, what comes out, and the exit code."""

import getpass
import io
import json
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from recovery_assistant import cli
from recovery_assistant.cli import terminal
from recovery_assistant.i18n import language, use_language
from recovery_assistant.keys import LARGEST_BLOCK, IdProblem, Verdict
from recovery_assistant.system.assets import AssetError, resources
from recovery_assistant.system.process import Hardening

ASKED = "5FBCBB05"
WHOLE = "5FBCBB05-1234-5678-9ABC-DEF012345678"
OTHER = "5FBCBB15"


def key_of(*values: int) -> str:
    """A key made of these eight numbers times 11."""
    return "-".join(f"{value * 11:06}" for value in values)


KEY = key_of(40111, 40223, 40335, 40447, 40559, 40661, 40773, 40885)
SECOND = key_of(50111, 50223, 50335, 50447, 50559, 50661, 50773, 50885)
FAR = key_of(9, 60321, 12345, 999, 33333, 54321, 8, 65535)


class Terminal(io.StringIO):
    """Standard input at which a person sits."""

    @override
    def isatty(self) -> bool:
        return True


def given_input(data: bytes | str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data.encode() if isinstance(data, str) else data))


@pytest.fixture(autouse=True)
def soft_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leaves the process of the tests as it is, and the language English."""
    monkeypatch.setattr(cli, "harden", lambda: Hardening(no_core_dumps=True, closed_to_others=True))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    use_language("en", resources())


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
    def verdicts(self) -> list[str]:
        blocks = self.data["blocks"]
        assert isinstance(blocks, list)
        assert [block["number"] for block in blocks] == list(range(1, 9))
        return [block["verdict"] for block in blocks]


class Program:
    """Runs the terminal program in this process."""

    def __init__(self, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch = patch
        self._capsys = capsys

    def __call__(self, *arguments: str, stdin: bytes | str | io.TextIOBase | None = "") -> Ran:
        stream = given_input(stdin) if isinstance(stdin, bytes | str) else stdin
        self._patch.setattr(sys, "stdin", stream)
        code = cli.run(arguments)
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(monkeypatch, capsys)


# check


def test_a_whole_key_is_yes_and_is_not_printed_back(program: Program) -> None:
    ran = program("check", stdin=KEY)
    assert ran.code == 0
    assert ran.err == ""
    assert "Block 8: no slip found." in ran.out
    assert "Only the locked drive proves it." in ran.out
    assert not any(block in ran.out for block in KEY.split("-"))


def test_a_whole_key_as_json(program: Program) -> None:
    ran = program("check", "--json", stdin=f"Recovery Key: {KEY}\n")
    assert ran.code == 0
    assert ran.data["well_formed"] is True
    assert ran.verdicts == ["fine"] * 8
    assert ran.data["suggestions"] == []
    assert ran.data["warnings"] == []
    assert ran.data["mistaken_for"] is None
    assert ran.data["does_not_prove"]


def test_two_swapped_digits_are_found_and_the_key_is_among_the_suggestions(
    program: Program,
) -> None:
    wrong = KEY[:1] + KEY[2] + KEY[1] + KEY[3:]
    assert wrong != KEY
    ran = program("check", "--json", stdin=wrong)
    suggestions = ran.data["suggestions"]
    assert ran.code == 1
    assert ran.data["well_formed"] is False
    assert ran.verdicts == ["not_rule_11"] + ["fine"] * 7
    assert isinstance(suggestions, list)
    assert KEY in suggestions
    assert all(len(one.split("-")) == 8 for one in suggestions)


def test_an_unreadable_digit_leaves_one_key(program: Program) -> None:
    ran = program("check", "--json", stdin="?" + KEY[1:])
    assert ran.data["suggestions"] == [KEY]
    plain = program("check", stdin="?" + KEY[1:])
    assert plain.code == 1
    assert KEY in plain.out
    assert "exactly one digit that fits" in plain.out


def test_a_long_list_of_suggestions_is_cut_and_says_so(program: Program) -> None:
    ran = program("check", stdin="??" + KEY[2:])
    assert "more, less likely" in ran.out
    assert ran.out.count("-") < 7 * 20


@pytest.mark.parametrize(
    ("first", "verdict"),
    [
        ("12345", Verdict.SHORT),
        ("1234567", Verdict.LONG),
        ("12E456", Verdict.NOT_DIGIT),
        (f"{LARGEST_BLOCK + 11}", Verdict.TOO_LARGE),
        ("441222", Verdict.NOT_RULE_11),
    ],
)
def test_each_slip_has_its_verdict(program: Program, first: str, verdict: Verdict) -> None:
    ran = program("check", "--json", stdin=first + KEY[6:])
    assert ran.code == 1
    assert ran.verdicts == [verdict.value] + ["fine"] * 7


@pytest.mark.parametrize("nothing", ["", "\n", "  \t\n", "no key at all"])
def test_nothing_in_it_is_no_with_the_same_json(program: Program, nothing: str) -> None:
    ran = program("check", "--json", stdin=nothing)
    assert ran.code == 1
    assert ran.data["well_formed"] is False
    assert ran.verdicts == ["empty"] * 8
    plain = program("check", stdin=nothing)
    assert plain.out == "No digits of a key came in.\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [(WHOLE, "key_id"), ("BCDFG-HJKMN-PQRTV-WXY23-46789", "product_key")],
)
def test_something_else_is_named(program: Program, text: str, kind: str) -> None:
    ran = program("check", "--json", stdin=text)
    assert ran.code == 1
    assert ran.data["mistaken_for"] == kind
    assert program("check", stdin=text).out.startswith("That is a")


def test_a_phone_number_is_named(program: Program) -> None:
    ran = program("check", stdin="+49 30 901820-10")
    assert ran.code == 1
    assert ran.out.startswith("That looks like a phone number.")


def test_of_several_keys_the_best_is_judged_and_the_others_counted(program: Program) -> None:
    damaged = "441222" + SECOND[6:]
    ran = program("check", "--json", stdin=f"{damaged}\nand\n{KEY}\n")
    assert ran.code == 0
    assert ran.data["others"] == 1
    assert "1 other key stands" in program("check", stdin=f"{damaged}\nand\n{KEY}\n").out


def test_the_same_key_twice_is_warned_of(program: Program) -> None:
    ran = program("check", "--json", stdin=f"{KEY}\nagain\n{KEY}\n")
    assert ran.code == 0
    assert ran.data["warnings"] == ["same_as_another"]
    assert program("check", "--json", stdin=f"{KEY}\nor\n{SECOND}\n").data["warnings"] == []


def test_more_digits_than_a_key_has_are_no_key(program: Program) -> None:
    text = KEY.replace("-", "") + "123456"
    ran = program("check", "--json", stdin=text)
    assert ran.code == 1
    assert ran.data["well_formed"] is False
    assert ran.data["extra_digits"] == 6
    assert "6 characters more" in program("check", stdin=text).out


def test_a_repeated_block_is_warned_of(program: Program) -> None:
    twice = KEY[:6] + "-" + KEY[:6] + KEY[13:]
    assert program("check", "--json", stdin=twice).data["warnings"] == ["repeated_block"]
    assert "Blocks 1, 2 are the same" in program("check", stdin=twice).out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_read(program: Program, encoding: str) -> None:
    text = f"BitLocker Drive Encryption recovery key\r\n\r\n{KEY}\r\n"
    assert program("check", stdin=text.encode(encoding)).code == 0


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xfe", b"\x00\x01\x02\x03" * 20, b"\x80" * 9])
def test_what_is_no_text_cannot_be_read(program: Program, data: bytes) -> None:
    ran = program("check", "--json", stdin=data)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.strip()


def test_too_much_cannot_be_read(program: Program) -> None:
    fits = KEY.encode() + b"\n" * (terminal.MOST_BYTES - len(KEY))
    assert program("check", stdin=fits).code == 0
    ran = program("check", stdin=fits + b"\n")
    assert (ran.code, ran.out) == (3, "")
    assert KEY not in ran.err


def test_without_standard_input_nothing_can_be_read(program: Program) -> None:
    assert program("check", stdin=None).code == 3


def test_an_input_that_fails_cannot_be_read(program: Program) -> None:
    class Broken(io.BytesIO):
        @override
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(size)

    ran = program("check", stdin=io.TextIOWrapper(Broken()))
    assert ran.code == 3
    assert "Traceback" not in ran.err


# The prompt


def test_at_a_terminal_the_key_is_asked_for_without_echo(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[str] = []

    def typed(prompt: str) -> str:
        prompts.append(prompt)
        return KEY

    monkeypatch.setattr(getpass, "getpass", typed)
    # What stands in the terminal's own stream is not read: that would echo.
    ran = program("check", stdin=Terminal("nothing"))
    assert ran.code == 0
    assert len(prompts) == 1


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (KeyboardInterrupt(), 130),
        (EOFError(), 1),
        (OSError(), 3),
        (UnicodeDecodeError("utf-8", KEY.encode(), 0, 1, "bad"), 3),
    ],
)
def test_the_prompt_can_end_in_other_ways(
    program: Program, monkeypatch: pytest.MonkeyPatch, problem: BaseException, code: int
) -> None:
    def typed(_prompt: str) -> str:
        raise problem

    monkeypatch.setattr(getpass, "getpass", typed)
    ran = program("check", stdin=Terminal())
    assert ran.code == code
    assert KEY[:6] not in ran.out + ran.err


def test_a_terminal_that_cannot_hide_is_not_typed_into(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(_prompt: str) -> str:
        warnings.warn("echo", getpass.GetPassWarning, stacklevel=1)
        return KEY

    monkeypatch.setattr(getpass, "getpass", typed)
    ran = program("check", stdin=Terminal())
    assert ran.code == 3
    assert "cannot hide" in ran.err


# compare


def put(key: str, number: int, text: str) -> str:
    """The key with another text as block `number`, from 1."""
    blocks = key.split("-")
    blocks[number - 1] = text
    return "-".join(blocks)


def agreements(ran: Ran) -> list[str]:
    blocks = ran.data["blocks"]
    assert isinstance(blocks, list)
    return [block["agreement"] for block in blocks]


def test_two_equal_copies_are_yes_and_are_not_printed_back(program: Program) -> None:
    ran = program("compare", stdin=f"{KEY}\n{KEY.replace('-', ' ')}\n")
    assert (ran.code, ran.err) == (0, "")
    assert "Block 8: The same in both" in ran.out
    assert "Only the locked drive proves it." in ran.out
    assert not any(block in ran.out for block in KEY.split("-"))


@pytest.mark.parametrize(
    "joined",
    [
        "{}\n{}",
        "\n{}\n\n\n{}\n",
        "First copy:\n{}\n \t\nSecond copy:\n{}\n",
        "The paper says {} and the file says {}.",
    ],
)
def test_two_copies_are_found_however_they_are_parted(program: Program, joined: str) -> None:
    second = put(KEY, 3, "44368?")
    ran = program("compare", "--json", stdin=joined.format(KEY, second))
    assert ran.code == 1
    assert agreements(ran) == ["same"] * 2 + ["unreadable_there"] + ["same"] * 5
    assert ran.data["merged"] is None


def test_a_copy_of_several_lines_is_read_whole(program: Program) -> None:
    lines = "\n".join(KEY.split("-"))
    assert program("compare", stdin=f"{lines}\n\n{lines}\n").code == 0


def test_what_one_copy_lacks_the_other_fills(program: Program) -> None:
    first, second = put(KEY, 3, "44?685"), put(KEY, 6, "??????")
    ran = program("compare", "--json", stdin=f"{first}\n{second}")
    assert ran.code == 1
    assert ran.data["same"] is False
    assert ran.data["merged"] == KEY
    plain = program("compare", stdin=f"{first}\n{second}")
    assert "Together the copies give a whole key." in plain.out
    assert "Block 3: Digit 3 is unreadable here, and known in the second copy" in plain.out
    assert plain.out.count(KEY) == 1


def test_differing_digits_and_swapped_blocks_are_named_without_a_digit(program: Program) -> None:
    blocks = KEY.split("-")
    blocks[0], blocks[4] = blocks[4], blocks[0]
    swapped = put("-".join(blocks), 8, f"{40985 * 11:06}")
    ran = program("compare", stdin=f"{KEY}\n{swapped}")
    assert ran.code == 1
    assert "Block 1: Swapped with block 5 in the second copy" in ran.out
    assert "Block 8: Differs at digits" in ran.out
    assert not any(block in ran.out for block in (*KEY.split("-"), *swapped.split("-")))
    data = program("compare", "--json", stdin=f"{KEY}\n{swapped}").data["blocks"]
    assert isinstance(data, list)
    assert data[4] == {"number": 5, "agreement": "moved", "digits": [], "other": 1}


def test_two_keys_are_not_called_copies(program: Program) -> None:
    ran = program("compare", "--json", stdin=f"{KEY}\n{FAR}")
    assert (ran.code, ran.data["two_keys"], ran.data["merged"]) == (1, True, None)


def test_the_same_slip_in_both_is_no(program: Program) -> None:
    wrong = put(KEY, 2, KEY[7:12] + "0")
    ran = program("compare", "--json", stdin=f"{wrong}\n{wrong}")
    assert (ran.code, ran.data["same"], ran.data["well_formed"]) == (1, True, False)
    assert "check the key" in program("compare", stdin=f"{wrong}\n{wrong}").out


def test_two_files_are_compared(program: Program, tmp_path: Path) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text(f"Recovery Key:\n{KEY}\n", encoding="utf-16")
    other.write_text(KEY, encoding="utf-8")
    assert program("compare", str(one), str(other), stdin=None).code == 0
    other.write_text(put(KEY, 1, "?" + KEY[1:6]), encoding="utf-8")
    assert program("compare", str(one), str(other)).code == 1


def test_files_that_cannot_be_read_are_told(program: Program, tmp_path: Path) -> None:
    good, binary, big = tmp_path / "good.txt", tmp_path / "binary.txt", tmp_path / "big.txt"
    good.write_text(KEY, encoding="utf-8")
    binary.write_bytes(bytes(range(256)) * 8)
    big.write_bytes(b"1" * (terminal.MOST_BYTES + 1))
    for bad in (tmp_path / "none.txt", tmp_path, binary, big):
        ran = program("compare", str(good), str(bad))
        assert (ran.code, ran.out) == (3, ""), bad
        assert ran.err.strip()


@pytest.mark.parametrize("text", ["", KEY, f"{KEY}\n{KEY}\n{KEY}", f"{KEY}\nnothing"])
def test_anything_but_two_copies_cannot_be_compared(program: Program, text: str) -> None:
    ran = program("compare", stdin=text)
    assert (ran.code, ran.out) == (3, "")
    assert not any(block in ran.err for block in KEY.split("-"))


def test_at_a_terminal_both_copies_are_asked_for_without_echo(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = [KEY, FAR]
    prompts: list[str] = []

    def typed(prompt: str) -> str:
        prompts.append(prompt)
        return copies[len(prompts) - 1]

    monkeypatch.setattr(getpass, "getpass", typed)
    ran = program("compare", "--json", stdin=Terminal("nothing"))
    assert (ran.code, ran.data["two_keys"]) == (1, True)
    assert [prompt.split()[0] for prompt in prompts] == ["First", "Second"]


# key-id


@pytest.mark.parametrize("written", [ASKED, "5fbcbb05", WHOLE, "Key ID: 5FBCBB05"])
def test_a_key_id_is_yes(program: Program, written: str) -> None:
    assert program("key-id", written).code == 0
    assert program("key-id", stdin=written).code == 0
    assert program("key-id", stdin=Terminal(written + "\n")).code == 0


def test_a_key_id_as_json(program: Program) -> None:
    assert program("key-id", "5fbcbb05", "--json").data == {
        "key_id": ASKED,
        "problems": [],
        "length": 8,
        "proposals": [],
    }


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", IdProblem.EMPTY),
        ("5FBC", IdProblem.TOO_SHORT),
        ("5FBCBBXX", IdProblem.NOT_HEX),
        ("5FBCBBO5", IdProblem.LOOKALIKE),
        (KEY, IdProblem.IS_RECOVERY_KEY),
    ],
)
def test_no_key_id_is_no_with_its_problem(
    program: Program, written: str, problem: IdProblem
) -> None:
    ran = program("key-id", written, "--json")
    assert ran.code == 1
    assert ran.data["problems"] == [problem.value]
    plain = program("key-id", written)
    assert plain.code == 1
    assert KEY[:6] not in ran.out + plain.out


def test_a_lookalike_letter_is_corrected_in_a_proposal(program: Program) -> None:
    assert f"Perhaps it is {ASKED}" in program("key-id", "5FBCBBO5").out


@pytest.mark.parametrize(
    ("asked", "found", "code"),
    [
        (ASKED, WHOLE, 0),
        (WHOLE, ASKED, 0),
        (ASKED, "05BBBC5F-3412-7856-9ABC-DEF012345678", 0),
        (ASKED, OTHER, 1),
        (ASKED, "5FBC", 1),
        ("XYZ", ASKED, 1),
    ],
)
def test_two_key_ids_are_compared(program: Program, asked: str, found: str, code: int) -> None:
    assert program("key-id", asked, "--found", found).code == code
    data = program("key-id", asked, "--found", found, "--json").data
    compared = data["match"]
    assert "found" in data
    assert (isinstance(compared, dict) and compared["agrees"]) == (code == 0)


def test_the_first_difference_is_named(program: Program) -> None:
    assert "Character 7 differs first." in program("key-id", ASKED, "--found", OTHER).out


# self-check


def test_the_own_data_is_whole(program: Program) -> None:
    ran = program("self-check", "--json")
    assert ran.code == 0
    assert ran.data["fine"] is True
    assert program("self-check").code == 0


def _damage_guidance(root: Path) -> None:
    (root / "guidance/en/links.toml").write_text("[", encoding="utf-8")


def _damage_words_of_a_call(root: Path) -> None:
    (root / "guidance/de/call.toml").write_text('language = "de"', encoding="utf-8")


def _damage_icon(root: Path) -> None:
    (root / "icons/key.svg").write_text("<svg>", encoding="utf-8")


def _no_picture(root: Path) -> None:
    (root / "icons/key.svg").write_text("<html/>", encoding="utf-8")


def _damage_catalogue(root: Path) -> None:
    folder = root / "i18n/de/LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "recovery_assistant.mo").write_bytes(b"no catalogue")


def _damage_words(root: Path) -> None:
    (root / "words.txt").write_bytes(b"\xff")


def _no_page(root: Path) -> None:
    (root / "page/reader.js").unlink()


def _no_guidance(root: Path) -> None:
    (root / "guidance").rename(root / "gone")


def _no_icons(root: Path) -> None:
    for icon in root.rglob("*.svg"):
        icon.unlink()


@pytest.mark.parametrize(
    "damage",
    [
        _damage_guidance,
        _damage_words_of_a_call,
        _damage_icon,
        _no_picture,
        _damage_catalogue,
        _damage_words,
        _no_page,
        _no_guidance,
        _no_icons,
    ],
)
def test_damaged_data_is_told(
    program: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[Path], None],
) -> None:
    copy = tmp_path / "resources"
    shutil.copytree(resources(), copy)
    monkeypatch.setattr(cli, "resources", lambda: copy)
    assert program("self-check").code == 0
    damage(copy)
    ran = program("self-check")
    assert (ran.code, ran.out) == (3, "")
    assert "damaged" in ran.err
    assert language() == "en"


def test_missing_data_is_told_and_keys_are_checked_all_the_same(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> Path:
        raise AssetError("the folder 'resources' is missing")

    monkeypatch.setattr(cli, "resources", gone)
    assert program("self-check").code == 3
    assert program("check", stdin=KEY).code == 0


# Arguments


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [KEY],
        ["check", KEY],
        ["check", "--", KEY],
        ["check", "-" + KEY],
        ["check", f"--json={KEY}"],
        ["check", f"--key={KEY}"],
        ["check", "--js"],
        ["compare", KEY],
        ["compare", KEY, SECOND],
        ["compare", KEY.replace("-", ""), "other.txt"],
        ["compare", "one.txt"],
        ["compare", "one.txt", "other.txt", "third.txt"],
        ["key-id", ASKED, KEY],
        ["key-id", ASKED, "--found"],
        ["self-check", KEY],
    ],
)
def test_arguments_that_do_not_fit_are_never_repeated(
    program: Program, arguments: Sequence[str]
) -> None:
    ran = program(*arguments, stdin=KEY)
    assert (ran.code, ran.out) == (2, "")
    assert "--help" in ran.err
    assert not any(block in ran.err for block in KEY.split("-"))


def test_help_and_version_are_yes(program: Program) -> None:
    assert program("--version").out.startswith("recovery-assistant-cli ")
    for arguments in (
        ["--help"],
        ["check", "--help"],
        ["compare", "--help"],
        ["key-id", "-h"],
        ["self-check", "-h"],
    ):
        ran = program(*arguments)
        assert ran.code == 0
        assert "show this help" in ran.out


# Anything


@given(
    st.binary(max_size=300),
    st.sampled_from(["check", "compare", "key-id"]),
    st.sampled_from([[], ["--json"]]),
)
def test_any_bytes_end_in_a_declared_code(data: bytes, command: str, options: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        out, err = io.StringIO(), io.StringIO()
        patch.setattr(cli, "harden", lambda: None)
        patch.setattr(sys, "stdin", given_input(data))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        code = cli.run([command, *options])
    assert code in {0, 1, 3}
    assert (code == 3) == bool(err.getvalue())
    assert "Traceback" not in err.getvalue()
    if options and code != 3:
        assert isinstance(json.loads(out.getvalue()), dict)


@given(
    st.lists(st.integers(0, 65535), min_size=8, max_size=8),
    st.sampled_from(["-", " ", "", "\n", " - "]),
)
def test_every_key_that_keeps_the_rule_is_yes(values: Sequence[int], separator: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "harden", lambda: None)
        patch.setattr(sys, "stdin", given_input(key_of(*values).replace("-", separator)))
        patch.setattr(sys, "stdout", io.StringIO())
        assert cli.run(["check"]) == 0
