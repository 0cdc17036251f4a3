"""What a change of the lexicons would do to the suggestions on the loaded articles, before it is saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.db import models

from annotator.articles.models import ArticleText, current_texts
from annotator.desks.models import Desk, User
from annotator.detection.base import Finding
from annotator.detection.lexicon import Lexicons
from annotator.detection.overlay import LexiconChange, clean_term, lexicons_with
from annotator.suggestions.diff import compare_findings
from annotator.suggestions.newsroom import NewsroomLists
from annotator.suggestions.services import search_text

MOST_TEXTS: Final = 200
"""Newest texts that a preview looks through."""
MOST_CHARACTERS: Final = 100_000
"""Characters of texts with the word that a preview searches twice; so it ends within a few seconds."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A suggestion that would appear (no `before`), disappear (no `after`), or change its score or values."""

    text: ArticleText
    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """Return the suggestion as it would be, or as it was where it would be gone."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a difference is between two searches, at least one of which found it
        return found

    @property
    def kind(self) -> Literal["appears", "disappears", "changes"]:
        """Say what would happen."""
        if self.before is None:
            return "appears"
        return "changes" if self.after else "disappears"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would differ in the texts that were searched, of all the current texts that the person may read."""

    differences: tuple[Difference, ...]
    searched: int
    available: int

    def count(self, kind: str) -> int:
        """Return how many suggestions would appear, disappear or change."""
        return sum(1 for difference in self.differences if difference.kind == kind)


def preview_changes(*, actor: User, lists: NewsroomLists, changes: tuple[LexiconChange, ...]) -> Preview:
    """Search the newest texts of the person's desks with and without the changes and return what differs."""
    texts = texts_readable_by(actor)
    newest = texts.select_related("article").order_by("-created_at", "-pk")[:MOST_TEXTS]
    touched, searched = _touched(newest.iterator(chunk_size=20), {change.term for change in changes})
    models.prefetch_related_objects(touched, "segments", "statements", "citations")
    after = lexicons_with(_standing(lists, changes))
    differences = tuple(found for text in touched for found in _differences(text, lists.lexicons, after))
    return Preview(differences, searched, texts.count())


def texts_readable_by(actor: User) -> models.QuerySet[ArticleText]:
    """Return the current, segmented texts of the desks that the person may read; all of them for administrators."""
    texts = current_texts().exclude(segmentation=None)
    return texts if actor.is_superuser else texts.filter(article__desk__in=Desk.objects.of(actor))


def _standing(lists: NewsroomLists, changes: tuple[LexiconChange, ...]) -> tuple[LexiconChange, ...]:
    """Return the changes as they would be read back once stored: in alphabetical order, the newest of each term."""
    newest = {(change.lexicon, change.term): change for change in (*lists.changes, *changes)}
    return tuple(newest[key] for key in sorted(newest))


def _touched(texts: Iterable[ArticleText], terms: set[str]) -> tuple[list[ArticleText], int]:
    """Return the texts that hold one of the terms, and how many were looked through.

    A text with a term that would go beyond the limit is not searched and not counted.
    """
    touched: list[ArticleText] = []
    searched, left = 0, MOST_CHARACTERS
    for text in texts:
        words = clean_term(text.content)
        if any(term in words for term in terms):
            if len(text.content) > left:
                continue
            left -= len(text.content)
            touched.append(text)
        searched += 1
    return touched, searched


def _differences(text: ArticleText, before: Lexicons, after: Lexicons) -> Iterator[Difference]:
    found, failure = search_text(text, before)
    would_find, other_failure = search_text(text, after)
    if failure or other_failure:
        return  # a text that cannot be searched keeps the suggestions it has
    for old, new in compare_findings(found, would_find):
        yield Difference(text, old, new)
