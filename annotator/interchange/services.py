"""How articles leave the desk."""

from collections.abc import Iterator

from django.db import connection, models, transaction

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.interchange.base import Exporter
from annotator.interchange.projection import project_articles
from annotator.review.blinding import blind_articles


def exportable_articles(*, actor: User, desk_slug: str = "") -> models.QuerySet[Article]:
    """Return the articles that the person may export, of one desk if it is named, oldest first.

    Exports hold everybody's tags, so they are for those who run a desk, and an article of which the person has a pass
    to submit is not among them. Raises DomainError `desk_unknown` for a desk
    that the person does not belong to, or `not_allowed`.
    """
    if desk_slug and not Desk.objects.of(actor).filter(slug=desk_slug).exists():
        raise DomainError("desk_unknown", f"There is no desk “{desk_slug}” that you belong to.", field="desk")
    desks = Desk.objects.of(actor, Permission.EXPORT)
    if desk_slug:
        desks = desks.filter(slug=desk_slug)
    if not desks.exists():
        raise DomainError("not_allowed", "Exports hold everybody's tags: only editors of a desk may make them.")
    found = Article.objects.filter(desk__in=desks).exclude(pk__in=blind_articles(actor))
    return found.order_by("created_at", "id")


def export_articles(*, exporter: Exporter, articles: models.QuerySet[Article]) -> Iterator[bytes]:
    """Yield the articles in a format, all as they were at the moment of the first one, in constant memory.

    `articles` come from `exportable_articles`. What is changed while the export runs is not in it.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield from exporter.write(project_articles(articles))
