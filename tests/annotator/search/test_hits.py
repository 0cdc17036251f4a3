"""What is found: by words, by tags as far as they may be seen, by places; in which order, and how much of it."""

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.search import hits
from annotator.search.query import parse_query
from annotator.sources.models import Source
from annotator.sources.services import merge_sources, register_source
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import TagSet
from annotator.tagging.services import change_tags, let_lead, open_tag_set
from tests.annotator.search.conftest import Ask, look
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import tag, values

BRIDGE, SCHOOL = "bridge-closed-for-months", "school-opens"
WORDS = [
    ("officials", [f"{SCHOOL} S2", f"{BRIDGE} S1"]),  # as good a hit in both: the newer one first
    ("OFFICIALS said", [f"{SCHOOL} S2", f"{BRIDGE} S1"]),
    ('"two officials said"', [f"{BRIDGE} S1"]),
    ("said two", [f"{BRIDGE} S1"]),
    ('"said two"', []),
    ("zurich", [f"{SCHOOL} S2"]),
    ("engin* crack*", [f"{BRIDGE} S2"]),
    ("official", []),
    ("officials -little", [f"{BRIDGE} S1"]),
    ('officials -"two officials"', [f"{SCHOOL} S2"]),
    ("bridge", [f"{BRIDGE} H1 S1 S3"]),
    ("officials cracks", []),
    ("times", [BRIDGE]),
]
PLACES = [
    ('outlet:"the moscow times"', [BRIDGE]),
    ("outlet:mosc", [BRIDGE]),
    ("-outlet:moscow officials", [f"{SCHOOL} S2"]),
    ("outlet:moscow officials", [f"{BRIDGE} S1"]),
    ("title:opens", [SCHOOL]),
    ("title:open*,closed officials", [f"{SCHOOL} S2", f"{BRIDGE} S1"]),
    ("byline:doe", [BRIDGE]),
    ("date:2025-01", [BRIDGE]),
    ("date:2025", [SCHOOL, BRIDGE]),
    ("date:2025-01-17..2025-02", [BRIDGE]),
    ("date:2024", []),
    ("desk:news officials", [f"{SCHOOL} S2", f"{BRIDGE} S1"]),
    ("kind:headline", [f"{SCHOOL} H1", f"{BRIDGE} H1"]),
    ('bridge -kind:headline kind:body,"key point"', [f"{BRIDGE} S1 S3"]),
    ("label:s2", [f"{SCHOOL} S2", f"{BRIDGE} S2"]),
    (f"article:{SCHOOL} officials", [f"{SCHOOL} S2"]),
]
UNKNOWN = [
    ("outlet:Mosocw", "Did you mean outlet:\"The Moscow Times\"?"),
    ("outlet:!", "Known are The Moscow Times"),
    ("desk:nwes", "Did you mean desk:news?"),
    ("date:soon", "write date:2025"),
    ("date:2025-13", "write date:2025"),
    ("kind:footnote", "headline, key_point"),
    ("label:4", "they look like S4"),
    ("article:nowhere", "“nowhere” is no value of article."),
    ("title:!", "“!” is no value of title."),
    ("source:Kreml", None),
    ("source:Kermlin", 'Did you mean source:"The Kremlin"?'),
    ("status:vage", "Did you mean status:vague?"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "found"), WORDS)
def test_words(typed: str, found: list[str], bridge: Article, school: Article, rita: User, ask: Ask) -> None:
    assert ask(rita, typed) == found


@pytest.mark.parametrize(("typed", "found"), PLACES)
def test_places(typed: str, found: list[str], bridge: Article, school: Article, rita: User, ask: Ask) -> None:
    assert ask(rita, typed) == found


@pytest.mark.parametrize(("typed", "said"), UNKNOWN)
def test_unknown_names_are_helped_with(typed: str, said: str | None, tags: None, rita: User, ask: Ask) -> None:
    if said is None:
        assert ask(rita, typed) == [f"{BRIDGE} S3"]
        return
    with pytest.raises(DomainError) as refusal:
        ask(rita, typed)
    assert said in refusal.value.message


