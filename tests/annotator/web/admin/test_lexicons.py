"""The lexicons in the browser: found, changed after a preview, and closed to those who may only read them."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.suggestions.models import LexiconEntry, Suggestion
from annotator.suggestions.tasks import sweep
from annotator.web import lexicon_view
from tests.factories.articles import make_article, text_of
from tests.factories.lexicons import ADD_DOOMSTER, RETIRE_ALLEGEDLY, change

pytestmark = pytest.mark.usefixtures("without_models")

At = Callable[[User | None], Client]
LIST = "/admin/suggestions/lexiconentry/"
ADD = f"{LIST}add/"
ALLEGEDLY = f"{LIST}term/?lexicon=certainty&term=allegedly"
DOOMSTER = f"{LIST}term/?lexicon=wording&term=doomster"
TYPED = {
    "action": "add",
    "kind": "wording/labeling",
    "terms": "Doomster\r\n\r\ndoomster\r\nLurid ",
    "weight": "0.5",
    "neutral": "say what is warned of",
    "note": "Style guide, page 4",
}
RETIRING = {"action": "retire", "note": ""}


def hidden(page: str) -> dict[str, str]:
    """Return what the confirming page would send."""
    form = page[page.index('class="confirm"') :]
    inputs = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def text(response: Any) -> str:
    """Return a page without tags, as a reader sees it."""
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", "", response.content.decode()).split())


@pytest.fixture
def doomster(desk: Desk, edda: User, codebook: None) -> Article:
    """Return a searched article that says “doomster”."""
    article = make_article(desk, edda, "The doomster report came. The mayor allegedly lied.", "Alarm <b>raised</b>")
    sweep()
    return article


def test_every_member_reads_the_words_and_only_editors_are_offered_to_change_them(
    rita: User, edda: User, codebook: None, at: At
) -> None:
    reader, editor = (at(person).get(f"{LIST}?q=strongman").content.decode() for person in (rita, edda))

    assert ">strongman</a>" in reader and "leader, president or ruler" in reader
    assert ADD not in reader
    assert ADD in editor
    assert '<form method="post" class="lexicon-form"' not in at(rita).get(ALLEGEDLY).content.decode()


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("q=Doomster", "doomster", ">regime<"),
        ("q=say what is warned", "doomster", ">regime<"),
        ("kind=certainty&q=alleg", "allegedly", "doomster"),
        ("kind=certainty/allegation", "allegedly", "umpteen"),
        ("state=own", "doomster", "allegedly"),
        ("state=changed", "allegedly", ">regime<"),
        ("state=retired", "allegedly", "doomster"),
        ("state=in use&q=oms", "doomster", "allegedly"),
        ("kind=nonsense&state=nonsense&q=regime", ">regime<", "doomster"),
        ("q=nosuchword", "No word of the lexicons fits", "doomster"),
    ],
)
def test_words_are_found(query: str, there: str, not_there: str, edda: User, at: At) -> None:
    change(edda, ADD_DOOMSTER, RETIRE_ALLEGEDLY)

    page = at(edda).get(f"{LIST}?{query}").content.decode()
    rows = page[page.index("</form>\n", page.index("lexicon-filter")) :]

    assert there in rows
    assert not_there not in rows


def test_a_long_list_has_pages(edda: User, at: At) -> None:
    first, second = (at(edda).get(f"{LIST}?kind=cues&p={number}").content.decode() for number in (1, 2))

    assert "kind=cues&amp;p=2" in first
    assert 'rel="prev"' in second


def test_the_list_takes_a_constant_number_of_queries(
    edda: User, at: At, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    change(edda, *(replace(ADD_DOOMSTER, term=f"word {number}") for number in range(10)))

    client = at(edda)

    with django_assert_max_num_queries(12):  # type: ignore[operator] # the plugin's fixture is a function
        client.get(f"{LIST}?state=own")


def test_words_are_previewed_then_saved_then_found_by_the_sweep(doomster: Article, edda: User, at: At) -> None:
    client = at(edda)

    preview = client.post(ADD, {**TYPED, "step": "preview"})
    page = preview.content.decode()

    assert "1 suggestion would appear" in text(preview)
    assert "Searched 1 of 1 article that you may read" in text(preview)
    assert '<mark class="m-flag suggested">doomster</mark>' in page
    assert "S1 of Alarm &lt;b&gt;raised&lt;/b&gt;" in page
    assert LexiconEntry.objects.count() == 0

    saved = client.post(ADD, {**hidden(page), "step": "save"}, follow=True)
    assert "Saved: “doomster”, “lurid”. All texts are being searched again" in text(saved)
    row = LexiconEntry.objects.get(term="doomster")
    assert (row.person, row.weight, row.note) == (edda, 0.5, "Style guide, page 4")

    sweep()
    found = Suggestion.objects.get(text=text_of(doomster), layer="wording")
    assert "by your newsroom" in found.evidence


def test_a_word_is_retired_and_brought_back(doomster: Article, edda: User, at: At) -> None:
    client = at(edda)
    hedges = Suggestion.objects.current().filter(label="allegation")

    retiring = client.post(ALLEGEDLY, {**RETIRING, "step": "preview"})
    assert "1 suggestion would disappear" in text(retiring)
    client.post(ALLEGEDLY, {**hidden(retiring.content.decode()), "step": "save"})
    sweep()
    assert not hedges.exists()

    again = client.post(ALLEGEDLY, {"action": "bring_back", "note": "", "step": "preview"})
    assert "1 suggestion would appear" in text(again)
    client.post(ALLEGEDLY, {**hidden(again.content.decode()), "step": "save"})
    sweep()
    assert hedges.exists()
    assert text(client.get(ALLEGEDLY)).count("in use, weight 1") == 1


def test_a_word_is_weighed(doomster: Article, edda: User, at: At) -> None:
    preview = at(edda).post(ALLEGEDLY, {"action": "change", "weight": "0.5", "note": "", "step": "preview"})

    assert "1 suggestion would change" in text(preview)
    assert "90% → 45%" in text(preview)


def test_an_own_word_gets_another_kind_and_another_neutral_wording(doomster: Article, edda: User, at: At) -> None:
    change(edda, ADD_DOOMSTER)
    typed = {"action": "change", "kind": "puffery", "weight": "1", "neutral": "leave it out", "note": ""}

    preview = at(edda).post(DOOMSTER, {**typed, "step": "preview"})
    at(edda).post(DOOMSTER, {**hidden(preview.content.decode()), "step": "save"})

    assert "1 suggestion would appear" in text(preview) and "1 suggestion would disappear" in text(preview)
    row = LexiconEntry.objects.latest("number")
    assert (row.type, row.weight, row.neutral) == ("puffery", 1.0, "leave it out")


def test_another_neutral_wording_alone_is_shown(doomster: Article, edda: User, at: At) -> None:
    change(edda, ADD_DOOMSTER)
    typed = {"action": "change", "kind": "labeling", "weight": "0.5", "neutral": "leave it out", "note": ""}

    preview = at(edda).post(DOOMSTER, {**typed, "step": "preview"})

    assert "say what is warned of → leave it out" in text(preview)


def test_going_back_keeps_what_was_typed(doomster: Article, edda: User, at: At) -> None:
    page = at(edda).post(ADD, {**TYPED, "step": "back"}).content.decode()

    assert "Style guide, page 4" in page
    assert 'value="wording/labeling" selected' in page
    assert LexiconEntry.objects.count() == 0


def test_a_change_that_touches_nothing_says_so(doomster: Article, edda: User, at: At) -> None:
    preview = at(edda).post(ADD, {**TYPED, "terms": "nowhere to be read", "step": "preview"})

    assert "Nothing in the loaded articles would change." in text(preview)


def test_a_long_preview_lists_the_first_and_counts_all(
    doomster: Article, edda: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.web.admin.lexicons.MOST_SHOWN", 1)
    monkeypatch.setattr(lexicon_view, "MOST_SHOWN", 1)

    preview = at(edda).post(ADD, {**TYPED, "terms": "doomster\ncame", "step": "preview"})

    assert "2 suggestions would appear" in text(preview)
    assert "The first 1 of 2 are listed." in text(preview)
    assert preview.content.decode().count('class="sentence"') == 1


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"terms": ""}, "This field is required."),
        ({"terms": "(.*)+"}, "cannot be searched for"),
        ({"terms": "regime"}, "is in the wording lexicon already"),
        ({"terms": "\n".join(f"word {number}" for number in range(21))}, "Change at most 20 words at once"),
        ({"terms": "x\0y"}, "Null characters are not allowed."),
        ({"kind": "wording/rude"}, "Select a valid choice"),
        ({"kind": "grammar/verb"}, "Select a valid choice"),
        ({"weight": "2"}, "A weight lies above 0"),
        ({"weight": "nan"}, "A weight lies above 0"),
        ({"weight": "-1"}, "A weight lies above 0"),
        ({"neutral": ""}, "Say what to write instead of “doomster”"),
        ({"note": "x" * 301}, "at most 300 characters"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "save"])
def test_what_cannot_be_done_is_said_beside_the_form(
    typed: dict[str, str], reason: str, step: str, edda: User, at: At
) -> None:
    page = text(at(edda).post(ADD, {**TYPED, "seen": "0", **typed, "step": step}))

    assert reason in page
    assert LexiconEntry.objects.count() == 0


@pytest.mark.parametrize("seen", ["0", "", "x", "9" * 30])
def test_what_somebody_changed_meanwhile_is_previewed_anew(seen: str, doomster: Article, edda: User, at: At) -> None:
    change(edda, RETIRE_ALLEGEDLY)

    page = at(edda).post(ADD, {**TYPED, "seen": seen, "step": "save"})

    assert "Somebody else has changed the lexicons meanwhile" in text(page)
    assert hidden(page.content.decode())["seen"] == "1"
    assert LexiconEntry.objects.count() == 1


def test_a_word_that_somebody_retired_meanwhile_is_looked_at_again(edda: User, at: At) -> None:
    change(edda, RETIRE_ALLEGEDLY)

    page = at(edda).post(ALLEGEDLY, {**RETIRING, "seen": "0", "step": "save"}, follow=True)

    assert "stands otherwise by now" in text(page)
    assert LexiconEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["ana", "rita"])
@pytest.mark.parametrize("step", ["", "preview", "save"])
def test_others_change_nothing(name: str, step: str, request: pytest.FixtureRequest, at: At) -> None:
    client = at(request.getfixturevalue(name))

    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {**TYPED, "seen": "0", "step": step}).status_code == 403
    assert client.post(ALLEGEDLY, {**RETIRING, "seen": "0", "step": step}).status_code == 403
    assert LexiconEntry.objects.count() == 0


def test_people_without_a_desk_and_nobody_see_nothing(db: None, at: At) -> None:
    stranger = User.objects.create_user("stranger")
    for url in (LIST, ADD, ALLEGEDLY):
        for client in (at(None), at(stranger)):
            assert client.get(url).status_code == 302
            assert client.post(url, {**TYPED, "seen": "0", "step": "save"}).status_code == 302
    assert LexiconEntry.objects.count() == 0


def test_no_row_is_changed_or_deleted_through_the_admin(edda: User, at: At) -> None:
    (row,) = change(edda, ADD_DOOMSTER)
    root = User.objects.create_superuser("root")
    for client in (at(edda), at(root)):
        assert client.post(f"{LIST}{row.pk}/change/", {"weight": "1"}).status_code == 403
        assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403

    assert at(edda).get(f"{LIST}{row.pk}/change/")["Location"] == DOOMSTER
    assert at(edda).get(f"{LIST}00000000-0000-0000-0000-000000000000/change/").status_code == 404


@pytest.mark.parametrize("query", ["", "lexicon=grammar&term=the", "lexicon=wording&term=nosuchword"])
def test_a_word_that_is_not_listed_has_no_page(query: str, edda: User, at: At) -> None:
    assert at(edda).get(f"{LIST}term/?{query}").status_code == 404


def test_an_editor_of_another_desk_sees_no_sentence_of_this_one(doomster: Article, sol: User, at: At) -> None:
    preview = text(at(sol).post(ADD, {**TYPED, "step": "preview"}))

    assert "Nothing in the loaded articles would change." in preview
    assert "Searched 0 of 0 articles" in preview


def test_what_people_type_is_escaped(doomster: Article, edda: User, at: At) -> None:
    nasty = {**TYPED, "neutral": "<script>x</script>", "note": '"><img src=x>'}

    preview = at(edda).post(ADD, {**nasty, "step": "preview"}).content.decode()
    change(edda, replace(ADD_DOOMSTER, neutral="<script>x</script>", note='"><img src=x>'))
    pages = [preview, *(at(edda).get(url).content.decode() for url in (DOOMSTER, f"{LIST}?state=own"))]

    assert not [page for page in pages if "<script>x" in page or "<img src=x" in page]
