"""Settings of a desk that a test starts as a process of its own: static files come from where they lie."""

from tests.settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
