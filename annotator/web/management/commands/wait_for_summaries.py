"""Wait until the worker has searched and summarised the newest texts, then print the summaries in short."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.articles.models import Article, current_texts
from annotator.suggestions.services import waiting_texts
from annotator.summaries.services import desk_summary, waiting_summaries
from annotator.web.short import short_summary

ENOUGH = 1000
SHOWN = 4


class Command(BaseCommand):
    """Used by `quickstart`, and by scripts that add articles and want to know when they are done."""

    help = "Wait until every article has suggestions and a fresh summary, then print the newest summaries in short."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long to wait."""
        parser.add_argument("--timeout", type=float, default=120, help="seconds to wait at most")

    def handle(self, *, timeout: float, **_: Any) -> None:
        """Wait and print."""
        give_up = time.monotonic() + timeout
        total = current_texts().count()
        while waiting := self._waiting():
            if time.monotonic() > give_up:
                raise CommandError(
                    f"{waiting} of {total} articles are still waiting after {timeout:.0f} s: does the worker run?"
                )
            self._say(f"progress: {max(total - waiting, 0)}/{total} articles searched and summarised")
            time.sleep(0.2)
        self._say(f"progress: {total}/{total} articles searched and summarised")
        for article in Article.objects.order_by("slug")[:SHOWN]:
            summary = desk_summary(article)
            if summary is not None:
                self.stdout.write(short_summary(article.title, summary.record))

    def _waiting(self) -> int:
        unsegmented = current_texts().filter(segmentation=None).count()
        return unsegmented + max(len(waiting_texts(ENOUGH)), len({text for text, _ in waiting_summaries(ENOUGH)}))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
