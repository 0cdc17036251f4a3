"""How summaries are kept true: computed from the tags of one set, never shown as fresh when they are not."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from annotator.articles.models import Article, ArticleText, current_texts
from annotator.desks.models import User
from annotator.review.blinding import all_visible_sets, tag_set_shown_to
from annotator.review.results import behind
from annotator.summaries.facts import ArticleFacts, make_facts
from annotator.summaries.models import (
    ArticleSummary,
    KeptSummary,
    tag_sets_without_fresh_summary,
    texts_without_summary,
)
from annotator.summaries.records import to_json
from annotator.summaries.summarize import METHOD_VERSION, summarize_article
from annotator.tagging.codebook import SCHEME_VERSION, BiasFlag
from annotator.tagging.models import TagSet
from annotator.tagging.reading import article_record, current_rows, statement_records
from annotator.tagging.records import StatementTags
from annotator.text.spans import Span
from annotator.text.structure import Citation

SITTING_ENDS: Final = timedelta(minutes=30)
"""How long the tags of a set must rest until the summary of them is kept beside later ones."""


def facts_of(text: ArticleText, tag_set: TagSet | None) -> ArticleFacts:
    """Return everything the summary of a text is computed from, in a constant number of queries."""
    statements = list(text.statements.select_related("text__article").order_by("position"))
    rows = current_rows(tag_set) if tag_set else ()
    stands_behind = behind(tag_set) if tag_set else None
    records = statement_records(statements, rows)
    votes = {str(root): n for root, n in stands_behind.flag_votes.items()} if stands_behind else {}
    people = stands_behind.people if stands_behind else 1
    return make_facts(
        article=text.article.slug,
        scheme=SCHEME_VERSION,
        revision=tag_set.revision if tag_set else 0,
        annotators=people if rows else 0,
        adjudicated=stands_behind is not None,
        statements=records,
        agreed_flags=_agreed(records, votes, people) if people > 1 else {},
        flag_votes=votes,
        text=text.content,
        words=text.segmentation.body_words,
        citations=tuple(Citation(Span(c.start, c.end), c.anchor, c.url) for c in text.citations.order_by("start")),
        article_values=article_record(rows),
        published=text.article.published_on,
        outlet=text.article.outlet.name if text.article.outlet else "",
    )


def _agreed(
    records: Iterable[StatementTags], votes: Mapping[str, int], people: int
) -> Mapping[str, tuple[BiasFlag, ...]]:
    """Return the bias flags that everybody set, by the reference of their statement."""
    found = {
        one.reference: [flag.flag for flag in one.wording_flags if votes.get(flag.id) == people] for one in records
    }
    return {reference: tuple(flags) for reference, flags in found.items() if flags}


@transaction.atomic
def refresh_summary(*, text_id: UUID, tag_set_id: UUID | None = None) -> ArticleSummary:
    """Compute the summary of a tag set (None: of the text without tags) and store it, unless it is fresh.

    Safe to run twice and at the same time: the rows it reads from are locked, so a change that comes meanwhile waits
    and makes the result stale afterwards, never silently wrong.
    """
    text = ArticleText.objects.select_related("article__outlet", "segmentation").get(pk=text_id)
    if tag_set_id is None:
        ArticleText.objects.select_for_update(no_key=True).get(pk=text_id)
        tag_set = None
    else:
        tag_set = TagSet.objects.select_for_update(no_key=True).get(pk=tag_set_id, text=text)
    revision = tag_set.revision if tag_set else 0
    stored = ArticleSummary.objects.filter(text=text, tag_set=tag_set).first()
    if stored is not None and (stored.revision, stored.method) == (revision, METHOD_VERSION):
        return stored
    now = timezone.now()
    if stored is not None:
        _keep(stored, now)
    summary = summarize_article(facts_of(text, tag_set))
    values = {
        "revision": revision,
        "method": METHOD_VERSION,
        "facts_digest": summary.facts_digest,
        "record": to_json(summary),
        "computed_at": now,
    }
    return ArticleSummary.objects.update_or_create(text=text, tag_set=tag_set, defaults=values)[0]


def _keep(stored: ArticleSummary, now: datetime) -> None:
    """Keep a summary that is about to be replaced if it was the last of a sitting, or of a method."""
    was_last = now - stored.computed_at >= SITTING_ENDS or stored.method != METHOD_VERSION
    if stored.tag_set_id is None or not was_last:
        return
    values = {"record": stored.record, "computed_at": stored.computed_at}
    KeptSummary.objects.get_or_create(
        tag_set_id=stored.tag_set_id, revision=stored.revision, method=stored.method, defaults=values
    )


def kept_summaries(tag_set: TagSet | None) -> models.QuerySet[KeptSummary]:
    """Return the earlier summaries of a tag set that were kept, newest first; without a set none."""
    return KeptSummary.objects.filter(tag_set=tag_set) if tag_set else KeptSummary.objects.none()


def waiting_summaries(limit: int) -> list[tuple[UUID, UUID | None]]:
    """Return up to `limit` pairs of text and tag set whose summary is missing or stale."""
    texts = texts_without_summary().order_by("created_at").values_list("pk", flat=True)[:limit]
    sets = tag_sets_without_fresh_summary(METHOD_VERSION).order_by("created_at").values_list("text", "pk")[:limit]
    old = ArticleSummary.objects.filter(tag_set=None).stale(METHOD_VERSION).values_list("text", flat=True)[:limit]
    return [*((text, None) for text in texts), *((text, None) for text in old), *sets][:limit]


def summary_shown_to(user: object, article: Article) -> ArticleSummary | None:
    """Return the summary that a person sees first: of their own tags, else of the leading set, else without tags."""
    text = article.texts.order_by("-version").first()
    if text is None:
        return None
    tag_set = tag_set_shown_to(user, text)
    summaries = ArticleSummary.objects.filter(text=text).select_related("tag_set__author", "text")
    return summaries.filter(tag_set=tag_set).first() if tag_set else summaries.filter(tag_set=None).first()


def desk_summary(article: Article) -> ArticleSummary | None:
    """Return the summary of the article's newest text as its desk publishes it, None while it is being computed."""
    text, tag_set = _published(article)
    return summary_of(text, tag_set) if text else None


