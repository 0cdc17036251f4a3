"""Summaries: how an article knows what it says, in counts that open to their statements."""

from django.apps import AppConfig


class SummariesConfig(AppConfig):
    """The room of reliability summaries."""

    name = "annotator.summaries"
    verbose_name = "Reliability summaries"

    def ready(self) -> None:
        """Connect the receivers."""
        from annotator.summaries import receivers  # noqa: F401 - importing connects them
