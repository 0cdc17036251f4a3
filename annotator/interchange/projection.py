"""From rows to the published schema, a batch of articles at a time, so that memory does not grow with their number.

The only module of this room that reads the tag tables: whoever calls it has asked whether the person may export.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import models

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import User
from annotator.interchange import records
from annotator.sources.models import Source
from annotator.suggestions.models import Suggestion, SuggestionDecision
from annotator.summaries.models import ArticleSummary
from annotator.tagging.codebook import SCHEME_VERSION, TagKind
from annotator.tagging.fields import FIELDS
from annotator.tagging.models import Evidence, Tag, TagSet

BATCH: Final = 25
Item = TypeVar("Item")
POINTERS: Final = frozenset({"source", "parent", "denies"})
STATEMENTS: Final = frozenset({"continues", "repeats"})


def project_articles(articles: models.QuerySet[Article], batch: int = BATCH) -> Iterator[records.ArticleRecord]:
    """Yield a record for each article that has a text, in a constant number of queries a batch.

    Rows come through a server-side cursor, which needs one open transaction around the whole reading.
    """
    rows = articles.select_related("desk", "outlet", "added_by").iterator(chunk_size=batch)
    for chunk in _batches(rows, batch):
        yield from _project(chunk)


@dataclass(frozen=True, slots=True)
class SetCount:
    """What one person's tag sets bring into an export. `tags` counts those that stand now."""

    author: str
    sets: int
    leading: int
    tags: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What an export of some articles would hold. Texts and statements of earlier versions are in it and counted."""

    articles: int
    texts: int
    statements: int
    sets: tuple[SetCount, ...]

    @property
    def tags(self) -> int:
        """Return the number of tags that stand now."""
        return sum(row.tags for row in self.sets)


def count_contents(articles: models.QuerySet[Article]) -> Contents:
    """Count what an export would hold, in a constant number of queries."""
    texts = ArticleText.objects.filter(article__in=articles.order_by().values("pk"))
    sets = TagSet.objects.filter(text__in=texts.values("pk")).order_by()
    standing = Tag.objects.current().filter(tag_set__in=sets.values("pk")).order_by()
    tags = dict(standing.values_list("tag_set__author").annotate(n=models.Count("pk")))
    leading = models.Count("pk", filter=models.Q(leads=True))
    rows = sets.values_list("author").annotate(n=models.Count("pk"), leading=leading)
    counted = {author: (n, lead) for author, n, lead in rows}
    people = User.objects.filter(pk__in=counted).order_by("username")
    return Contents(
        articles=texts.order_by().values("article").distinct().count(),
        texts=texts.count(),
        statements=Statement.objects.filter(text__in=texts.values("pk")).count(),
        sets=tuple(SetCount(str(person), *counted[person.pk], tags.get(person.pk, 0)) for person in people),
    )


def _batches(rows: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _project(articles: list[Article]) -> Iterator[records.ArticleRecord]:
    texts = _texts_of(articles)
    tag_sets = _tag_sets_of(texts)
    tags = _tags_of(tag_sets)
    summaries = _grouped(ArticleSummary.objects.filter(text__in=texts).select_related("tag_set"), "text_id")
    sources = _sources_of(tags)
    texts_of = _grouped(texts, "article_id")
    sets_of = _grouped(tag_sets, "text_id")
    tags_of = _grouped(tags, "tag_set_id")
    for article in articles:
        shown = [
            _text(article, text, [(s, tags_of[s.pk]) for s in sets_of[text.pk]], summaries[text.pk])
            for text in texts_of[article.pk]
        ]
        if shown:
            used = {tag.source_id for text in texts_of[article.pk] for s in sets_of[text.pk] for tag in tags_of[s.pk]}
            yield records.ArticleRecord(
                article=_article(article),
                codebook_version=SCHEME_VERSION,
                newest=shown[0],
                earlier=tuple(shown[1:]),
                sources=_sources(used, sources),
            )


def _grouped(rows: Iterable[Item], name: str) -> Mapping[UUID, list[Item]]:
    groups: Mapping[UUID, list[Item]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def _texts_of(articles: list[Article]) -> list[ArticleText]:
    decisions = SuggestionDecision.objects.select_related("person").order_by("decided_at", "number")
    suggestions = (
        Suggestion.objects.select_related("statement")
        .order_by("statement__position", "layer", "label", "id")
        .prefetch_related("spans", models.Prefetch("decisions", decisions))
    )
    return list(
        ArticleText.objects.filter(article__in=articles)
        .order_by("article", "-version")
        .prefetch_related("segments", "statements", "citations__statement")
        .prefetch_related(models.Prefetch("suggestions", suggestions))
    )


def _tag_sets_of(texts: list[ArticleText]) -> list[TagSet]:
    return list(TagSet.objects.filter(text__in=texts).select_related("author").order_by("created_at", "id"))


def _tags_of(tag_sets: list[TagSet]) -> list[Tag]:
    pointed_at = Statement.objects.select_related("text__article").defer("text__content")
    evidence = Evidence.objects.order_by("position").prefetch_related(models.Prefetch("statement", pointed_at))
    return list(
        Tag.objects.filter(tag_set__in=tag_sets)
        .select_related("made_by", "statement", "continues", "repeats")
        .prefetch_related("spans", models.Prefetch("evidence", evidence))
        .order_by("made_at", "id")
    )


def _sources_of(tags: list[Tag]) -> dict[UUID, Source]:
    """Return the sources that tags point to and those that they were merged into, by id."""
    found: dict[UUID, Source] = {}
    wanted = {tag.source_id for tag in tags if tag.source_id}
    while wanted := wanted - found.keys():  # a merge never closes a circle
        rows = Source.objects.filter(pk__in=wanted).prefetch_related("aliases")
        found |= {source.pk: source for source in rows}
        wanted = {source.merged_into_id for source in rows if source.merged_into_id}
    return found


def _sources(used: set[UUID | None], sources: Mapping[UUID, Source]) -> tuple[records.SourceRecord, ...]:
    shown: dict[UUID, Source] = {}
    waiting = [key for key in used if key]
    while waiting:
        source = sources[waiting.pop()]
        if source.pk not in shown:
            shown[source.pk] = source
            waiting += [source.merged_into_id] if source.merged_into_id else []
    return tuple(
        records.SourceRecord(
            id=source.pk,
            name=source.name,
            source_type=source.source_type,
            affiliation=source.affiliation,
            aliases=tuple(alias.name for alias in source.aliases.all()),
            merged_into=source.merged_into_id,
        )
        for source in sorted(shown.values(), key=lambda source: (source.name, source.pk))
    )


def _article(article: Article) -> records.ArticleValuesRecord:
    return records.ArticleValuesRecord(
        id=article.pk,
        slug=article.slug,
        title=article.title,
        desk=article.desk.slug,
        outlet=article.outlet.name if article.outlet else "",
        byline=article.byline,
        published_on=article.published_on,
        url=article.url,
        licence=article.licence,
        credit=article.credit,
        external_id=article.external_id,
        added_by=article.added_by.username if article.added_by else "",
        added_at=article.created_at,
    )


def _text(
    article: Article,
    text: ArticleText,
    tag_sets: list[tuple[TagSet, list[Tag]]],
    summaries: list[ArticleSummary],
) -> records.TextRecord:
    return records.TextRecord(
        version=text.version,
        sha256=text.sha256,
        text=text.content,
        added_at=text.created_at,
        segments=tuple(records.SegmentRecord(s.kind, s.paragraph, s.start, s.end) for s in text.segments.all()),
        statements=tuple(_statement(article, s) for s in text.statements.all()),
        citations=tuple(
            records.CitationRecord(c.statement.label if c.statement else None, c.start, c.end, c.anchor, c.url)
            for c in text.citations.all()
        ),
        suggestions=tuple(_suggestion(text, s) for s in text.suggestions.all()),
        tag_sets=tuple(_tag_set(article, tag_set, tags) for tag_set, tags in tag_sets),
        summary=_summary(summaries),
    )


def _statement(article: Article, row: Statement) -> records.StatementRecord:
    return records.StatementRecord(
        id=row.pk,
        reference=f"{article.slug}-{row.label}",
        label=row.label,
        kind=row.kind,
        paragraph=row.paragraph,
        start=row.start,
        end=row.end,
    )


def _suggestion(text: ArticleText, row: Suggestion) -> records.SuggestionRecord:
    return records.SuggestionRecord(
        id=row.pk,
        statement=row.statement.label if row.statement else None,
        layer=row.layer,
        kind=row.kind,
        label=row.label,
        values=row.values,
        score=row.score,
        evidence=row.evidence,
        detector=row.version,
        stale=row.is_stale,
        spans=tuple(records.SpanRecord(s.role, s.start, s.end, text.content[s.start : s.end]) for s in row.spans.all()),
        decisions=tuple(
            records.DecisionRecord(d.person.username, d.decision, d.decided_at) for d in row.decisions.all()
        ),
    )


def _tag_set(article: Article, row: TagSet, tags: list[Tag]) -> records.TagSetRecord:
    return records.TagSetRecord(
        id=row.pk,
        author=row.author.username if row.author else None,
        leads=row.leads,
        revision=row.revision,
        tags=tuple(_tag(article, tag) for tag in tags),
    )


def _tag(article: Article, row: Tag) -> records.TagRevisionRecord:
    return records.TagRevisionRecord(
        id=row.pk,
        tag=row.root_id,
        replaces=row.replaces_id,
        kind=row.kind,
        statement=row.statement.label if row.statement else None,
        values=_values(article, row),
        spans=tuple(records.SpanRecord(s.role, s.start, s.end, s.exact) for s in row.spans.all()),
        evidence=tuple(e.statement.reference if e.statement else e.document for e in row.evidence.all()),
        note=row.note,
        withdrawn=row.withdrawn,
        made_by=row.made_by.username,
        made_at=row.made_at,
        origin=row.origin,
        suggestion=row.suggestion_id,
        scheme_version=row.scheme_version,
    )


def _values(article: Article, row: Tag) -> dict[str, Any]:
    values = {name: _value(article, row, name) for name in FIELDS[TagKind(row.kind)]}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _value(article: Article, row: Tag, name: str) -> Any:
    if name in POINTERS:
        return getattr(row, f"{name}_id")
    if name in STATEMENTS:
        statement: Statement | None = getattr(row, name)
        return f"{article.slug}-{statement.label}" if statement else None
    return getattr(row, name)


def _summary(summaries: list[ArticleSummary]) -> records.SummaryRecord | None:
    """Return the summary that the desk publishes: of the leading set, else of the text without tags."""
    leading = [row for row in summaries if row.tag_set and row.tag_set.leads]
    untagged = [row for row in summaries if row.tag_set is None]
    for row in (*leading, *untagged):
        return records.SummaryRecord(
            tag_set=row.tag_set_id,
            revision=row.revision,
            stale=row.is_stale,
            method=row.method,
            computed_at=row.computed_at,
            record=row.record,
        )
    return None
