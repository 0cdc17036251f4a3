"""Desks and people. Ana and Ben are annotators, Edda an editor, Rita a reader; Sol belongs to another desk."""

from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role


def make_desk(slug: str = "news") -> Desk:
    """Return a desk, made if it is not there."""
    return Desk.objects.get_or_create(slug=slug, defaults={"name": slug.capitalize()})[0]


def make_user(name: str, desk: Desk | None = None, role: Role = Role.ANNOTATOR, *, is_machine: bool = False) -> User:
    """Return a person with a password of their name, a member of the desk if one is given."""
    user = User.objects.create_user(name, password=f"{name}-password", is_machine=is_machine)
    if desk is not None:
        Membership.objects.create(desk=desk, user=user, role=role)
    return user
