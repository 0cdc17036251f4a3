"""Sources: the registry of who says things."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """The room of the source registry."""

    name = "annotator.sources"
    verbose_name = "Sources"
