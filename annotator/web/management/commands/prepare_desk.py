"""Bring a database up to date, and put the demo desk on it if it has no desk yet. `quickstart` calls this."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from annotator.desks.models import Desk

FIXTURES = ("articles", "codebook", "demo_desk")


class Command(BaseCommand):
    """Safe to run at every start: what is there stays as it is, and what is done is not done again."""

    help = "Apply migrations, collect static files, and load the demo desk into an empty database."

    def handle(self, **_: Any) -> None:
        """Do it, saying each step on a line of its own."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("applying migrations")
            call_command("migrate", interactive=False, verbosity=0)
        self._collect_static()
        if not Desk.objects.exists():
            self._say("loading the sample articles, the codebook and the demo desk")
            call_command("loaddata", *FIXTURES, verbosity=0)

    def _collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / "collected.sha256"
        state = static_state()
        if stamp.exists() and stamp.read_text() == state:
            return
        self._say("collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(state)

    def _say(self, step: str) -> None:
        self.stdout.write(f"step: {step}")
        self.stdout.flush()


def static_state() -> str:
    """Return a digest that changes when any static file does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            digest.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()
