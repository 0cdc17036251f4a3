"""Measure what the README promises, on this machine, and print it."""

import platform
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from benchmarks import detection, pages, start


class Command(BaseCommand):
    """No test depends on these figures; run it on a quiet machine."""

    help = "Measure segmentation, detection, the article page, start-up and memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to leave out."""
        parser.add_argument("--no-start", action="store_true", help="leave out start-up and memory (a minute or two)")

    def handle(self, *, no_start: bool, **_: Any) -> None:
        """Print a line as soon as its figure is there."""
        self.stdout.write(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
        for part in (detection, pages):
            for figure in part.figures():
                self.stdout.write(figure.line())
        if no_start or not start.has_git():
            self.stdout.write("start-up and memory left out")
            return
        for figure in start.figures():
            self.stdout.write(figure.line())
            self.stdout.flush()
