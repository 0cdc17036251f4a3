"""What somebody finds in the history: everything that they may see, the newest first, and nothing else."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.articles.models import Article, Outlet
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.history.acting import acting
from annotator.history.entries import Entry
from annotator.history.kinds import Kind
from annotator.history.reading import Wanted, read_all, read_page
from annotator.history.records import to_lines
from annotator.review.approving import adjudicate_review, approve_review
from annotator.review.deciding import accept_undisputed
from annotator.review.models import Review
from annotator.review.passes import open_review, submit_pass
from annotator.review.terms import Sight
from annotator.sources.services import merge_sources, register_source
from annotator.suggestions.models import Decision, SuggestionDecision
from annotator.suggestions.services import decide, run_detectors
from annotator.tagging.models import Tag
from annotator.tagging.services import let_lead, open_tag_set
from annotator.talk.services import open_thread, resolve
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.lexicons import ADD_DOOMSTER, change
from tests.factories.review import finish
from tests.factories.tagging import hedge, open_suggestions, tag, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda)


@pytest.fixture
def jo(desk: Desk) -> User:
    """Return an adjudicator."""
    return make_user("jo", desk, Role.ADJUDICATOR)


@pytest.fixture
def everybody(ana: User, ben: User, jo: User, edda: User, rita: User, sol: User) -> dict[str, User]:
    """Return people of every role, and a stranger, by name."""
    return {person.username: person for person in (ana, ben, jo, edda, rita, sol)}


def seen(user: User, kind: Kind | None = None, **wanted: Any) -> list[str]:
    """Return what somebody finds, in words."""
    kinds = frozenset({kind}) if kind else frozenset(Kind)
    return [said(entry) for entry in read_page(user=user, wanted=Wanted(kinds, **wanted)).entries]


def said(entry: Entry) -> str:
    return f"{entry.who.username if entry.who else '–'} {entry.what}"


def people_in(user: User, *kinds: Kind) -> set[str]:
    """Return whose doings of these kinds somebody finds."""
    entries = read_page(user=user, wanted=Wanted(frozenset(kinds)), size=200).entries
    return {entry.who.username for entry in entries if entry.who}


def hedged(person: User, article: Article) -> None:
    """Let somebody mark a hedge and accept a suggestion."""
    statement = statement_of(article, "S1")
    tag(person, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=True))
    decide(actor=person, suggestion=open_suggestions(person, statement)[0], decision=Decision.REJECTED)


def test_the_history_tells_who_did_what_and_where(article: Article, desk: Desk, ana: User, edda: User) -> None:
    run_detectors(text_id=text_of(article).pk)
    hedged(ana, article)
    thread = open_thread(actor=edda, about=statement_of(article, "S2"), body="Really?")
    resolve(actor=ana, thread=thread)
    with acting(lambda: edda):
        one = register_source(desk=desk, name="Ministry", source_type="named_org")
        merge_sources(source=register_source(desk=desk, name="Office", source_type="named_org"), into=one)
        Membership.objects.filter(user=ana).update(role=Role.ADJUDICATOR)
        Article.objects.filter(pk=article.pk).update(title="Mayor <denies>")
    change(edda, ADD_DOOMSTER)
    revise_text(actor=edda, article=article, content="Another text.")

    assert seen(edda)[:12] == [
        "edda stored version 2 of the text",
        "edda set “doomster” in the lexicon wording",
        "edda changed what is known of the article",
        "edda changed the role of ana from annotator to adjudicator",
        "edda merged Office into Ministry",
        "edda registered the source Office",
        "edda registered the source Ministry",
        "ana resolved a thread",
        "edda wrote a comment",
        "ana rejected the suggestion attribution: assertion",
        "ana added a hedge (allegation)",
        "– gave ana the role annotator",
    ]
    entry = read_page(user=edda, wanted=Wanted(frozenset({Kind.ARTICLES}))).entries[1]
    assert [(one.column, one.before, one.after) for one in entry.changes] == [
        ("title", "Mayor denies bribery claims", "Mayor <denies>")
    ]
    tagged = read_page(user=edda, wanted=Wanted(frozenset({Kind.TAGS}))).entries[0]
    assert (tagged.article, tagged.statement, tagged.version, tagged.desk) == (article, "S1", 1, "news")


def test_a_withdrawal_and_a_change_are_told_apart(article: Article, ana: User, edda: User) -> None:
    statement = statement_of(article, "S1")
    [made] = tag(ana, statement, values(claim_type="event"))
    tag(ana, statement, values(claim_type="plan"))

    assert seen(edda, Kind.TAGS) == ["ana changed the answers", "ana added the answers"]
    assert made.made_by == ana


def test_whose_tags_lead_is_found_by_who_may_see_these_tags(article: Article, everybody: dict[str, User]) -> None:
    ana, edda = everybody["ana"], everybody["edda"]
    for person in (edda, ana):
        tag(person, statement_of(article, "S1"), values(claim_type="event"))
    with acting(lambda: edda):
        let_lead(actor=edda, tag_set=open_tag_set(actor=ana, text=text_of(article)))

    led = ["edda let tags of ana lead", "edda ended that tags of edda lead", "– let tags of edda lead"]
    found = {name: [one for one in seen(person, Kind.TAGS) if "lead" in one] for name, person in everybody.items()}
    assert found == {"edda": led, "jo": led, "ana": led[:1], "rita": led[:1], "ben": [], "sol": []}
    assert seen(edda, Kind.TAGS, article=article.slug)[0] == led[0]
    open_review(actor=edda, article=make_article(article.desk, edda, "It rained."), people=[everybody["jo"]])
    assert led[0] in seen(everybody["jo"], Kind.TAGS)


@pytest.mark.parametrize(("name", "whose"), [("ana", {"ana"}), ("ben", set()), ("jo", {"ana", "edda"}),
                                             ("edda", {"ana", "edda"}), ("rita", set()), ("sol", set())])  # fmt: skip
def test_tags_and_decisions_are_found_by_the_roles_of_the_desk(
    article: Article, everybody: dict[str, User], name: str, whose: set[str]
) -> None:
    run_detectors(text_id=text_of(article).pk)
    hedged(everybody["ana"], article)
    hedged(everybody["edda"], article)

    person = everybody[name]
    assert people_in(person, Kind.SUGGESTIONS) == whose
    assert people_in(person, Kind.TAGS) == ({"edda"} if name == "rita" else whose)  # an editor's set leads


@pytest.mark.parametrize("is_administrator", [False, True])
def test_whoever_has_a_pass_to_submit_finds_nothing_of_others_on_that_article(
    article: Article, desk: Desk, ana: User, ben: User, edda: User, is_administrator: bool
) -> None:
    run_detectors(text_id=text_of(article).pk)
    cleo = make_user("cleo", desk, Role.EDITOR)
    User.objects.filter(pk=cleo.pk).update(is_superuser=is_administrator)
    cleo.refresh_from_db()
    review = open_review(actor=edda, article=article, people=[ana, cleo])
    hedged(ana, article)
    with acting(lambda: ana):
        register_source(desk=desk, name="Ministry", source_type="named_org")
    open_thread(actor=ana, about=article, body="Hm.")
    hidden = (Kind.TAGS, Kind.SUGGESTIONS, Kind.COMMENTS, Kind.SOURCES, Kind.RULINGS)

    assert people_in(cleo, *hidden) == set()
    assert people_in(edda, *hidden) == {"ana"}
    assert seen(cleo, Kind.REVIEWS) == ["edda gave cleo a pass", "edda opened the review"]
    assert "edda gave ana a pass: the review is in passes" in seen(edda, Kind.REVIEWS)

    for person in (ana, cleo):
        finish(person, article)
        submit_pass(actor=person, review=review)
    assert "ana submitted a pass" in seen(cleo, Kind.REVIEWS)


def test_while_a_review_is_in_adjudication_nobody_sees_whose_tags_are_whose(
    article: Article, desk: Desk, ana: User, ben: User, jo: User, edda: User
) -> None:
    run_detectors(text_id=text_of(article).pk)
    review = open_review(actor=edda, article=article, people=[ana, ben])
    for person in (ana, ben):
        hedged(person, article)
        with acting(lambda person=person: person):  # type: ignore[misc] # mypy cannot infer a lambda with a default
            register_source(desk=desk, name=f"Source of {person}", source_type="named_org")
        finish(person, article)
    before = (Kind.TAGS, Kind.SUGGESTIONS, Kind.SOURCES)
    assert people_in(edda, *before) == people_in(jo, *before) == {"ana", "ben"}

    for person in (ana, ben):
        submit_pass(actor=person, review=review)
    assert Review.objects.get().state == "in_adjudication"
    assert people_in(edda, *before) == people_in(jo, *before) == set()
    assert people_in(ana, *before) == {"ana"}

    accept_undisputed(actor=edda, review=review)
    assert people_in(jo, Kind.RULINGS) == people_in(jo, Kind.TAGS) == {"edda"}
    adjudicate_review(actor=edda, review=review)
    approve_review(actor=edda, review=review)
    assert people_in(jo, *before) == {"ana", "ben", "edda"}
    assert people_in(ana, *before) == {"ana", "edda"}  # the result is for everybody
    assert people_in(ana, Kind.RULINGS) == set()


def test_masked_articles_keep_their_names_to_themselves(article: Article, desk: Desk, ana: User, edda: User) -> None:
    outlet = Outlet.objects.create(desk=desk, name="Herald")
    Article.objects.filter(pk=article.pk).update(outlet=outlet, title="The Herald says", byline="Zed Zorn")
    open_review(actor=edda, article=article, people=[ana], sight=Sight(masks_outlet=True))

    def words() -> str:
        return b"".join(to_lines(read_page(user=ana, wanted=Wanted(), size=200).entries)).decode()

    titles = [entry.article.title for entry in read_page(user=ana, wanted=Wanted()).entries if entry.article]
    assert titles
    assert not any("Herald" in title for title in titles)
    assert "Herald" not in words()
    assert "Zorn" not in words()
    finish(ana, article)
    submit_pass(actor=ana, review=Review.objects.get())
    assert "Herald" in words()
    assert "Zorn" in words()


@pytest.mark.parametrize("name", ["ana", "jo", "rita", "sol", "root"])
def test_roles_and_accounts_are_for_who_runs_the_desk(
    desk: Desk, ana: User, jo: User, edda: User, rita: User, sol: User, name: str
) -> None:
    person = User.objects.create_superuser("root") if name == "root" else User.objects.get(username=name)
    User.objects.filter(pk=ana.pk).update(is_active=True, is_machine=True)

    assert "– changed the account of ana" in seen(edda, Kind.ROLES)
    assert not any("ana" in words for words in seen(person, Kind.ROLES))


def test_accounts_of_other_desks_are_for_their_own_editors(desk: Desk, ana: User, edda: User, sol: User) -> None:
    Membership.objects.filter(user=ana).delete()
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert seen(edda, Kind.ROLES)[:2] == ["– closed the account of ana", "– took the role annotator from ana"]
    assert not any("sol" in words for words in seen(edda, Kind.ROLES))
    assert not any("ana" in words for words in seen(sol, Kind.ROLES))


def test_strangers_find_nothing_of_the_desk(article: Article, ana: User, sol: User) -> None:
    tag(ana, statement_of(article, "S1"), values(claim_type="event"))
    root = User.objects.create_superuser("root")

    assert people_in(sol, *Kind) == set()
    for nobody in (None, root):
        assert read_page(user=nobody, wanted=Wanted()).entries == ()
    User.objects.filter(pk=ana.pk).update(is_active=False)
    ana.refresh_from_db()
    assert read_page(user=ana, wanted=Wanted()).entries == ()


def test_filters(article: Article, desk: Desk, ana: User, edda: User) -> None:
    other = make_article(desk, edda, "It rained.", "Rain")
    for one in (article, other):
        tag(ana, statement_of(one, "S1"), values(claim_type="event"))
    today = timezone.localdate()

    assert len(seen(edda, Kind.TAGS)) == 2
    assert len(seen(edda, Kind.TAGS, article=other.slug)) == 1
    assert set(seen(edda, article=other.slug)) == {
        "ana added the answers", "edda stored version 1 of the text", "– added the article",
    }  # fmt: skip
    assert seen(edda, person="ana") == ["ana added the answers"] * 2
    assert seen(edda, person="nobody") == seen(edda, article="nowhere") == []
    assert len(seen(edda, Kind.TAGS, since=today, until=today)) == 2
    assert seen(edda, Kind.TAGS, since=today + timedelta(days=1)) == []
    assert seen(edda, Kind.TAGS, until=today - timedelta(days=1)) == []


def pages(user: User, size: int, wanted: Wanted) -> Iterable[Entry]:
    """Yield the history page by page."""
    cursor = ""
    while True:
        page = read_page(user=user, wanted=wanted, cursor=cursor, size=size)
        yield from page.entries
        cursor = page.following
        if not cursor:
            return


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_pages_follow_each_other_without_gap_or_repetition(
    article: Article, desk: Desk, ana: User, edda: User, size: int
) -> None:
    run_detectors(text_id=text_of(article).pk)
    hedged(ana, article)
    open_review(actor=edda, article=make_article(desk, edda, "It rained."), people=[ana])
    call_command("loaddata", "codebook", verbosity=0)
    Tag.objects.get()  # one moment for several entries:
    register_source(desk=desk, name="A", source_type="media", aliases=("B", "C"))
    everything = [(entry.kind, entry.key) for entry in read_page(user=edda, wanted=Wanted(), size=10_000).entries]

    assert len(everything) == len(set(everything)) > 20
    kinds = frozenset(Kind) - {Kind.CODEBOOK}
    wanted = [key for key in everything if key[0] in kinds]
    assert [(entry.kind, entry.key) for entry in pages(edda, size, Wanted(kinds))] == wanted


@pytest.mark.parametrize("cursor", ["x", "bm90aGluZw==", "WyIyMDI2LTAxLTAxIiwgMCwgIngiXQ==",
                                    "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgMCwgIngiXQ=="])  # fmt: skip
def test_a_cursor_of_another_list_is_refused(article: Article, edda: User, cursor: str) -> None:
    with pytest.raises(DomainError, match="begin with the first one"):
        read_page(user=edda, wanted=Wanted(), cursor=cursor)


def test_a_page_costs_the_same_however_much_there_is(article: Article, desk: Desk, ana: User, edda: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read_page(user=edda, wanted=Wanted())
        return len(queries)

    tag(ana, statement_of(article, "S1"), values(claim_type="event"))
    open_thread(actor=edda, about=article, body="A")
    register_source(desk=desk, name="A", source_type="media")
    few = cost()
    for number in range(8):
        more = make_article(desk, edda, f"It rained {number}.")
        tag(ana, statement_of(more, "S1"), values(claim_type="event"))
        open_thread(actor=edda, about=more, body="A")
        register_source(desk=desk, name=f"A {number}", source_type="media")

    assert cost() == few <= 22


def test_a_decision_on_a_hidden_suggestion_is_not_shown(article: Article, ana: User, edda: User) -> None:
    run_detectors(text_id=text_of(article).pk)
    decide(actor=ana, suggestion=open_suggestions(ana, statement_of(article, "S1"))[0], decision=Decision.ACCEPTED)
    assert len(seen(ana, Kind.SUGGESTIONS)) == SuggestionDecision.objects.count() == 1

    open_review(actor=edda, article=article, people=[ana], sight=Sight(shows_suggestions=False))
    assert seen(ana, Kind.SUGGESTIONS) == []


@pytest.mark.django_db(transaction=True)
def test_the_export_is_the_page_without_an_end(article: Article, desk: Desk, ana: User, edda: User) -> None:
    run_detectors(text_id=text_of(article).pk)
    hedged(ana, article)
    page = read_page(user=edda, wanted=Wanted(), size=10_000).entries

    lines = [json.loads(line) for line in to_lines(read_all(user=edda, wanted=Wanted()))]

    assert [(line["kind"], line["id"]) for line in lines] == [(entry.kind.value, entry.key) for entry in page]
    assert {line["format"] for line in lines} == {"sourcemark-history/1"}
    assert list(read_all(user=edda, wanted=Wanted(frozenset({Kind.TAGS}), person="edda"))) == []
