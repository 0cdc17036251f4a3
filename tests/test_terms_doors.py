"""Every page and every answer, asked by people whose pass is masked or without suggestions, before and after it is in.

What a review takes from them is nowhere: not on the pages of the article, not in lists, filters, counts, searches or
messages. And it is there again as soon as the pass is submitted.
"""

import json
from collections.abc import Collection, Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
from django.contrib import admin
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from annotator.articles.extraction import ExtractedArticle
from annotator.articles.models import Article, ArticleText, Outlet
from annotator.articles.services import ingest_article
from annotator.desks.models import Desk, User
from annotator.interchange.services import exportable_articles
from annotator.review.masking import mask_articles, outlets_known_to
from annotator.review.models import Review
from annotator.review.passes import open_review, submit_pass, take_pass
from annotator.review.reminders import remind
from annotator.review.terms import Sight, keep_hidden
from annotator.sources.models import Source
from annotator.suggestions.models import Suggestion
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.review import assign, finish
from tests.factories.tagging import relation, tag
from tests.test_doors import MEMBERS, Things, client_of, readable, things_of

pytestmark = [pytest.mark.django_db, pytest.mark.doors]
OUTLET, BYLINE = "The Daily Quillon", "By Zoe Marlowe and José Brandt"
SECRETS: Final = ("quillon", "marlowe", "brandt", "josé")
TEXT = """Daily Quillon: mayor denies claims, Zoe Marlowe reports

By Zoe Marlowe, Daily Quillon

SPRINGFIELD (Daily Quillon) — The mayor allegedly took bribes, two officials said on Monday.
He denies it. The council is expected to meet on Friday.

Photo: José Brandt/Daily Quillon

© 2026 Daily Quillon. All rights reserved.
"""
MASKED, WITHOUT = Sight(masks_outlet=True), Sight(shows_suggestions=False)


@pytest.fixture
def people(desk: Desk) -> dict[str, User]:
    """Return everybody by name."""
    call_command("loaddata", "codebook", verbosity=0)
    return {name: make_user(name, desk, role) for name, role in MEMBERS.items()}


@pytest.fixture
def article(desk: Desk, people: dict[str, User]) -> Article:
    """Return an article that names its outlet and its authors wherever it can without saying so in running words."""
    extracted = ExtractedArticle(
        text=TEXT,
        title="Daily Quillon: mayor denies claims",
        slug="mayor-denies-claims",
        outlet=OUTLET,
        byline=BYLINE,
        url="https://dailyquillon.example/mayor",
        licence="Daily Quillon licence",
        external_id="quillon-1",
    )
    found = ingest_article(actor=people["edda"], desk=desk, extracted=extracted, slug="mayor-denies-claims")
    Article.objects.filter(pk=found.pk).update(credit="Daily Quillon, by Zoe Marlowe")
    return Article.objects.get(pk=found.pk)


@pytest.fixture
def others(desk: Desk, people: dict[str, User]) -> list[Article]:
    """Return the articles before and after it in the list, of an outlet of their own."""
    gazette = Outlet.objects.create(desk=desk, name="Gazette")
    made = [make_article(desk, people["edda"], f"Text {number}, he said.", f"Text {number}") for number in range(2)]
    Article.objects.filter(pk__in=[one.pk for one in made]).update(outlet=gazette)
    return made


@pytest.fixture
def things(article: Article, others: list[Article], desk: Desk, people: dict[str, User]) -> Things:
    """Return one of everything about the article, with a masked review of Ana and Ben."""
    found = things_of(desk, people["edda"], people["ana"], people["ben"], article=article, sight=MASKED)
    assign(people["edda"], article, people["ana"])
    return found


def holder(name: str, people: dict[str, User], review: Review) -> User:
    """Return who has Ana's pass: Ana, or whoever sees more than she does."""
    person = User.objects.create_superuser("root") if name == "root" else people[name]
    review.passes.filter(person=people["ana"]).update(person=person)
    keep_hidden(review)
    return person


def addresses(things: Things) -> Iterator[str]:
    """Yield everything that is read with GET: pages, answers, lists and forms of the admin."""
    yield from readable(things)
    article = things.article
    for model in admin.site._registry:
        yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for page in ("change", "history"):
        yield f"/admin/articles/article/{article.pk}/{page}/"
        yield f"/admin/articles/outlet/{Outlet.objects.get(name=OUTLET).pk}/{page}/"
    yield f"/admin/suggestions/suggestion/{things.suggestion.pk}/change/"
    yield f"/admin/suggestions/detectionrun/{text_of(article).detection_runs.get().pk}/change/"
    yield f"/admin/tagging/tag/{things.tag.pk}/change/"
    yield from (f"/articles/{article.slug}/statements/{label}/" for label in ("H1", "S1", "C1"))
    yield from (f"/search/?q={words}" for words in ("mayor", "officials", f"article:{article.slug}", "label:H1"))
    yield f"/reviews/open/?articles={article.pk}"
    yield f"/api/v1/articles/{article.slug}/text/?version=1"
    yield f"/api/v1/statements/?article={article.slug}&kind=headline"
    yield f"/articles/{article.slug}/?version=1"
    yield f"/articles/{article.slug}/summary/?stability=1"


