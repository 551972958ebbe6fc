# SPDX-License-Identifier: Apache-2.0
"""The commands below `vault`, from within: an encrypted file made, filled, read and copied."""

import getpass
import io
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typing_extensions import override

from recovery_assistant import cli
from recovery_assistant.cli import vault as commands
from recovery_assistant.i18n import use_language
from recovery_assistant.system.assets import AssetError, asset, resources
from recovery_assistant.vault import copies, store
from recovery_assistant.vault.contents import Vault
from recovery_assistant.vault.passphrase import Passphrase
from recovery_assistant.vault.store import open_vault
from recovery_assistant.vault.words import LIST, WordList

PHRASE = "seven otters paint my attic at dawn"
WHOLE = "5FBCBB05-1234-5678-9ABC-DEF012345678"
OTHER = "0A1B2C3D-1234-5678-9ABC-DEF012345678"


def key_of(first: int) -> str:
    """A key of eight blocks, all of them multiples of 11."""
    return "-".join(f"{value * 11:06}" for value in range(first, first + 8000, 1000))


KEY = key_of(41003)
SECOND = key_of(51007)
SLIP = KEY[:-1] + str((int(KEY[-1]) + 1) % 10)


class Terminal(io.StringIO):
    """Standard input at which a person sits."""

    @override
    def isatty(self) -> bool:
        return True


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
    def entries(self) -> list[dict[str, object]]:
        found = self.data["entries"]
        assert isinstance(found, list)
        return found


