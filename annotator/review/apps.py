"""Review: who sees whose tags, and who is to tag what."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room of blind passes and adjudication: its one door to tags, and assignments."""

    name = "annotator.review"
    verbose_name = "Review"

    def ready(self) -> None:
        """Connect the receivers."""
        from annotator.review import receivers  # noqa: F401 - importing connects them
