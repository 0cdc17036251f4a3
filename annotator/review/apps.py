"""Review: who sees whose tags, and who is to tag what."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The room of blind passes and adjudication: its one door to tags, and assignments."""

    name = "annotator.review"
    verbose_name = "Review"
