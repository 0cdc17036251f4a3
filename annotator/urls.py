"""Addresses: the desk in the browser and JSON for machines."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("annotator.web.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("api.urls")),
    path("health/", include("api.health_urls")),
]

handler400 = "api.errors.bad_request"
handler403 = "api.errors.permission_denied"
handler404 = "api.errors.page_not_found"
handler500 = "api.errors.server_error"
