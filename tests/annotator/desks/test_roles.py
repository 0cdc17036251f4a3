"""The one table of permissions."""

import pytest

from annotator.desks.roles import PERMISSIONS, Permission, Role, role_allows


def test_every_role_reads_and_every_permission_has_a_role() -> None:
    assert all(role_allows(role, Permission.READ) for role in Role)
    assert set(Permission) == set().union(*PERMISSIONS.values())


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.READER, {Permission.READ}),
        (Role.ANNOTATOR, {Permission.READ, Permission.TAG, Permission.COMMENT}),
        (
            Role.ADJUDICATOR,
            {Permission.READ, Permission.TAG, Permission.COMMENT, Permission.SEE_ALL_TAGS, Permission.EDIT_SOURCES},
        ),
        (Role.EDITOR, set(Permission)),
    ],
)
def test_who_may_what(role: Role, may: set[Permission]) -> None:
    assert {permission for permission in Permission if role_allows(role, permission)} == may
