"""Measure how right the suggestions are, on the samples and on a folder of annotated corpora, and print it."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from benchmarks.accuracy import Corpora, Line, corpora_folder, corpus_lines, sample_lines
from benchmarks.mistakes import worst_mistakes


class Command(BaseCommand):
    """No test depends on these figures; docs/detection.md says what they mean."""

    help = "Compare suggestions with gold annotation: the two samples, and the corpora of a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder and what to print."""
        parser.add_argument("--corpora", type=Path, default=corpora_folder(), help="folder of corpora, one folder each")
        parser.add_argument("--part", default="dev", help="part of each corpus to read (default: dev)")
        parser.add_argument("--rules", action="store_true", help="leave the trained models out: the rules alone")
        parser.add_argument("--json", action="store_true", help="write the figures as JSON")
        parser.add_argument("--mistakes", type=int, metavar="N", help="print the N worst mistakes instead, grouped")

    def handle(self, *, corpora: Path | None, part: str, rules: bool, mistakes: int | None, **options: Any) -> None:
        """Print a line as soon as its figure is there."""
        if corpora is not None and not corpora.is_dir():
            raise CommandError(f"{corpora} is no folder: name one that holds a folder for each corpus.")
        found = Corpora(corpora, part, with_models=not rules) if corpora else None
        if mistakes is not None:
            if found is None:
                raise CommandError("Mistakes are counted on a corpus: name a folder with --corpora.")
            self.stdout.write("\n".join(worst_mistakes(found, mistakes)))
            return
        self._print(sample_lines(with_models=not rules), as_json=options["json"])
        if found is None:
            self.stderr.write("No corpora: name their folder with --corpora or SOURCEMARK_CORPORA (docs/detection.md).")
            return
        try:
            self._print(corpus_lines(found), as_json=options["json"])
        except FileNotFoundError as missing:
            raise CommandError(f"{missing.filename} is missing: {corpora} lacks this corpus or its part.") from missing

    def _print(self, lines: Iterable[Line], *, as_json: bool) -> None:
        for line in lines:
            self.stdout.write(json.dumps(asdict(line)) if as_json else line.text())
            self.stdout.flush()
