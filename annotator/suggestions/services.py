"""How suggestions come to be and what people do with them."""

import logging
from collections.abc import Collection
from functools import partial
from uuid import UUID

from django.db import transaction

from annotator.articles.models import ArticleText
from annotator.desks.models import User
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.detection.base import Document, Finding
from annotator.detection.detect import detect
from annotator.detection.lexicon import SHIPPED, Lexicons
from annotator.detection.models.networks import open_networks
from annotator.detection.registry import DETECTORS
from annotator.errors import DomainError
from annotator.suggestions.diff import FindingsDiff, diff_findings
from annotator.suggestions.models import (
    Decision,
    DetectionRun,
    HiddenSuggestions,
    Suggestion,
    SuggestionDecision,
    SuggestionSpan,
    texts_without_run,
)
from annotator.suggestions.newsroom import newest_revision, newsroom_lists
from annotator.suggestions.signals import suggestions_ready
from annotator.text.spans import Span
from annotator.text.structure import Citation, Segment, SegmentKind, StatementSpan

logger = logging.getLogger(__name__)


def detector_versions(revision: int | None = None) -> str:
    """Return the name and version of every detector, the key by which a text counts as searched.

    The newsroom's lexicons are part of it: as they are now, or as they were at a revision.
    """
    revision = newest_revision() if revision is None else revision
    versions = " ".join(f"{detector.layer}={detector.version}" for detector in DETECTORS)
    return f"{versions} newsroom={revision}" if revision else versions


def newest_notice() -> str:
    """Return what the newest search had to do without, in words; empty when it had everything."""
    newest = DetectionRun.objects.order_by("-finished_at", "-number").values_list("notice", flat=True).first()
    return newest or ""


def waiting_texts(limit: int) -> list[UUID]:
    """Return up to `limit` texts that these detectors have not searched yet, oldest first."""
    waiting = texts_without_run(detector_versions()).order_by("created_at")
    return list(waiting.values_list("pk", flat=True)[:limit])


def document_of(text: ArticleText, lexicons: Lexicons = SHIPPED) -> Document:
    """Return a stored text with its segments, statements and citations as the detectors read it."""
    return Document(
        text=text.content,
        segments=tuple(Segment(SegmentKind(s.kind), Span(s.start, s.end), s.paragraph) for s in text.segments.all()),
        statements=tuple(
            StatementSpan(s.label, SegmentKind(s.kind), Span(s.start, s.end), s.paragraph)
            for s in text.statements.all()
        ),
        citations=tuple(Citation(Span(c.start, c.end), c.anchor, c.url) for c in text.citations.all()),
        lexicons=lexicons,
    )


def run_detectors(*, text_id: UUID, again: bool = False) -> DetectionRun | None:
    """Search a text and store what is new, kept and stale; None where these detectors searched it before.

    Safe to run twice and at the same time: the text's row is locked, the search itself is pure. Where the newsroom
    changed a lexicon meanwhile, the text is searched again, so that an older search never overwrites a newer one.
    """
    text = ArticleText.objects.get(pk=text_id)
    lists = newsroom_lists()
    findings, failure = search_text(text, lists.lexicons)
    with transaction.atomic():
        ArticleText.objects.select_for_update(no_key=True).get(pk=text_id)
        if lists.revision == newest_revision():
            return _record(text, detector_versions(lists.revision), findings, failure, again=again)
    return run_detectors(text_id=text_id, again=again)


def _record(
    text: ArticleText, versions: str, findings: tuple[Finding, ...], failure: str, *, again: bool
) -> DetectionRun | None:
    runs = DetectionRun.objects.filter(text=text)
    if not again and runs.filter(detectors=versions).exists():
        return None
    known = text.suggestions.values_list("fingerprint", flat=True)
    diff = diff_findings(() if failure else known, findings)
    run = DetectionRun.objects.create(
        text=text,
        number=runs.count() + 1,
        detectors=versions,
        found=len(diff.new) + len(diff.kept),
        new=len(diff.new),
        kept=len(diff.kept),
        stale=len(diff.stale),
        failure=failure,
        notice=open_networks().notice,
    )
    _store(run, diff)
    transaction.on_commit(partial(suggestions_ready.send, sender=DetectionRun, text_id=text.pk))
    return run


