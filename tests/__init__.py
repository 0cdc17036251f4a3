"""Tests: they mirror the source, path by path."""
