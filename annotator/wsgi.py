"""The door for gunicorn and other WSGI servers. It stays shut while settings are unsafe."""

import gc
import os

from django.core.checks import ERROR, Tags, run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
application = get_wsgi_application()

if faults := [str(message) for message in run_checks(tags=[Tags.security]) if message.level >= ERROR]:
    raise SystemExit("\n".join(["Sourcemark does not start with these settings:", *faults]))

# What start-up made lives as long as the process, and a page makes thousands of objects that die with it: without this
# every request waits for several looks through all of them.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