def search_text(text: ArticleText, lexicons: Lexicons) -> tuple[tuple[Finding, ...], str]:
    """Return the findings, or none and the reason: one text that a detector cannot read must not hold up the others.

    The failed run is stored, so the text is searched again when a detector changes, not every few seconds.
    """
    try:
        return detect(document_of(text, lexicons)), ""
    except Exception as error:
        logger.exception("the detectors failed on %s", text.pk)
        return (), f"{type(error).__name__}: {error}"[:2000]


def _store(run: DetectionRun, diff: FindingsDiff) -> None:
    known = {s.fingerprint: s for s in Suggestion.objects.filter(text=run.text)} if diff.kept or diff.stale else {}
    for key, finding in diff.kept.items():
        suggestion = known[key]
        suggestion.values, suggestion.score = dict(finding.values), finding.score
        suggestion.evidence, suggestion.version = finding.evidence, finding.version
        suggestion.last_run, suggestion.is_stale = run, False
    for key in diff.stale:
        known[key].is_stale = True
    Suggestion.objects.bulk_update(
        known.values(), ["values", "score", "evidence", "version", "last_run", "is_stale"], batch_size=500
    )
    _store_new(run, diff.new)


def _store_new(run: DetectionRun, new: dict[str, Finding]) -> None:
    statements = {s.label: s for s in run.text.statements.all()}
    rows = Suggestion.objects.bulk_create(
        Suggestion(
            text=run.text,
            statement=statements.get(finding.statement),
            fingerprint=key,
            layer=finding.layer,
            kind=finding.kind,
            label=finding.label,
            values=dict(finding.values),
            score=finding.score,
            evidence=finding.evidence,
            version=finding.version,
            first_run=run,
            last_run=run,
        )
        for key, finding in new.items()
    )
    SuggestionSpan.objects.bulk_create(
        SuggestionSpan(suggestion=row, role=s.role, start=s.span.start, end=s.span.end)
        for row, finding in zip(rows, new.values(), strict=True)
        for s in finding.spans
    )


@transaction.atomic
def decide(*, actor: User, suggestion: Suggestion, decision: Decision) -> SuggestionDecision:
    """Record what a person decided about a suggestion; the newest decision counts, a re-run does not touch it.

    Raises DomainError `not_allowed` unless the person may tag on the desk, `suggestions_hidden` while they tag the
    article without suggestions.
    """
    desk = suggestion.text.article.desk
    if not may(actor, Permission.TAG, desk):
        raise DomainError("not_allowed", f"You may not decide about suggestions on {desk}.")
    refuse_hidden(person=actor, article_id=suggestion.text.article_id)
    Suggestion.objects.select_for_update(of=("self",), no_key=True).get(pk=suggestion.pk)
    number = SuggestionDecision.objects.filter(suggestion=suggestion, person=actor).count() + 1
    return SuggestionDecision.objects.create(suggestion=suggestion, person=actor, number=number, decision=decision)


def decisions_of(*, person: User, text: ArticleText) -> dict[UUID, Decision]:
    """Return the person's standing decision for each suggestion of a text that has one."""
    rows = SuggestionDecision.objects.filter(person=person, suggestion__text=text).order_by("number")
    standing = {row.suggestion_id: Decision(row.decision) for row in rows}
    return {key: decision for key, decision in standing.items() if decision != Decision.REOPENED}


def are_hidden(*, person: User, article_id: UUID) -> bool:
    """Say whether the person tags the article without suggestions now."""
    return HiddenSuggestions.objects.filter(person=person, article=article_id).exists()


def refuse_hidden(*, person: User, article_id: UUID) -> None:
    """Raise DomainError `suggestions_hidden` while the person tags the article without suggestions."""
    if are_hidden(person=person, article_id=article_id):
        message = "Your pass of this article is without suggestions: none can be taken or decided on before you submit."
        raise DomainError("suggestions_hidden", message)


@transaction.atomic
def hide_suggestions(*, article_id: UUID, people: Collection[UUID]) -> None:
    """Hide the suggestions on an article from these people (their keys), and show them to everybody else again."""
    HiddenSuggestions.objects.filter(article=article_id).exclude(person__in=people).delete()
    made = [HiddenSuggestions(article_id=article_id, person_id=person) for person in people]
    HiddenSuggestions.objects.bulk_create(made, ignore_conflicts=True)
