"""Comments are opened, answered, changed, withdrawn and settled; what is refused, and that nothing is lost."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, Membership, User
from annotator.errors import DomainError
from annotator.review.passes import open_review
from annotator.sources.services import register_source
from annotator.talk.models import Comment, Mention, Thread, ThreadEvent
from annotator.talk.seeing import mentions_of, threads_visible_to
from annotator.talk.services import (
    MOST_COMMENTS,
    named_in,
    open_thread,
    read_mentions,
    reopen,
    reply,
    resolve,
    revise_comment,
    withdraw_comment,
)
from annotator.talk.shown import ShownThread, shown_threads
from annotator.talk.states import Place
from annotator.text.spans import Span
from tests.factories.articles import statement_of, text_of
from tests.factories.desks import make_desk, make_user
from tests.factories.tagging import words


def seen_by(person: User) -> ShownThread:
    """Return the only thread as the person sees it."""
    [shown] = shown_threads(person, threads_visible_to(person))
    return shown


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal."""
    with pytest.raises(DomainError) as told:
        act()
    return told.value.code


def test_the_four_places_of_a_thread(article: Article, desk: Desk, ana: User) -> None:
    statement = statement_of(article, "S1")
    span = words(statement, "two officials").span
    kim = register_source(desk=desk, name="Kim Lee", source_type="named_person")

    made = [
        open_thread(actor=ana, about=article, body="All of it"),
        open_thread(actor=ana, about=statement, body="This one"),
        open_thread(actor=ana, about=statement, span=span, body="Which two?"),
        open_thread(actor=ana, about=kim, body="Who is it?"),
    ]

    assert [thread.place for thread in made] == [Place.ARTICLE, Place.STATEMENT, Place.SPAN, Place.SOURCE]
    assert (made[2].exact, made[2].start, made[2].end) == ("two officials", span.start, span.end)
    assert [thread.text_id for thread in made] == [*[text_of(article).pk] * 3, None]
    assert {thread.desk_id for thread in made} == {desk.pk}
    assert [str(thread) for thread in made[2:]] == [f"thread on {article}", "thread on Kim Lee"]


def test_a_thread_stays_with_the_version_it_was_opened_on(article: Article, ana: User, edda: User) -> None:
    thread = open_thread(actor=ana, about=statement_of(article, "S1"), body="This one")
    first = text_of(article)
    revise_text(actor=edda, article=article, content="Mayor denies bribery claims\nHe denies it.\n")
    reply(actor=edda, thread=thread, body="It is gone now")

    assert Thread.objects.get().text == first
    assert open_thread(actor=ana, about=article, body="Better").text == text_of(article) != first


def test_the_course_of_a_thread(article: Article, ana: User, ben: User) -> None:
    thread = open_thread(actor=ana, about=article, body=" First\r\n\r\nline <b> ")
    answer = reply(actor=ben, thread=thread, body="An answer")
    revise_comment(actor=ben, comment=answer.pk, body="A better answer")
    resolve(actor=ben, thread=thread)

    shown = seen_by(ana)
    assert [(c.author.username, c.body, bool(c.changed_at)) for c in shown.comments] == [
        ("ana", "First\n\nline <b>", False),
        ("ben", "A better answer", True),
    ]
    assert [body for body, _ in shown.comments[1].earlier] == ["An answer"]
    assert shown.is_resolved and shown.resolution and shown.resolution.actor == ben
    stored = Thread.objects.get()
    assert (stored.state, stored.resolved_by, stored.resolved_at) == ("resolved", ben, shown.resolution.made_at)

    reopen(actor=ana, thread=thread)
    withdraw_comment(actor=ben, comment=answer.pk)
    shown = seen_by(ana)
    assert (shown.is_resolved, shown.resolution, shown.replies) == (False, None, 1)
    assert (shown.comments[1].is_withdrawn, shown.comments[1].body, shown.comments[1].earlier) == (True, "", ())
    assert list(ThreadEvent.objects.values_list("actor__username", "state")) == [("ben", "resolved"), ("ana", "open")]
    assert list(Comment.objects.filter(root=answer.pk).order_by("made_at").values_list("body", flat=True)) == [
        "An answer",
        "A better answer",
        "",
    ]


def test_the_same_words_again_are_no_revision(article: Article, ana: User) -> None:
    open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get()

    assert revise_comment(actor=ana, comment=comment.pk, body=" First ") == comment
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "comment_empty"),
        (" \n ", "comment_empty"),
        ("a\x00b", "comment_unreadable"),
        ("é" * 4001, "comment_too_long"),
    ],
)
def test_words_that_cannot_be_stored_are_refused_everywhere(article: Article, ana: User, body: str, code: str) -> None:
    thread = open_thread(actor=ana, about=article, body="é" * 4000)
    comment = Comment.objects.get().pk

    assert refused(lambda: open_thread(actor=ana, about=article, body=body)) == code
    assert refused(lambda: reply(actor=ana, thread=thread, body=body)) == code
    assert refused(lambda: revise_comment(actor=ana, comment=comment, body=body)) == code
    assert (Thread.objects.count(), Comment.objects.count()) == (1, 1)


