"""Addresses of the health checks."""

from django.urls import path

from api.health import live, ready

urlpatterns = [
    path("", ready, name="health"),
    path("live", live, name="health-live"),
    path("ready", ready, name="health-ready"),
]
