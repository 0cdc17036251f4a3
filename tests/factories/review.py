"""Assignments, made through the door that everybody uses."""

from datetime import date

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.models import Batch
from annotator.review.services import assign_articles


def assign(editor: User, article: Article, *people: User, due_on: date | None = None) -> Batch:
    """Return the batch that gave the article to people."""
    return assign_articles(actor=editor, articles=[article], people=people, due_on=due_on)
