"""Interchange: everything out, and later in."""

from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    """The room of records and formats."""

    name = "annotator.interchange"
    verbose_name = "Interchange"