SEEN = [
    # own tags only, and not even a trace of the others'
    ("hedge:hearsay", {"ana": "S2", "ben": "", "edda": "S2", "jo": "S2", "rita": "", "sol": ""}),
    ("hedge:weasel", {"ana": "", "ben": "S2", "edda": "S2", "jo": "S2", "rita": "", "sol": ""}),
    ("hedge:hearsay,weasel", {"ana": "S2", "ben": "S2", "edda": "S2", "jo": "S2", "rita": "", "sol": ""}),
    ("hedge:hearsay sourced:no", {"ana": "S2", "ben": "", "edda": "S2", "jo": "S2", "rita": ""}),
    ("hedge:hearsay sourced:yes", {"ana": "", "edda": "", "jo": ""}),
    # two terms must be one person's
    ("type:event hedge:weasel", {"ana": "", "ben": "", "edda": "", "jo": ""}),
    ("type:assessment hedge:weasel", {"ana": "", "ben": "S2", "edda": "S2"}),
    # what leads is what readers find by
    ("source:kremlin", {"ana": "", "ben": "", "edda": "S3", "rita": "S3"}),
    ("source:Moscow polarity:deny", {"ana": "", "edda": "S3", "rita": "S3"}),
    ("source:kremlin polarity:affirm", {"edda": "", "rita": ""}),
    # what is computed
    ("commitment:distanced", {"ana": "S1 S2", "ben": "S2", "edda": "S1 S2", "rita": ""}),
    ("commitment:denied", {"ana": "", "edda": "S3", "rita": "S3"}),
    ("flag:unsourced_hedge", {"ana": "S2", "ben": "", "edda": "S2", "rita": ""}),
    # exclusion leaves out what the person sees, and nothing else
    ("label:S2 outlet:moscow -hedge:hearsay", {"ana": "", "ben": "S2", "edda": "", "rita": "S2"}),
    ("kind:body outlet:moscow -type:event,plan,assessment", {"ana": "S3", "ben": "S1 S3", "edda": "", "rita": "S1 S2"}),
    # words and tags together
    ("cracks hedge:hearsay", {"ana": "S2", "ben": "", "edda": "S2"}),
    ("officials hedge:hearsay", {"ana": "", "edda": ""}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name", "found"), [(typed, name, found) for typed, by_name in SEEN for name, found in by_name.items()]
)
def test_tags_are_found_as_far_as_they_may_be_seen(
    typed: str, name: str, found: str, tags: None, people: dict[str, User], ask: Ask
) -> None:
    if name == "sol" and "outlet" in typed:
        return
    assert ask(people[name], typed) == ([f"{BRIDGE} {found}"] if found else [])


@pytest.fixture
def people(desk: Desk, ana: User, ben: User, edda: User, rita: User, sol: User) -> dict[str, User]:
    """Return one person of each kind by name."""
    jo = make_user("jo", desk, Role.ADJUDICATOR)
    return {person.username: person for person in (ana, ben, edda, rita, sol, jo)}


@pytest.mark.parametrize("typed", ["officials", "bridge", "status:unattributed", "officials -status:vague", "label:S2"])
def test_others_tags_change_neither_what_is_found_nor_its_order(
    typed: str, bridge: Article, school: Article, ana: User, ben: User, ask: Ask
) -> None:
    tag(ana, statement_of(bridge, "S2"), values(claim_type="event", status="unattributed"))
    before, counted = ask(ana, typed), look(ana, typed)
    for article in (bridge, school):
        for label in ("S1", "S2"):
            tag(ben, statement_of(article, label), values(claim_type="event", status="unattributed"))

    after = look(ana, typed)
    assert ask(ana, typed) == before
    assert (after.statements, after.articles) == (counted.statements, counted.articles)
    assert [t.author for hit in after.hits for item in hit.statements for t in item.tags if not t.is_own] == []


def test_each_hit_brings_the_tags_it_was_found_for(tags: None, people: dict[str, User]) -> None:
    (hit,) = look(people["edda"], "type:event,assessment hedge:hearsay,weasel").hits
    (item,) = hit.statements

    assert sorted((t.author, t.row.tag.kind, t.meets, t.is_own) for t in item.tags) == [
        ("ana", "hedge", (False, True), False),
        ("ana", "statement", (True, False), False),
        ("ben", "hedge", (False, True), False),
        ("ben", "statement", (True, False), False),
    ]
    (hit,) = look(people["edda"], "hedge:weasel type:assessment").hits
    assert {t.author for t in hit.statements[0].tags} == {"ben"}
    assert look(people["edda"], "cracks").hits[0].statements[0].tags == ()


def test_the_desk_of_each_role_counts(tags: None, people: dict[str, User], ask: Ask) -> None:
    Membership.objects.filter(user=people["sol"]).delete()
    assert ask(people["sol"], "officials") == []

    Membership.objects.create(user=people["sol"], desk=Desk.objects.get(slug="news"), role=Role.READER)
    assert ask(people["sol"], "hedge:hearsay") == []
    let_lead(actor=people["edda"], tag_set=TagSet.objects.get(author=people["ana"]))
    assert ask(people["sol"], "hedge:hearsay") == [f"{BRIDGE} S2"]


def test_administrators_find_words_and_no_tags(tags: None) -> None:
    root = User.objects.create_superuser("root")
    everything = Article.objects.all()

    assert hits.find(root, everything, parse_query("officials"), {}).articles == 2
    assert hits.find(root, everything, parse_query("hedge:hearsay"), {}).articles == 0


def test_the_article_as_a_whole(bridge: Article, school: Article, edda: User, ana: User, rita: User, ask: Ask) -> None:
    tag_set = open_tag_set(actor=edda, text=text_of(bridge))
    opinion = Change(kind=TagKind.ARTICLE, values={"work_type": "opinion"})
    change_tags(actor=edda, tag_set=tag_set, statement=None, changes=[opinion])

    assert ask(edda, "work_type:opinion") == ask(rita, "work_type:opinion") == [BRIDGE]
    assert ask(ana, "work_type:opinion") == []
    assert ask(edda, "work_type:opinion bridge kind:body") == [f"{BRIDGE} S1 S3"]
    assert ask(edda, "officials -work_type:opinion") == [f"{SCHOOL} S2"]
    assert ask(ana, "officials -work_type:opinion") == [f"{SCHOOL} S2", f"{BRIDGE} S1"]


def test_only_the_newest_text_is_searched(tags: None, bridge: Article, edda: User, ask: Ask) -> None:
    revise_text(actor=edda, article=bridge, content="Bridge closed for months\nNothing is known.\n")

    assert ask(edda, "cracks") == ask(edda, "hedge:hearsay") == []
    assert ask(edda, "known") == [f"{BRIDGE} S1"]
    assert ask(edda, '"closed for months"') == [f"{BRIDGE} H1"]


def test_sources_stand_for_what_was_merged_with_them(tags: None, desk: Desk, edda: User, ask: Ask) -> None:
    press = register_source(desk=desk, name="Presidential press service", source_type="named_org")
    kremlin = Source.objects.get(key="kremlin")
    merge_sources(source=kremlin, into=press)

    for name in ("kremlin", '"press service"', "presidential", "moscow"):
        assert ask(edda, f"source:{name}") == [f"{BRIDGE} S3"]


def test_relevance_is_phrase_then_number_then_newness(desk: Desk, edda: User, rita: User, ask: Ask) -> None:
    for slug, text in (
        ("once", "A flood came."),
        ("often", "Flood upon flood, and a flood."),
        ("title", "Nothing here."),
    ):
        make_article(desk, edda, text=text, title="The flood" if slug == "title" else f"About {slug}")

    assert ask(rita, "flood") == ["the-flood", "about-often S1", "about-once S1"]


def test_pages_and_counts(desk: Desk, edda: User, rita: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "PAGE", 2)
    monkeypatch.setattr(hits, "SHOWN", 2)
    for number in range(5):
        make_article(desk, edda, text=f"A flood.\nMore flood.\nThe flood ends in {number}.", title=f"News {number}")

    found = look(rita, "flood", 1)
    assert (found.statements, found.articles, found.page, found.pages, found.is_cut) == (15, 5, 1, 3, False)
    assert [(hit.count, len(hit.statements)) for hit in found.hits] == [(3, 2), (3, 2)]
    seen = [hit.article.slug for page in (1, 2, 3) for hit in look(rita, "flood", page).hits]
    assert len(seen) == len(set(seen)) == 5
    assert [look(rita, "flood", page).page for page in (0, 3, 4, 999)] == [1, 3, 3, 3]
    assert (look(rita, "drought", 7).page, look(rita, "drought").pages) == (1, 1)
    monkeypatch.setattr(hits, "LAST_PAGE", 2)
    assert (look(rita, "flood", 3).page, look(rita, "flood").is_cut) == (2, True)


def test_one_article_shows_all_that_was_found_in_it(desk: Desk, edda: User, rita: User) -> None:
    make_article(desk, edda, text="\n".join(f"Flood number {n} came." for n in range(9)), title="Floods")

    assert [len(hit.statements) for hit in look(rita, "flood").hits] == [9]


SLOW = "WITH hits AS ({parts}) SELECT pg_sleep(5), 1, 1, 1 FROM hits LIMIT %s OFFSET %s"


def test_a_search_that_keeps_the_database_busy_is_refused(
    bridge: Article, rita: User, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "ORDERED", SLOW)
    monkeypatch.setattr(hits, "MOST_MILLISECONDS", 100)

    with pytest.raises(DomainError, match="takes too long"):
        ask(rita, "officials")


def test_other_troubles_of_the_database_are_not_hidden(
    bridge: Article, rita: User, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hits, "ORDERED", "SELECT 1 FROM nowhere_at_all -- {parts} %s %s")

    with pytest.raises(DatabaseError, match="nowhere_at_all"):
        ask(rita, "officials")


@pytest.mark.parametrize("typed", ["officials", "hedge:hearsay,allegation", "source:kremlin -status:vague said"])
def test_more_articles_cost_no_more_queries(typed: str, tags: None, desk: Desk, edda: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            look(edda, typed)
        return len(queries)

    before = cost()
    for number in range(4):
        make_article(desk, edda, text=f"Story {number}: officials said it.", title=f"Story {number}")
    assert cost() == before <= 17
