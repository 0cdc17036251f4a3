"""What one person sees of one text: whose tags, which suggestions, what state the background work is in."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.utils.text import capfirst

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.blinding import tag_sets_visible_to, tags_visible_to
from annotator.review.masking import shown_suggestions
from annotator.suggestions.models import Decision, Suggestion, SuggestionDecision, SuggestionSpan
from annotator.suggestions.services import are_hidden, decisions_of, detector_versions
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import SummaryState, state_of, summary_of
from annotator.tagging.reading import TagRow
from annotator.web.guide import CodebookGuide
from annotator.web.suggestions_view import SPANS
from annotator.web.summary_parts import SummaryView
from annotator.web.summary_view import view_summary

WITHOUT_SUGGESTIONS: Final = "Your pass is without suggestions: you see them once it is submitted."


@dataclass(frozen=True, slots=True)
class SetChoice:
    """A tag set that the person may look at."""

    key: str
    name: str
    is_own: bool
    is_leading: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A person at a text. `tag_set` is the set that is shown, None where there is none to show.

    `without_suggestions` says that the person tags it without seeing suggestions.
    """

    user: User
    text: ArticleText
    granted: frozenset[Permission]
    sets: tuple[Any, ...]
    tag_set: Any
    rows: tuple[TagRow, ...]
    without_suggestions: bool = False

    @property
    def may_tag(self) -> bool:
        """Say whether the person may tag this text: their role lets them, and their pass is not submitted."""
        return Permission.TAG in self.granted and not self.is_submitted

    @property
    def why_no_suggestions(self) -> str:
        """Say why the person sees no suggestions on the text; empty where they do."""
        return WITHOUT_SUGGESTIONS if self.without_suggestions else ""

    @property
    def is_submitted(self) -> bool:
        """Say whether the person's tags of this text are handed in and stay as they are."""
        return any(s.author_id == self.user.pk and s.is_closed for s in self.sets)

    @property
    def may_open_reviews(self) -> bool:
        """Say whether the person has articles reviewed."""
        return Permission.ASSIGN in self.granted

    @property
    def may_lead(self) -> bool:
        """Say whether the person chooses whose tags lead."""
        return Permission.LEAD in self.granted

    @property
    def result_leads(self) -> bool:
        """Say whether the approved result of a review leads the text."""
        return any(s.leads and s.author_id is None for s in self.sets)

    @property
    def may_correct(self) -> bool:
        """Say whether the person may store a corrected text."""
        return Permission.ADD_ARTICLES in self.granted

    @property
    def is_own(self) -> bool:
        """Say whether the tags shown are the person's own, or would be."""
        return self.tag_set is None or self.tag_set.author_id == self.user.pk

    @property
    def choices(self) -> tuple[SetChoice, ...]:
        """Return the sets to choose from, the own one first."""
        shown = sorted(self.sets, key=lambda s: (s.author_id != self.user.pk, not s.leads, s.created_at))
        return tuple(SetChoice(str(s.pk), self.name_of(s), s.author_id == self.user.pk, s.leads) for s in shown)

    def name_of(self, tag_set: Any) -> str:
        """Return whose tags these are."""
        name = "Your tags" if tag_set.author_id == self.user.pk else capfirst(tag_set.whose)
        return f"{name} (they lead)" if tag_set.leads and self.may_lead else name

    @property
    def whose(self) -> str:
        """Return whose tags are shown."""
        if self.tag_set is not None:
            return self.name_of(self.tag_set)
        return "No tags yet"


def read_text(user: User, article: Article, text: ArticleText, wanted: str = "") -> Reading:
    """Return the person at the text with the set they ask for, else their own, else the leading one."""
    sets = tuple(tag_sets_visible_to(user, text))
    tag_set = next((s for s in sets if str(s.pk) == wanted), None) or _first(user, sets)
    if tag_set is not None:
        tag_set.text = text
    rows = tags_visible_to(user, tag_set) if tag_set else ()
    granted = grants_of(user).get(article.desk_id, frozenset())
    return Reading(user, text, granted, sets, tag_set, rows, are_hidden(person=user, article_id=article.pk))


def read_to_tag(user: User, article: Article, text: ArticleText, wanted: str = "") -> Reading:
    """Return the person at the text where they tag: with their own set, even before it is there.

    Only people who may not tag, and those who ask for another set, get somebody else's.
    """
    reading = read_text(user, article, text, wanted)
    if wanted or reading.is_own or not reading.may_tag:
        return reading
    return replace(reading, tag_set=None, rows=())


def _first(user: User, sets: Iterable[Any]) -> Any:
    found = tuple(sets)
    own = next((s for s in found if s.author_id == user.pk), None)
    return own or next((s for s in found if s.leads), None)


def open_suggestions_on(reading: Reading) -> tuple[Suggestion, ...]:
    """Return the suggestions on the text about which the person has not decided; none for people who may not tag."""
    if not reading.may_tag:
        return ()
    decided = decisions_of(person=reading.user, text=reading.text)
    current = shown_suggestions(reading.user, reading.text.suggestions.current()).order_by("layer", "label", "id")
    found = tuple(suggestion for suggestion in current if suggestion.pk not in decided)
    spans = SuggestionSpan.objects.filter(suggestion__in=[s.pk for s in found]).order_by("start")
    of: dict[UUID, list[Any]] = defaultdict(list)
    for span in spans.values_list("suggestion_id", "role", "start", "end", named=True):
        of[span.suggestion_id].append(span)
    for suggestion in found:
        setattr(suggestion, SPANS, of[suggestion.pk])
    return found


def open_counts(user: User, texts: Iterable[UUID]) -> Counter[UUID]:
    """Return for each of several texts the number of suggestions about which the person has not decided."""
    keys = list(texts)
    rows = SuggestionDecision.objects.filter(person=user, suggestion__text__in=keys).order_by("number")
    standing = dict(rows.values_list("suggestion", "decision"))
    decided = {key for key, decision in standing.items() if decision != Decision.REOPENED}
    current = shown_suggestions(user, Suggestion.objects.current().filter(text__in=keys)).order_by()
    return Counter(text for pk, text in current.values_list("pk", "text") if pk not in decided)


def work_state(text: ArticleText, summary: ArticleSummary | None) -> dict[str, Any]:
    """Return how far the background work on a text is, as the page and its script read it."""
    was_searched = text.detection_runs.filter(detectors=detector_versions()).exists()
    state = state_of(summary)
    return {
        "suggestions": "ready" if was_searched else "pending",
        "summary": state.value,
        "revision": summary.revision if summary else None,
        "is_done": was_searched and state is SummaryState.FRESH,
    }


def shown_summary(
    reading: Reading, base: str, guide: CodebookGuide
) -> tuple[ArticleSummary | None, SummaryView | None]:
    """Return the stored summary of the shown set and its view."""
    summary = summary_of(reading.text, reading.tag_set)
    if summary is None:
        return None, None
    slug = reading.text.article.slug
    return summary, view_summary(summary, slug=slug, base=base, guide=guide, whose=reading.whose)


def records_by_statement(statements: Iterable[Statement], records: Iterable[Any]) -> Mapping[UUID, Any]:
    """Pair statements with their records."""
    return {statement.pk: record for statement, record in zip(statements, records, strict=True)}
