"""From tags to what is compared: one table of answers for each layer, and one of spans for each role.

A person's record of a statement counts once it holds any answer or tag. An untouched record is missing data, so an
empty pass agrees with nobody. A value that is None is missing too. `need` and `contested` have defaults in the
codebook (SCHEME 7.8): left as they are they count as answers, except on what the person says is not a claim, where
nobody asks for them. Statements of every kind count, key points too.
"""

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from annotator.review.agreement.coefficients import NO_ANSWER, Codes
from annotator.review.agreement.relations import align
from annotator.review.agreement.spans import SpanRows, SpanTable, words_in
from annotator.tagging import codebook as cb
from annotator.tagging.records import Relation, StatementTags, StatementValues
from annotator.text.spans import Span


class Layer(StrEnum):
    """What agreement is shown for."""

    CLAIM_TYPE = "claim_type"
    NEED = "need"
    CONTESTED = "contested"
    STATUS = "status"
    SOURCE_TYPE = "source_type"
    QUOTE = "quote"
    HEDGE_TYPES = "hedge_types"
    BIAS_FLAGS = "bias_flags"
    RELIABILITY_JUDGED = "reliability_judged"
    RELIABILITY = "reliability"
    CREDIBILITY_JUDGED = "credibility_judged"
    CREDIBILITY = "credibility"
    SOURCE_SPANS = "source_spans"
    CUE_SPANS = "cue_spans"
    CONTENT_SPANS = "content_spans"
    HEDGE_SPANS = "hedge_spans"


class Judged(StrEnum):
    """Whether somebody who looked could judge: A to E and 1 to 5 against F and 6 (SCHEME 5.1)."""

    JUDGED = "judged"
    CANNOT_BE_JUDGED = "cannot_be_judged"


@dataclass(frozen=True, slots=True)
class Pass:
    """What one person tagged in a text, before any discussion: agreement uses original tags only (SCHEME 5.4)."""

    annotator: str
    statements: tuple[StatementTags, ...]


@dataclass(frozen=True, slots=True)
class TaggedArticle:
    """One text with the passes of everybody who tagged it under one codebook version. `month` is such as 2026-11."""

    article: str
    text: str
    passes: tuple[Pass, ...]
    codebook: str
    month: str


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """All answers of a layer: a row is an item, a column a person of its statement, in the order of their names.

    `codes` are positions in `kinds`; `people` and `statements` are positions in the names of the `Evidence`.
    """

    kinds: tuple[Hashable, ...]
    statements: Codes
    codes: Codes
    people: Codes


