"""Review: who sees whose tags."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room of blind passes and adjudication; for now its one door to tags."""

    name = "annotator.review"
    verbose_name = "Review"