def found_in(client: Client, things: Things, secrets: Collection[str]) -> dict[str, set[str]]:
    """Return which secrets somebody finds where."""
    found: dict[str, set[str]] = {}
    for path in addresses(things):
        response = client.get(path)
        assert response.status_code < 500, path
        said = f"{response.content.decode()} {response.headers}".casefold()
        if here := {secret for secret in secrets if secret.casefold() in said}:
            found[path] = here
    return found


@pytest.mark.parametrize("name", ["ana", "jo", "edda", "root"])
def test_outlet_and_byline_are_nowhere_before_the_pass_is_in(
    people: dict[str, User], things: Things, name: str
) -> None:
    person = holder(name, people, things.review)

    assert found_in(client_of(person), things, SECRETS) == {}


@pytest.mark.parametrize("name", ["rita", "jo", "edda"])
def test_whoever_has_no_pass_sees_them(people: dict[str, User], things: Things, name: str) -> None:
    found = found_in(client_of(people[name]), things, SECRETS)

    assert set().union(*found.values()) == set(SECRETS)
    assert len(found) > 20


def test_they_are_there_again_when_the_pass_is_submitted(people: dict[str, User], things: Things) -> None:
    ana = people["ana"]
    finish(ana, things.article)
    submit_pass(actor=ana, review=things.review)

    found = found_in(client_of(ana), things, SECRETS)

    assert set().union(*found.values()) == set(SECRETS)
    assert {f"/articles/{things.article.slug}/", f"/articles/{things.article.slug}/workbench/"} <= {
        path for path, here in found.items() if here == set(SECRETS)
    } | {f"/articles/{things.article.slug}/workbench/"}


HIDDEN_SEARCHES: Final = (
    '/search/?q=outlet:"Daily Quillon"', "/search/?q=byline:Marlowe", "/search/?q=title:Quillon", "/search/?q=Quillon",
    "/search/?q=Marlowe", "/search/?q=Brandt", "/admin/articles/article/?q=Quillon", "/admin/tagging/tag/?q=Quillon",
    "/admin/suggestions/suggestion/?q=Quillon", "/admin/suggestions/detectionrun/?q=Quillon",
    "/admin/summaries/articlesummary/?q=Quillon", "/api/v1/articles/?q=Quillon",
    "/api/v1/articles/?outlet=The Daily Quillon",
    "/admin/articles/article/?outlet__id__exact={outlet}",
)  # fmt: skip


@pytest.mark.parametrize("search", HIDDEN_SEARCHES)
def test_nothing_is_found_by_what_is_masked(people: dict[str, User], things: Things, search: str) -> None:
    path = search.replace("{outlet}", str(Outlet.objects.get(name=OUTLET).pk))

    def is_found(name: str) -> bool:
        said = json_or_text(client_of(people[name]).get(path))
        return f"/{things.article.slug}/" in said or "run 1 on" in said

    assert (is_found("ana"), is_found("edda")) == (False, True)


def json_or_text(response: Any) -> str:
    """Return what an answer says, the slug of an article written like its address."""
    words = response.content.decode()
    if response.headers["Content-Type"] == "application/json":
        return "".join(f"/{row['slug']}/" for row in json.loads(words)["results"])
    return str(words.split('id="changelist-form"')[-1])


@pytest.mark.parametrize("lookup", ["byline__startswith=By", "title__contains=Quillon", "url__contains=q", "outlet=1"])
def test_addresses_of_the_list_ask_for_nothing_that_is_masked(
    people: dict[str, User], things: Things, lookup: str
) -> None:
    assert client_of(people["ana"]).get(f"/admin/articles/article/?{lookup}").status_code in {302, 400}


@pytest.mark.parametrize("excluded", ["-byline:Marlowe", "-title:Quillon", "bribes -Quillon"])
def test_nothing_is_left_out_by_what_is_masked(people: dict[str, User], things: Things, excluded: str) -> None:
    query = f"article:{things.article.slug} {excluded}"

    def is_found(name: str) -> bool:
        page = client_of(people[name]).get("/search/", {"q": query}).content.decode()
        return f'href="/articles/{things.article.slug}/' in page

    # Whether a statement with masked words is found is the same with and without the names that may be in it.
    assert (is_found("ana"), is_found("edda")) == ("bribes" not in excluded, False)


