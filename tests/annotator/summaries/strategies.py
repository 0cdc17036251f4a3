"""Random articles for property tests: tags of any shape, finished or not."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Final, TypeVar

from hypothesis import strategies as st

from annotator.summaries.facts import ArticleFacts, CitationFact, LinkScope
from annotator.tagging.codebook import (
    BiasFlag,
    ClaimType,
    Commitment,
    Contested,
    Corroboration,
    Credibility,
    CueStance,
    Fidelity,
    HedgeType,
    LinkCheck,
    Need,
    Polarity,
    Proximity,
    Quote,
    RelationKind,
    Reliability,
    Response,
    Scope,
    SourceType,
    SourcingFlag,
    Status,
)
from annotator.tagging.records import CertaintyCue, Relation, StatementTags, StatementValues, WordingFlag
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

WIDTH: Final = 100
TEXT: Final = 'He said "yes" to 12 of them. '.ljust(WIDTH, ".") * 12
PREFIX: Final = {SegmentKind.BODY: "S", SegmentKind.KEY_POINT: "K", SegmentKind.HEADLINE: "H"}
Choice = TypeVar("Choice")


class Dice:
    """Answers of one statement, all from one number: drawing them one by one would take a hundred times as long."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - test data

    def one(self, choices: Iterable[Choice]) -> Choice:
        return self._random.choice(list(choices))

    def maybe(self, choices: Iterable[Choice]) -> Choice | None:
        return None if self._random.random() < 0.1 else self.one(choices)

    def some(self, choices: Iterable[Choice]) -> tuple[Choice, ...]:
        return tuple(choice for choice in choices if self._random.random() < 0.4)


def _relation(dice: Dice, reference: str, start: int, number: int) -> Relation:
    return Relation(
        id=f"{reference}-r{number}",
        kind=dice.one(RelationKind),
        cue=Span(start + 3, start + 7),
        content=(Span(start + 8, start + 13),),
        source=dice.maybe([Span(start, start + 2)]),
        quote=dice.one(Quote),
        cue_stance=dice.one(CueStance),
        polarity=dice.one(Polarity),
        source_type=dice.maybe(SourceType),
        source_name=dice.one(["", "Kremlin", "AP", "A general", "Court"]),
        parent=dice.one([None, None, f"{reference}-r0"]),
        chain=dice.one([(), ("AP",), ("AP", "Kremlin")]),
    )


def _hedge(dice: Dice, reference: str, start: int, number: int) -> CertaintyCue:
    cue = Span(start + 14 + number, start + 16 + number)
    return CertaintyCue(
        f"{reference}-h{number}", dice.one(HedgeType), cue, dice.one(Scope), dice.maybe([True, False, False])
    )


def _answers(dice: Dice) -> StatementValues:
    return StatementValues(
        claim_type=dice.maybe(ClaimType),
        need=dice.one(Need),
        contested=dice.one(Contested),
        status=dice.maybe(Status),
        continues=dice.maybe(["x-S0", "x-S1", "x-S2"]),
        commitment=dice.maybe([None, *Commitment]),
        reliability=dice.maybe(Reliability),
        credibility=dice.maybe(Credibility),
        corroboration=dice.maybe(Corroboration),
        origins=dice.some(["Court register", "Hospital"]),
        link_check=dice.one(LinkCheck),
        proximity=dice.maybe(Proximity),
        accused=dice.one(["", "Iran"]),
        response=dice.maybe(Response),
        fidelity=dice.maybe(Fidelity),
    )


def _statement(position: int, seed: int) -> StatementTags:
    dice = Dice(seed)
    kind = dice.one([SegmentKind.BODY] * 4 + [SegmentKind.KEY_POINT, SegmentKind.HEADLINE])
    label, start = f"{PREFIX[kind]}{position}", position * WIDTH
    reference = f"x-{label}"
    return StatementTags(
        reference=reference,
        label=label,
        kind=kind,
        span=Span(start, start + WIDTH),
        paragraph=position // 3 if kind is SegmentKind.BODY else -1,
        values=_answers(dice),
        relations=tuple(_relation(dice, reference, start, number) for number in dice.some([1, 2, 3])),
        hedges=tuple(_hedge(dice, reference, start, number) for number in dice.some([1, 2, 3])),
        sourcing_flags=dice.some(SourcingFlag),
        wording_flags=tuple(
            WordingFlag(f"{reference}-b{number}", dice.one(BiasFlag), Span(start, start + 2), dice.one([True, False]))
            for number in dice.some([1, 2])
        ),
    )


def _article(seeds: list[int], seed: int, words: int) -> ArticleFacts:
    dice = Dice(seed)
    found = tuple(_statement(position, seed) for position, seed in enumerate(seeds))
    body = [tags.label for tags in found if tags.kind is SegmentKind.BODY]
    homes = [*dice.some(body), *dice.some(body), *dice.some([""])]
    citations = tuple(CitationFact(f"https://a.example/{n}", "a.example", home, True) for n, home in enumerate(homes))
    linked = {label: dice.one(LinkScope) for label in dice.some(body)}
    return ArticleFacts("x", TEXT, words, found, citations=citations, linked=linked)


SEEDS: Final = st.integers(0, 2**32)
articles: Final = st.builds(_article, st.lists(SEEDS, max_size=12), SEEDS, st.integers(0, 400))
"""The facts of an article with up to twelve statements."""


def unfinish(facts: ArticleFacts, labels: set[str]) -> ArticleFacts:
    """Return the facts as they were before somebody chose the status of these statements."""
    return replace(
        facts,
        statements=tuple(
            replace(tags, values=replace(tags.values, status=None)) if tags.label in labels else tags
            for tags in facts.statements
        ),
    )
