"""How long the article page takes on the server, and how many queries it asks."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.contrib.auth import get_user_model

from annotator.articles.extraction import ExtractedArticle
from annotator.articles.models import Article, Statement
from annotator.articles.services import ingest_article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.detection.base import RoleSpan, SpanRole
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.services import change_tags, open_tag_set
from annotator.text.spans import Span
from benchmarks.requests import client_of, fetch, queries_of, rolled_back
from benchmarks.timing import Figure, median_ms

SENTENCE = "The mayor allegedly took money in case {n}, two officials said on Monday."
SIZES = {"small": 10, "promised": 60}


def figures() -> Iterable[Figure]:
    """Measure in a transaction that is rolled back."""
    return rolled_back(_measure)


def _measure() -> Iterator[Figure]:
    desk = Desk.objects.create(name="Benchmark", slug="benchmark")
    person: User = get_user_model().objects.create_user("benchmark")
    Membership.objects.create(desk=desk, user=person, role=Role.EDITOR)
    queries: dict[str, int] = {}
    articles = {name: tagged_article(desk, person, size) for name, size in SIZES.items()}  # each has a neighbour
    for name, article in articles.items():
        page = partial(fetch, client_of(person), f"/articles/{article.slug}/")
        queries[name] = queries_of(*page.args)
        if name == "promised":
            size = SIZES[name]
            yield Figure(f"article page, {size} statements, {size * 5} tags", median_ms(page, rounds=15), "ms", 100)
    note = (
        f"{queries['small']} for {SIZES['small']} statements: constant" if len(set(queries.values())) == 1 else "GROWS"
    )
    yield Figure("queries of that page", queries["promised"], "", note=note)


def tagged_article(desk: Desk, person: User, size: int) -> Article:
    """Return an article of so many statements with five tags each, searched and summarised."""
    content = "\n".join(SENTENCE.format(n=f"{size}-{n}") for n in range(size))
    extracted = ExtractedArticle(text=content, title=f"Benchmark of {size} statements")
    article = ingest_article(actor=person, desk=desk, extracted=extracted)
    text = article.texts.get()
    run_detectors(text_id=text.pk)
    tag_set = open_tag_set(actor=person, text=text)
    for statement in text.statements.select_related("text__article"):
        change_tags(actor=person, tag_set=tag_set, statement=statement, changes=five_tags(statement))
    refresh_summary(text_id=text.pk, tag_set_id=tag_set.pk)
    return article


def five_tags(statement: Statement) -> list[Change]:
    """Return statement values, a relation, a hedge and two bias flags."""
    return [
        Change(kind=TagKind.STATEMENT, values={"claim_type": "event", "status": "explicit"}),
        Change(kind=TagKind.RELATION, values={"relation_kind": "assertion", "source_type": "described_person"},
               spans=(_words(statement, "two officials", SpanRole.SOURCE), _words(statement, "said", SpanRole.CUE),
                      _words(statement, "The mayor allegedly took money", SpanRole.CONTENT))),
        Change(kind=TagKind.HEDGE, values={"hedge_type": "allegation", "sourced": True},
               spans=(_words(statement, "allegedly", SpanRole.CUE),)),
        Change(kind=TagKind.BIAS_FLAG, values={"bias_flag": "loaded_language", "unsure": True},
               spans=(_words(statement, "took money", SpanRole.SPAN),)),
        Change(kind=TagKind.BIAS_FLAG, values={"bias_flag": "labeling"},
               spans=(_words(statement, "officials", SpanRole.SPAN),)),
    ]  # fmt: skip


def _words(statement: Statement, words: str, role: SpanRole) -> RoleSpan:
    start = statement.text.content.index(words, statement.start)
    return RoleSpan(role, Span(start, start + len(words)))
