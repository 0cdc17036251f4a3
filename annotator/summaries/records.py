"""The reliability summary as a value and as JSON (SCHEME 9.6).

Exact figures live in the value; rounding happens only in `to_json`. There is no overall score, by design.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.summaries.facts import Coverage
from annotator.summaries.statistics import COMPLETE_ENOUGH, Display, Diversity, Interval
from annotator.tagging.codebook import (
    BiasFlag,
    BylineKind,
    Commitment,
    Credibility,
    Fidelity,
    HedgeType,
    Reliability,
    Status,
    WorkType,
)

NOT_JUDGED = "not_judged"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure as k of n with the statements that were counted in k, and how it may be shown.

    `bounds` is set while tagging is incomplete: the share that the finished article will have lies within.
    """

    k: int
    n: int
    statements: tuple[str, ...]
    display: Display
    bounds: Interval | None = None

    @property
    def share(self) -> float | None:
        """Return k/n, None for nothing of nothing."""
        return self.k / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source with the number of relations that rest on it and the statements they are in."""

    name: str
    mentions: int
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessPaths:
    """The nearest relays the article reads from; `merged` counts probable same origins once."""

    count: int
    merged: int
    probable: bool


@dataclass(frozen=True, slots=True)
class AdmiraltyCell:
    """Statements that got one pair of letter and number. None is not judged; the pair is never collapsed."""

    reliability: Reliability | None
    credibility: Credibility | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """Block "Who says it": components 1 to 5."""

    attributed: Indicator
    attributed_required: Indicator
    cited_only: Indicator
    vague: Indicator
    author_voice: Indicator
    named: Indicator
    anonymous_only: Indicator
    collective_only: Indicator
    document: Indicator
    contested_flat: Indicator
    status: Mapping[Status, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Certainty:
    """Block "How sure": components 6 to 8."""

    hedged_claim: Indicator
    hedged_any: Indicator
    unsourced: Indicator
    unsourced_by_type: Mapping[HedgeType, Indicator]
    hedge_types: Mapping[HedgeType, tuple[str, ...]]
    commitment: Mapping[Commitment, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Basis:
    """Block "What it rests on": components 9 to 14. `origins` are the distinct ends of the chains."""

    diversity: Diversity
    by_source: tuple[SourceUse, ...]
    origins: tuple[str, ...]
    access_paths: AccessPaths
    primary: Indicator
    secondary: Indicator
    proximity_unknown: int
    proximity_not_judged: int
    linked_sentence: Indicator
    linked_paragraph: Indicator
    links_checked: Indicator
    corroborated: Indicator
    admiralty: tuple[AdmiraltyCell, ...]


@dataclass(frozen=True, slots=True)
class FlagVotes:
    """How many of the annotators set one bias flag: kept beside it instead of a verdict (SCHEME 5.4)."""

    flag: BiasFlag
    statement: str
    set_by: int


@dataclass(frozen=True, slots=True)
class Fairness:
    """Block "Fairness and wording": components 15 to 17. `flags` holds sure flags only.

    `flag_votes` is None where one person tagged.
    """

    reply: Indicator
    reply_not_judged: int
    flags: Mapping[BiasFlag, tuple[str, ...]]
    flag_votes: tuple[FlagVotes, ...] | None
    unsure: tuple[str, ...]
    flags_per_100_words: float | None
    key_points: Mapping[Fidelity, tuple[str, ...]]
    key_points_not_judged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """What is known about the article as a whole; shown, never rated."""

    byline_kind: BylineKind | None
    digital_source_type: str
    ai_disclosed: bool | None
    work_type: WorkType | None
    words: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One thing an editor should look at: rank and code of SCHEME 9.4, a sentence, and the statement it is about."""

    rank: int
    code: str
    sentence: str
    statement: str


@dataclass(frozen=True, slots=True)
class ReliabilitySummary:
    """What the tags of one revision say about an article's sourcing; not whether the article is true."""

    article: str
    scheme: str
    revision: int
    coverage: Coverage
    annotators: int
    adjudicated: bool
    who: Who
    certainty: Certainty
    basis: Basis
    fairness: Fairness
    article_facts: ArticleBlock
    attention: tuple[AttentionItem, ...]
    method_version: str
    facts_digest: str


def to_json(summary: ReliabilitySummary) -> Json:
    """Return the result record of SCHEME 9.6 with every component, ready for json.dumps."""
    return {
        "article": summary.article,
        "scheme": summary.scheme,
        "revision": summary.revision,
        "coverage": {
            "done": summary.coverage.done,
            "of": summary.coverage.of,
            "incomplete": summary.coverage.share < COMPLETE_ENOUGH,
        },
        "annotators": summary.annotators,
        "adjudicated": summary.adjudicated,
        "who": _who(summary.who),
        "certainty": _certainty(summary.certainty),
        "basis": _basis(summary.basis),
        "fairness": _fairness(summary.fairness),
        "article_facts": _article(summary.article_facts),
        "attention": [_attention(item) for item in summary.attention],
        "overall_score": None,
        "method_version": summary.method_version,
        "facts_digest": summary.facts_digest,
    }


