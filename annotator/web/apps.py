"""The pages, and the admin site that carries them."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

import annotator.celery  # noqa: F401 - so that tasks are sent to our broker from every process
import annotator.checks  # noqa: F401 - registers the checks


class WebConfig(AppConfig):
    """Pages for people."""

    name = "annotator.web"
    verbose_name = "Sourcemark"


class DeskAdminConfig(AdminConfig):
    """The admin with Sourcemark's start page and permissions."""

    default_site = "annotator.web.site.DeskAdminSite"
