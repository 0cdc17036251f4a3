"""Talk: comments in threads, and who is mentioned in them."""

from django.apps import AppConfig


class TalkConfig(AppConfig):
    """The room of comments."""

    name = "annotator.talk"
    verbose_name = "Comments"

    def ready(self) -> None:
        """Connect the receivers."""
        from annotator.talk import receivers  # noqa: F401 - importing connects them
