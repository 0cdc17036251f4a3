"""Random statements with tags, sound ones and broken ones, as the server keeps them and as its API shows them.

The rows are never saved: what counts is that both sides read the same tags, defaults and order included.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import User
from annotator.detection.base import RoleSpan, SpanRole
from annotator.sources.models import Source
from annotator.tagging import codebook as cb
from annotator.tagging import constraints, derive
from annotator.tagging.models import Tag
from annotator.tagging.reading import TagRow, standing_source, statement_record
from annotator.tagging.records import StatementTags
from annotator.tagging.shapes import span_shapes, value_shapes
from annotator.text.quotations import find_quotations
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

LAYOUT: Final = (
    ("H1", SegmentKind.HEADLINE, -1),
    ("K1", SegmentKind.KEY_POINT, -1),
    ("K2", SegmentKind.KEY_POINT, -1),
    ("S1", SegmentKind.BODY, 0),
    ("S2", SegmentKind.BODY, 0),
    ("S3", SegmentKind.BODY, 0),
    ("S4", SegmentKind.BODY, 1),
    ("S5", SegmentKind.BODY, 2),
    ("C1", SegmentKind.CAPTION, -1),
)
PLAIN: Final = (
    *("mayor", "said", "the bridge", "Bürgermeisterin", "市長", "😀", "👩\u200d🚒", "e\u0301", "\ufeffmark", "it's"),
    *("ﬁnal", "𝔘nsinn", "allegedly", "according to", "Donaudampfschifffahrtsgesellschaftskapitänsmützen" * 2),
)
QUOTED: Final = (
    *('"closed"', '"so', 'called"', "“open", "shut”", "„Lüge“", "«ложь»", "»Mord«", "‹oui›", "‟odd", "「嘘」"),
    *("‘mine’", "’tis", "“😀”"),
)
SPACES: Final = (*[" "] * 12, "  ", "\n", "\t", "\xa0", "\u2003", "\u2029", "\x1c", "\x85", "\u200b")
NAMES: Final = ("Kremlin", "AP", "ﬁ agency", "😀 wire", "Übersee", "\x1c", "\ufeff", "  ")
EVIDENCE: Final = (
    *("Ruling of the court 😀", "  ", "\x85", "\ufeff", "sample-S1", "sample-S99", "other-S1", "other-S9"),
    *("other-S9\n", "Other-S9", "other-S٣", "other_2-K12", "other-H1"),
)
MADE_AT: Final = datetime(2025, 1, 1, tzinfo=UTC)
Choice = TypeVar("Choice")
Json = dict[str, Any]


class Dice:
    """Chance that falls the same way in every run. `care` says how often the usual answer is given."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - test data
        self.care = 0.7

    def often(self, odds: float = 0.7) -> bool:
        return self.random.random() < odds

    def one(self, choices: Iterable[Choice]) -> Choice:
        return self.random.choice(list(choices))

    def mostly(self, usual: Choice, others: Iterable[Choice]) -> Choice:
        return usual if self.often(self.care) else self.one(others)

    def some(self, choices: Iterable[Choice], odds: float = 0.15) -> list[Choice]:
        return [choice for choice in choices if self.often(odds)]

    def key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))

    def span(self, start: int, end: int) -> Span:
        first, last = sorted(self.random.sample(range(start, end + 1), 2))
        return Span(first, last)

    def apart(self, start: int, end: int, count: int) -> list[Span]:
        """Return spans that do not overlap, in random order."""
        cuts = sorted(self.random.sample(range(start, end + 1), 2 * count))
        spans = [Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=True)]
        self.random.shuffle(spans)
        return spans


@dataclass(frozen=True, slots=True)
class Case:
    """One statement: what Python computes with, and what the browser is given."""

    text: ArticleText
    statement: Statement
    rows: tuple[TagRow, ...]
    context: constraints.TextContext

    @property
    def record(self) -> StatementTags:
        return statement_record(self.statement, self.rows)


def make_cases(articles: int, each: int) -> Iterator[Case]:
    """Yield `each` statements for each of so many texts."""
    for seed in range(articles):
        dice = Dice(seed)
        text, statements = _text(dice)
        for _ in range(each):
            yield _case(dice, text, statements)


def _text(dice: Dice) -> tuple[ArticleText, list[Statement]]:
    text = ArticleText(article=Article(slug="sample"), content="")
    words = dice.one([PLAIN, (*PLAIN, *QUOTED)])
    statements = []
    for position, (label, kind, paragraph) in enumerate(LAYOUT):
        start = len(text.content)
        for _ in range(dice.one(range(4, 16))):
            text.content += dice.one(words) + dice.one(SPACES)
        place: Json = {"start": start, "end": len(text.content), "position": position, "paragraph": paragraph}
        statements.append(Statement(text=text, label=label, kind=kind, **place))
        text.content += dice.one([" ", "\n\n"])
    return text, statements