def test_readers_read_and_do_not_write(article: Article, ana: User, rita: User) -> None:
    thread = open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get().pk

    assert seen_by(rita).comments[0].body == "First"
    for act in (
        lambda: open_thread(actor=rita, about=article, body="I too"),
        lambda: reply(actor=rita, thread=thread, body="I too"),
        lambda: revise_comment(actor=rita, comment=comment, body="Mine now"),
        lambda: withdraw_comment(actor=rita, comment=comment),
        lambda: resolve(actor=rita, thread=thread),
        lambda: reopen(actor=rita, thread=thread),
    ):
        assert refused(act) == "not_allowed"


def test_strangers_are_told_that_nothing_is_there(article: Article, desk: Desk, ana: User, sol: User) -> None:
    thread = open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get().pk
    kim = register_source(desk=desk, name="Kim Lee", source_type="named_person")
    statement = statement_of(article, "S1")

    assert refused(lambda: open_thread(actor=sol, about=article, body="x")) == "article_unknown"
    assert refused(lambda: open_thread(actor=sol, about=statement, body="x")) == "article_unknown"
    assert refused(lambda: open_thread(actor=sol, about=kim, body="x")) == "source_unknown"
    assert refused(lambda: reply(actor=sol, thread=thread, body="x")) == "thread_unknown"
    assert refused(lambda: resolve(actor=sol, thread=thread)) == "thread_unknown"
    assert refused(lambda: revise_comment(actor=sol, comment=comment, body="x")) == "comment_unknown"
    assert refused(lambda: withdraw_comment(actor=sol, comment=uuid4())) == "comment_unknown"


def test_whoever_is_blind_writes_to_nothing_of_others(article: Article, ana: User, ben: User, edda: User) -> None:
    thread = open_thread(actor=edda, about=article, body="First")
    answer = reply(actor=ana, thread=thread, body="Mine")
    open_review(actor=edda, article=article, people=[ana, ben])

    assert refused(lambda: reply(actor=ana, thread=thread, body="x")) == "thread_unknown"
    assert refused(lambda: resolve(actor=ana, thread=thread)) == "thread_unknown"
    assert refused(lambda: revise_comment(actor=ana, comment=answer.pk, body="x")) == "comment_unknown"


def test_only_the_author_changes_or_withdraws_a_comment(article: Article, ana: User, edda: User) -> None:
    open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get().pk

    assert refused(lambda: revise_comment(actor=edda, comment=comment, body="x")) == "not_allowed"
    assert refused(lambda: withdraw_comment(actor=edda, comment=comment)) == "not_allowed"


def test_a_change_on_top_of_one_that_was_not_seen_is_refused(article: Article, ana: User) -> None:
    open_thread(actor=ana, about=article, body="First")
    first = Comment.objects.get()
    second = revise_comment(actor=ana, comment=first.pk, body="Second", base=first.pk)

    def third(base: UUID) -> Comment:
        return revise_comment(actor=ana, comment=first.pk, body="Third", base=base)

    assert refused(lambda: third(first.pk)) == "comment_changed_meanwhile"
    assert third(second.pk).body == "Third"


def test_what_was_withdrawn_is_neither_changed_nor_withdrawn_again(article: Article, ana: User) -> None:
    open_thread(actor=ana, about=article, body="First")
    comment = Comment.objects.get().pk
    withdraw_comment(actor=ana, comment=comment)

    assert refused(lambda: revise_comment(actor=ana, comment=comment, body="x")) == "comment_withdrawn"
    assert refused(lambda: withdraw_comment(actor=ana, comment=comment)) == "comment_withdrawn"


def test_a_thread_is_not_settled_twice(article: Article, ana: User) -> None:
    thread = open_thread(actor=ana, about=article, body="First")

    assert refused(lambda: reopen(actor=ana, thread=thread)) == "thread_stands_so"
    resolve(actor=ana, thread=thread)
    assert refused(lambda: resolve(actor=ana, thread=thread)) == "thread_stands_so"


@pytest.mark.parametrize("shift", [(-1, 0), (0, 1), (-5, 5)])
def test_words_outside_of_the_statement_are_refused(article: Article, ana: User, shift: tuple[int, int]) -> None:
    statement = statement_of(article, "S2")
    span = Span(statement.start + shift[0], statement.end + shift[1])

    assert refused(lambda: open_thread(actor=ana, about=statement, span=span, body="x")) == "span_outside"


