"""The search page: hits with marks, help, refusals, blindness, and saved views through their pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.search.models import SavedView
from annotator.search.services import save_view
from annotator.sources.services import register_source
from tests.factories.articles import make_article, statement_of
from tests.factories.desks import make_desk, make_user
from tests.factories.tagging import hedge, relation, tag, values

At = Callable[[User | None], Client]


def search(client: Client, query: str, **given: str) -> str:
    """Return the page of a search."""
    return client.get("/search/", {"q": query, **given}).content.decode()


def main_of(page: str) -> str:
    """Return the part of a page without its frame, spaces made even."""
    return " ".join(re.sub(r"\s+", " ", page.split("<main")[1].split("</main>")[0]).split())


def test_nobody_is_sent_to_the_login(db: None, at: At) -> None:
    answer = at(None).get("/search/?q=mayor")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/login/?next=/search/%3Fq%3Dmayor"


def test_people_without_a_desk_are_refused(db: None, at: At) -> None:
    assert at(User.objects.create_user("nobody")).get("/search/").status_code == 403


def test_it_is_in_the_head_of_every_page(article: Article, rita: User, at: At) -> None:
    page = at(rita).get("/codebook/").content.decode()

    assert '<a href="/search/">Search</a>' in page
    assert 'role="search" action="/search/"' in page


def test_an_empty_search_shows_how_to_ask(article: Article, desk: Desk, edda: User, at: At) -> None:
    register_source(desk=desk, name="City Hall", source_type="named_org")
    page = search(at(edda), "  ")

    assert "autofocus" in page
    assert '<a href="/search/?q=status%3Avague+hedge%3Ahearsay"><code>status:vague hedge:hearsay</code></a>' in page
    assert "source:&quot;City Hall&quot;" in page
    assert '<a href="/search/?q=flag%3Aorphan_quote">orphan_quote</a>' in page
    assert "The tags of everybody are searched." in page
    assert "None yet. Search for something" in page


def test_every_example_can_be_followed(article: Article, edda: User, at: At) -> None:
    page = search(at(edda), "")
    found = re.findall(r'href="(/search/\?q=([^"%]+)[^"]*)"', page)

    assert len(found) > 150
    for url in {field: url for url, field in found}.values():
        assert at(edda).get(url).status_code == 200, url


def test_hits_are_marked_and_lead_to_their_statement(article: Article, rita: User, at: At) -> None:
    page = main_of(search(at(rita), "TWO officials"))

    assert "1 statement in 1 article" in page
    assert f'href="/articles/{article.slug}/#S1"' in page
    assert '<mark class="hit">two</mark> <mark class="hit">officials</mark>' in page
    assert '<mark class="hit">two officials</mark>' in main_of(search(at(rita), '"two officials"'))


def test_titles_are_found_and_marked(article: Article, rita: User, at: At) -> None:
    assert '<mark class="hit">Mayor</mark> denies' in main_of(search(at(rita), "mayor"))
    titles = main_of(search(at(rita), "title:brib*"))
    assert 'denies <mark class="hit">bribery</mark>' in titles
    assert ">1 article</h2>" in titles


def test_tags_are_marked_with_what_they_say(tagged: Article, ana: User, edda: User, at: At) -> None:
    mine, editors = (main_of(search(at(user), "hedge:allegation sourced:yes")) for user in (ana, edda))

    assert '<mark class="tagged">allegedly</mark>' in mine
    assert 'href="/codebook/#hedge_type-allegation">Allegation</a>' in mine
    assert "Somebody behind it: yes" in mine
    assert "tags of ana" in editors and "tags of ana" not in mine
    assert re.search(rf'href="/articles/{tagged.slug}/\?set=[-0-9a-f]+#S1">tags of ana', editors)
    assert "Distanced</a>" in main_of(search(at(ana), "commitment:distanced"))


def test_a_tag_says_what_was_asked_for(article: Article, desk: Desk, edda: User, at: At) -> None:
    hall = register_source(desk=desk, name="City Hall", source_type="named_org", aliases=("the mayor's office",))
    statement = statement_of(article, "S1")
    said = relation(statement, cue="said", content="The mayor allegedly took bribes", source="two officials")
    said = replace(said, values={**said.values, "source": hall})
    tag(edda, statement, values(claim_type="event", status="explicit"), said)

    page = main_of(search(at(edda), "source:office polarity:affirm"))
    assert 'href="/codebook/#field-source_type">City Hall</a>' in page
    assert '<mark class="tagged">two officials</mark>' in page
    computed = main_of(search(at(edda), "commitment:reported,asserted need:exempt,required contested:unknown"))
    assert re.findall(r'<a class="chip"[^>]*>([^<]+)', computed) == ["Needs a source", "Not known"]


def test_others_tags_leave_no_trace(tagged: Article, ana: User, ben: User, rita: User, edda: User, at: At) -> None:
    for typed in ("hedge:allegation", "status:explicit", "commitment:distanced"):
        for user in (ben, rita):
            assert "Nothing found" in search(at(user), typed)
        assert "1 statement in 1 article" in search(at(edda), typed)
    untouched = make_article(tagged.desk, edda, text="The mayor allegedly took nothing.", title="Untouched")
    first, second = (main_of(search(at(ben), f"took article:{a.slug}")) for a in (tagged, untouched))
    assert ("chip" in first, "tags of" in first) == ("chip" in second, "tags of" in second) == (False, False)


def test_words_of_an_article_are_never_markup(desk: Desk, edda: User, codebook: None, at: At) -> None:
    evil = "<script>alert(1)</script> said <b onclick='x'>bold</b> & more"
    make_article(desk, edda, text=f"{evil}.\n", title=evil)

    for typed in ("script", '"script alert"', "said", "<script>alert(1)</script>", 'title:"<b"', "bold:<script>"):
        page = search(at(edda), typed)
        assert "<script>alert" not in page and "<b onclick" not in page and "<b " not in page
    assert '&lt;<mark class="hit">script</mark>&gt;<mark class="hit">alert</mark>' in search(at(edda), "script alert")


def test_links_are_shown_as_links(article: Article, rita: User, at: At) -> None:
    page = main_of(search(at(rita), "example.org"))

    assert '<mark class="hit"><a class="citation" href="https://example.org/a?b=1&amp;c=2"' in page
    assert "Nothing found" in main_of(search(at(rita), '"example org a"'))


def test_long_statements_are_cut_around_their_first_hit(desk: Desk, edda: User, codebook: None, at: At) -> None:
    make_article(desk, edda, text="word " * 300 + "needle " + "word " * 300, title="Long")

    page = main_of(search(at(edda), "needle"))
    assert re.search(r'… (\w+ )+<mark class="hit">needle</mark>( \w+)+ …', page)
    assert len(page) < 20_000


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("statsu:vague", "Did you mean “status:”?"),
        ("status:vage", "Did you mean status:vague?"),
        ("status:author", "unattributed (Author&#x27;s voice)"),
        ("outlet:nowhere", "“nowhere” is no value of outlet."),
        ('"open', "is not closed"),
        ("-mayor", "only says what to leave out"),
        ("a " * 21, "at most 20 terms"),
        ("x" * 501, "at most 500 characters"),
    ],
)
def test_what_is_wrong_is_said(typed: str, said: str, article: Article, rita: User, at: At) -> None:
    answer = at(rita).get("/search/", {"q": typed})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert said in page.split('id="refusal"')[1].split("</p>")[0]
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999", "٣", ""])
def test_any_page_is_answered(page: str, article: Article, rita: User, at: At) -> None:
    assert "1 statement in 1 article" in search(at(rita), "officials", page=page)


@pytest.mark.parametrize(
    "typed", ["\x00", "mayor\x00", "%", "a'b", "\\", ":*", "!", "mayor & !", "source:%", "title:'"]
)
def test_odd_characters_are_answered(typed: str, article: Article, rita: User, at: At) -> None:
    assert at(rita).get("/search/", {"q": typed}).status_code in {200, 422}


def test_pages_lead_on(desk: Desk, edda: User, codebook: None, at: At) -> None:
    for number in range(21):
        make_article(desk, edda, text=f"A flood in {number}.", title=f"News {number}")

    first, second = (main_of(search(at(edda), '"a flood"', page=page)) for page in ("1", "2"))
    assert 'href="/search/?q=%22a%20flood%22&amp;page=2"' in first and "Page 1 of 2" in first
    assert 'rel="prev" href="/search/?q=%22a%20flood%22&amp;page=1"' in second and 'rel="next"' not in second
    view = save_view(actor=edda, desk=desk, name="Floods", query="flood")
    assert f'href="/search/views/{view.pk}/?page=2"' in at(edda).get(f"/search/views/{view.pk}/").content.decode()


def test_more_in_an_article_is_a_narrower_search(desk: Desk, edda: User, codebook: None, at: At) -> None:
    make_article(desk, edda, text="\n".join(f"Flood {n} came." for n in range(8)), title="Floods")
    make_article(desk, edda, text="Another flood came.", title="Other")

    page = main_of(search(at(edda), "flood came"))
    assert "9 statements in 2 articles" in page
    assert '<a href="/search/?q=flood+came+article%3Afloods">3 more in this article</a>' in page
    assert "8 statements in 1 article" in main_of(search(at(edda), "flood came article:floods"))


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ([Role.ANNOTATOR], "Of the tags, your own are searched."),
        ([Role.ADJUDICATOR], "The tags of everybody are searched."),
        ([Role.READER], "Of the tags, those that lead are searched."),
        ([Role.READER, Role.EDITOR], "On each desk those tags are searched that you may see there."),
    ],
)
def test_it_says_whose_tags_are_searched(roles: list[Role], said: str, codebook: None, at: At) -> None:
    user = make_user("uli")
    for number, role in enumerate(roles):
        Membership.objects.create(desk=make_desk(f"desk-{number}"), user=user, role=role)

    assert said in search(at(user), "")


def test_administrators_search_words(article: Article, at: At) -> None:
    page = search(at(User.objects.create_superuser("root")), "officials")

    assert "1 statement in 1 article" in page
    assert "You are on no desk" in page


@pytest.mark.parametrize("typed", ["officials", "hedge:allegation status:explicit", ""])
def test_more_articles_cost_no_more_queries(typed: str, tagged: Article, ana: User, edda: User, at: At) -> None:
    client = at(ana)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            search(client, typed)
        return len(queries)

    before = cost()
    for number in range(4):
        article = make_article(
            tagged.desk, edda, text=f"Nr {number}: they allegedly paid, officials said.", title="More"
        )
        statement = statement_of(article, "S1")
        tag(ana, statement, values(claim_type="event"), hedge(statement, "allegedly", hedge_type="allegation"))
        save_view(actor=ana, desk=tagged.desk, name=f"View {number}", query="officials")
    assert cost() == before <= 26


def given(desk: Desk, **fields: str) -> dict[str, str]:
    """Return the fields of the form that saves a view."""
    return {"name": "Vague ones", "query": "status:vague", "desk": str(desk.pk), **fields}


def test_a_search_is_saved_opened_and_shared(tagged: Article, desk: Desk, ana: User, ben: User, at: At) -> None:
    answer = at(ana).post("/search/views/", given(desk, query="hedge:allegation", is_shared="on"), follow=True)
    view = SavedView.objects.get()
    page = answer.content.decode()

    assert answer.redirect_chain == [(f"/search/views/{view.pk}/", 302)]
    assert "Saved: Vague ones." in page and "1 statement in 1 article" in page
    theirs = at(ben).get(f"/search/views/{view.pk}/").content.decode()
    assert "Shared on News by ana" in theirs and "Nothing found" in theirs
    assert f"/search/views/{view.pk}/change/" not in theirs
    assert "by ana, shared on News" in search(at(ben), "")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "n" * 81}, "at most 80 characters"),
        ({"name": "taken"}, "You already have a view named “taken”"),
        ({"query": "-mayor"}, "only says what to leave out"),
        ({"query": "x" * 501}, "at most 500 characters"),
        ({"desk": str(uuid4())}, "Select a valid choice"),
        ({"desk": "x"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said(fields: dict[str, str], said: str, desk: Desk, ana: User, at: At) -> None:
    save_view(actor=ana, desk=desk, name="Taken", query="mayor")

    answer = at(ana).post("/search/views/", {**given(desk), **fields})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_a_desk_of_others_is_no_choice(desk: Desk, ana: User, sol: User, at: At) -> None:
    elsewhere = Desk.objects.get(slug="elsewhere")

    assert at(ana).post("/search/views/", given(elsewhere)).status_code == 422
    Membership.objects.create(desk=elsewhere, user=ana, role=Role.READER)
    assert "Elsewhere</option>" in search(at(ana), "mayor")
    assert at(ana).post("/search/views/", given(elsewhere)).status_code == 302


def test_a_view_is_changed_by_its_owner(desk: Desk, ana: User, at: At) -> None:
    view = save_view(actor=ana, desk=desk, name="Vague ones", query="status:vague")
    url = f"/search/views/{view.pk}/change/"

    assert 'value="status:vague"' in at(ana).get(url).content.decode()
    answer = at(ana).post(url, {"name": "Renamed", "query": "status:vague,unattributed", "is_shared": "on"})
    assert answer.headers["Location"] == f"/search/views/{view.pk}/"
    view.refresh_from_db()
    assert (view.name, view.query, view.is_shared) == ("Renamed", "status:vague,unattributed", True)
    wrong = at(ana).post(url, {"name": "Renamed", "query": '"open'})
    assert wrong.status_code == 422 and "is not closed" in wrong.content.decode()
    missing = at(ana).post(url, {"query": "mayor"})
    assert missing.status_code == 422


def test_deleting_says_what_is_lost(desk: Desk, ana: User, at: At) -> None:
    view = save_view(actor=ana, desk=desk, name="Vague ones", query="status:vague", is_shared=True)
    url = f"/search/views/{view.pk}/delete/"

    page = main_of(at(ana).get(url).content.decode())
    assert "everybody on News loses it as well" in page and SavedView.objects.exists()
    assert "Deleted: Vague ones." in at(ana).post(url, follow=True).content.decode()
    assert at(ana).get(url).status_code == 404


@pytest.mark.parametrize("action", ["", "change/", "delete/"])
@pytest.mark.parametrize("name", ["ben", "edda", "sol", "gone"])
def test_what_is_not_ones_own_is_not_there(
    action: str, name: str, desk: Desk, ana: User, ben: User, edda: User, sol: User, at: At
) -> None:
    view = save_view(actor=ana, desk=desk, name="Own", query="mayor", is_shared=False)
    shared = save_view(actor=ana, desk=desk, name="Shared", query="mayor", is_shared=True)
    if name == "gone":
        Membership.objects.filter(user=ana).update(desk=Desk.objects.get(slug="elsewhere"))
    client = at({"ben": ben, "edda": edda, "sol": sol, "gone": ana}[name])

    assert client.get(f"/search/views/{view.pk}/{action}").status_code == 404
    if action or name in {"sol", "gone"}:
        assert client.get(f"/search/views/{shared.pk}/{action}").status_code == 404
        assert client.post(f"/search/views/{shared.pk}/{action}").status_code in {404, 405}
    assert client.get(f"/search/views/{uuid4()}/{action}").status_code == 404
    assert SavedView.objects.count() == 2


def test_a_saved_search_that_nobody_can_read_any_more(desk: Desk, ana: User, codebook: None, at: At) -> None:
    view = SavedView.objects.create(desk=desk, owner=ana, name="Old", query="outlet:gone")

    answer = at(ana).get(f"/search/views/{view.pk}/")
    assert answer.status_code == 422
    assert "is no value of outlet" in answer.content.decode()