def _case(dice: Dice, text: ArticleText, statements: Sequence[Statement]) -> Case:
    statement = dice.one(statements)
    dice.care = dice.one([0.6, 0.98])
    maker = TagMaker(dice, text, statement, statements)
    own = Span(statement.start, statement.end)
    found = [quotation.span for quotation in find_quotations(text.content) if quotation.span.overlaps(own)]
    context = constraints.TextContext(
        text=text.content,
        statements=tuple(_known(dice, other) for other in statements),
        quotations=(*found, *dice.some([dice.span(own.start, own.end)], 0.1)),
        references=frozenset({"other-S1", "other_2-K12"}),
        relations=frozenset(map(str, maker.elsewhere)),
    )
    return Case(text, statement, tuple(maker.rows()), context)


def _known(dice: Dice, other: Statement) -> constraints.KnownStatement:
    span, kind = Span(other.start, other.end), SegmentKind(other.kind)
    types = frozenset(dice.some(cb.SourceType, 0.1))
    letter = dice.mostly(None, cb.Reliability)
    return constraints.KnownStatement(other.reference, other.label, kind, span, other.paragraph, types, letter)


class TagMaker:
    """Makes the rows of one statement: mostly tags that fit its status, sometimes ones that do not."""

    def __init__(self, dice: Dice, text: ArticleText, statement: Statement, statements: Sequence[Statement]) -> None:
        self.dice, self.text, self.statement, self.statements = dice, text, statement, statements
        self.elsewhere = [dice.key(), dice.key()]
        self.status: str = dice.one(["", *cb.Status])

    def rows(self) -> Iterator[TagRow]:
        """Yield the rows in the order in which somebody made them, which is not that of the text."""
        dice = self.dice
        if dice.often(0.95):
            evidence: list[Statement | str] = dice.some([*EVIDENCE, *self.statements], 0.1)
            yield TagRow(self._tag(cb.TagKind.STATEMENT, dice.key(), **self._answers()), (), tuple(evidence))
        is_plain = self.status in {"", cb.Status.UNATTRIBUTED, cb.Status.CITATION_ONLY}
        keys = [dice.key() for _ in range(dice.one([0, 0, 0, 1] if is_plain else [0, 1, 1, 1, 2, 3]))]
        for key in keys:
            yield self._relation(key, [*keys, *self.elsewhere, dice.key()])
        for _ in range(dice.one([0, 0, 1, 2])):
            hedge = {"hedge_type": dice.one(cb.HedgeType), "scope": dice.one(["", *cb.Scope])}
            yield self._on_words(cb.TagKind.HEDGE, **hedge, sourced=dice.one([None, True, False, False]))
        for flag in dice.some(cb.SourcingFlag):
            yield TagRow(self._tag(cb.TagKind.SOURCING_FLAG, dice.key(), sourcing_flag=flag))
        for bias_flag in dice.some(cb.BiasFlag, 0.08):
            yield self._on_words(cb.TagKind.BIAS_FLAG, bias_flag=bias_flag, unsure=dice.often(), reason="loaded")
        for _ in range(dice.one([0, 0, 1])):
            yield self._on_words(cb.TagKind.TITLE)

    def _tag(self, kind: cb.TagKind, key: UUID, **values: Any) -> Tag:
        made = {"made_by": User(username="ada"), "made_at": MADE_AT, "tag_set_id": key}
        return Tag(statement=self.statement, kind=kind.value, root_id=key, **made, **values)

    def _on_words(self, kind: cb.TagKind, **values: Any) -> TagRow:
        span = self._strayed(self.dice.span(self.statement.start, self.statement.end))
        return TagRow(self._tag(kind, self.dice.key(), **values), (RoleSpan(SpanRole.SPAN, span),))

    def _strayed(self, span: Span) -> Span:
        """Return the span, seldom another one outside the statement or the text."""
        return span if self.dice.often(0.97) else self.dice.span(0, len(self.text.content) + 9)

    def _answers(self) -> Json:
        dice = self.dice
        is_exempt = dice.often(0.2)
        repeated = dice.mostly(None, [None, *self.statements])
        earlier = [s for s in self.statements if abs(s.position - self.statement.position) == 1]
        return {
            "claim_type": dice.mostly(cb.ClaimType.EVENT.value, ["", *cb.ClaimType]),
            "need": cb.Need.EXEMPT if is_exempt else dice.one(["", cb.Need.REQUIRED]),
            "need_reason": dice.mostly(cb.NeedReason.PUBLIC_RECORD.value if is_exempt else "", ["", *cb.NeedReason]),
            "contested": dice.one(["", *cb.Contested]),
            "status": self.status,
            "continues": dice.one([None, *self.statements, *earlier * 3]),
            "commitment": dice.mostly("", cb.Commitment),
            "reliability": dice.mostly("", cb.Reliability),
            "credibility": dice.mostly("", [cb.Credibility.ONE, cb.Credibility.TWO]),
            "origins": dice.some(NAMES, 0.1),
            "link_check": dice.one(["", *cb.LinkCheck]),
            "accused": dice.one(["", "\ufeff", "\x1c ", "Ministry", "Ministry"]),
            "response": dice.mostly(cb.Response.ABSENT.value, ["", *cb.Response]),
            "repeats": repeated,
            "fidelity": dice.mostly("", ["", *cb.Fidelity]) if repeated is None else dice.one(["", *cb.Fidelity]),
        }

    def _relation(self, key: UUID, keys: Sequence[UUID]) -> TagRow:
        dice = self.dice
        is_named = dice.often(0.85 if self.status == cb.Status.EXPLICIT else 0.15)
        is_attitude = dice.often(0.6 if self.status in {cb.Status.UNATTRIBUTED, cb.Status.CITATION_ONLY} else 0.1)
        is_known = is_named and dice.often(0.8) or dice.often(0.1)
        types = [cb.SourceType.UNSPECIFIED] if not is_named else list(cb.SourceType)
        nothing: tuple[str, str] = ("", cb.Quote.NONE.value)
        fitting: tuple[str, str] = (dice.one(types).value, dice.mostly("", ["indirect", "direct", "mixed"]))
        others = [nothing, fitting, ("media", "mixed")]
        source_type, quote = dice.mostly(nothing if is_attitude else fitting, others)
        tag = self._tag(
            cb.TagKind.RELATION,
            key,
            relation_kind=cb.RelationKind.ATTITUDE if is_attitude else dice.one(["assertion", "fact"]),
            quote=quote,
            cue_stance=dice.mostly("", cb.CueStance),
            polarity=(polarity := dice.mostly("", cb.Polarity)),
            source_type=source_type,
            source=Source(id=dice.key(), name=dice.one(NAMES)) if is_known else None,
            parent_id=dice.one(keys) if dice.often(0.15) else None,
            denies_id=dice.one(keys) if dice.often(0.6 if polarity == cb.Polarity.DENY else 0.05) else None,
            denied_elsewhere=dice.often(0.2),
            chain=dice.some(NAMES, 0.05),
        )
        return TagRow(tag, tuple(self._parts(is_named=is_named)))

    def _parts(self, *, is_named: bool) -> Iterator[RoleSpan]:
        dice, start, end = self.dice, self.statement.start, self.statement.end
        count = dice.one([2, 2, 3, 4])
        spans = dice.apart(start, end, count) if dice.often(0.9) else [dice.span(start, end) for _ in range(count)]
        roles = [SpanRole.CUE, SpanRole.SOURCE if is_named else SpanRole.CONTENT, SpanRole.CONTENT, SpanRole.CONTENT]
        for role, span in zip(roles, spans, strict=False):
            if dice.often(max(0.9, dice.care)):
                yield RoleSpan(role, self._strayed(span))


