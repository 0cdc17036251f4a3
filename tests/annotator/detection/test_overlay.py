"""A newsroom's changes over the shipped word lists."""

from dataclasses import replace

import pytest

from annotator.detection import overlay as overlays
from annotator.detection.base import Finding
from annotator.detection.detect import detect, make_document
from annotator.detection.lexicon import LexiconError, Origin, load_lexicon
from annotator.detection.overlay import (
    TYPES,
    Action,
    LexiconChange,
    Wish,
    clean_term,
    lexicons_with,
    listed_terms,
    overlay,
    resolve,
)
from annotator.tagging.codebook import BiasFlag, HedgeType, RelationKind

DOOMSTER = LexiconChange("wording", "doomster", "labeling", 0.5, neutral="say what is warned of")
ADD = Wish(Action.ADD, "wording", "doomster", "labeling", 0.5, "say what is warned of", "asked for by the desk")


def found(text: str, *changes: LexiconChange) -> list[Finding]:
    """Return the findings on whole words of a lexicon, without those about the article."""
    return [f for f in detect(make_document(text, lexicons_with(changes))) if f.statement]


def on(words: str, text: str, *changes: LexiconChange) -> list[Finding]:
    """Return the findings that mark exactly these words."""
    return [f for f in found(text, *changes) if words in {part.span.of(text).lower() for part in f.spans}]


@pytest.mark.parametrize(
    ("name", "codebook"),
    [
        ("wording", set(BiasFlag)),
        ("certainty", set(HedgeType)),
        ("cues", {*RelationKind, "agentless"}),
        ("sourcing", {"unverified material", "checked"}),
    ],
)
def test_types_are_those_of_the_shipped_words_and_of_the_codebook(name: str, codebook: set[str]) -> None:
    shipped = {entry.type for entry in load_lexicon(name).entries.values()} - {"address word"}

    assert shipped <= set(TYPES[name]) <= codebook


def test_without_changes_the_shipped_lexicon_itself_is_read() -> None:
    assert overlay(load_lexicon("wording"), ()) is load_lexicon("wording")
    assert lexicons_with(()).own == ()
    assert lexicons_with((DOOMSTER,)) is lexicons_with((DOOMSTER,))


def test_a_lexicon_is_kept_while_others_change() -> None:
    retired = LexiconChange("certainty", "allegedly", "allegation", is_retired=True)

    assert lexicons_with((DOOMSTER,)).get("wording") is lexicons_with((retired, DOOMSTER)).get("wording")


def test_changes_of_other_lexicons_are_left_alone() -> None:
    assert overlay(load_lexicon("certainty"), (DOOMSTER,)) is load_lexicon("certainty")


def test_an_added_word_is_found_and_says_that_the_newsroom_added_it() -> None:
    text = "The doomster report came on Monday."
    assert on("doomster", text) == []

    (flag,) = on("doomster", text, DOOMSTER)

    assert flag.evidence == "“doomster” was added to the wording lexicon by your newsroom as labeling."
    assert (flag.label, flag.score, flag.values["neutral"]) == ("labeling", 0.35, "say what is warned of")


def test_a_weighed_word_scores_otherwise_and_keeps_its_conditions() -> None:
    weighed = LexiconChange("wording", "regime", "labeling", 0.2, neutral="government")

    (flag,) = on("regime", "The regime fell on Monday.", weighed)

    assert (flag.score, flag.values["neutral"]) == (0.14, "government")
    assert flag.evidence == "“regime” is in the wording lexicon, weighed by your newsroom, as labeling."
    assert on("regime", "The tax regime ended on Monday.", weighed) == []


def test_a_weight_put_back_is_the_shipped_entry_again() -> None:
    weighed = LexiconChange("wording", "regime", "labeling", 0.2)

    assert overlay(load_lexicon("wording"), (weighed, replace(weighed, weight=1.0))) is load_lexicon("wording")


def test_a_retired_word_no_longer_fires_and_comes_back() -> None:
    retired = LexiconChange("certainty", "allegedly", "allegation", is_retired=True)
    text = "The mayor allegedly took bribes."

    assert len(on("allegedly", text)) == 1
    assert on("allegedly", text, retired) == []
    assert len(on("allegedly", text, retired, replace(retired, is_retired=False))) == 1


@pytest.mark.parametrize(
    ("term", "kind", "text"),
    [
        ("opined", "assertion", "Maria Lopez opined that the deal was off."),
        ("in the view of", "assertion", "In the view of Maria Lopez, the deal was off."),
        ("is whispered", "agentless", "The minister is whispered to leave on Monday."),
        ("yearns", "attitude", "Maria Lopez yearns to leave the office."),
    ],
)
def test_an_added_cue_attributes(term: str, kind: str, text: str) -> None:
    change = LexiconChange("cues", term, kind, 0.5)

    (relation,) = on(term, text, change)

    assert "was added to the cue lexicon by your newsroom" in relation.evidence
    assert relation.score <= 0.5


def test_a_weighed_cue_lowers_the_score_of_its_relations() -> None:
    text = "Maria Lopez said that the deal was off."
    (full,) = on("said", text)
    (half,) = on("said", text, LexiconChange("cues", "said", "assertion", 0.5))

    assert half.score == round(full.score / 2, 2)