def test_the_outlet_itself_is_not_known_while_it_has_nothing_else(
    people: dict[str, User], things: Things, desk: Desk
) -> None:
    ana = people["ana"]
    assert {outlet.name for outlet in outlets_known_to(ana)} == {"Gazette"}

    other = make_article(desk, people["edda"], "Another text, he said.", "Another")
    Article.objects.filter(pk=other.pk).update(outlet=Outlet.objects.get(name=OUTLET))

    assert {outlet.name for outlet in outlets_known_to(ana)} == {"Gazette", OUTLET}
    row = client_of(ana).get("/admin/articles/outlet/").content.decode().split(OUTLET)[1].split("</tr>")[0]
    assert '<td class="field-articles">1</td>' in row  # the other one alone


def test_messages_and_reminders_name_no_outlet(article: Article, people: dict[str, User]) -> None:
    open_review(actor=people["edda"], article=article, due_on=timezone.localdate(), sight=MASKED)
    User.objects.filter(username="ana").update(email="ana@example.org")
    client = client_of(people["ana"])

    taken = client.post("/reviews/next/", follow=True).content.decode()
    remind(people["ana"].pk, timezone.localdate())

    assert "█████ ███████: mayor denies claims" in taken
    assert "quillon" not in f"{taken} {mail.outbox[0].body}".casefold()
    assert "█████ ███████: mayor denies claims" in mail.outbox[0].body


def test_an_editor_with_a_masked_pass_changes_nothing_of_it(people: dict[str, User], things: Things) -> None:
    article, edda = things.article, holder("edda", people, things.review)
    client, url = client_of(edda), f"/articles/{things.article.slug}"

    corrected = client.post(f"{url}/correct/", {"content": "Shorter, he said."}, follow=True).content.decode()
    sent = client.post(f"/api/v1{url}/text/", {"content": "Shorter, he said."}, content_type="application/json")
    changed = client.post(f"/admin/articles/article/{article.pk}/change/", {"title": "T", "byline": "B"})
    second = client.post("/api/v1/reviews/", {"article": article.slug}, content_type="application/json")
    batch = client.post("/batches/preview/", {"action": "export", "articles": str(article.pk)}).content.decode()

    assert "Outlet and byline of this article are masked for you" in corrected
    assert (sent.status_code, sent.json()["code"]) == (403, "outlet_masked")
    assert changed.status_code == 403
    assert (second.status_code, "Quillon" in second.json()["detail"]) == (409, False)
    assert "mayor denies claims" in batch and "Quillon" not in batch
    assert ArticleText.objects.filter(article=article).count() == 1
    assert list(Article.objects.filter(pk=article.pk).values_list("byline", "outlet__name")) == [(BYLINE, OUTLET)]
    assert article not in exportable_articles(actor=edda)


def test_a_lexicon_preview_tells_nothing_of_it(people: dict[str, User], things: Things) -> None:
    client = client_of(holder("edda", people, things.review))
    wish = {"step": "preview", "action": "add", "kind": "wording/labeling", "terms": "quillon", "weight": "0.5",
            "neutral": "paper", "note": ""}  # fmt: skip

    page = client.post("/admin/suggestions/lexiconentry/add/", wish).content.decode()

    assert "mayor denies claims" not in page and things.article.slug not in page


def test_what_is_tagged_under_the_mask_keeps_its_words(people: dict[str, User], things: Things) -> None:
    ana, article = people["ana"], things.article
    headline = statement_of(article, "H1")
    edit = {
        "key": str(uuid4()),
        "text": str(text_of(article).pk),
        "parts": [{"statement": "H1", "puts": [{
            "id": str(uuid4()), "kind": "relation",
            "values": {"relation_kind": "assertion", "source_type": "named_person"},
            "spans": [
                {"role": "cue", "start": TEXT.index("reports"), "end": TEXT.index("reports") + 7},
                {"role": "source", "start": TEXT.index("Zoe"), "end": TEXT.index("Zoe") + 11},
                {"role": "content", "start": 15, "end": 34},
            ],
        }]}],
    }  # fmt: skip

    answer = client_of(ana).post(f"/api/v1/articles/{article.slug}/edits/", edit, content_type="application/json")
    tag(ana, headline, relation(headline, cue="denies", content="claims", source="Zoe Marlowe"))

    [shown] = answer.json()["statements"][0]["tags"]
    assert {span["role"]: span["exact"] for span in shown["spans"]}["source"] == "███ ███████"
    assert found_in(client_of(ana), things, SECRETS) == {}
    assert not Source.objects.filter(name__contains="█").exists()


