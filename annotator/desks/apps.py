"""Desks: people, their desks and what they may do."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """The room of desks and people."""

    name = "annotator.desks"
    verbose_name = "Desks and people"
