"""Who sees whose tags: role by role, author by author."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.review.blinding import (
    all_visible_sets,
    find_visible_tag,
    sources_known_to,
    statements_carrying,
    tag_history_visible_to,
    tag_set_shown_to,
    tag_sets_visible_to,
    tags_carried,
    tags_visible_to,
    texts_carrying,
)
from annotator.review.passes import open_review
from annotator.sources.services import register_source
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import TagSet
from annotator.tagging.services import change_tags, open_tag_set
from annotator.tagging.wanted import Said, WantedTag
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import relation, tag, values

FLAT = {"claim_type": "event", "status": "unattributed"}
SEEN = {"ana": {"ana"}, "ben": {"ben"}, "edda": {"ana", "ben", "edda"}, "jo": {"ana", "ben", "edda"},
        "rita": {"edda"}, "sol": set()}  # fmt: skip
SHOWN = {"ana": "ana", "ben": "ben", "edda": "edda", "jo": "edda", "rita": "edda", "sol": None}


@pytest.fixture
def people(desk: Desk, ana: User, ben: User, edda: User, rita: User, sol: User) -> dict[str, User]:
    """Return one person of each kind by name."""
    jo = make_user("jo", desk, Role.ADJUDICATOR)
    return {person.username: person for person in (ana, ben, edda, rita, sol, jo)}


@pytest.fixture
def article(desk: Desk, people: dict[str, User]) -> Article:
    """Return an article that Ana, Ben and Edda tagged; Edda's tags lead."""
    article = make_article(desk, people["edda"])
    for name in ("ana", "ben", "edda"):
        tag(people[name], statement_of(article, "S1"), values(**FLAT))
    return article


@pytest.mark.parametrize("name", SEEN)
def test_visible_sets(people: dict[str, User], article: Article, name: str) -> None:
    sets = tag_sets_visible_to(people[name], text_of(article))

    assert {tag_set.name for tag_set in sets} == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_visible_sets_over_many_articles(people: dict[str, User], article: Article, name: str) -> None:
    sets = all_visible_sets(people[name], Article.objects.all())

    assert {tag_set.name for tag_set in sets} == SEEN[name]


@pytest.mark.parametrize("name", SHOWN)
def test_the_set_shown_first(people: dict[str, User], article: Article, name: str) -> None:
    shown = tag_set_shown_to(people[name], text_of(article))

    assert (shown.name if shown else None) == SHOWN[name]


@pytest.mark.parametrize("name", SEEN)
@pytest.mark.parametrize("author", ["ana", "ben", "edda"])
def test_tags_and_history_open_with_their_set(
    people: dict[str, User], article: Article, name: str, author: str
) -> None:
    tag_set = TagSet.objects.get(author__username=author)
    statement = statement_of(article, "S1")
    rows = tags_visible_to(people[name], tag_set, statement)
    history = tag_history_visible_to(people[name], tag_set, statement)

    assert bool(rows) == bool(history) == (author in SEEN[name])


@pytest.mark.parametrize("name", SEEN)
def test_a_single_tag_opens_with_its_set(people: dict[str, User], article: Article, name: str) -> None:
    for author in ("ana", "ben", "edda"):
        (row,) = tags_visible_to(people["edda"], TagSet.objects.get(author__username=author))

        assert (find_visible_tag(people[name], row.tag.root_id) is not None) == (author in SEEN[name])


EVENT = WantedTag(((Said("claim_type", frozenset({"event"})),),))
UNATTRIBUTED = WantedTag(((Said("status", frozenset({"unattributed"})),),))
PLAN = WantedTag(((Said("claim_type", frozenset({"plan"})),),))


