# SPDX-License-Identifier: Apache-2.0
"""The web page around an encrypted text: nothing foreign in it, nothing in it that could run but
its own script, and one armour that comes out again. What browsers make of it: tests/outside.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override

from recovery_assistant import i18n
from recovery_assistant.ui.look import TOKENS, Theme
from recovery_assistant.vault.age import decrypt, encrypt
from recovery_assistant.vault.outcomes import OpenProblem
from recovery_assistant.vault.page import armour_of, page
from recovery_assistant.vault.passphrase import Passphrase

DAY = date(2026, 11, 22)
BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
WORDS = "one-two-three-four-five-six"

# What reaches for something outside the file, runs what was not written here, or reads text as
# HTML. The policy would stop most of it in a browser; here it does not even get into the page.
FOREIGN = {
    "an address": r"\b(?:https?|wss?|ftp|file|data|blob|javascript):|//\w[\w.-]*\.\w",
    "something fetched": r"<[a-z][^>]*\s(?:src|href|srcset|action|data|poster|ping|background)\s*=",
    "something fetched by the style": r"\burl\(|@import|@font-face",
    "a handler in the markup": r"<[a-z][^>]*\son\w+\s*=",
    "a style in the markup": r"<[a-z][^>]*\sstyle\s*=",
    "a form": r"<(?:form|iframe|object|embed|link|base|img|audio|video)\b",
    "code out of text": r"\beval\b|\bnew\s+Function\b|\bFunction\(|\bimport\b|\bWorker\b",
    "text as HTML": (
        r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|setHTML|setHTMLUnsafe|srcdoc|DOMParser"
        r"|parseHTMLUnsafe|createContextualFragment)\b|\bdocument\.write|\.setAttribute\b"
    ),
    "the network": (
        r"\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|RTCPeerConnection"
        r"|WebTransport|serviceWorker|BroadcastChannel)\b|\blocation\b|\bwindow\.open\b"
    ),
    "something kept": r"\b(?:localStorage|sessionStorage|indexedDB|cookie|caches)\b",
    "WebCrypto": r"\bcrypto\b|\bsubtle\b",
    "the clipboard": r"\bclipboard\b|execCommand",
}


def foreign(text: str) -> set[str]:
    """Say what in a page, or in a part of it, does not belong there."""
    return {what for what, pattern in FOREIGN.items() if re.search(pattern, text)}


class Parts(HTMLParser):
    """What stands in a page, by its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    @override
    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    @override
    def handle_data(self, data: str) -> None:
        if self._inside in self.texts:
            self.texts[self._inside].append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(name="armour", scope="module")
def fixture_armour() -> bytes:
    return encrypt(b"what is kept" * 999, Passphrase(WORDS), work_factor=4)


@pytest.fixture(name="html")
def fixture_html(armour: bytes, root: Path) -> str:
    return page(armour, DAY, root / "resources").decode("utf-8")


@pytest.fixture(name="mirrored")
def fixture_mirrored(root: Path) -> Iterator[None]:
    i18n.use_language("ar-XB", root / "resources")
    yield
    i18n.use_language("en", root / "resources")


def test_nothing_in_the_page_is_foreign(html: str) -> None:
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
    assert foreign(policy.sub("", html)) == set()


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("an address", "// see https://example.com"),
        ("something fetched", '<script src="reader.js">'),
        ("something fetched", '<a href="#top">'),
        ("something fetched by the style", "p { background: url(x.png) }"),
        ("a handler in the markup", '<button type="button" onclick="open()">'),
        ("a style in the markup", '<p class="x" style="color: red">'),
        ("a form", "<form>"),
        ("code out of text", "eval(found)"),
        ("code out of text", 'new Worker("x")'),
        ("text as HTML", "element.innerHTML = entry.device"),
        ("the network", "fetch(address)"),
        ("the network", "document.location = address"),
        ("something kept", "localStorage.last = 1"),
        ("WebCrypto", "await crypto.subtle.digest()"),
        ("the clipboard", "navigator.clipboard.writeText(key)"),
    ],
)
def test_what_is_foreign_would_be_found(html: str, what: str, planted: str) -> None:
    assert what in foreign(html.replace("</main>", planted + "</main>"))


def test_the_policy_lets_only_this_script_and_this_style_run(html: str) -> None:
    parts = Parts(html)
    (policy,) = (
        tag["content"]
        for tag in parts.named("meta")
        if tag.get("http-equiv") == "Content-Security-Policy"
    )
    (script,), (style,) = parts.texts["script"], parts.texts["style"]
    of_script, of_style = (
        b64encode(sha256(text.encode()).digest()).decode() for text in (script, style)
    )
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{of_script}'; style-src 'sha256-{of_style}'; "
        "base-uri 'none'; form-action 'none'"
    )
    # It holds only for what comes after it.
    assert [tag for tag, _attributes in parts.tags[:4]] == ["html", "head", "meta", "meta"]
    assert parts.named("script") == parts.named("style") == [{}]


def test_a_checkout_with_other_line_ends_gives_the_same_page(
    armour: bytes, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "page").mkdir()
    for part in (root / "resources" / "page").iterdir():
        text = part.read_bytes().replace(b"\r\n", b"\n")
        (tmp_path / "page" / part.name).write_bytes(text.replace(b"\n", b"\r\n"))
    ours = page(armour, DAY, root / "resources")
    assert page(armour, DAY, tmp_path).replace(b"\r\n", b"\n") == ours


