"""Where to look: outlet, desk, date and the like as conditions, with help for names that are unknown."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.articles.models import STATEMENT_KINDS, Article, Outlet
from annotator.desks.models import Desk
from annotator.errors import DomainError
from annotator.review.blinding import sources_known_to
from annotator.review.masking import unmasked
from annotator.search.folding import fold
from annotator.search.matching import matches, tsquery
from annotator.search.query import FieldTerm, words_of
from annotator.search.vocabulary import unknown_value
from annotator.sources.names import name_key

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LABEL: Final = re.compile(r"[A-Za-z]{1,2}[0-9]{1,5}")
MOST_NAMES: Final = 5000
"""So many names are looked through for the nearest one."""


def article_condition(user: object, term: FieldTerm, articles: QuerySet[Article]) -> Q:
    """Return the condition on articles that a term about a place sets; articles are those the person may read.

    By what is masked for the person nothing is found, and nothing is left out. Raises DomainError
    `search_value_unknown`.
    """
    is_maskable = term.field in MASKABLE
    among = articles.filter(unmasked(user)) if is_maskable else articles
    condition = reduce(or_, (ARTICLE_PLACES[term.field](value, among) for value in term.values))
    if is_maskable:
        condition &= unmasked(user)
    return ~condition if term.is_excluded else condition


def statement_condition(term: FieldTerm) -> Q:
    """Return the condition that a statement has the kind or label. Raises DomainError `search_value_unknown`."""
    condition = reduce(or_, (STATEMENT_PLACES[term.field](value) for value in term.values))
    return ~condition if term.is_excluded else condition


def _title(value: str, articles: QuerySet[Article]) -> Q:
    if not fold(value):
        raise unknown_value("title", value, [])
    return Q(matches("title", tsquery([words_of(value)])))


def _byline(value: str, articles: QuerySet[Article]) -> Q:
    return Q(byline__icontains=value)


def _outlet(value: str, articles: QuerySet[Article]) -> Q:
    outlets = Outlet.objects.filter(Exists(articles.order_by().filter(outlet=OuterRef("pk"))))
    names = list(outlets.values_list("pk", "name")[:MOST_NAMES])
    found = [pk for pk, name in names if _goes_by(value, name)]
    if not found:
        raise unknown_value("outlet", value, [(name, name) for name in dict.fromkeys(name for _, name in names)])
    return Q(outlet__in=found)


def _desk(value: str, articles: QuerySet[Article]) -> Q:
    desks = Desk.objects.filter(pk__in=articles.order_by().values("desk"))
    names = list(desks.values_list("pk", "slug", "name"))
    found = [pk for pk, slug, name in names if value.casefold() in {slug.casefold(), name.casefold()}]
    if not found:
        raise unknown_value("desk", value, [(slug, name) for _, slug, name in names])
    return Q(desk__in=found)


def _article(value: str, articles: QuerySet[Article]) -> Q:
    if not articles.filter(slug=value).exists():
        raise unknown_value("article", value, [])
    return Q(slug=value)


def _date(value: str, articles: QuerySet[Article]) -> Q:
    first, _, last = value.partition("..")
    begins, ends = _days(first, value), _days(last or first, value)
    return Q(published_on__gte=begins[0], published_on__lte=ends[1])


def _days(typed: str, value: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day."""
    match = _DATE.fullmatch(typed.strip())
    try:
        year, month, day = (int(part) if part else 0 for part in match.groups()) if match else (0, 0, 0)
        first = date(year, month or 1, day or 1)
        return first, date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        message = f"“{value}” is no date: write date:2025, date:2025-01, date:2025-01-17 or date:2025-01..2025-03."
        raise DomainError("search_value_unknown", message, field="q") from None


def _kind(value: str) -> Q:
    typed = fold(value)
    found = [key for key, name in STATEMENT_KINDS if typed in {fold(key), fold(name)}]
    if not found:
        raise unknown_value("kind", value, STATEMENT_KINDS)
    return Q(kind__in=found)


def _label(value: str) -> Q:
    if not _LABEL.fullmatch(value):
        message = f"“{value}” is no statement's label: they look like S4, K2 or H1."
        raise DomainError("search_value_unknown", message, field="q")
    return Q(label=value.upper())


ARTICLE_PLACES: Final[Mapping[str, Callable[[str, QuerySet[Article]], Q]]] = {
    "title": _title,
    "byline": _byline,
    "outlet": _outlet,
    "desk": _desk,
    "article": _article,
    "date": _date,
}
MASKABLE: Final = frozenset({"title", "byline", "outlet"})
STATEMENT_PLACES: Final[Mapping[str, Callable[[str], Q]]] = {"kind": _kind, "label": _label}


def sources_by_name(user: object, values: Iterable[str], articles: QuerySet[Article]) -> Mapping[str, frozenset[UUID]]:
    """Return for each typed name the sources of these articles' desks that go by it, and whatever was merged with them.

    A name or alias may be typed from the beginning of any of its words. Raises DomainError `search_value_unknown`.
    """
    typed = tuple(dict.fromkeys(values))
    if not typed:
        return {}
    registry = sources_known_to(user).filter(desk__in=articles.order_by().values("desk")).order_by()
    into = {pk: target for pk, target in registry.exclude(merged_into=None).values_list("pk", "merged_into") if target}
    merged = [(pk, _standing(pk, into)) for pk in into]
    found = {}
    for value in typed:
        here = {
            _standing(pk, into) for pk in registry.filter(_goes_by_key(name_key(value))).values_list("pk", flat=True)
        }
        if not here:
            names = list(registry.order_by("name").values_list("name", flat=True)[:MOST_NAMES])
            raise unknown_value("source", value, [(name, name) for name in names])
        found[value] = frozenset(here | {pk for pk, stands_for in merged if stands_for in here})
    return found


def _goes_by_key(key: str) -> Q:
    """Return the condition that a source has a name or alias with a word, or several, that begin like this."""
    begins = Q(key__startswith=key) | Q(key__contains=f" {key}")
    return begins | Q(aliases__key__startswith=key) | Q(aliases__key__contains=f" {key}")


def _standing(source: UUID, into: Mapping[UUID, UUID]) -> UUID:
    """Return the source that one stands for after all merges."""
    while source in into:
        source = into[source]
    return source


def _goes_by(value: str, name: str) -> bool:
    """Say whether a name has the typed words, the last of which may be the beginning of a word."""
    typed = fold(value)
    return bool(typed) and f" {fold(name)}".find(f" {typed}") >= 0


def is_about_articles(term: FieldTerm) -> bool:
    """Say whether a term about a place is about articles as a whole."""
    return term.field in ARTICLE_PLACES


def conditions_on(user: object, terms: Iterable[FieldTerm], articles: QuerySet[Article]) -> tuple[list[Any], list[Any]]:
    """Return the conditions on articles and those on statements. Raises DomainError `search_value_unknown`."""
    given = list(terms)
    on_articles = [article_condition(user, term, articles) for term in given if is_about_articles(term)]
    return on_articles, [statement_condition(term) for term in given if not is_about_articles(term)]
