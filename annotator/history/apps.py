"""History: what happened on the desks, who did it and when."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """The room of what was done."""

    name = "annotator.history"
    verbose_name = "History"
