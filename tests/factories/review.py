"""Assignments and finished passes, made through the door that everybody uses."""

from datetime import date

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.models import Batch
from annotator.review.services import assign_articles
from tests.factories.articles import text_of
from tests.factories.tagging import tag, values


def assign(editor: User, article: Article, *people: User, due_on: date | None = None) -> Batch:
    """Return the batch that gave the article to people."""
    return assign_articles(actor=editor, articles=[article], people=people, due_on=due_on)


def finish(person: User, article: Article) -> None:
    """Finish every statement of the article in the person's set, each in the plainest way."""
    for statement in text_of(article).statements.select_related("text__article__desk"):
        tag(person, statement, values(claim_type="event", status="unattributed"))
