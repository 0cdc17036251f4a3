"""Import articles from files: .txt, .html, .md, .jsonl."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.articles.extraction import ExtractedArticle, extract
from annotator.articles.services import ingest_batch
from annotator.desks.models import Desk, User
from annotator.desks.roles import PERMISSIONS, Permission
from annotator.errors import DomainError


class Command(BaseCommand):
    """Good articles go in, once; every refusal names its file or line. The worker does the rest by itself."""

    help = "Import articles from .txt, .html, .md and .jsonl files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files, desk and person."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--desk", default="", help="slug of the desk; needed where there are several")
        parser.add_argument("--as", dest="person", default="", help="whose name to import under; default: an editor")

    def handle(self, *, files: list[Path], desk: str, person: str, **_: Any) -> None:
        """Import and report; the exit status is 1 when anything was refused."""
        target = self._desk(desk)
        report = ingest_batch(actor=self._person(target, person), desk=target, items=self._items(files))
        for article in report.stored:
            self.stdout.write(f"stored   {article.slug}: {article.title}")
        for refusal in report.refused:
            self.stderr.write(f"refused  {refusal.place or 'input'}: {refusal.message}")
        self.stdout.write(f"{len(report.stored)} stored, {len(report.refused)} refused")
        if report.refused:
            raise SystemExit(1)

    def _items(self, files: list[Path]) -> Iterator[ExtractedArticle | DomainError]:
        for path in files:
            try:
                data = path.read_bytes()
            except OSError as error:
                yield DomainError("file_unreadable", f"cannot be read: {error.strerror}", place=str(path))
                continue
            yield from extract(path.name, data)

    def _desk(self, slug: str) -> Desk:
        desks = list(Desk.objects.filter(slug=slug) if slug else Desk.objects.all()[:2])
        if len(desks) != 1:
            known = ", ".join(Desk.objects.values_list("slug", flat=True)) or "none; run quickstart first"
            raise CommandError(f"Say which desk with --desk. Known desks: {known}.")
        return desks[0]

    def _person(self, desk: Desk, username: str) -> User:
        allowed = [role for role, permissions in PERMISSIONS.items() if Permission.ADD_ARTICLES in permissions]
        members = User.objects.filter(memberships__desk=desk, memberships__role__in=allowed, is_active=True)
        person = (members.filter(username=username) if username else members).order_by("date_joined").first()
        if person is None:
            raise CommandError(f"Nobody on {desk} may add articles under that name: give --as an editor of the desk.")
        return person
