"""Tagging: what people say about statements, every revision kept."""

from django.apps import AppConfig


class TaggingConfig(AppConfig):
    """The room of the codebook and the tags."""

    name = "annotator.tagging"
    verbose_name = "Tags and codebook"
