"""E-mails about mentions: who gets one, when, and that they tell nothing of what may not be seen."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import mail

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review.models import Review
from annotator.review.passes import open_review, submit_pass
from annotator.sources.services import register_source
from annotator.talk.mailing import people_to_tell, tell_of_mentions
from annotator.talk.models import Comment, Mention, Thread
from annotator.talk.services import open_thread, read_mentions, reply, revise_comment, withdraw_comment
from annotator.talk.tasks import sweep, tell
from tests.factories.articles import make_article
from tests.factories.review import finish

OnCommit = Callable[..., object]


@pytest.fixture
def ana(ana: User) -> User:
    """Return Ana with an address; nobody else has one."""
    ana.email = "ana@example.org"
    ana.save()
    return ana


@pytest.fixture
def thread(article: Article, edda: User) -> Thread:
    return open_thread(actor=edda, about=article, body="A secret thought")


def test_a_mention_is_told_once_with_title_and_link_alone(
    thread: Thread, article: Article, desk: Desk, ana: User, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DESK_URL", "https://desk.example.org")
    kim = register_source(desk=desk, name="Kim Lee", source_type="named_person")
    for word in ("first", "second"):
        reply(actor=edda, thread=thread, body=f"@ana, the {word} thing")
    open_thread(actor=edda, about=kim, body="@ana who is it?")

    assert tell_of_mentions(ana.pk)
    assert not tell_of_mentions(ana.pk)

    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ana@example.org"], "Sourcemark: you were mentioned")
    assert sent.body.count(f"- “{article.title}”\n  https://desk.example.org/threads/{thread.pk}/") == 1
    assert "- the source “Kim Lee”" in sent.body
    assert not [word for word in ("edda", "thing", "who is it", "secret") if word in sent.body.lower()]


def test_whoever_is_mentioned_is_told_after_the_commit(
    thread: Thread, ana: User, edda: User, django_capture_on_commit_callbacks: OnCommit
) -> None:
    with django_capture_on_commit_callbacks() as calls:  # type: ignore[attr-defined] # a context manager
        reply(actor=edda, thread=thread, body="@ana look")
    assert len(calls) == 1
    assert mail.outbox == []

    tell(str(ana.pk))

    assert len(mail.outbox) == 1
    assert "http" not in mail.outbox[0].body


def test_the_sweep_tells_what_a_lost_message_did_not(thread: Thread, ana: User, ben: User, edda: User) -> None:
    reply(actor=edda, thread=thread, body="@ana and @ben, look")

    assert people_to_tell() == [ana.pk]
    assert sweep() == 1
    assert (people_to_tell(), sweep()) == ([], 0)
    assert len(mail.outbox) == 1
    assert not tell_of_mentions(ben.pk)


def test_nobody_is_told_of_what_they_read_lost_or_left(thread: Thread, ana: User, edda: User) -> None:
    made = reply(actor=edda, thread=thread, body="@ana look")
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert people_to_tell() == []
    assert not tell_of_mentions(ana.pk)
    User.objects.filter(pk=ana.pk).update(is_active=True)
    withdraw_comment(actor=edda, comment=made.pk)
    assert not tell_of_mentions(ana.pk)
    reply(actor=edda, thread=thread, body="@ana look again")
    read_mentions(person=ana, threads=[thread.pk])
    assert not tell_of_mentions(ana.pk)
    reply(actor=edda, thread=thread, body="@ana once more")
    ana.memberships.all().delete()
    assert not tell_of_mentions(ana.pk)
    assert mail.outbox == []


def test_a_changed_comment_tells_only_those_who_are_new_in_it(thread: Thread, ana: User, ben: User, edda: User) -> None:
    User.objects.filter(pk=ben.pk).update(email="ben@example.org")
    made = reply(actor=edda, thread=thread, body="@ana look")
    sweep()
    revise_comment(actor=edda, comment=made.pk, body="@ana and @ben look")
    sweep()

    assert [sent.to for sent in mail.outbox] == [["ana@example.org"], ["ben@example.org"]]


def test_who_has_a_pass_to_submit_is_told_afterwards(
    thread: Thread, article: Article, ana: User, ben: User, edda: User, desk: Desk
) -> None:
    review: Review = open_review(actor=edda, article=article, people=[ana, ben])
    reply(actor=edda, thread=thread, body="@ana look")
    other = make_article(desk, edda, "Another text, he said.", "Another")
    open_thread(actor=edda, about=other, body="@ana here too")

    sweep()
    assert "“Another”" in mail.outbox[0].body
    assert article.title not in mail.outbox[0].body

    finish(ana, article)
    submit_pass(actor=ana, review=review)
    sweep()
    assert [article.title in sent.body for sent in mail.outbox] == [False, True]


def test_an_e_mail_that_cannot_be_sent_is_sent_later(
    thread: Thread, ana: User, edda: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply(actor=edda, thread=thread, body="@ana look")

    def broken(*_: object) -> None:
        raise OSError("no server")

    with monkeypatch.context() as patch:
        patch.setattr("annotator.talk.mailing.send_mail", broken)
        assert sweep() == 0

    assert Mention.objects.get().mailed_at is None
    assert sweep() == 1
    assert Comment.objects.count() == 2