@pytest.mark.parametrize("name", SEEN)
def test_statements_are_found_by_visible_tags_only(people: dict[str, User], article: Article, name: str) -> None:
    tag(people["ben"], statement_of(article, "S2"), values(**FLAT))
    found = {"ben": {"S1", "S2"}, "edda": {"S1", "S2"}, "jo": {"S1", "S2"}, "sol": set()}.get(name, {"S1"})

    keys = statements_carrying(people[name], [EVENT, UNATTRIBUTED])
    assert set(text_of(article).statements.filter(pk__in=keys).values_list("label", flat=True)) == found
    assert not statements_carrying(people[name], [EVENT, PLAN]).exists()


@pytest.mark.parametrize("name", SEEN)
def test_the_tags_it_was_found_for_are_visible_ones(people: dict[str, User], article: Article, name: str) -> None:
    statement = statement_of(article, "S1")

    found = tags_carried(people[name], [statement.pk], [EVENT])
    assert {tag.author for tag in found} == SEEN[name]
    assert {tag.author for tag in found if tag.is_own} == SEEN[name] & {name}
    assert tags_carried(people[name], [statement.pk], [EVENT, PLAN]) == ()
    assert tags_carried(people[name], [statement.pk], []) == ()


@pytest.mark.parametrize("name", SEEN)
def test_texts_are_found_by_visible_tags_only(people: dict[str, User], article: Article, name: str) -> None:
    for author, kind in (("ana", "opinion"), ("edda", "report")):
        tag_set = open_tag_set(actor=people[author], text=text_of(article))
        about = Change(kind=TagKind.ARTICLE, values={"work_type": kind})
        change_tags(actor=people[author], tag_set=tag_set, statement=None, changes=[about])

    for author, kind in (("ana", "opinion"), ("edda", "report")):
        wanted = WantedTag(((Said("work_type", frozenset({kind})),),))
        assert texts_carrying(people[name], wanted).exists() == (author in SEEN[name])


def test_sources_that_others_name_are_not_known_to_who_has_a_pass_to_submit(
    people: dict[str, User], desk: Desk
) -> None:
    ana, ben, edda = (people[name] for name in ("ana", "ben", "edda"))
    article, other = (make_article(desk, edda, f"Text {n}, he said.", f"Text {n}") for n in range(2))
    names = {
        name: register_source(desk=desk, name=name, source_type="named_person")
        for name in ("Kim", "Lee", "Own", "Idle")
    }
    open_review(actor=edda, article=article, people=[ana, ben])

    def says(person: User, where: Article, name: str) -> None:
        statement = statement_of(where, "S1")
        said = relation(statement, cue="said", content=statement.text.content.split(",")[0], source="he")
        tag(person, statement, replace(said, values={**said.values, "source": names[name]}))

    says(ben, article, "Kim")
    says(ana, article, "Own")
    says(ben, other, "Lee")

    assert set(sources_known_to(ana).values_list("name", flat=True)) == {"Lee", "Own", "Idle"}
    assert set(sources_known_to(edda).values_list("name", flat=True)) == set(names)
    says(ben, other, "Kim")
    assert "Kim" in set(sources_known_to(ana).values_list("name", flat=True))


@pytest.mark.parametrize("path", ["/admin/sources/source/", "/articles/{slug}/workbench/",
                                  "/articles/{slug}/statements/S1/", "/search/?q=source:kim"])  # fmt: skip
def test_no_page_names_a_source_that_others_found_in_a_blind_article(
    people: dict[str, User], desk: Desk, client: Client, path: str
) -> None:
    call_command("loaddata", "codebook", verbosity=0)
    article = make_article(desk, people["edda"], "Text, he said.", "Text")
    open_review(actor=people["edda"], article=article, people=[people["ana"], people["ben"]])
    statement = statement_of(article, "S1")
    kim = register_source(desk=desk, name="Kim Lee", source_type="named_person")
    said = relation(statement, cue="said", content="Text", source="he")
    tag(people["ben"], statement, replace(said, values={**said.values, "source": kim}))
    client.force_login(people["ana"])

    assert "Kim Lee" not in client.get(path.format(slug=article.slug)).content.decode()
