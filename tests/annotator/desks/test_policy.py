"""May this person do that here?"""

from django.contrib.auth.models import AnonymousUser

from annotator.desks.models import Desk, User
from annotator.desks.policy import may, may_anywhere, role_on
from annotator.desks.roles import Permission, Role


def test_a_member_has_the_role_and_a_stranger_none(desk: Desk, ana: User, sol: User) -> None:
    assert (role_on(ana, desk), role_on(sol, desk), role_on(AnonymousUser(), desk)) == (Role.ANNOTATOR, None, None)


def test_an_inactive_member_may_nothing(desk: Desk, ana: User) -> None:
    ana.is_active = False

    assert not may(ana, Permission.READ, desk)


def test_permissions_follow_the_role(desk: Desk, ana: User, edda: User) -> None:
    assert (may(ana, Permission.EXPORT, desk), may(edda, Permission.EXPORT, desk)) == (False, True)


def test_anywhere_means_any_desk(ana: User, sol: User) -> None:
    assert may_anywhere(sol, Permission.RUN_DESK)
    assert not may_anywhere(ana, Permission.RUN_DESK)
    assert not may_anywhere(AnonymousUser(), Permission.READ)


def test_desks_of_a_person(desk: Desk, ana: User, sol: User) -> None:
    assert list(Desk.objects.of(ana)) == [desk]
    assert not Desk.objects.of(sol).filter(pk=desk.pk).exists()
    assert list(Desk.objects.of(ana, Permission.EXPORT)) == []
