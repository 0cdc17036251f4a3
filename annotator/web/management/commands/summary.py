"""Print the reliability summary of an article as JSON (SCHEME 9.6)."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.articles.models import Article
from annotator.summaries.services import desk_record


class Command(BaseCommand):
    """What the desk says about one article, computed from the tags as they are now."""

    help = "Print the record of an article's reliability summary."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the article's slug."""
        parser.add_argument("slug", help="such as seed-a")

    def handle(self, *, slug: str, **_: Any) -> None:
        """Print it."""
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            known = ", ".join(Article.objects.order_by("slug").values_list("slug", flat=True)[:5])
            raise CommandError(f"There is no article “{slug}”. Among those that are there: {known or 'none at all'}.")
        record = desk_record(article)
        if record is None:
            raise CommandError(f"“{slug}” has no statements yet: start the worker, it needs a few seconds.")
        self.stdout.write(json.dumps(record, ensure_ascii=False, indent=2))
