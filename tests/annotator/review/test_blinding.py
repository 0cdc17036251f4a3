"""Who sees whose tags: role by role, author by author."""

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.review.blinding import (
    all_visible_sets,
    find_visible_tag,
    tag_history_visible_to,
    tag_set_shown_to,
    tag_sets_visible_to,
    tags_visible_to,
)
from annotator.tagging.models import TagSet
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import tag, values

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

    assert {tag_set.author.username for tag_set in sets} == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_visible_sets_over_many_articles(people: dict[str, User], article: Article, name: str) -> None:
    sets = all_visible_sets(people[name], Article.objects.all())

    assert {tag_set.author.username for tag_set in sets} == SEEN[name]


@pytest.mark.parametrize("name", SHOWN)
def test_the_set_shown_first(people: dict[str, User], article: Article, name: str) -> None:
    shown = tag_set_shown_to(people[name], text_of(article))

    assert (shown.author.username if shown else None) == SHOWN[name]


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
