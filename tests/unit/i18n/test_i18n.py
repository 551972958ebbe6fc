# SPDX-License-Identifier: Apache-2.0
"""Translation: the guard, the choice of a language, and what damaged catalogues do."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant import i18n
from recovery_assistant.i18n import _, ngettext, pgettext
from recovery_assistant.i18n.placeholders import fits, fits_plural, placeholders

GERMAN = {
    "Next": "Weiter",
    "Block {number} is fine": "Block {number} ist in Ordnung",
    "Lost {name}": "Verloren",
    "Kept {name}": "Behalten {nome}",
    "Sneaky {name}": "Hinterhältig {name.__class__}",
    "Broken {name}": "Kaputt {name",
    "Format {n:04}": "Format {n}",
}


def install(root: Path, language: str, texts: dict[str, str]) -> None:
    """Write a catalogue as the build would."""
    catalogue = Catalog(locale="de")
    for source, translated in texts.items():
        catalogue.add(source, translated)
    catalogue.add(("One key", "{n} keys"), ("Ein Schlüssel", "{n} Schlüssel"))
    catalogue.add(("{n} day", "{n} days"), ("Tage", "{n} Tage"))
    catalogue.add(("One", "Several"), ("{n} Stück", "{n} Stücke"))
    catalogue.add("Open", "Geöffnet", context="state")
    catalogue.add("Close {x}", "Zu {y}", context="state")
    written = BytesIO()
    write_mo(written, catalogue)
    folder = root / "i18n" / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "recovery_assistant.mo").write_bytes(written.getvalue())


@pytest.fixture(name="german")
def fixture_german(tmp_path: Path) -> Iterator[Path]:
    install(tmp_path, "de", GERMAN)
    i18n.use_language("de", tmp_path)
    yield tmp_path
    i18n.use_language("en", tmp_path)


def test_without_a_language_chosen_the_source_is_spoken() -> None:
    assert i18n.language() == "en"
    assert _("Next") == "Next"


def test_a_translation_is_spoken_and_filled_afterwards(german: Path) -> None:
    assert german.is_dir()
    assert i18n.language() == "de"
    assert _("Next") == "Weiter"
    assert _("Block {number} is fine").format(number=3) == "Block 3 ist in Ordnung"
    assert _("No such text") == "No such text"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "source", ["Lost {name}", "Kept {name}", "Sneaky {name}", "Broken {name}", "Format {n:04}"]
)
def test_a_translation_with_other_placeholders_is_refused(source: str) -> None:
    assert _(source) == source


@pytest.mark.usefixtures("german")
def test_counts_take_the_plural_of_the_language() -> None:
    assert ngettext("One key", "{n} keys", 1) == "Ein Schlüssel"
    assert ngettext("One key", "{n} keys", 2).format(n=2) == "2 Schlüssel"
    assert ngettext("not there", "{n} not there", 1) == "not there"
    assert ngettext("not there", "{n} not there", 0) == "{n} not there"


@pytest.mark.usefixtures("german")
def test_a_plural_form_with_other_placeholders_is_refused() -> None:
    assert ngettext("{n} day", "{n} days", 1) == "{n} day"
    assert ngettext("{n} day", "{n} days", 2) == "{n} Tage"
    assert ngettext("One", "Several", 1) == "One"
    assert ngettext("One", "Several", 5) == "Several"


@pytest.mark.usefixtures("german")
def test_a_context_tells_two_meanings_apart() -> None:
    assert pgettext("state", "Open") == "Geöffnet"
    assert pgettext("deed", "Open") == "Open"
    assert pgettext("state", "Close {x}") == "Close {x}"


@pytest.mark.usefixtures("german")
def test_the_empty_text_is_not_the_header_of_the_catalogue() -> None:
    assert _("") == ""


@pytest.mark.parametrize("language", ["xx", "../de", "de/../../etc", "", "DE", "de\0"])
def test_a_language_that_is_not_there_leaves_the_present_one(german: Path, language: str) -> None:
    with pytest.raises(i18n.CatalogueError):
        i18n.use_language(language, german)
    assert i18n.language() == "de"
    assert _("Next") == "Weiter"


@pytest.mark.parametrize("cut", [0, 1, 4, 20, 60, 200])
def test_a_damaged_catalogue_is_an_error_of_its_own(german: Path, cut: int) -> None:
    whole = (german / "i18n/de/LC_MESSAGES/recovery_assistant.mo").read_bytes()
    damaged = german / "i18n/fr/LC_MESSAGES/recovery_assistant.mo"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(whole[:cut])
    with pytest.raises(i18n.CatalogueError, match="fr"):
        i18n.use_language("fr", german)


@given(position=st.integers(0, 2000), value=st.integers(0, 255))
def test_no_damaged_byte_raises_anything_undeclared(
    tmp_path_factory: pytest.TempPathFactory, position: int, value: int
) -> None:
    root = tmp_path_factory.mktemp("damaged")
    install(root, "de", GERMAN)
    file = root / "i18n/de/LC_MESSAGES/recovery_assistant.mo"
    content = bytearray(file.read_bytes())
    content[position % len(content)] = value
    file.write_bytes(content)
    try:
        i18n.use_language("de", root)
    except i18n.CatalogueError:
        pass
    finally:
        i18n.use_language("en", root)


def test_what_is_too_large_is_no_catalogue(german: Path) -> None:
    file = german / "i18n/de/LC_MESSAGES/recovery_assistant.mo"
    with file.open("r+b") as sparse:
        sparse.truncate(17 * 1024 * 1024)
    with pytest.raises(i18n.CatalogueError, match="too large"):
        i18n.use_language("de", german)


def test_the_languages_are_those_with_a_catalogue(german: Path) -> None:
    install(german, "ar", {})
    (german / "i18n/not a language/LC_MESSAGES").mkdir(parents=True)
    (german / "i18n/not a language/LC_MESSAGES/recovery_assistant.mo").touch()
    assert i18n.languages(german) == ("en", "ar", "de")
    assert i18n.languages(german / "absent") == ("en",)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, ()),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, ()),
        ({"LANG": "de_AT.UTF-8"}, ("de_AT",)),
        ({"LC_ALL": "fr_FR", "LANG": "de_DE"}, ("fr_FR",)),
        ({"LC_MESSAGES": "it_IT", "LC_ALL": ""}, ("it_IT",)),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:en:fr"}, ("fr", "en", "de_DE")),
        ({"LANG": "sr-RS.UTF-8@latin"}, ("sr_RS@latin",)),
    ],
)
def test_the_environment_says_which_languages_are_wanted(
    environment: dict[str, str], wanted: tuple[str, ...]
) -> None:
    assert i18n.wanted_languages(environment) == wanted


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ((), "en"),
        (("fr",), "en"),
        (("fr", "de_AT"), "de"),
        (("pt_BR",), "pt_BR"),
        (("pt_PT", "de"), "de"),
        (("de@euro",), "de"),
        (("sr_RS@latin",), "sr"),
        (("en_GB", "de"), "en"),
    ],
)
def test_the_first_wanted_language_that_there_is_is_chosen(
    wanted: tuple[str, ...], chosen: str
) -> None:
    assert i18n.choose(wanted, ("en", "de", "pt_BR", "sr")) == chosen


@given(st.text())
def test_the_guard_never_raises(text: str) -> None:
    fits(text, "Block {number}")
    fits_plural(text, "One", "{n} many")
    assert fits(text, text) is (placeholders(text) is not None)


def test_a_change_of_language_reaches_other_threads(german: Path) -> None:
    heard: list[str] = []
    thread = threading.Thread(target=lambda: heard.append(_("Next")))
    thread.start()
    thread.join()
    i18n.use_language("en", german)
    other = threading.Thread(target=lambda: heard.append(_("Next")))
    other.start()
    other.join()
    assert heard == ["Weiter", "Next"]
