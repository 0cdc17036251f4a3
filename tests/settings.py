"""Settings of the suite: the real ones with a fast password hasher and plain static files."""

import os

from annotator.local.testing import export_test_environment

export_test_environment()  # the servers that tests/conftest.py starts, unless others are named
os.environ.setdefault("SOURCEMARK_LOCAL", "1")
os.environ.setdefault("SECRET_KEY", "only for tests, never for a desk that people use")

from annotator.settings import *  # noqa: E402, F403 - the environment above must be set first

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # what the demo desk's fixture was made with
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = VAR_DIR / "test-static"  # noqa: F405 - not the folder of the desk on this machine, which has other names
ALLOWED_HOSTS = ["*"]