def test_a_full_thread_takes_no_more_and_does_not_tell_how_full_others_made_it(
    article: Article, ana: User, ben: User, edda: User
) -> None:
    thread = open_thread(actor=ana, about=article, body="First")
    keys = [uuid4() for _ in range(MOST_COMMENTS - 1)]
    Comment.objects.bulk_create(Comment(id=key, root_id=key, thread=thread, author=edda, body=str(key)) for key in keys)

    assert refused(lambda: reply(actor=ana, thread=thread, body="one more")) == "comments_too_many"
    open_review(actor=edda, article=article, people=[ana, ben])
    assert reply(actor=ana, thread=thread, body="one more")


def test_members_of_the_desk_are_mentioned(article: Article, desk: Desk, ana: User, ben: User, edda: User) -> None:
    make_user("carl", make_desk("far"))
    User.objects.filter(username="edda").update(is_active=False)
    dotted = make_user("zo.e", desk)

    open_thread(
        actor=ana, about=article, body="@ben, @BEN and @zo.e. see @carl @edda @ana @nobody-else, x@ben.org @ben"
    )

    assert set(Mention.objects.values_list("person", flat=True)) == {ben.pk, dotted.pk}
    assert seen_by(ana).comments[0].mentions == ("ben", "zo.e")
    assert named_in(desk, "@carl. @edda @carl @ana").unknown == ("carl", "edda")
    assert named_in(desk, "nobody").people == ()


def test_capitals_matter_where_people_differ_by_them(desk: Desk, ana: User) -> None:
    other = make_user("Ana", desk)

    assert named_in(desk, "@Ana").people == (other,)
    assert named_in(desk, "@ana").people == (ana,)
    assert len(named_in(desk, "@ANA").people) == 1


def test_more_than_twenty_people_are_not_mentioned_at_once(article: Article, desk: Desk, ana: User) -> None:
    people = [User(username=f"p{n}") for n in range(21)]
    User.objects.bulk_create(people)
    Membership.objects.bulk_create(Membership(desk=desk, user=person, role="reader") for person in people)
    everybody = " ".join(f"@{person.username}" for person in people)

    assert refused(lambda: open_thread(actor=ana, about=article, body=everybody)) == "mentions_too_many"
    assert not Thread.objects.exists()
    assert open_thread(actor=ana, about=article, body=everybody.replace("@p20", "@p200"))
    assert Mention.objects.count() == 20


def test_mentions_are_read_once_and_stay_read_when_the_words_change(article: Article, ana: User, ben: User) -> None:
    thread = open_thread(actor=ana, about=article, body="@ben look")
    comment = Comment.objects.get().pk
    assert [mention.read_at for mention in mentions_of(ben)] == [None]

    assert read_mentions(person=ana, threads=[thread.pk]) == 0
    assert read_mentions(person=ben, threads=[thread.pk]) == 1
    assert read_mentions(person=ben, threads=[thread.pk]) == 0
    revise_comment(actor=ana, comment=comment, body="@ben look here")
    [mention] = mentions_of(ben)
    assert mention.read_at is not None
    revise_comment(actor=ana, comment=comment, body="look here")
    assert not mentions_of(ben).exists()
    revise_comment(actor=ana, comment=comment, body="@ben after all")
    withdraw_comment(actor=ana, comment=comment)
    assert not mentions_of(ben).exists()


def test_mentions_wait_until_the_comment_may_be_seen(article: Article, ana: User, ben: User, edda: User) -> None:
    review = open_review(actor=edda, article=article, people=[ana, ben])
    thread = open_thread(actor=edda, about=article, body="@ana look")

    assert not mentions_of(ana).exists()
    assert read_mentions(person=ana, threads=[thread.pk]) == 0
    review.passes.filter(person=ana).update(state="given_back")
    assert [mention.read_at for mention in mentions_of(ana)] == [None]


@pytest.mark.django_db(transaction=True)
def test_what_many_do_at_once_comes_one_after_the_other(article: Article, ana: User, edda: User) -> None:
    thread = open_thread(actor=ana, about=article, body="First")
    refusals: list[str] = []

    def act() -> None:
        try:
            resolve(actor=edda, thread=thread)
        except DomainError as error:
            refusals.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert refusals == ["thread_stands_so"] * 4
    assert ThreadEvent.objects.count() == 1


def test_identities_tell_no_number(article: Article, ana: User) -> None:
    thread = open_thread(actor=ana, about=article, body="First")

    assert isinstance(thread.pk, UUID) and isinstance(Comment.objects.get().pk, UUID)
