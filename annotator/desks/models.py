"""Tables of people and desks."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now

from annotator.desks.roles import PERMISSIONS, Permission, Role


class User(AbstractUser):
    """A person, or a machine that imports tags (`is_machine`), which may never set sourcing or bias tags."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_machine = models.BooleanField(default=False)
    shortcuts = models.JSONField(
        default=dict, blank=True, help_text="Keys of the workbench that this person changed, by what they do."
    )
    erased_at = models.DateTimeField(null=True, editable=False)
    """When the person behind the account was erased: it has a pseudonym since then, and the database keeps it so."""

    class Meta:
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(is_active=False, is_superuser=False, first_name="", last_name="", email=""),
                name="user_erased_is_nobody",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class DeskQuerySet(models.QuerySet["Desk"]):
    """Named reads of desks."""

    def of(self, user: Any, permission: Permission = Permission.READ) -> "DeskQuerySet":
        """Return the desks on which the user holds the permission; none for strangers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        roles = [role for role, allowed in PERMISSIONS.items() if permission in allowed]
        return self.filter(pk__in=Membership.objects.filter(user=user, role__in=roles).values("desk"))


class DeskManager(models.Manager["Desk"]):
    """Finds desks by slug when fixtures are loaded."""

    def get_queryset(self) -> DeskQuerySet:
        return DeskQuerySet(self.model, using=self._db)

    def of(self, user: Any, permission: Permission = Permission.READ) -> DeskQuerySet:
        """Return the desks on which the user holds the permission."""
        return self.get_queryset().of(user, permission)

    def get_by_natural_key(self, slug: str) -> "Desk":
        """Find a desk by its slug."""
        return self.get(slug=slug)


class Desk(models.Model):
    """A newsroom's desk: the wall around articles, sources and people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    pass_days = models.PositiveSmallIntegerField(
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        verbose_name="days until a pass is given back",
        help_text="A pass of a review in which nothing was tagged for so many days is free for others again.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = DeskManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_days__gte=1, pass_days__lte=365), name="desk_pass_days_in_reach"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        """Return the slug."""
        return (self.slug,)


class Membership(models.Model):
    """One person's role on one desk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value.capitalize()) for role in Role])

    class Meta:
        ordering = ["desk", "user"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "user"], name="membership_one_role_a_desk"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.desk}"


class ApiToken(models.Model):
    """A machine's key to the API. Only a digest is kept; the token itself is shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, help_text="First characters, to recognise a token by.")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