@dataclass(frozen=True, slots=True)
class Places:
    """Where each statement belongs: the names in order, and for each statement the position of its name."""

    names: tuple[str, ...]
    numbers: Codes

    def of(self, statement: int) -> str:
        """Return the name for a statement."""
        return self.names[int(self.numbers[statement])]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that agreement is computed from. Statements are numbered in the order in which they came."""

    people: tuple[str, ...]
    statements: tuple[str, ...]
    articles: Places
    codebooks: Places
    months: Places
    answers: Mapping[Layer, AnswerTable]
    spans: Mapping[Layer, SpanRows]
    unpartnered: int
    """Relations whose statement two people tagged and that nobody else has."""


def _asked(tags: StatementTags) -> bool:
    return tags.values.claim_type is not cb.ClaimType.NOT_A_CLAIM


def _judged(value: Hashable, cannot: Hashable) -> Judged | None:
    if value is None:
        return None
    return Judged.CANNOT_BE_JUDGED if value == cannot else Judged.JUDGED


def _bias_flags(tags: StatementTags) -> frozenset[str]:
    return frozenset(flag.flag.value for flag in tags.wording_flags if not flag.unsure)


LETTERS: Final = tuple(letter for letter in cb.Reliability if letter is not cb.Reliability.F)
NUMBERS: Final = tuple(number for number in cb.Credibility if number is not cb.Credibility.SIX)
STATEMENT_LAYERS: Final[Mapping[Layer, tuple[Sequence[Hashable], Callable[[StatementTags], Hashable]]]] = {
    Layer.CLAIM_TYPE: (tuple(cb.ClaimType), lambda tags: tags.values.claim_type),
    Layer.NEED: (tuple(cb.Need), lambda tags: tags.values.need if _asked(tags) else None),
    Layer.CONTESTED: (tuple(cb.Contested), lambda tags: tags.values.contested if _asked(tags) else None),
    Layer.STATUS: (tuple(cb.Status), lambda tags: tags.values.status),
    Layer.HEDGE_TYPES: ((), lambda tags: frozenset(hedge.type.value for hedge in tags.hedges)),
    Layer.BIAS_FLAGS: ((), _bias_flags),
    Layer.RELIABILITY_JUDGED: (tuple(Judged), lambda tags: _judged(tags.values.reliability, cb.Reliability.F)),
    Layer.RELIABILITY: (LETTERS, lambda tags: tags.values.reliability),
    Layer.CREDIBILITY_JUDGED: (tuple(Judged), lambda tags: _judged(tags.values.credibility, cb.Credibility.SIX)),
    Layer.CREDIBILITY: (NUMBERS, lambda tags: tags.values.credibility),
}
RELATION_LAYERS: Final[Mapping[Layer, tuple[Sequence[Hashable], Callable[[Relation], Hashable]]]] = {
    Layer.SOURCE_TYPE: (tuple(cb.SourceType), lambda relation: relation.source_type),
    Layer.QUOTE: (tuple(cb.Quote), lambda relation: relation.quote),
}
SPAN_LAYERS: Final[Mapping[Layer, Callable[[StatementTags], Iterable[Span | None]]]] = {
    Layer.SOURCE_SPANS: lambda tags: (relation.source for relation in tags.relations),
    Layer.CUE_SPANS: lambda tags: (relation.cue for relation in tags.relations),
    Layer.CONTENT_SPANS: lambda tags: (span for relation in tags.relations for span in relation.content),
    Layer.HEDGE_SPANS: lambda tags: (hedge.cue for hedge in tags.hedges),
}
SET_LAYERS: Final = frozenset({Layer.HEDGE_TYPES, Layer.BIAS_FLAGS})
ORDINAL_LAYERS: Final = frozenset({Layer.RELIABILITY, Layer.CREDIBILITY})
UNTOUCHED: Final = StatementValues()


def is_tagged(tags: StatementTags) -> bool:
    """Say whether the person gave any answer about the statement or tagged anything in it."""
    tagged = tags.relations or tags.hedges or tags.sourcing_flags or tags.wording_flags or tags.titles
    return bool(tagged) or tags.values != UNTOUCHED


@dataclass(slots=True)
class _Answers:
    """Collects the answers of a layer; kinds of sets are numbered as they come, others are those of the codebook."""

    kinds: Sequence[Hashable]
    is_open: bool
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _statements: "array[int]" = field(default_factory=lambda: array("q"))
    _cells: "array[int]" = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        self._numbers = {kind: code for code, kind in enumerate(self.kinds)}

    def add(self, statement: int, people: Sequence[int], answers: Iterable[Hashable]) -> None:
        """Add an item with one answer a person; None and what is not a kind of the layer are no answers."""
        item = len(self._statements)
        self._statements.append(statement)
        for column, answer in enumerate(answers):
            code = self._numbers.setdefault(answer, len(self._numbers)) if self.is_open else self._numbers.get(answer)
            if code is not None:
                self._cells.extend((item, column, people[column], code))

    def table(self) -> AnswerTable:
        """Return everything added so far."""
        items, columns, people, codes = np.array(self._cells, np.int64).reshape(-1, 4).T
        shape = (len(self._statements), int(columns.max(initial=-1)) + 1)
        table, names = np.full(shape, NO_ANSWER), np.full(shape, NO_ANSWER)
        table[items, columns] = codes
        names[items, columns] = people
        return AnswerTable(tuple(self._numbers), np.array(self._statements, np.int64), table, names)


@dataclass(slots=True)
class _Collector:
    """Takes articles one by one and keeps only what agreement is computed from: numbers, no tags and no text."""

    _people: dict[str, int] = field(default_factory=dict)
    _places: list[tuple[str, str, str, str]] = field(default_factory=list)
    _unpartnered: int = 0
    _answers: dict[Layer, _Answers] = field(default_factory=dict)
    _spans: dict[Layer, SpanTable] = field(default_factory=lambda: {layer: SpanTable() for layer in SPAN_LAYERS})

    def __post_init__(self) -> None:
        for layer, (kinds, _) in {**STATEMENT_LAYERS, **RELATION_LAYERS}.items():
            self._answers[layer] = _Answers(kinds, layer in SET_LAYERS)

    def add(self, tagged: TaggedArticle) -> None:
        """Take an article. Raises ValueError when a person has two passes of it."""
        passes = sorted(tagged.passes, key=lambda own: own.annotator)
        names = [own.annotator for own in passes]
        if len(set(names)) < len(names):
            raise ValueError(f"somebody has two passes of {tagged.article}")
        numbers = [self._people.setdefault(name, len(self._people)) for name in names]
        statements: dict[str, tuple[list[int], list[StatementTags]]] = {}
        for number, own in zip(numbers, passes, strict=True):
            for tags in filter(is_tagged, own.statements):
                people, found = statements.setdefault(tags.reference, ([], []))
                people.append(number)
                found.append(tags)
        for reference, (people, found) in statements.items():
            self._places.append((reference, tagged.article, tagged.codebook, tagged.month))
            self._add_statement(tagged.text, people, found)

    def _add_statement(self, text: str, people: Sequence[int], found: Sequence[StatementTags]) -> None:
        statement = len(self._places) - 1
        for layer, (_, answer) in STATEMENT_LAYERS.items():
            self._answers[layer].add(statement, people, map(answer, found))
        for row in align([tags.relations for tags in found]):
            self._unpartnered += len(people) > 1 and sum(relation is not None for relation in row) == 1
            for layer, (_, value) in RELATION_LAYERS.items():
                answers = (None if relation is None else value(relation) for relation in row)
                self._answers[layer].add(statement, people, answers)
        if len(people) > 1:
            self._add_spans(statement, people, found, words_in(text, found[0].span))

    def _add_spans(
        self, statement: int, people: Sequence[int], found: Sequence[StatementTags], words: Sequence[Span]
    ) -> None:
        for role, spans_of in SPAN_LAYERS.items():
            marked = [[span for span in spans_of(tags) if span is not None] for tags in found]
            self._spans[role].add(statement, people, marked, words)

    def evidence(self) -> Evidence:
        """Return everything taken so far."""
        statements, articles, codebooks, months = zip(*self._places, strict=True) if self._places else ((), (), (), ())
        return Evidence(
            tuple(self._people), statements, _places(articles), _places(codebooks), _places(months),
            {layer: answers.table() for layer, answers in self._answers.items()},
            {layer: spans.rows() for layer, spans in self._spans.items()},
            self._unpartnered,
        )  # fmt: skip


def _places(names: Sequence[str]) -> Places:
    different = sorted(set(names))
    positions = {name: number for number, name in enumerate(different)}
    return Places(tuple(different), np.array([positions[name] for name in names], np.int64))


def collect(tagged: Iterable[TaggedArticle]) -> Evidence:
    """Return what agreement is computed from. Articles are read one by one, so they may come from a generator.

    Raises ValueError when a person has two passes of an article.
    """
    collector = _Collector()
    for article in tagged:
        collector.add(article)
    return collector.evidence()
