"""Words as the database compares them: expressions over the functions that the migrations make."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db.models import BooleanField, F, FloatField, Func, Value

from annotator.search.query import Words


def tsquery(words: Sequence[Words]) -> Func:
    """Return what all these words say together."""
    return Func(*(_term(term) for term in words), template="(%(expressions)s)", arg_joiner=" && ",
                output_field=SearchQueryField())  # fmt: skip


def _term(words: Words) -> Func:
    template = "!!%(function)s(%(expressions)s)" if words.is_excluded else "%(function)s(%(expressions)s)"
    given = (Value(words.text), Value(words.is_prefix))
    return Func(*given, function="search_term", template=template, output_field=SearchQueryField())


def matches(column: str, query: Func) -> Any:
    """Return whether the words of a column of text match; a column of words is compared as it is."""
    return Func(_vector(column), query, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())


def rank(column: str, query: Func) -> Any:
    """Return how well words match: PostgreSQL's ts_rank, more for more and closer hits, between 0 and 1."""
    return Func(F(column), query, function="ts_rank", output_field=FloatField())


def _vector(column: str) -> Any:
    if column.endswith("vector"):
        return F(column)
    return Func(F(column), function="search_vector", output_field=SearchVectorField())
