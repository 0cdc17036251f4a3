"""Sourcemark: how an article knows what it says."""