def desk_record(article: Article) -> dict[str, Any] | None:
    """Return the record of what the desk publishes, computed from the tags as they are now; None without statements."""
    text, tag_set = _published(article)
    if text is None or not hasattr(text, "segmentation"):
        return None
    return to_json(summarize_article(facts_of(text, tag_set)))


def _published(article: Article) -> tuple[ArticleText | None, TagSet | None]:
    """Return the newest text and the set that leads on it, where one does."""
    text = article.texts.select_related("article__outlet", "segmentation").order_by("-version").first()
    return text, TagSet.objects.filter(text=text, leads=True).first() if text else None


class SummaryState(StrEnum):
    """How a shown summary stands to the tags it is of."""

    PENDING = "pending"
    STALE = "stale"
    FRESH = "fresh"


def state_of(summary: ArticleSummary | None) -> SummaryState:
    """Say whether a summary is there and tells what the tags say now."""
    if summary is None:
        return SummaryState.PENDING
    return SummaryState.STALE if summary.is_stale else SummaryState.FRESH


def summary_of(text: ArticleText, tag_set: TagSet | None) -> ArticleSummary | None:
    """Return the stored summary of a tag set, or of the text without tags."""
    return ArticleSummary.objects.filter(text=text, tag_set=tag_set).select_related("tag_set__author").first()


def summaries_visible_to(user: object) -> models.QuerySet[ArticleSummary]:
    """Return the summaries of the tag sets that the person may see, and those without tags on their desks."""
    articles = Article.objects.visible_to(user)
    sets = all_visible_sets(user, articles).values("pk")
    summaries = ArticleSummary.objects.filter(text__article__in=articles)
    return summaries.filter(models.Q(tag_set=None) | models.Q(tag_set__in=sets))


def summaries_shown_to(user: User, articles: Iterable[Article]) -> Mapping[UUID, ArticleSummary]:
    """Return for several articles what `summary_shown_to` returns for one, by article, in a constant number of queries.

    A tag set without a summary yet gives none, so that nobody takes the summary without tags for theirs.
    """
    texts = {text.pk: text for text in current_texts().filter(article__in=list(articles))}
    shown: dict[UUID, TagSet] = {}
    sets = all_visible_sets(user, Article.objects.filter(texts__in=texts))
    visible = list(sets.filter(text__in=texts))
    shown.update({s.text_id: s for s in visible if s.leads})
    shown.update({s.text_id: s for s in visible if s.author_id == user.pk})
    wanted = models.Q(tag_set__in=[s.pk for s in shown.values()]) | models.Q(
        tag_set=None, text__in=[key for key in texts if key not in shown]
    )
    summaries = ArticleSummary.objects.filter(wanted).select_related("tag_set")
    return {texts[summary.text_id].article_id: summary for summary in summaries}