class Program:
    """Runs the terminal program in this process; what is typed comes by a pipe."""

    def __init__(self, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._patch = patch
        self._capsys = capsys

    def __call__(self, command: str, *arguments: str | Path, typed: str = "") -> Ran:
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        return self.run(command, *arguments)

    def run(self, command: str, *arguments: str | Path) -> Ran:
        code = cli.run(["vault", command, *map(str, arguments)])
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Encrypts with little work, leaves this process as it is, and speaks English."""
    for function in (store.create_vault, store.save_vault):
        assert function.__kwdefaults__ is not None
        monkeypatch.setitem(function.__kwdefaults__, "work_factor", 4)
    monkeypatch.setattr(copies, "COPY_WORK_FACTOR", 4)
    monkeypatch.setattr(cli, "harden", lambda: None)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    use_language("en", resources())


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(monkeypatch, capsys)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "here" / "keys.age"


@pytest.fixture
def made(path: Path) -> Path:
    """A file with one key in it."""
    path.parent.mkdir()
    store.create_vault(path, Vault(), Passphrase(PHRASE))
    return path


@pytest.fixture
def filled(program: Program, made: Path) -> Path:
    typed = f"{PHRASE}\n{KEY}\n"
    assert (
        program("add", made, "--device", "Anna’s laptop", "--key-id", WHOLE, typed=typed).code == 0
    )
    return made


def opened(path: Path, phrase: str = PHRASE) -> Vault:
    found = open_vault(path, Passphrase(phrase))
    assert isinstance(found, Vault)
    return found


def digits(vault: Vault) -> list[str]:
    return [bytes(vault.held.digits(one.slot)).decode() for one in vault.entries]


# create


@pytest.mark.parametrize("typed", [f"{PHRASE}\n{PHRASE}\n", f"{PHRASE}\r\n{PHRASE}", f"{PHRASE}\n"])
def test_a_file_is_made_and_opens_with_what_was_typed(
    program: Program, tmp_path: Path, typed: str
) -> None:
    path = tmp_path / "keys.age"
    ran = program("create", path, typed=typed)
    assert ran.code == 0
    assert opened(path).entries == ()
    assert PHRASE not in ran.out + ran.err
    assert [one.name for one in tmp_path.iterdir()] == ["keys.age"]


def test_a_person_is_asked_twice_and_then_nothing_else(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return PHRASE

    monkeypatch.setattr(getpass, "getpass", typed)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert program.run("create", tmp_path / "keys.age").code == 0
    assert len(asked) == 2
    assert all(prompt.endswith(": ") for prompt in asked)
    assert asked[0] != asked[1]


def test_two_that_differ_make_nothing(program: Program, tmp_path: Path) -> None:
    ran = program("create", tmp_path / "keys.age", "--json", typed=f"{PHRASE}\n{PHRASE} \n")
    assert (ran.code, ran.data["problem"]) == (1, "passphrase-differs")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("", "passphrase-empty"),
        ("   ", "passphrase-empty"),
        ("Passw0rd!2026", "passphrase-weak"),
        ("kitchen table", "passphrase-weak"),
        ("x" * 10_000, "passphrase-too-long"),
    ],
)
def test_a_passphrase_that_is_none_makes_nothing(
    program: Program, tmp_path: Path, phrase: str, problem: str
) -> None:
    typed = f"{phrase}\n{phrase}\n"
    plain = program("create", tmp_path / "keys.age", typed=typed)
    ran = program("create", tmp_path / "keys.age", "--json", typed=typed)
    assert plain.code == ran.code == 1
    assert not phrase.strip() or phrase not in plain.out + plain.err + ran.out + ran.err
    assert ran.data["problem"] == problem
    assert list(tmp_path.iterdir()) == []


def test_what_stands_there_already_stays_and_nothing_is_asked(
    program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "keys.age"
    path.write_bytes(b"theirs")
    ran = program("create", path, "--json", typed=f"{PHRASE}\n{PHRASE}\n")
    assert (ran.code, ran.data["problem"]) == (1, "exists")
    assert ran.err == ""
    assert path.read_bytes() == b"theirs"


def test_a_folder_that_is_not_there_is_told(program: Program, tmp_path: Path) -> None:
    ran = program("create", tmp_path / "gone" / "keys.age", "--json", typed=f"{PHRASE}\n")
    assert (ran.code, ran.data["problem"]) == (1, "gone")


def test_six_words_are_drawn_printed_once_and_open_the_file(
    program: Program, tmp_path: Path
) -> None:
    ran = program("create", tmp_path / "keys.age", "--generate")
    words = WordList(asset(LIST))
    drawn = [line.strip() for line in ran.out.splitlines() if words.canonical(line)]
    assert ran.code == 0
    assert ran.err == ""
    assert len(drawn) == 1
    assert len(drawn[0].split("-")) == 6
    assert ran.out.count(drawn[0]) == 1
    assert opened(tmp_path / "keys.age", drawn[0]).entries == ()


def test_drawn_words_are_in_no_object_for_a_program(program: Program, tmp_path: Path) -> None:
    ran = program("create", tmp_path / "keys.age", "--generate", "--json")
    words = WordList(asset(LIST))
    drawn = next(line.strip() for line in ran.err.splitlines() if words.canonical(line))
    assert ran.data["fine"] is True
    assert not any(word in ran.out for word in drawn.split("-") if len(word) > 4)
    assert opened(tmp_path / "keys.age", drawn).entries == ()


def test_letters_in_two_forms_are_kept_in_the_usual_one_and_that_is_said(
    program: Program, tmp_path: Path
) -> None:
    decomposed = unicodedata.normalize("NFD", "fünf grüne Bären tanzen früh im Büro")
    path = tmp_path / "keys.age"
    ran = program("create", path, typed=f"{decomposed}\n{decomposed}\n")
    assert ran.code == 0
    assert "two ways" in ran.err
    assert opened(path, unicodedata.normalize("NFC", decomposed)).entries == ()
    again = program("list", path, typed=f"{decomposed}\n")
    assert again.code == 0
    assert "NFC" in again.err


# add


def test_a_key_is_kept_and_found_again(filled: Path) -> None:
    vault = opened(filled)
    assert [one.device for one in vault.entries] == ["Anna’s laptop"]
    assert digits(vault) == [KEY.replace("-", "")]
    assert (vault.revision, vault.keys_revision) == (2, 1)
    assert vault.entries[0].key_id is not None
    assert vault.entries[0].key_id.grouped() == WHOLE


def test_adding_asks_for_passphrase_and_key_and_shows_neither(
    program: Program, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([PHRASE, KEY])

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return next(answers)

    monkeypatch.setattr(getpass, "getpass", typed)
    monkeypatch.setattr(sys, "stdin", Terminal())
    ran = program.run("add", made, "--device", "PC", "--drive", "C:", "--note", "attic", "--json")
    assert ran.code == 0
    assert len(asked) == 2
    assert all(prompt.endswith(": ") for prompt in asked)
    assert (ran.data["drive"], ran.data["note"], ran.data["keys"]) == ("C:", "attic", 1)
    assert PHRASE not in ran.out + ran.err
    assert not any(block in ran.out + ran.err for block in KEY.split("-"))


@pytest.mark.parametrize("key", [SLIP, KEY[:20], "", "no key", WHOLE, f"{KEY} {SECOND}"])
def test_what_is_no_key_is_refused_with_help_and_nothing_is_saved(
    program: Program, filled: Path, key: str
) -> None:
    before = filled.read_bytes()
    typed = f"{PHRASE}\n{key}\n"
    plain = program("add", filled, "--device", "PC", typed=typed)
    ran = program("add", filled, "--device", "PC", "--json", typed=typed)
    assert plain.code == ran.code == 1
    assert ran.data["problem"] == "key"
    assert filled.read_bytes() == before


def test_a_slip_gets_the_help_of_check(program: Program, filled: Path) -> None:
    ran = program("add", filled, "--device", "PC", typed=f"{PHRASE}\n{SLIP}\n")
    assert "Block 8 cannot be right." in ran.out
    assert "Block 7: no slip found." in ran.out
    assert KEY in ran.out
    assert "Nothing was kept." in ran.out


def test_a_wrong_passphrase_is_told_before_the_key_is_asked_for(
    program: Program, made: Path
) -> None:
    ran = program("add", made, "--device", "PC", "--json", typed=f"wrong\n{KEY}\n")
    assert (ran.code, ran.data["problem"]) == (1, "does-not-fit")
    assert ran.err.count(": ") == 1


def test_the_same_key_of_the_same_pc_is_kept_once(program: Program, filled: Path) -> None:
    before = filled.read_bytes()
    typed = f"{PHRASE}\n{KEY}\n"
    ran = program("add", filled, "--device", "anna’s LAPTOP", "--json", typed=typed)
    assert (ran.code, ran.data["problem"]) == (1, "duplicate")
    assert filled.read_bytes() == before
    ran = program("add", filled, "--device", "Another", typed=typed)
    assert ran.code == 0
    assert "here already, as Anna’s laptop" in ran.out
    assert len(opened(filled).entries) == 2


def test_another_key_of_the_same_id_is_told(program: Program, filled: Path) -> None:
    typed = f"{PHRASE}\n{SECOND}\n"
    ran = program("add", filled, "--device", "PC", "--key-id", WHOLE[:8], typed=typed)
    assert ran.code == 0
    assert "Another key of Anna’s laptop has the same Key ID" in ran.out
    ran = program(
        "add", filled, "--device", "Third", "--key-id", OTHER, typed=f"{PHRASE}\n{key_of(7)}"
    )
    assert "same Key ID" not in ran.out


@pytest.mark.parametrize("key_id", ["", "XYZ", "123", KEY[:20]])
def test_what_is_no_key_id_is_refused_before_anything_is_asked(
    program: Program, filled: Path, key_id: str
) -> None:
    ran = program("add", filled, "--device", "PC", "--key-id", key_id, typed=PHRASE)
    assert ran.code in {1, 2}
    assert "Passphrase" not in ran.err
    assert not key_id or key_id not in ran.out + ran.err


# list, show


def test_the_list_has_everything_but_the_keys(program: Program, filled: Path) -> None:
    ran = program("list", filled, typed=PHRASE)
    assert ran.code == 0
    assert WHOLE in ran.out
    assert "Anna’s laptop" in ran.out
    as_json = program("list", filled, "--json", typed=PHRASE)
    assert [one["device"] for one in as_json.entries] == ["Anna’s laptop"]
    for text in (ran.out, ran.err, as_json.out, as_json.err):
        assert not any(block in text for block in KEY.split("-"))


@pytest.mark.parametrize(
    ("search", "code"),
    [("LAPTOP", 0), ("5fbc", 0), (WHOLE, 0), ("5FBCBB05-12", 0), ("desk", 1), ("bcbb", 1)],
)
def test_the_list_is_searched(program: Program, filled: Path, search: str, code: int) -> None:
    ran = program("list", filled, "--search", search, "--json", typed=PHRASE)
    assert ran.code == code
    assert len(ran.entries) == 1 - code


def test_nothing_in_a_name_reaches_the_terminal_as_a_command(program: Program, made: Path) -> None:
    name = "PC\x1b]0;owned\x07\u202e\nsecond line"
    assert program("add", made, "--device", name, typed=f"{PHRASE}\n{KEY}\n").code == 0
    ran = program("list", made, typed=PHRASE)
    assert not any(mark in ran.out for mark in ("\x1b", "\x07", "\u202e", "\nsecond"))
    assert "‹U+001B›" in ran.out


@pytest.mark.parametrize(
    "which",
    [
        ("--key-id", "5fbcbb05"),
        ("--key-id", WHOLE),
        ("--key-id", "05BBBC5F"),
        ("--device", "anna"),
        ("--device", "Anna’s laptop"),
    ],
)
def test_a_key_is_shown_to_whoever_asks_for_it(
    program: Program, filled: Path, which: tuple[str, str]
) -> None:
    program("add", filled, "--device", "Desk", "--key-id", OTHER, typed=f"{PHRASE}\n{SECOND}\n")
    ran = program("show", filled, *which, typed=PHRASE)
    assert ran.code == 0
    assert ran.out.count(KEY) == 1
    assert SECOND not in ran.out
    as_json = program("show", filled, *which, "--json", typed=PHRASE)
    assert [one["key"] for one in as_json.entries] == [KEY]


def test_every_key_of_a_pc_is_shown(program: Program, filled: Path) -> None:
    program("add", filled, "--device", "Anna’s laptop", typed=f"{PHRASE}\n{SECOND}\n")
    ran = program("show", filled, "--device", "laptop", typed=PHRASE)
    assert KEY in ran.out
    assert SECOND in ran.out


@pytest.mark.parametrize("which", [("--key-id", "FFFFFFFF"), ("--device", "desk")])
def test_a_key_that_is_not_there_is_told(
    program: Program, filled: Path, which: tuple[str, str]
) -> None:
    ran = program("show", filled, *which, "--json", typed=PHRASE)
    assert (ran.code, ran.data["problem"], ran.entries) == (1, "not-found", [])


# Passphrases, as they come in.


def test_drawn_words_open_however_they_are_typed_and_that_is_said(
    program: Program, tmp_path: Path
) -> None:
    path = tmp_path / "keys.age"
    drawn = WordList(asset(LIST)).draw().text
    store.create_vault(path, Vault(), Passphrase(drawn))
    assert program("list", path, typed=drawn).err.count("\n") == 1
    ran = program("list", path, typed=drawn.replace("-", "  ").title())
    assert ran.code == 0
    assert "small letters, with hyphens" in ran.err
    assert drawn not in ran.out + ran.err
    other = program("list", path, "--json", typed=f"{drawn} abacus")
    assert (other.code, other.data["problem"]) == (1, "does-not-fit")


def test_what_was_typed_exactly_is_tried_first(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "keys.age"
    store.create_vault(path, Vault(), Passphrase("Kitchen Tablet"))
    assert program("list", path, typed="Kitchen Tablet").code == 0
    assert program("list", path, typed="kitchen-tablet").code == 1


def test_without_the_words_every_file_still_opens(
    program: Program, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_name: str) -> Path:
        raise AssetError("gone")

    monkeypatch.setattr(commands, "asset", gone)
    assert program("list", filled, typed=PHRASE).code == 0
    assert program("list", filled, typed="Abacus").code == 1
    assert program("create", filled.with_name("new.age"), "--generate").code == 3


def piped(data: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, data.encode())
    os.close(writing)
    return reading


def test_both_come_from_one_descriptor(program: Program, made: Path) -> None:
    descriptor = piped(f"{PHRASE}\nKey ID: {WHOLE}\nRecovery Key:\n{KEY}\n")
    number = str(descriptor)
    ran = program("add", made, "--device", "PC", "--passphrase-fd", number, "--key-fd", number)
    os.close(descriptor)
    assert ran.code == 0
    assert ran.err == ""
    assert digits(opened(made)) == [KEY.replace("-", "")]


def test_a_passphrase_from_a_descriptor_is_asked_once(program: Program, tmp_path: Path) -> None:
    descriptor = piped(f"{PHRASE}\n")
    ran = program("create", tmp_path / "keys.age", "--passphrase-fd", str(descriptor))
    os.close(descriptor)
    assert (ran.code, ran.err) == (0, "")
    assert opened(tmp_path / "keys.age").revision == 1


@pytest.mark.parametrize("number", ["-1", "99999", "9" * 30])
def test_a_descriptor_that_is_none_is_told(program: Program, filled: Path, number: str) -> None:
    ran = program("list", filled, f"--passphrase-fd={number}")
    assert ran.code == 3
    assert "descriptor" in ran.err


def test_no_input_at_all_is_told(
    program: Program, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program("list", filled, typed="").code == 1
    monkeypatch.setattr(sys, "stdin", None)
    assert program.run("list", filled).code == 3


def test_bytes_that_are_no_text_are_told(
    program: Program, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xff\n")))
    assert program.run("list", filled).code == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "{path}", "--search", KEY),
        ("list", KEY),
        ("add", "{path}", "--device", KEY),
        ("add", "{path}", "--device", "PC", "--note", f"the key is {KEY}"),
        ("show", "{path}", "--device", KEY),
        ("export", "{path}", "--to", "file", KEY),
        ("create", KEY),
        ("create", "{path}", PHRASE),
        ("add", "{path}"),
        ("add", "{path}", "--device", " "),
        ("show", "{path}"),
        ("show", "{path}", "--device", "a", "--key-id", "5FBCBB05"),
        ("export", "{path}", "--to", "sheet", "copy"),
        ("list", "{path}", "--passphrase", PHRASE),
    ],
)
def test_arguments_that_do_not_fit_are_not_repeated(
    program: Program, filled: Path, arguments: tuple[str, ...]
) -> None:
    before = filled.read_bytes()
    command, *others = (one.replace("{path}", str(filled)) for one in arguments)
    ran = program(command, *others, typed=f"{PHRASE}\n{SECOND}\n")
    assert ran.code == 2
    assert KEY not in ran.out + ran.err
    assert PHRASE not in ran.out + ran.err
    assert filled.read_bytes() == before
    assert len(list(filled.parent.iterdir())) == 2


# export, verify


@pytest.mark.parametrize("kind", ["page", "file", "keepass"])
def test_a_copy_is_made_and_verified(
    program: Program, filled: Path, tmp_path: Path, kind: str
) -> None:
    copy = tmp_path / "copy"
    before = filled.read_bytes()
    ran = program("export", filled, "--to", kind, copy, "--json", typed=PHRASE)
    assert (ran.code, ran.data["kind"], ran.data["keys"]) == (0, kind, 1)
    checked = program("verify", copy, "--json", typed=PHRASE)
    assert (checked.code, checked.data["kind"]) == (0, kind)
    assert checked.entries[0]["device"] == "Anna’s laptop"
    assert checked.entries[0]["well_formed"] is True
    assert KEY not in ran.out + checked.out
    assert filled.read_bytes() == before
    again = program("export", filled, "--to", kind, copy, "--json", typed=PHRASE)
    assert (again.code, again.data["problem"]) == (1, "exists")
    wrong = program("verify", copy, "--json", typed="wrong")
    assert (wrong.code, wrong.data["problem"]) == (1, "does-not-fit")


def test_a_file_is_never_its_own_copy(program: Program, filled: Path) -> None:
    before = filled.read_bytes()
    assert program("export", filled, "--to", "file", filled, typed=PHRASE).code == 1
    assert filled.read_bytes() == before


def test_a_file_tells_what_stands_beside_it(program: Program, filled: Path) -> None:
    conflict = filled.with_name("keys (1).age")
    conflict.write_bytes(filled.read_bytes())
    ran = program("verify", filled, "--json", typed=PHRASE)
    assert ran.code == 0
    assert (ran.data["revision"], ran.data["keys_revision"]) == (2, 1)
    assert ran.data["backups"] == ["keys.backup-1.age"]
    assert ran.data["conflict_copies"] == [conflict.name]
    plain = program("verify", filled, typed=PHRASE)
    assert "keys.backup-1.age" in plain.out
    assert conflict.name in plain.out
    assert "Anna’s laptop: no slip found" in plain.out
    assert "Saved 2 times" in plain.out


Change = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    ("change", "problem", "code"),
    [
        (lambda data: data[:-60], "damaged", 1),
        (lambda _data: b"", "empty", 1),
        (lambda _data: b"anything else", "not-ours", 1),
        (lambda data: data + data, "several", 1),
        (lambda _data: bytes(9 * 1024 * 1024), "too-large", 3),
    ],
    ids=["cut", "empty", "other", "twice", "large"],
)
def test_what_does_not_open_says_why(
    program: Program, filled: Path, change: Change, problem: str, code: int
) -> None:
    filled.write_bytes(change(filled.read_bytes()))
    for command in (("list",), ("show", "--device", "a"), ("verify",)):
        ran = program(command[0], filled, *command[1:], "--json", typed=PHRASE)
        assert (ran.code, ran.data["problem"]) == (code, problem)
        assert ran.data["fine"] is False


def test_a_keepass_copy_is_verified_and_not_read(program: Program, filled: Path) -> None:
    filled.write_bytes(bytes.fromhex("03d9a29a67fb4bb5") + bytes(500))
    assert program("list", filled, "--json", typed=PHRASE).data["problem"] == "keepass"
    assert program("verify", filled, "--json", typed=PHRASE).data["problem"] == "damaged"


def test_places_that_cannot_be_read_are_told_before_anything_is_asked(
    program: Program, tmp_path: Path
) -> None:
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
    for place, problem in (
        (tmp_path, "not-a-file"),
        (tmp_path / "pipe", "not-a-file"),
        (tmp_path / "gone.age", "missing"),
        (Path("nul\0byte"), "missing"),
    ):
        for command in (("list",), ("verify",), ("add", "--device", "PC")):
            ran = program(command[0], place, *command[1:], "--json", typed=PHRASE)
            assert (ran.code, ran.data["problem"], ran.err) == (3, problem, "")


def test_a_key_that_broke_its_rule_is_found(
    program: Program, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a KeePass copy holds may have been changed by another program."""
    real = commands._is_whole
    monkeypatch.setattr(commands, "_is_whole", lambda draft: not real(draft))
    ran = program("verify", filled, "--json", typed=PHRASE)
    assert (ran.code, ran.data["problem"]) == (1, "damaged")
    assert ran.entries[0]["well_formed"] is False


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("show", "--device", "a"),
        ("show", "--device", "nobody"),
        ("verify",),
        ("add", "--device", "PC"),
        ("export", "gone/copy", "--to", "file"),
    ],
)
def test_keys_and_passphrase_are_wiped_however_it_ends(
    program: Program,
    filled: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    given: list[tuple[Vault, Passphrase]] = []

    def watched(path: Path, passphrase: Passphrase) -> Vault:
        found = open_vault(path, passphrase)
        assert isinstance(found, Vault)
        given.append((found, passphrase))
        return found

    monkeypatch.setattr(store, "open_vault", watched)
    program(arguments[0], filled, *arguments[1:], typed=f"{PHRASE}\nno key\n")
    assert len(given) == 1
    for vault, passphrase in given:
        assert vault.held.is_wiped
        assert passphrase.is_empty


def test_other_words_to_draw_from_are_found_by_the_self_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "resources"
    shutil.copytree(resources(), copy)
    monkeypatch.setattr(cli, "resources", lambda: copy)
    assert cli.run(["self-check"]) == 0
    words = copy / LIST
    words.write_bytes(words.read_bytes().replace(b"zoom", b"doom"))
    assert cli.run(["self-check"]) == 3
    words.unlink()
    assert cli.run(["self-check"]) == 3


def test_nothing_secret_is_left_in_any_file(
    program: Program, filled: Path, tmp_path: Path, own_home: Path
) -> None:
    for kind in ("page", "file", "keepass"):
        assert program("export", filled, "--to", kind, tmp_path / kind, typed=PHRASE).code == 0
    program("add", filled, "--device", "PC", typed=f"{PHRASE}\n{SLIP}\n")
    program("show", filled, "--device", "a", typed=PHRASE)
    files = [one for place in (tmp_path, own_home) for one in place.rglob("*") if one.is_file()]
    assert len(files) == 5
    secrets = [PHRASE.encode(), b"otters", *(block.encode() for block in KEY.split("-"))]
    found = [one for one in files if any(secret in one.read_bytes() for secret in secrets)]
    assert found == []
