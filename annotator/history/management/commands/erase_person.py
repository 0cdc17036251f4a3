"""Erase a person: say what would happen, and do it when told so."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.history.erasing import Consequences, erase_person, foresee


class Command(BaseCommand):
    """Without --yes it only says what it would do: it cannot be undone."""

    help = "Erase a person: the account is closed for ever, their work stays under a pseudonym. Cannot be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the person."""
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="do it; without it, only say what would happen")

    def handle(self, *, username: str, yes: bool, **_: Any) -> None:
        """Say what happens, and erase."""
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody has the user name “{username}”.")
        if person.erased_at is not None:
            self.stdout.write(f"{username} was erased on {person.erased_at:%d %B %Y} already: nothing to do.")
            return
        try:
            done = erase_person(person=person) if yes else foresee(person)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write("\n".join(sentences(done)))
        if yes:
            pseudonym = User.objects.get(pk=person.pk).username
            self.stdout.write(f"Done. The account is called {pseudonym} from now on.")
        else:
            self.stdout.write("Nothing was done yet. This cannot be undone: say it again with --yes to do it.")


def sentences(what: Consequences) -> list[str]:
    """Return what erasing does, a line each."""
    return [
        "The account is closed for ever. User name, first and last name, e-mail address, password and keys go.",
        f"Roles that end: {', '.join(what.roles) or 'none'}.",
        f"Articles taken back: {what.assignments}. Passes given back: {what.passes}.",
        f"API tokens ended: {what.tokens}. Sessions ended: {what.sessions}. Own saved views deleted: {what.views}.",
        "Tags, decisions, reviews, comments and the history stay, under a pseudonym.",
        f"Comments of others that name them with @: {what.named}. These stay as they are written.",
        "Bylines and texts of articles stay, and so do backups that were made before.",
    ]
