"""What a change of the lexicons would do, before it is saved: the same that it then does."""

from dataclasses import replace

import pytest

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.detection.overlay import Action, Wish
from annotator.suggestions import preview as previews
from annotator.suggestions import services
from annotator.suggestions.diff import fingerprint
from annotator.suggestions.models import Suggestion
from annotator.suggestions.newsroom import newsroom_lists, propose_changes
from annotator.suggestions.preview import Preview, preview_changes
from annotator.suggestions.tasks import sweep
from tests.factories.articles import make_article
from tests.factories.lexicons import ADD_DOOMSTER, RETIRE_ALLEGEDLY, WEIGH_SAID, change

Seen = dict[tuple[object, str], tuple[float, object]]
TEXT = "The doomster report came on Monday.\nThe mayor allegedly took bribes, two officials said on Monday.\n"


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    """Return an article with the words in question, another without them, and the first search of both."""
    article = make_article(desk, edda, TEXT, "Doomster report")
    make_article(desk, edda, "It rained on Friday.", "Rain")
    sweep()
    return article


def look(actor: User, *wishes: Wish) -> Preview:
    """Return the preview of wishes."""
    lists = newsroom_lists()
    changes = propose_changes(actor=actor, lists=lists, wishes=wishes)
    return preview_changes(actor=actor, lists=lists, changes=changes)


def standing() -> Seen:
    """Return score and values of the suggestions that the newest runs found."""
    rows = Suggestion.objects.current()
    return {(row.text_id, row.fingerprint): (row.score, row.values) for row in rows}


@pytest.mark.parametrize(
    "wishes",
    [
        (ADD_DOOMSTER,),
        (RETIRE_ALLEGEDLY,),
        (WEIGH_SAID,),
        (Wish(Action.RETIRE, "cues", "said"),),
        (Wish(Action.ADD, "cues", "came on", "assertion"), ADD_DOOMSTER, RETIRE_ALLEGEDLY),
    ],
)
def test_a_preview_shows_what_then_really_changes(wishes: tuple[Wish, ...], article: Article, edda: User) -> None:
    before = standing()
    expected = dict(before)
    shown = look(edda, *wishes)
    for difference in shown.differences:
        key = (difference.text.pk, fingerprint(difference.finding))
        if difference.kind == "disappears":
            del expected[key]
        else:
            expected[key] = (difference.finding.score, difference.finding.values)

    change(edda, *wishes)
    sweep()

    assert shown.differences
    assert standing() == expected != before


def test_kinds_are_counted(article: Article, edda: User) -> None:
    counts = [
        [look(edda, wish).count(kind) for kind in ("appears", "disappears", "changes")]
        for wish in (ADD_DOOMSTER, RETIRE_ALLEGEDLY)
    ]

    assert counts == [[1, 0, 0], [0, 1, 0]]
    assert look(edda, WEIGH_SAID).count("changes") > 0


def test_another_neutral_wording_is_a_change_of_the_suggestion(article: Article, edda: User) -> None:
    change(edda, ADD_DOOMSTER)

    shown = look(edda, replace(ADD_DOOMSTER, action=Action.CHANGE, neutral="leave it out"))

    assert [difference.kind for difference in shown.differences] == ["changes"]


def test_a_preview_stores_nothing(article: Article, edda: User) -> None:
    look(edda, ADD_DOOMSTER)

    assert newsroom_lists().revision == 0
    assert services.waiting_texts(10) == []


def test_nothing_is_seen_of_desks_that_one_may_not_read(article: Article, edda: User, sol: User) -> None:
    root = User.objects.create_superuser("root")

    shown = [look(person, ADD_DOOMSTER) for person in (edda, sol, root)]

    assert [(preview.searched, preview.available, len(preview.differences)) for preview in shown] == [
        (2, 2, 1),
        (0, 0, 0),
        (2, 2, 1),
    ]


def test_the_newest_texts_are_searched_up_to_a_number(
    article: Article, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_TEXTS", 1)

    shown = look(edda, ADD_DOOMSTER)

    assert (shown.searched, shown.available, shown.differences) == (1, 2, ())


def test_a_text_beyond_the_limit_of_characters_is_not_counted_as_searched(
    article: Article, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_CHARACTERS", 10)

    shown = look(edda, ADD_DOOMSTER)

    assert (shown.searched, shown.available, shown.differences) == (1, 2, ())


def test_a_text_that_cannot_be_searched_changes_nothing(
    article: Article, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ValueError("cannot read this")

    monkeypatch.setattr(services, "detect", fail)

    assert look(edda, RETIRE_ALLEGEDLY).differences == ()


def test_a_preview_asks_the_database_a_constant_number_of_times(
    article: Article, desk: Desk, edda: User, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(5):
        make_article(desk, edda, f"{TEXT}Copy {number} came.\n", f"Copy {number}")
    lists = newsroom_lists()
    changes = propose_changes(actor=edda, lists=lists, wishes=(ADD_DOOMSTER,))

    with django_assert_num_queries(5):  # type: ignore[operator] # the plugin's fixture is a function
        assert len(preview_changes(actor=edda, lists=lists, changes=changes).differences) == 6
