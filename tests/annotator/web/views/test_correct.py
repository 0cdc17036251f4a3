"""Correcting an article: a new version, the old one untouched."""

from collections.abc import Callable

from django.test import Client

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from tests.factories.articles import STORY, make_article

At = Callable[[User], Client]


def test_an_editor_stores_a_new_version(desk: Desk, edda: User, at: At) -> None:
    article = make_article(desk, edda)
    address = f"/articles/{article.slug}/correct/"
    assert "bribes" in at(edda).get(address).content.decode()

    answer = at(edda).post(address, {"content": STORY.replace("Friday", "Thursday").replace("\n", "\r\n")}, follow=True)

    assert "Version 2 is stored" in answer.content.decode()
    assert article.texts.get(version=1).content == STORY
    assert article.texts.get(version=2).content == STORY.replace("Friday", "Thursday")


def test_an_unchanged_text_is_refused_with_a_sentence(desk: Desk, edda: User, at: At) -> None:
    article = make_article(desk, edda)

    answer = at(edda).post(f"/articles/{article.slug}/correct/", {"content": STORY.replace("\n", "\r\n")})

    assert "the same as the stored one" in answer.content.decode()
    assert article.texts.count() == 1


def test_only_those_who_add_articles_correct_them(
    desk: Desk, edda: User, ana: User, rita: User, sol: User, at: At
) -> None:
    address = f"/articles/{make_article(desk, edda).slug}/correct/"

    assert [at(person).get(address).status_code for person in (ana, rita, sol)] == [403, 403, 404]
    assert Article.objects.get().texts.count() == 1
