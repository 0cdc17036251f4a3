"""The history as its page shows it: what was asked for, and where each line leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.http import QueryDict
from django.urls import reverse

from annotator.articles.models import ArticleText
from annotator.history.entries import Entry
from annotator.history.kinds import KIND_NAMES, Kind
from annotator.history.reading import Wanted


class HistoryForm(forms.Form):
    """Which entries of the history are shown. Everything that comes in has its limit."""

    kind = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *((kind.value, KIND_NAMES[kind]) for kind in Kind)]
    )
    person = forms.CharField(label="Who", required=False, max_length=150, help_text="A user name.")
    article = forms.SlugField(
        label="Article", required=False, max_length=120, help_text="As in its address: /articles/…/"
    )
    since = forms.DateField(label="From", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput({"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", "This day is before the first one.")
        return given

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        given = self.cleaned_data
        kinds = frozenset({Kind(given["kind"])} if given["kind"] else Kind)
        return Wanted(kinds, given["person"], given["article"], given["since"], given["until"])

    def query(self, **more: str) -> str:
        """Return what was asked for as the query of an address."""
        query = QueryDict(mutable=True)
        query.update({name: self.data[name] for name in self.fields if self.data.get(name)})
        query.update(more)
        return query.urlencode()


@dataclass(frozen=True, slots=True)
class Line:
    """An entry and the address of what it is about, empty where there is no page of it."""

    entry: Entry
    url: str


def lines_of(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """Return the lines of a page, in one query."""
    shown = tuple(entries)
    keys = {entry.article.pk for entry in shown if entry.article}
    texts = ArticleText.objects.filter(article__in=keys).order_by().values_list("article")
    newest = dict(texts.annotate(models.Max("version")))
    return tuple(Line(entry, _address_of(entry, newest)) for entry in shown)


def _address_of(entry: Entry, newest: Mapping[UUID, int]) -> str:
    sort, key = entry.leads_to
    if sort in {"review", "thread"}:
        return reverse(sort, args=[key])
    if sort == "source":
        return reverse("admin:sources_source_change", args=[key])
    if entry.kind in _LISTS:
        return reverse(_LISTS[entry.kind])
    return _address_in(entry, newest)


def _address_in(entry: Entry, newest: Mapping[UUID, int]) -> str:
    """Return the address of the statement, or of the article in the version that the entry is about."""
    article = entry.article
    if article is None:
        return ""
    is_newest = entry.version in {0, newest.get(article.pk)}
    if entry.statement and is_newest:
        return reverse("statement", args=[article.slug, entry.statement])
    address = reverse("article", args=[article.slug])
    return address if is_newest else f"{address}?version={entry.version}#{entry.statement}".rstrip("#")


_LISTS: Mapping[Kind, str] = {
    Kind.LEXICONS: "admin:suggestions_lexiconentry_changelist",
    Kind.CODEBOOK: "codebook",
    Kind.ROLES: "admin:desks_membership_changelist",
}
