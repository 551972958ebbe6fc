# SPDX-License-Identifier: Apache-2.0
"""The loader takes only what it knows, names file and key, and raises nothing else."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery_assistant.guidance import Guidance, GuidanceError

ROOT = Path(__file__).parents[3] / "resources" / "guidance"
ROUTE = "en/routes/personal-account.toml"
TOPIC = "en/topics/fraud.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT, tmp_path / "guidance"))


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (ROUTE, "number = 1", "number = 1\ncolour = 'red'", "colour"),
        (ROUTE, "[works]", "[works]\nmood = 'calm'", "works.mood"),
        (ROUTE, 'id = "personal-account"\n', "", "id"),
        (ROUTE, 'id = "personal-account"', 'id = "personal"', "id"),
        (ROUTE, 'id = "personal-account"', 'id = "../x"', "id"),
        (ROUTE, "number = 1", "number = '1'", "number"),
        (ROUTE, "number = 1", "number = true", "number"),
        (ROUTE, "number = 1", "number = 0", "number"),
        (ROUTE, "number = 1\n", "", "number"),
        (ROUTE, "minutes = 5", "minutes = 5.5", "minutes"),
        (ROUTE, 'icon = "person"', 'icon = "cat"', "icon"),
        (ROUTE, 'audience = "home"', 'audience = "all"', "audience"),
        (ROUTE, 'link = "my-recovery-key"', 'link = "elsewhere"', "link"),
        (ROUTE, 'link = "my-recovery-key"', "link = ['faq']", "link"),
        (ROUTE, 'sources = ["PRE"]', "sources = []", "steps[0].sources"),
        (ROUTE, 'sources = ["PRE"]', 'sources = ["ME"]', "steps[0].sources"),
        (ROUTE, 'sources = ["PRE"]', 'sources = ["PRE", "PRE"]', "steps[0].sources"),
        (ROUTE, 'sources = ["PRE"]', 'sources = "PRE"', "steps[0].sources"),
        (ROUTE, 'sources = ["PRE"]', "sources = [1]", "steps[0].sources[0]"),
        (ROUTE, 'sources = ["PRE"]\n', "", "steps[0].sources"),
        (ROUTE, 'text = "Open', 'text = " Open', "steps[0].text"),
        (ROUTE, 'text = "Open', 'text = "{name} Open', "steps[0].text"),
        (ROUTE, 'text = "Open', 'text = "\\u202eOpen', "steps[0].text"),
        (ROUTE, 'text = "Open', 'text = "{key_id} Open', "steps[0].without_id"),
        (ROUTE, "[works]", "[[works]]", "works"),
        (ROUTE, "[works]", "[worked]", "works"),
        (TOPIC, "title = ", "links = ['nowhere']\ntitle = ", "links"),
        (TOPIC, "title = ", "title = 3 #", "title"),
        (TOPIC, "lead = ", "lead = '' #", "lead"),
        ("en/sources.toml", 'kind = "official"', 'kind = "rumour"', "source[0].kind"),
        ("en/sources.toml", "dated = 2024-06-19", "dated = '2024'", "source[0].dated"),
        (
            "en/sources.toml",
            "dated = 2024-06-19",
            "dated = 2024-06-19T10:00:00",
            "source[0].dated",
        ),
        ("en/sources.toml", 'id = "OVER"', 'id = "PRE"', "source[1].id"),
        ("en/links.toml", "https://aka.ms/", "http://aka.ms/", "link[0].address"),
        ("en/links.toml", "https://aka.ms/", "https://aka.ms.example/", "link[0].address"),
        ("en/links.toml", "confirmed = 2024-06-19\n", "", "link[0].confirmed"),
        ("en/links.toml", 'source = "PRE"', 'source = "NONE"', "link[0].source"),
        ("en/errors.toml", "no_key_first = true", "no_key_first = 1", "error[0].no_key_first"),
        ("en/errors.toml", "[error.first]\ntext", "[error.first]\nwords", "error[0].first.text"),
        ("en/glossary.toml", "term = ", "word = ", "entry[0].term"),
        ("en/questions.toml", "[[question.answer]]", "[[question.reply]]", "question[0].reply"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_file_and_its_key(
    root: Path, file: str, old: str, new: str, key: str
) -> None:
    change(root, file, old, new)
    with pytest.raises(GuidanceError) as caught:
        Guidance(root).check()
    assert caught.value.file == file
    assert caught.value.key == key
    assert file in str(caught.value)
    assert key in str(caught.value)


def test_a_topic_or_a_question_without_lines_is_an_error(root: Path) -> None:
    (root / TOPIC).write_text(
        'id = "fraud"\naudience = "home"\ntitle = "T"\nlead = "L"\n', encoding="utf-8"
    )
    with pytest.raises(GuidanceError) as caught:
        Guidance(root).topic("fraud")
    assert (caught.value.file, caught.value.key) == (TOPIC, "lines")
    (root / "en" / "questions.toml").write_text(
        '[[question]]\nid = "a"\nquestion = "Q?"\n', encoding="utf-8"
    )
    with pytest.raises(GuidanceError) as caught:
        Guidance(root).questions()
    assert (caught.value.file, caught.value.key) == ("en/questions.toml", "question[0].answer")


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe", b"id = ", b"a = 1\na = 2", b"x = " + b"[" * 20_000, b"x = " + b"9" * 5_000],
)
def test_a_file_that_is_not_toml_is_named(root: Path, raw: bytes) -> None:
    (root / TOPIC).write_bytes(raw)
    with pytest.raises(GuidanceError) as caught:
        Guidance(root).topic("fraud")
    assert caught.value.file == TOPIC


def test_a_huge_file_is_refused_unread(root: Path) -> None:
    (root / TOPIC).write_bytes(b"# " + b"x" * 2_000_000)
    with pytest.raises(GuidanceError, match="larger"):
        Guidance(root).topic("fraud")


@pytest.mark.parametrize("name", ["links.toml", "sources.toml", "errors.toml", "glossary.toml"])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / "en" / name).unlink()
    with pytest.raises(GuidanceError) as caught:
        Guidance(root).check()
    assert caught.value.file == f"en/{name}"


def test_a_missing_folder_is_an_error_of_the_guidance(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError):
        Guidance(tmp_path / "nowhere").check()
    with pytest.raises(GuidanceError):
        Guidance(tmp_path).topic_ids()


def test_a_folder_that_cannot_be_listed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: Path, _pattern: str) -> None:
        raise OSError

    monkeypatch.setattr(Path, "glob", refuse)
    with pytest.raises(GuidanceError, match="cannot be listed"):
        Guidance(ROOT).topic_ids()
    monkeypatch.setattr(Path, "rglob", refuse)
    with pytest.raises(GuidanceError, match="cannot be listed"):
        Guidance(ROOT).check()


def test_a_gap_in_the_numbers_of_the_routes_is_an_error(root: Path) -> None:
    change(root, ROUTE, "number = 1", "number = 2")
    with pytest.raises(GuidanceError, match="without gaps"):
        Guidance(root).check()


@pytest.mark.parametrize("name", ["topics/notes.txt", "extra.toml", "topics/more/fraud.toml"])
def test_a_stray_file_is_an_error(root: Path, name: str) -> None:
    path = root / "en" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    with pytest.raises(GuidanceError, match="does not belong"):
        Guidance(root).check()


@pytest.mark.parametrize("odd", ["", "nothing", "../links", "/etc/passwd", "fraud.toml", "FRAUD"])
def test_an_unknown_id_is_an_error_and_never_a_path(odd: str) -> None:
    guidance = Guidance(ROOT)
    asked: tuple[Callable[[str], object], ...] = (
        guidance.topic,
        guidance.route,
        guidance.link,
        guidance.source,
        guidance.entry,
        guidance.question,
    )
    for ask in asked:
        with pytest.raises(GuidanceError):
            ask(odd)


def test_a_topic_is_read_only_when_it_is_asked_for(root: Path) -> None:
    (root / TOPIC).write_text("broken", encoding="utf-8")
    guidance = Guidance(root)
    assert "fraud" in guidance.topic_ids()
    assert guidance.topic("prevention").lines
    assert len(guidance.routes()) == 17
    with pytest.raises(GuidanceError):
        guidance.topic("fraud")


def test_a_topic_is_read_once(root: Path) -> None:
    guidance = Guidance(root)
    first = guidance.topic("fraud")
    (root / TOPIC).unlink()
    assert guidance.topic("fraud") is first


def test_a_language_may_have_some_files_and_borrows_the_rest(root: Path) -> None:
    (root / "sv" / "topics").mkdir(parents=True)
    text = (root / TOPIC).read_text(encoding="utf-8").replace("Beware of offers", "Varning")
    (root / "sv" / "topics" / "fraud.toml").write_text(text, encoding="utf-8")
    swedish = Guidance(root, "sv")
    assert swedish.topic("fraud").title == "Varning"
    assert swedish.topic("prevention") == Guidance(root).topic("prevention")
    assert swedish.check() == Guidance(root).check() + 1


@pytest.mark.parametrize("language", ["", "..", "../../etc", "en\x00", "xx"])
def test_an_odd_language_reads_english(language: str) -> None:
    assert Guidance(ROOT, language).topic("fraud").title == "Beware of offers"


VALUES = st.recursive(
    st.one_of(
        st.text(max_size=12),
        st.integers(-3, 10**6),
        st.booleans(),
        st.just("PRE"),
        st.just("my-recovery-key"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["text", "sources", "id", "x"]), inner, max_size=4),
    ),
    max_leaves=8,
)
KEYS = ("id", "number", "icon", "audience", "title", "who", "minutes", "link", "lead", "lines",
        "steps", "works", "empty", "limits", "commands", "links", "warning", "source", "error",
        "entry", "question", "other")  # fmt: skip


def as_toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(as_toml(item) for item in value) + "]"
    assert isinstance(value, dict)
    return "{" + ", ".join(f"{key} = {as_toml(item)}" for key, item in value.items()) + "}"


def only_guidance_errors(file: str, raw: bytes, ask: Callable[[Guidance], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("sources.toml", "links.toml", "topics/fraud.toml", ROUTE[3:]):
            (root / "en" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / "en" / name, root / "en" / name)
        (root / "en" / file).write_bytes(raw)
        try:
            ask(Guidance(root))
        except GuidanceError as error:
            problem = error.problem
        else:
            problem = "none"
    assert problem


ASKS: dict[str, Callable[[Guidance], object]] = {
    "topics/fraud.toml": lambda guidance: guidance.topic("fraud"),
    "routes/personal-account.toml": lambda guidance: guidance.routes(),
    "sources.toml": lambda guidance: guidance.sources(),
    "links.toml": lambda guidance: guidance.links(),
    "errors.toml": lambda guidance: guidance.error_codes(),
    "glossary.toml": lambda guidance: guidance.glossary(),
    "questions.toml": lambda guidance: guidance.questions(),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    file=st.sampled_from(sorted(ASKS)),
    tables=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6),
)
def test_any_tables_raise_nothing_but_guidance_errors(file: str, tables: dict[str, object]) -> None:
    raw = "\n".join(f"{key} = {as_toml(value)}" for key, value in tables.items())
    only_guidance_errors(file, raw.encode("utf-8", "surrogatepass"), ASKS[file])


@settings(max_examples=150, deadline=None)
@given(file=st.sampled_from(sorted(ASKS)), raw=st.binary(max_size=200))
def test_any_bytes_raise_nothing_but_guidance_errors(file: str, raw: bytes) -> None:
    only_guidance_errors(file, raw, ASKS[file])