def outcome(case: Case) -> Json:
    """Return everything that Python derives from a statement."""
    record, text = case.record, case.text.content
    violations = constraints.check_statement(record, case.context)
    return {
        "commitment": derive.commitment(record),
        "effectiveCommitment": derive.effective_commitment(record),
        "isFlatContested": derive.is_flat_contested(record),
        "sourcingRelations": [relation.id for relation in derive.sourcing_relations(record)],
        "hasSource": [derive.has_source(relation) for relation in record.relations],
        "unsourcedHedges": [hedge.id for hedge in derive.unsourced_hedges(record)],
        "orphanQuotes": [[span.start, span.end] for span in derive.orphan_quotes(record, text)],
        "derivedFlags": list(derive.derived_flags(record, text)),
        "origins": list(derive.origins(record)),
        "missingCore": list(derive.missing_core(record)),
        "isFinished": derive.is_finished(record),
        "violations": [[violation.code, violation.field, violation.message] for violation in violations],
        "knownStatement": _shown_known(constraints.known_statement(record)),
    }


def shown(case: Case) -> Json:
    """Return what the browser is given: the statement, its tags as the API shows them, and the context."""
    context, place = case.context, case.statement
    names = ("reference", "label", "kind", "start", "end", "paragraph")
    return {
        "text": context.text,
        "statement": {name: getattr(place, name) for name in names},
        "tags": [shape(row, case.text) for row in case.rows],
        "statements": [_shown_known(known) for known in context.statements],
        "quotations": [[span.start, span.end] for span in context.quotations],
        "references": sorted(context.references),
        "relations": sorted(context.relations),
    }


def shape(row: TagRow, text: ArticleText) -> Json:
    """Return what the browser reads of a tag, ten times as fast as the API's serializer does."""
    return {
        "id": str(row.tag.root_id),
        "kind": row.tag.kind,
        "values": value_shapes(row),
        "source_name": standing_source(row.tag.source).name if row.tag.source else None,
        "spans": span_shapes(row.spans, text.content),
        "evidence": [item.reference if isinstance(item, Statement) else item for item in row.evidence],
    }


def _shown_known(known: constraints.KnownStatement) -> Json:
    names = ("reference", "label", "kind", "paragraph", "reliability")
    place = {"start": known.span.start, "end": known.span.end, "sourceTypes": sorted(known.source_types)}
    return {name: getattr(known, name) for name in names} | place
