"""What this room announces."""

from django.dispatch import Signal

people_mentioned = Signal()
"""People were mentioned in a comment. Carries `people` (their keys, UUIDs). Sent after the transaction committed."""
