"""New, kept and stale suggestions told apart."""

from dataclasses import replace

from annotator.detection.base import Finding, FindingKind, Layer, RoleSpan, SpanRole
from annotator.suggestions.diff import compare_findings, diff_findings, fingerprint
from annotator.text.spans import Span

HEDGE = Finding(
    layer=Layer.CERTAINTY,
    kind=FindingKind.HEDGE,
    label="allegation",
    statement="S1",
    spans=(RoleSpan(SpanRole.CUE, Span(4, 13)),),
    score=0.8,
    evidence="“allegedly” is in the lexicon",
    version="1",
)


def test_score_evidence_and_version_do_not_make_another_finding() -> None:
    assert fingerprint(HEDGE) == fingerprint(replace(HEDGE, score=0.1, evidence="a rule", version="2"))


def test_another_place_makes_another_finding() -> None:
    moved = replace(HEDGE, spans=(RoleSpan(SpanRole.CUE, Span(5, 14)),))

    assert fingerprint(HEDGE) != fingerprint(moved)


def test_new_kept_and_stale() -> None:
    other = replace(HEDGE, label="hearsay")

    diff = diff_findings([fingerprint(HEDGE), "gone"], [HEDGE, other])

    assert (list(diff.new.values()), list(diff.kept.values()), diff.stale) == ([other], [HEDGE], frozenset({"gone"}))


def test_the_best_score_counts_among_twins() -> None:
    diff = diff_findings([], [HEDGE, replace(HEDGE, score=0.9), replace(HEDGE, score=0.2)])

    assert [finding.score for finding in diff.new.values()] == [0.9]


def test_two_searches_are_compared() -> None:
    gone, new = replace(HEDGE, label="hearsay"), replace(HEDGE, label="epistemic")
    lighter, other_values = replace(HEDGE, score=0.4), replace(HEDGE, values={"scope": "detail"})

    assert list(compare_findings([HEDGE, gone], [HEDGE, new])) == [(gone, None), (None, new)]
    assert list(compare_findings([HEDGE], [lighter])) == [(HEDGE, lighter)]
    assert list(compare_findings([HEDGE], [other_values])) == [(HEDGE, other_values)]
    assert list(compare_findings([HEDGE], [replace(HEDGE, evidence="another word for it")])) == []
