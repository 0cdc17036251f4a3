from pathlib import Path

import pytest

import annotator.detection
from annotator.detection.detect import detect, make_document
from annotator.detection.lexicon import (
    Entry,
    LexiconError,
    Lexicons,
    Origin,
    alternatives,
    load_lexicon,
    parse_lexicon,
)
from annotator.tagging.codebook import (
    BiasFlag,
    BylineKind,
    CueStance,
    HedgeType,
    Polarity,
    RelationKind,
    Scope,
    SourceType,
)
from annotator.text.normalize import normalize_term

FOLDER = Path(annotator.detection.__file__).parent / "lexicons"
NAMES = sorted(path.name.removesuffix(".en.toml") for path in FOLDER.iterdir())
META = """
[meta]
source = "a book"
licence = "CC0"
version = "2"
language = "en"
"""


def parse(entries: str, meta: str = META) -> list[str]:
    return list(parse_lexicon(meta + entries, name="test").entries)


@pytest.mark.parametrize("name", NAMES)
def test_lexicon_has_its_origin_and_normalized_terms(name: str) -> None:
    lexicon = load_lexicon(name)
    assert lexicon.source
    assert lexicon.licence
    assert lexicon.version
    assert lexicon.language == "en"
    assert all(term == normalize_term(term).strip() for term in lexicon.entries)
    assert all(0 < entry.weight <= 1 for entry in lexicon.entries.values())


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("cues", {*RelationKind, "agentless"}),
        ("certainty", set(HedgeType)),
        ("wording", set(BiasFlag)),
        ("source_types", {*SourceType, "group", "published", "speech", "surname", "withheld"}),
        ("bylines", set(BylineKind)),
    ],
)
def test_types_are_keys_of_the_codebook(name: str, allowed: set[str]) -> None:
    assert {entry.type for entry in load_lexicon(name).entries.values()} <= allowed


@pytest.mark.parametrize(
    ("name", "key", "allowed"),
    [
        ("cues", "stance", set(CueStance)),
        ("cues", "polarity", set(Polarity)),
        ("certainty", "scope", set(Scope)),
        ("certainty", "sourced", {"yes", "no"}),
    ],
)
def test_further_keys_hold_values_of_the_codebook(name: str, key: str, allowed: set[str]) -> None:
    assert {entry.get(key) for entry in load_lexicon(name).entries.values()} - {""} <= allowed


def test_every_word_to_query_comes_with_a_more_neutral_wording() -> None:
    assert all(entry.get("neutral") for entry in load_lexicon("wording").entries.values())


def test_a_lexicon_is_loaded_once() -> None:
    assert load_lexicon("cues") is load_lexicon("cues")


def test_alternatives_are_written_out_in_order() -> None:
    assert list(alternatives("{is|are} {|also }expected")) == [
        "is expected",
        "is also expected",
        "are expected",
        "are also expected",
    ]


def test_entry_keeps_its_further_keys() -> None:
    lexicon = parse_lexicon(
        META + '[[entry]]\nterm = "may"\ntype = "epistemic"\nunless_before = "in since"\nnote = "the month"',
        name="test",
    )
    entry = lexicon.entries["may"]
    assert entry.has("unless_before", "since")
    assert not entry.has("unless_before", "sinc")
    assert entry.get("scope", "claim") == "claim"
    assert entry.note == "the month"
    assert lexicon.terms("epistemic") == {"may"}
    assert not lexicon.terms("booster")


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ('[[entry]]\nterm = "may"\ntype = "a"\n[[entry]]\nterm = "{might|may}"\ntype = "a"', "'may' is given twice"),
        ('[[entry]]\nterm = "May"\ntype = "a"', "not normalized"),
        ('[[entry]]\nterm = "it\u2019s"\ntype = "a"', "not normalized"),
        ('[[entry]]\nterm = "{|}"\ntype = "a"', "not normalized"),
        ('[[entry]]\nterm = "may"', "needs term and type"),
        ('[[entry]]\nterm = "may"\ntype = "a"\ncolour = "red"', "unknown key 'colour'"),
        ('[[entry]]\nterm = "may"\ntype = "a"\nscope = 3', "scope must be text"),
        ("", "no entries"),
        ("[[entry", "not readable as TOML"),
    ],
)
def test_bad_entries_are_refused_with_a_reason(entries: str, reason: str) -> None:
    with pytest.raises(LexiconError, match=reason):
        parse(entries)


@pytest.mark.parametrize("key", ["source", "licence", "version", "language"])
def test_origin_is_required(key: str) -> None:
    meta = "".join(line for line in META.splitlines(keepends=True) if not line.startswith(key))
    with pytest.raises(LexiconError, match=f"needs {key}"):
        parse('[[entry]]\nterm = "may"\ntype = "a"', meta)


def test_language_must_be_that_of_the_file() -> None:
    with pytest.raises(LexiconError, match="language 'de'"):
        parse('[[entry]]\nterm = "may"\ntype = "a"', META.replace('"en"', '"de"'))


def test_missing_lexicon_is_named() -> None:
    with pytest.raises(LexiconError, match="no lexicon 'poetry' for the language 'en'"):
        load_lexicon("poetry")


def test_a_document_is_read_with_the_shipped_lexicons_or_with_those_it_brings() -> None:
    own = parse_lexicon(META + '[[entry]]\nterm = "rain"\ntype = "hearsay"', name="certainty")
    text = "The mayor allegedly saw rain."

    shipped = [finding.label for finding in detect(make_document(text)) if finding.kind == "hedge"]
    brought = [finding.label for finding in detect(make_document(text, Lexicons((own,)))) if finding.kind == "hedge"]

    assert (shipped, brought) == (["allegation"], ["hearsay"])
    assert Lexicons((own,)).get("wording") is load_lexicon("wording")


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin.SHIPPED, "is in the cue lexicon"),
        (Origin.WEIGHED, "is in the cue lexicon, weighed by your newsroom,"),
        (Origin.ADDED, "was added to the cue lexicon by your newsroom"),
    ],
)
def test_an_entry_says_how_it_came_into_the_lexicon(origin: Origin, words: str) -> None:
    assert Entry("said", "assertion", origin=origin).listed("cue") == words
