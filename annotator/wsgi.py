"""The door for gunicorn and other WSGI servers. It stays shut while settings are unsafe."""

import os

from django.core.checks import ERROR, Tags, run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
application = get_wsgi_application()

if faults := [str(message) for message in run_checks(tags=[Tags.security]) if message.level >= ERROR]:
    raise SystemExit("\n".join(["Sourcemark does not start with these settings:", *faults]))