def test_every_part_that_the_script_asks_for_is_there(html: str) -> None:
    parts = Parts(html)
    ids = [attributes["id"] for _tag, attributes in parts.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    (script,) = parts.texts["script"]
    asked = set(re.findall(r'by\("([\w-]+)"\)', script)) | set(
        re.findall(r'"(says-[\w-]+)"', script)
    )
    faults = {*re.findall(r'DocumentError\("([\w-]+)"\)', script), "no-match", "memory"}
    assert asked | {f"says-{fault}" for fault in faults} <= set(ids)
    classes = {
        name for _tag, attributes in parts.tags for name in (attributes.get("class") or "").split()
    }
    wanted = set(re.findall(r'querySelector(?:All)?\("\.([\w-]+)', script))
    assert wanted
    assert wanted <= classes
    labels = {tag["for"] for tag in parts.named("label") if "for" in tag}
    assert labels == {"passphrase", "filter"}


def test_the_page_says_what_it_is_in_the_language_now_spoken(html: str) -> None:
    assert '<html lang="en" dir="ltr">' in html
    assert '<time datetime="2026-11-22">' in html
    assert "<code" in html
    # No text may promise what no test shows.
    assert not re.search(r"\b(?:any|every) (?:phone|browser|device)", html)


@pytest.mark.usefixtures("mirrored")
def test_a_language_from_right_to_left_turns_the_page_but_not_the_digits(
    armour: bytes, root: Path
) -> None:
    html = page(armour, DAY, root / "resources").decode("utf-8")
    parts = Parts(html)
    assert parts.named("html") == [{"lang": "ar-XB", "dir": "rtl"}]
    held = [
        tag
        for tag in parts.named("ol") + parts.named("pre") + parts.named("code")
        if tag.get("dir") != "ltr"
    ]
    assert held == []
    # Sides by name would not turn round.
    (style,) = parts.texts["style"]
    sides = re.findall(r"(?:margin|padding|border)-(?:left|right)|float:", style)
    assert sides == []
    # Every word on it has been through the catalogue but the name of the program.
    shown = re.sub(
        r"<(script|style|svg|pre)\b.*?</\1>|<b dir.*?</span>|<[^>]+>", " ", html, flags=re.DOTALL
    )
    assert not re.search(r"\b(?:the|passphrase|Show|Block)\b", shown)


def test_words_cannot_become_markup(
    armour: bytes, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "recovery_assistant.vault.page._", lambda text: f"<img src=x onerror=y>{text}\"'&$script"
    )
    html = page(armour, DAY, root / "resources").decode("utf-8")
    assert Parts(html).named("img") == []
    assert html.count("<script") == 1


def test_the_colours_are_those_of_the_program(root: Path) -> None:
    style = (root / "resources" / "page" / "page.css").read_text(encoding="utf-8")
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    dark = dark.split("\n}\n")[0]
    for theme, part in ((Theme.LIGHT, light), (Theme.DARK, dark)):
        colours = dict(re.findall(r"--([\w-]+): (#\w{6});", part))
        assert len(colours) > 15
        tokens = {name: getattr(TOKENS[theme], name.replace("-", "_")) for name in colours}
        assert colours == tokens


def test_the_armour_comes_out_as_it_went_in(html: str, armour: bytes) -> None:
    found = armour_of(html.encode())
    assert found == armour
    assert isinstance(found, bytes)
    assert decrypt(found, Passphrase(WORDS)) == b"what is kept" * 999


def test_a_page_that_a_browser_saved_again_still_gives_its_armour(html: str, armour: bytes) -> None:
    again = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL).replace("\n", "\r\n")
    found = armour_of(again.encode())
    assert isinstance(found, bytes)
    assert decrypt(found, Passphrase(WORDS)) == b"what is kept" * 999
    assert found.replace(b"\r\n", b"\n") == armour


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", OpenProblem.NOT_OURS),
        (b"<!doctype html><p>Hello", OpenProblem.NOT_OURS),
        (BEGIN + b"\nAAAA\n" + END + b"\n" + BEGIN + b"\nAAAA\n" + END, OpenProblem.SEVERAL),
        (BEGIN + BEGIN + b"\nAAAA\n" + END, OpenProblem.SEVERAL),
        (BEGIN + b"\nAAAA\n" + END + END, OpenProblem.SEVERAL),
        (BEGIN + b"\nAAAA\n", OpenProblem.DAMAGED),
        (b"AAAA\n" + END, OpenProblem.DAMAGED),
        (END + b"\nAAAA\n" + BEGIN, OpenProblem.DAMAGED),
        (BEGIN + b"\nAA<b>AA\n" + END, OpenProblem.DAMAGED),
    ],
)
def test_without_exactly_one_armour_none_is_given(data: bytes, problem: OpenProblem) -> None:
    assert armour_of(data) is problem


def test_the_page_itself_has_the_marker_lines_only_around_the_armour(html: str) -> None:
    assert html.encode().count(BEGIN) == html.encode().count(END) == 1


def test_a_large_armour_is_taken_out_in_no_time(root: Path) -> None:
    large = BEGIN + b"\n" + (b"A" * 64 + b"\n") * 120_000 + END + b"\n"
    assert armour_of(page(large, DAY, root / "resources")) == large