def indicator_json(indicator: Indicator, **beside: int) -> Json:
    """Return an indicator as k, n, statements and display, with bounds while tagging is incomplete."""
    record: Json = {
        "k": indicator.k,
        "n": indicator.n,
        **beside,
        "statements": list(indicator.statements),
        "display": indicator.display.value,
    }
    if indicator.bounds is not None:
        record["bounds"] = [round(bound, 4) for bound in indicator.bounds]
    return record


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _by_kind(name: str, found: Mapping[Any, tuple[str, ...]], beside: str = "") -> Json:
    """Return a distribution as counts by kind, and beside them the statements that were counted."""
    return {
        name: {key.value: len(statements) for key, statements in found.items()},
        beside or f"{name}_statements": {key.value: list(statements) for key, statements in found.items()},
    }


def _who(who: Who) -> Json:
    return {
        "attributed": indicator_json(who.attributed),
        "attributed_required": indicator_json(who.attributed_required),
        "cited_only": indicator_json(who.cited_only),
        "vague": indicator_json(who.vague),
        "author_voice": indicator_json(who.author_voice),
        "named": indicator_json(who.named),
        "anonymous_only": indicator_json(who.anonymous_only),
        "collective_only": indicator_json(who.collective_only),
        "document": indicator_json(who.document),
        "contested_flat": indicator_json(who.contested_flat),
        **_by_kind("status", who.status),
    }


def _certainty(certainty: Certainty) -> Json:
    by_type = certainty.unsourced_by_type
    return {
        "hedged_claim": indicator_json(certainty.hedged_claim),
        "hedged_any": indicator_json(certainty.hedged_any),
        "unsourced": indicator_json(certainty.unsourced),
        "unsourced_by_type": {key.value: indicator_json(by_type[key]) for key in HedgeType if key in by_type},
        **_by_kind("hedge_types", certainty.hedge_types, "hedge_type_statements"),
        **_by_kind("commitment", certainty.commitment),
    }


def _basis(basis: Basis) -> Json:
    beside = {"unknown": basis.proximity_unknown, NOT_JUDGED: basis.proximity_not_judged}
    return {
        "sources": basis.diversity.sources,
        "mentions": basis.diversity.mentions,
        "by_source": [
            {"name": use.name, "mentions": use.mentions, "statements": list(use.statements)} for use in basis.by_source
        ],
        "origins": {"count": len(basis.origins), "names": list(basis.origins)},
        "access_paths": {
            "count": basis.access_paths.count,
            "merged": basis.access_paths.merged,
            "probable": basis.access_paths.probable,
        },
        "n_eff": _rounded(basis.diversity.effective, 2),
        "gini_simpson": _rounded(basis.diversity.gini_simpson, 3),
        "simpson_d": _rounded(basis.diversity.simpson_d, 3),
        "evenness": _rounded(basis.diversity.evenness, 3),
        "primary": indicator_json(basis.primary, **beside),
        "secondary": indicator_json(basis.secondary),
        "linked_sentence": indicator_json(basis.linked_sentence),
        "linked_paragraph": indicator_json(basis.linked_paragraph),
        "links_checked": indicator_json(basis.links_checked),
        "corroborated": indicator_json(basis.corroborated),
        "admiralty": _admiralty(basis.admiralty),
    }


def _admiralty(cells: tuple[AdmiraltyCell, ...]) -> Json:
    letters = [*(letter.value for letter in Reliability), NOT_JUDGED]
    numbers = [*(number.value for number in Credibility), NOT_JUDGED]
    table = {letter: dict.fromkeys(numbers, 0) for letter in letters}
    statements: dict[str, list[str]] = {}
    for cell in cells:
        letter, number = cell.reliability or NOT_JUDGED, cell.credibility or NOT_JUDGED
        table[letter][number] = len(cell.statements)
        statements[f"{letter}/{number}"] = list(cell.statements)
    return {
        "table": table,
        "reliability": {letter: sum(table[letter].values()) for letter in letters},
        "credibility": {number: sum(row[number] for row in table.values()) for number in numbers},
        "statements": statements,
    }


def _fairness(fairness: Fairness) -> Json:
    flags = {flag.value: list(fairness.flags[flag]) for flag in sorted(fairness.flags)}
    points = {key.value: list(fairness.key_points[key]) for key in Fidelity}
    points[NOT_JUDGED] = list(fairness.key_points_not_judged)
    return {
        "reply": indicator_json(fairness.reply, **{NOT_JUDGED: fairness.reply_not_judged}),
        "flags": {flag: len(statements) for flag, statements in flags.items()},
        "flag_statements": flags,
        **_votes(fairness.flag_votes),
        "unsure": len(fairness.unsure),
        "unsure_statements": list(fairness.unsure),
        "flags_per_100_words": _rounded(fairness.flags_per_100_words, 2),
        "key_points": {key: len(statements) for key, statements in points.items()},
        "key_point_statements": points,
    }


def _votes(votes: tuple[FlagVotes, ...] | None) -> Json:
    if votes is None:
        return {}
    shown = [{"flag": one.flag.value, "statement": one.statement, "set_by": one.set_by} for one in votes]
    return {"flag_votes": shown}


def _article(article: ArticleBlock) -> Json:
    return {
        "byline_kind": article.byline_kind.value if article.byline_kind else None,
        "digital_source_type": article.digital_source_type,
        "ai_disclosed": article.ai_disclosed,
        "work_type": article.work_type.value if article.work_type else None,
        "words": article.words,
        "missing": list(article.missing),
    }


def _attention(item: AttentionItem) -> Json:
    return {"rank": item.rank, "code": item.code, "sentence": item.sentence, "statement": item.statement}