def test_a_masked_article_cannot_be_stored(people: dict[str, User], things: Things) -> None:
    mask_articles(people["ana"], [things.article])

    with pytest.raises(ValueError, match="fetch the row again"):
        things.article.save()


def test_suggestions_that_name_what_is_masked_are_left_out(people: dict[str, User], things: Things) -> None:
    under, about, plain = Suggestion.objects.filter(statement=statement_of(things.article, "S1"))[:3]
    under.spans.update(start=TEXT.index("SPRINGFIELD"), end=TEXT.index("SPRINGFIELD") + 20)
    Suggestion.objects.filter(pk=about.pk).update(values={"same_source": "Zoe Marlowe"})
    client = client_of(people["ana"])

    shown = {row["id"] for row in client.get(f"/api/v1/articles/{things.article.slug}/suggestions/").json()["results"]}

    assert str(plain.pk) in shown
    assert not {str(under.pk), str(about.pk)} & shown


# Without suggestions


@pytest.fixture
def unaided(article: Article, others: list[Article], desk: Desk, people: dict[str, User]) -> Things:
    """Return one of everything about the article, with a review without suggestions of Ana and Ben."""
    return things_of(desk, people["edda"], people["ana"], people["ben"], article=article, sight=WITHOUT)


def suggested(things: Things) -> set[str]:
    """Return what suggestions alone say: their keys, and why they were made."""
    rows = text_of(things.article).suggestions.all()
    keys = {str(row.pk) for row in rows} - {str(things.suggestion.pk)}  # that one stands in what is asked for
    return keys | {row.evidence for row in rows if len(row.evidence) > 30}


@pytest.mark.parametrize("name", ["ana", "edda", "root"])
def test_suggestions_are_nowhere_before_the_pass_is_in(people: dict[str, User], unaided: Things, name: str) -> None:
    person = holder(name, people, unaided.review)

    assert found_in(client_of(person), unaided, suggested(unaided)) == {}


def test_they_are_shown_to_others_and_again_afterwards(people: dict[str, User], unaided: Things) -> None:
    ana = people["ana"]
    keys = {str(row.pk) for row in text_of(unaided.article).suggestions.all()}
    assert set().union(*found_in(client_of(people["edda"]), unaided, keys).values()) == keys

    finish(ana, unaided.article)
    submit_pass(actor=ana, review=unaided.review)

    assert set().union(*found_in(client_of(ana), unaided, keys).values()) == keys


def test_counts_tell_nothing_of_them(people: dict[str, User], unaided: Things) -> None:
    client = client_of(people["ana"])

    start = client.get("/admin/").content.decode()
    rows = client.get("/admin/articles/article/").content.decode().split("<tr>")
    row = next(row for row in rows if f"/articles/{unaided.article.slug}/" in row)
    page = client.get(f"/articles/{unaided.article.slug}/").content.decode()

    assert "open suggestion" not in start
    assert '<td class="field-suggestions">0</td>' in row
    assert "Your pass is without suggestions" in page and "open)" not in page


def test_taking_one_is_refused_in_a_sentence(people: dict[str, User], unaided: Things) -> None:
    client, article, key = client_of(people["ana"]), unaided.article, str(unaided.suggestion.pk)
    edit = {"key": str(uuid4()), "text": str(text_of(article).pk), "parts": [],
            "decisions": [{"suggestion": key, "decision": "accepted"}]}  # fmt: skip

    saved = client.post(f"/api/v1/articles/{article.slug}/edits/", edit, content_type="application/json")
    pressed = client.post(
        f"/articles/{article.slug}/statements/S1/suggestions/", {"action": "accept", "suggestion": key}, follow=True
    )

    assert (saved.status_code, saved.json()["code"]) == (409, "suggestions_hidden")
    assert "Your pass of this article is without suggestions" in pressed.content.decode()
    for action in ("accept", "reject", "reopen"):
        asked = client.post(f"/api/v1/suggestions/{key}/{action}/", {}, content_type="application/json")
        assert asked.status_code == 404


def test_the_queue_leads_to_a_pass_on_the_reviews_terms(people: dict[str, User], unaided: Things) -> None:
    unaided.review.passes.filter(person=people["ben"]).update(state="given_back")
    taken = take_pass(actor=make_user("cara", unaided.article.desk), review=unaided.review)

    assert (taken.had_suggestions, unaided.review.passes.filter(had_suggestions=True).count()) == (False, 0)
