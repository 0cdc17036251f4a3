"""Comments are no tags: agreement and summaries are the same to the byte with and without them."""

import json

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.review.measuring import measure_review
from annotator.review.models import Agreement, Review
from annotator.review.passes import open_review, submit_pass
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from annotator.talk.models import Comment
from annotator.talk.services import open_thread, reply, resolve
from tests.factories.articles import statement_of, text_of
from tests.factories.review import finish
from tests.factories.tagging import tag, values, words


def figures(article: Article, person: User) -> tuple[bytes, ...]:
    """Return agreement, summary and tag sets of the article, computed anew, as bytes."""
    Agreement.objects.all().delete()
    measured = measure_review(Review.objects.select_related("article__desk", "text").get())
    tag_set = TagSet.objects.get(text=text_of(article), author=person)
    summary = refresh_summary(text_id=text_of(article).pk, tag_set_id=tag_set.pk)
    assert measured is not None and summary is not None
    told = (measured.record, measured.digest, summary.record, summary.revision, tag_set.revision)
    return tuple(json.dumps(part, sort_keys=True).encode() for part in told)


def test_nothing_that_counts_knows_of_comments(article: Article, desk: Desk, ana: User, ben: User, edda: User) -> None:
    review = open_review(actor=edda, article=article, people=[ana, ben])
    for person in (ana, ben):
        finish(person, article)
    tag(ben, statement_of(article, "S2"), values(claim_type="plan"))
    for person in (ana, ben):
        submit_pass(actor=person, review=review)
    before = figures(article, ben)

    statement = statement_of(article, "S1")
    for person in (ana, ben, edda):
        thread = open_thread(actor=person, about=statement, body="Is this a plan?")
        open_thread(actor=person, about=statement, span=words(statement, "allegedly").span, body="And this a hedge?")
        reply(actor=person, thread=thread, body="It is")
        resolve(actor=person, thread=thread)

    assert Comment.objects.count() == 9
    assert figures(article, ben) == before
