"""Articles: texts as they were loaded, and the statements in them."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """The room of articles and their texts."""

    name = "annotator.articles"
    verbose_name = "Articles"
