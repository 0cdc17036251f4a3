"""Reminders: who gets one, when, and that they say nothing of anybody else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review.models import Pass, Review
from annotator.review.passes import open_review, submit_pass
from annotator.review.reminders import passes_to_remind_of, remind
from annotator.review.tasks import remind_people
from tests.factories.articles import make_article
from tests.factories.review import finish

TODAY = timezone.localdate()


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda, "It rained, he said.", "Rain")


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review that is due tomorrow; Ana and Edda have an address, Ben has none."""
    User.objects.filter(username="ana").update(email="ana@example.org", first_name="Ana")
    return open_review(actor=edda, article=article, people=[ana, ben], due_on=TODAY + timedelta(days=1))


def test_people_are_reminded_once_of_what_is_due(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DESK_URL", "https://desk.example.org")

    assert remind_people() == 1
    assert remind_people() == 0

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ana@example.org"], "Sourcemark: 1 pass to submit")
    assert f"- Rain: due on {TODAY + timedelta(days=1):%d %B %Y}" in sent.body
    assert f"https://desk.example.org/reviews/{review.pk}/" in sent.body
    assert "ben" not in sent.body.lower()


def test_they_are_reminded_again_every_third_day(review: Review, ana: User) -> None:
    assert remind(ana.pk, TODAY)
    for days, is_sent in ((2, False), (3, True), (4, False), (6, True)):
        assert remind(ana.pk, TODAY + timedelta(days=days)) is is_sent
    assert "overdue since" in mail.outbox[-1].body
    assert "http" not in mail.outbox[-1].body


def test_nobody_is_reminded_of_what_is_not_due_submitted_or_theirs_no_more(
    review: Review, article: Article, ana: User
) -> None:
    assert list(passes_to_remind_of(TODAY - timedelta(days=1))) == []
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert list(passes_to_remind_of(TODAY)) == []
    User.objects.filter(pk=ana.pk).update(is_active=True)
    assert list(passes_to_remind_of(TODAY)) == [ana.pk]
    finish(ana, article)
    submit_pass(actor=ana, review=review)
    assert not remind(ana.pk, TODAY)


def test_a_reminder_that_cannot_be_sent_is_sent_later(
    review: Review, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("no server")

    with monkeypatch.context() as patch:
        patch.setattr("annotator.review.reminders.send_mail", broken)
        assert remind_people() == 0

    assert Pass.objects.get(person=ana).reminded_on is None
    assert remind_people() == 1
