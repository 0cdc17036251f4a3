"""Suggestions: what machines found, never an answer."""

from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    """The room of detection runs and suggestions."""

    name = "annotator.suggestions"
    verbose_name = "Suggestions"

    def ready(self) -> None:
        """Connect the receivers."""
        from annotator.suggestions import receivers  # noqa: F401 - importing connects them
