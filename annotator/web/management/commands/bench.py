"""Measure what the README promises, on this machine, and print it."""

import logging
import platform
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from benchmarks import agreement, detection, pages, reviews, start, workbench

PARTS: Mapping[str, Any] = {
    "detection": detection,
    "agreement": agreement,
    "pages": pages,
    "reviews": reviews,
    "workbench": workbench,
    "start": start,
}


class Command(BaseCommand):
    """No test depends on these figures; run it on a quiet machine."""

    help = (
        "Measure segmentation, detection, agreement, the article page, the board of reviews, the workbench in a "
        "browser, start-up and memory."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to leave out."""
        parser.add_argument("--only", choices=PARTS, help="measure one part")
        parser.add_argument("--no-start", action="store_true", help="leave out start-up and memory (a minute or two)")

    def handle(self, *, only: str | None, no_start: bool, **_: Any) -> None:
        """Print a line as soon as its figure is there."""
        logging.getLogger("annotator.celery").setLevel(logging.ERROR)  # data is made here without a broker
        self.stdout.write(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
        left_out = {"start": no_start or not start.has_git(), "workbench": not workbench.is_possible()}
        for name, part in PARTS.items():
            if only not in {None, name}:
                continue
            if left_out.get(name):
                self.stdout.write(f"{name} left out")
                continue
            for figure in part.figures():
                self.stdout.write(figure.line())
                self.stdout.flush()
