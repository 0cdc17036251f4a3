"""May this person do that here? Every page, endpoint and export asks this one function."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import PERMISSIONS, Permission, Role, role_allows


def role_on(user: Any, desk: Desk) -> Role | None:
    """Return the person's role on the desk, None for strangers, inactive and anonymous people."""
    if not isinstance(user, User) or not user.is_active:
        return None
    role = Membership.objects.filter(user=user, desk=desk).order_by("pk").values_list("role", flat=True).first()
    return Role(role) if role else None


def may(user: Any, permission: Permission, desk: Desk) -> bool:
    """Say whether the person holds the permission on the desk."""
    role = role_on(user, desk)
    return role is not None and role_allows(role, permission)


def may_anywhere(user: Any, permission: Permission) -> bool:
    """Say whether the person holds the permission on at least one desk."""
    return Desk.objects.of(user, permission).exists()


def grants_of(user: Any) -> Mapping[UUID, frozenset[Permission]]:
    """Return what the person may do on each of their desks, in one query; nothing for strangers."""
    if not isinstance(user, User) or not user.is_active:
        return {}
    roles = Membership.objects.filter(user=user).values_list("desk", "role")
    return {desk: PERMISSIONS[Role(role)] for desk, role in roles}
