# SPDX-License-Identifier: Apache-2.0
"""The made-up languages, the direction of a language, and what it calls itself."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery_assistant import i18n
from recovery_assistant.guidance import Guidance
from recovery_assistant.i18n import _, isolated, ngettext, pgettext, pseudo, right_to_left
from recovery_assistant.i18n.placeholders import fits
from recovery_assistant.system.assets import resources

SENTENCE = "Paste a whole web page or e-mail, drop a file here, or type the digits."


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use_language("en", resources())


def test_every_text_is_accented_longer_and_in_brackets() -> None:
    i18n.use_language("en-XA", resources())
    said = _(SENTENCE)
    assert (said[0], said[-1]) == ("[", "]")
    assert 1.35 <= len(said) / len(SENTENCE) <= 1.5
    assert "Pášţééé" in said
    assert pgettext("month", "May").startswith("[Máýý")
    assert ngettext("One key", "{n} keys", 1) != ngettext("One key", "{n} keys", 2)
    assert _("") == ""


@given(st.text(alphabet="aeiou bcd{}!:>0x", max_size=40))
def test_placeholders_are_kept_whatever_stands_around_them(text: str) -> None:
    for language in i18n.PSEUDO_LANGUAGES:
        said = pseudo(text, language)
        assert said == text or fits(said, text)


def test_a_filled_placeholder_stands_as_it_is() -> None:
    i18n.use_language("ar-XB", resources())
    assert "\u202eBļóóçķ\u202c 7 " in _("Block {number} is fine").format(number=7)
    assert "{{x}}" in pseudo("a {{x}} b", "en-XA")


@pytest.mark.parametrize("language", ["en-XA", "ar-XB"])
def test_the_guidance_speaks_them_too(language: str) -> None:
    made_up = Guidance(resources() / "guidance", language)
    english = Guidance(resources() / "guidance")
    assert made_up.check() == english.check()
    for topic in english.topic_ids():
        assert made_up.topic(topic).lead.startswith("[")
        assert made_up.topic(topic).links == english.topic(topic).links
    step = next(s for s in made_up.route("personal-account").steps if s.without_id)
    assert "5BFCBB05" in step.read("5BFCBB05")
    assert [link.address for link in made_up.links()] == [link.address for link in english.links()]
    assert made_up.route("ad-powershell").commands == english.route("ad-powershell").commands


def test_they_are_never_offered_to_people() -> None:
    assert not i18n.PSEUDO_LANGUAGES & set(i18n.languages(resources()))
    assert i18n.choose(["en_XA", "ar_XB"], ["en"]) == "en"


def test_a_developer_names_a_language_before_everything_else() -> None:
    environment = {i18n.DEVELOPER_VARIABLE: "en-XA", "LANG": "de_DE.UTF-8"}
    assert i18n.wanted_languages(environment) == ("en-XA",)
    assert i18n.choose(("en-XA",), ["en", "de"]) == "en-XA"
    assert i18n.wanted_languages({**environment, i18n.DEVELOPER_VARIABLE: ""}) == ("de_DE",)


@pytest.mark.parametrize(
    ("code", "mirrored"),
    [("ar", True), ("ar-XB", True), ("he_IL", True), ("fa", True), ("en", False), ("ara", False)],
)
def test_a_language_knows_which_way_it_runs(code: str, *, mirrored: bool) -> None:
    assert right_to_left(code) is mirrored


def test_foreign_pieces_are_kept_together_only_where_it_is_needed() -> None:
    assert isolated("5BFCBB05") == "5BFCBB05"
    i18n.use_language("ar-XB", resources())
    assert isolated("5BFCBB05") == "\u20685BFCBB05\u2069"
    assert isolated("") == ""
