"""Measurements that `manage.py bench` prints; no test depends on them."""
