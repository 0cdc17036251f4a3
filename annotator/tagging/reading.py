"""From rows to records: the current tags of tag sets as the values that the pure rooms compute with.

A whole article is read in a constant number of queries, however many tags it has.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import models

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.detection.base import RoleSpan, SpanRole
from annotator.sources.models import Source
from annotator.tagging import codebook as cb
from annotator.tagging.models import Evidence, Tag, TagQuerySet, TagSet, TagSpan
from annotator.tagging.records import (
    ArticleValues,
    CertaintyCue,
    Relation,
    StatementTags,
    StatementValues,
    WordingFlag,
)
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

Answer = TypeVar("Answer", bound=StrEnum)
ROLES: Final = {role.value: role for role in SpanRole}


@dataclass(frozen=True, slots=True)
class TagRow:
    """A revision of a tag with its spans and its evidence, stored or about to be."""

    tag: Tag
    spans: tuple[RoleSpan, ...] = ()
    evidence: tuple[Statement | str, ...] = field(default=())

    def span(self, role: SpanRole) -> Span | None:
        """Return the one span of a role, None where there is none."""
        return next((s.span for s in self.spans if s.role == role), None)

    def all_spans(self, role: SpanRole) -> tuple[Span, ...]:
        """Return the spans of a role in the order of the text."""
        return tuple(sorted(s.span for s in self.spans if s.role == role))


def current_rows(tag_set: TagSet, statement: Statement | None = None) -> tuple[TagRow, ...]:
    """Return the current tags of a set (or of one statement in it) in a constant number of queries."""
    tags = Tag.objects.current().filter(tag_set=tag_set)
    return rows_of(tags.filter(statement=statement) if statement is not None else tags)


def rows_of(tags: TagQuerySet, *known: Statement | User) -> tuple[TagRow, ...]:
    """Return tags, oldest first, with everything around them, each thing fetched once and the article's words never.

    `known` are statements and people that are at hand already. Written by hand instead of with prefetch_related, and
    spans as plain values: on an article with three hundred tags that saves half the time.
    """
    found = list(tags.order_by("made_at", "id"))
    statements = _statements_with_articles()
    at_hand = {one.pk: one for one in known}
    _fetch(found, ("statement", "continues", "repeats"), statements, at_hand)
    _fetch(found, ("source",), Source.objects.select_related("merged_into"), {})
    _fetch(found, ("made_by",), User.objects.all(), at_hand)
    spans = _spans_of(found)
    evidence = _evidence_of(found)
    return tuple(TagRow(tag, tuple(spans[tag.pk]), tuple(evidence[tag.pk])) for tag in found)


def _statements_with_articles() -> models.QuerySet[Statement]:
    """Return statements that know the article they are in, each text fetched once and without its words."""
    texts = ArticleText.objects.select_related("article").defer("content")
    return Statement.objects.prefetch_related(models.Prefetch("text", texts))


def _fetch(
    tags: Iterable[Tag], names: tuple[str, ...], rows: models.QuerySet[Any], at_hand: Mapping[UUID, Any]
) -> None:
    """Set what tags point to under these names, fetched in one query unless it is at hand."""
    keys = {key for tag in tags for name in names if (key := getattr(tag, f"{name}_id")) is not None}
    missing = keys - at_hand.keys()
    found = {**at_hand, **(rows.in_bulk(list(missing)) if missing else {})}
    for tag in tags:
        for name in names:
            key = getattr(tag, f"{name}_id")
            if key is not None:
                setattr(tag, name, found[key])


def _spans_of(tags: Iterable[Tag]) -> Mapping[UUID, list[RoleSpan]]:
    found: Mapping[UUID, list[RoleSpan]] = defaultdict(list)
    values = TagSpan.objects.filter(tag__in=[tag.pk for tag in tags]).order_by("start")
    for tag, role, start, end in values.values_list("tag_id", "role", "start", "end"):
        found[tag].append(RoleSpan(ROLES[role], Span(start, end)))
    return found


def _evidence_of(tags: Iterable[Tag]) -> Mapping[UUID, list[Statement | str]]:
    found: Mapping[UUID, list[Statement | str]] = defaultdict(list)
    contested = [tag.pk for tag in tags if tag.kind == cb.TagKind.STATEMENT]
    rows = Evidence.objects.filter(tag__in=contested).order_by("position")
    values = list(rows.values_list("tag_id", "statement_id", "document"))
    named = [statement for _, statement, _ in values if statement]
    statements = _statements_with_articles().in_bulk(named) if named else {}
    for tag, statement, document in values:
        found[tag].append(statements[statement] if statement else document)
    return found


def last_rows(tag_set: TagSet, statement: Statement | None, revived: Collection[UUID] = ()) -> tuple[TagRow, ...]:
    """Return what an edit of a statement (None: of the article) builds on: current tags, and withdrawn ones whose
    history goes on: those a new tag of the same name continues (statement values, article values, sourcing flags),
    and `revived`, the roots of those that are brought back."""
    newer = Tag.objects.filter(replaces=models.OuterRef("pk"))
    goes_on = [cb.TagKind.STATEMENT, cb.TagKind.ARTICLE, cb.TagKind.SOURCING_FLAG]
    tags = Tag.objects.filter(
        ~models.Exists(newer),
        models.Q(withdrawn=False) | models.Q(kind__in=goes_on) | models.Q(root__in=list(revived)),
        tag_set=tag_set,
        statement=statement,
    )
    rows = rows_of(tags, *(one for one in (tag_set.author, statement) if one is not None))
    for row in rows:
        row.tag.tag_set = tag_set
    return rows


def row_of(tag: Tag) -> TagRow:
    """Return one stored tag with its spans and its evidence."""
    return TagRow(
        tag=tag,
        spans=tuple(RoleSpan(SpanRole(s.role), Span(s.start, s.end)) for s in tag.spans.all()),
        evidence=tuple(e.statement or e.document for e in tag.evidence.all()),
    )


def statement_records(statements: Iterable[Statement], rows: Iterable[TagRow]) -> tuple[StatementTags, ...]:
    """Return one record a statement, in their order, also for statements without tags."""
    of: Mapping[UUID | None, list[TagRow]] = defaultdict(list)
    for row in rows:
        of[row.tag.statement_id].append(row)
    return tuple(statement_record(statement, of.get(statement.pk, [])) for statement in statements)


def statement_record(statement: Statement, rows: Iterable[TagRow]) -> StatementTags:
    """Return what these rows say about one statement."""
    by_kind: Mapping[str, list[TagRow]] = defaultdict(list)
    for row in rows:
        by_kind[row.tag.kind].append(row)
    values = by_kind[cb.TagKind.STATEMENT]
    return StatementTags(
        reference=statement.reference,
        label=statement.label,
        kind=SegmentKind(statement.kind),
        span=Span(statement.start, statement.end),
        paragraph=statement.paragraph,
        values=_values(values[0]) if values else StatementValues(),
        relations=tuple(_relation(row) for row in _in_text_order(by_kind[cb.TagKind.RELATION])),
        hedges=tuple(_hedge(row) for row in _in_text_order(by_kind[cb.TagKind.HEDGE])),
        sourcing_flags=tuple(
            sorted(cb.SourcingFlag(row.tag.sourcing_flag) for row in by_kind[cb.TagKind.SOURCING_FLAG])
        ),
        wording_flags=tuple(_wording(row) for row in _in_text_order(by_kind[cb.TagKind.BIAS_FLAG])),
        titles=tuple(s.span for row in by_kind[cb.TagKind.TITLE] for s in row.spans),
    )


def article_record(rows: Iterable[TagRow]) -> ArticleValues:
    """Return the tags of the article as a whole."""
    for row in rows:
        if row.tag.kind == cb.TagKind.ARTICLE:
            return ArticleValues(
                byline_kind=_answer(cb.BylineKind, row.tag.byline_kind),
                digital_source_type=row.tag.digital_source_type,
                work_type=_answer(cb.WorkType, row.tag.work_type),
            )
    return ArticleValues()


def standing_source(source: Source) -> Source:
    """Return the source that this one was merged into, or itself."""
    while source.merged_into is not None:
        source = source.merged_into
    return source


def _answer(enum: type[Answer], value: str) -> Answer | None:
    return enum(value) if value else None


def _in_text_order(rows: list[TagRow]) -> list[TagRow]:
    return sorted(rows, key=lambda row: min((s.span for s in row.spans), default=Span(0, 1)))


def _values(row: TagRow) -> StatementValues:
    tag = row.tag
    return StatementValues(
        claim_type=_answer(cb.ClaimType, tag.claim_type),
        need=cb.Need(tag.need or cb.Need.REQUIRED),
        need_reason=_answer(cb.NeedReason, tag.need_reason),
        contested=cb.Contested(tag.contested or cb.Contested.UNKNOWN),
        evidence=tuple(e.reference if isinstance(e, Statement) else e for e in row.evidence),
        status=_answer(cb.Status, tag.status),
        continues=tag.continues.reference if tag.continues else None,
        commitment=_answer(cb.Commitment, tag.commitment),
        reliability=_answer(cb.Reliability, tag.reliability),
        credibility=_answer(cb.Credibility, tag.credibility),
        corroboration=_answer(cb.Corroboration, tag.corroboration),
        origins=tuple(tag.origins),
        verifiability=_answer(cb.Verifiability, tag.verifiability),
        link_check=cb.LinkCheck(tag.link_check or cb.LinkCheck.NOT_CHECKED),
        proximity=_answer(cb.Proximity, tag.proximity),
        accused=tag.accused,
        response=_answer(cb.Response, tag.response),
        fidelity=_answer(cb.Fidelity, tag.fidelity),
        repeats=tag.repeats.reference if tag.repeats else None,
    )


def _relation(row: TagRow) -> Relation:
    tag = row.tag
    source = standing_source(tag.source) if tag.source else None
    return Relation(
        id=str(tag.root_id),
        kind=cb.RelationKind(tag.relation_kind),
        cue=row.span(SpanRole.CUE),
        content=row.all_spans(SpanRole.CONTENT),
        source=row.span(SpanRole.SOURCE),
        quote=cb.Quote(tag.quote or cb.Quote.INDIRECT),
        cue_stance=cb.CueStance(tag.cue_stance or cb.CueStance.NEUTRAL),
        polarity=cb.Polarity(tag.polarity or cb.Polarity.AFFIRM),
        source_type=_answer(cb.SourceType, tag.source_type),
        source_name=source.name if source else "",
        source_id=str(source.pk) if source else "",
        parent=str(tag.parent_id) if tag.parent_id else None,
        denies=str(tag.denies_id) if tag.denies_id else None,
        denied_elsewhere=tag.denied_elsewhere,
        chain=tuple(tag.chain),
    )


def _hedge(row: TagRow) -> CertaintyCue:
    return CertaintyCue(
        id=str(row.tag.root_id),
        type=cb.HedgeType(row.tag.hedge_type),
        cue=row.spans[0].span,
        scope=cb.Scope(row.tag.scope or cb.Scope.CLAIM),
        sourced=row.tag.sourced,
    )


def _wording(row: TagRow) -> WordingFlag:
    return WordingFlag(
        id=str(row.tag.root_id),
        flag=cb.BiasFlag(row.tag.bias_flag),
        span=row.spans[0].span,
        unsure=row.tag.unsure,
        reason=row.tag.reason,
    )
