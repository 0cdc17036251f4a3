"""Search: finding statements and articles by words, tags and places."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The room of finding."""

    name = "annotator.search"
    verbose_name = "Search"