def test_an_added_approximation_weakens_a_detail_only() -> None:
    (hedge,) = on("umpteen", "Umpteen people came.", LexiconChange("certainty", "umpteen", "approximation"))

    assert hedge.values["scope"] == "detail"


def test_an_added_sourcing_word_is_found() -> None:
    change = LexiconChange("sourcing", "grainy clip", "unverified material")

    (flag,) = on("grainy clip", "A grainy clip shows the square.", change)

    assert "by your newsroom" in flag.evidence


def test_terms_are_listed_as_they_stand() -> None:
    retired = LexiconChange("wording", "regime", "labeling", is_retired=True)

    terms = listed_terms("wording", (DOOMSTER, retired))

    assert (terms["doomster"].origin, terms["doomster"].is_retired) == (Origin.ADDED, False)
    assert (terms["regime"].origin, terms["regime"].is_retired) == (Origin.SHIPPED, True)
    assert list(terms) == sorted(terms)
    assert "address word" not in {term.type for term in listed_terms("sourcing", ()).values()}


@pytest.mark.parametrize(
    ("written", "term"), [("  Doomster ", "doomster"), ("It’s\u00a0 said", "it's said"), ("far‑out", "far-out")]
)
def test_words_are_brought_into_the_form_of_terms(written: str, term: str) -> None:
    assert clean_term(written) == term


def test_a_wish_becomes_a_change() -> None:
    (change,) = resolve([ADD], ())

    assert change == replace(DOOMSTER, note="asked for by the desk")


def test_wishes_are_seen_one_after_the_other() -> None:
    retire = Wish(Action.RETIRE, "wording", "doomster")

    changes = resolve([ADD, retire, replace(retire, action=Action.BRING_BACK)], ())

    assert [change.is_retired for change in changes] == [False, True, False]
    assert changes[-1].neutral == DOOMSTER.neutral


def test_type_and_neutral_wording_change_for_own_words_only() -> None:
    own = Wish(Action.CHANGE, "wording", "doomster", "puffery", 1.0, "leave it out")
    shipped = Wish(Action.CHANGE, "wording", "regime", "puffery", 0.5, "leave it out")

    (first,) = resolve([own], (DOOMSTER,))
    (second,) = resolve([shipped], ())

    assert (first.type, first.neutral, first.weight) == ("puffery", "leave it out", 1.0)
    assert (second.type, second.neutral, second.weight) == ("labeling", "government", 0.5)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (replace(ADD, lexicon="grammar"), "no lexicon “grammar” to change"),
        (replace(ADD, term=""), "cannot be searched for"),
        (replace(ADD, term="Doomster"), "small letters"),
        (replace(ADD, term="it’s"), "cannot be searched for"),
        (replace(ADD, term="two  blanks"), "cannot be searched for"),
        (replace(ADD, term="(.*)+"), "cannot be searched for"),
        (replace(ADD, term="what\0ever"), "cannot be searched for"),
        (replace(ADD, term="a" * 61), "too long"),
        (replace(ADD, type="rude"), "no kind of word"),
        (replace(ADD, weight=0), "above 0"),
        (replace(ADD, weight=1.01), "up to 1"),
        (replace(ADD, weight=float("nan")), "up to 1"),
        (replace(ADD, neutral="  "), "Say what to write instead"),
        (replace(ADD, neutral="x" * 201), "under 200"),
        (replace(ADD, note="x" * 301), "under 300"),
        (replace(ADD, note="a\0b"), "cannot be printed"),
        (replace(ADD, term="regime"), "already. Change its weight"),
        (Wish(Action.ADD, "sourcing", "world", "unverified material"), "use of its own"),
        (Wish(Action.RETIRE, "wording", "doomster"), "Add it first"),
        (Wish(Action.BRING_BACK, "wording", "regime"), "in use already"),
        (Wish(Action.CHANGE, "wording", "regime", weight=1.0), "exactly so already"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(wish: Wish, reason: str) -> None:
    with pytest.raises(LexiconError, match=reason.replace("(", r"\(")):
        resolve([wish], ())


@pytest.mark.parametrize(
    ("action", "reason"),
    [(Action.ADD, "bring it back"), (Action.CHANGE, "Bring it back before"), (Action.RETIRE, "retired already")],
)
def test_a_retired_word_is_only_brought_back(action: Action, reason: str) -> None:
    with pytest.raises(LexiconError, match=reason):
        resolve([replace(ADD, action=action)], (replace(DOOMSTER, is_retired=True),))


def test_no_wish_is_no_change() -> None:
    with pytest.raises(LexiconError, match="at least one"):
        resolve([], ())


def test_own_words_are_limited_and_retired_ones_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlays, "MOST_ADDED", 1)
    with pytest.raises(LexiconError, match="Retire some first"):
        resolve([replace(ADD, term="lurid")], (DOOMSTER,))

    assert resolve([replace(ADD, term="lurid")], (replace(DOOMSTER, is_retired=True),))


def test_a_lexicon_whose_words_are_all_retired_finds_nothing() -> None:
    retired = [replace(DOOMSTER, term=term, is_retired=True) for term in load_lexicon("wording").entries]

    assert on("regime", "The regime fell.", *retired) == []
