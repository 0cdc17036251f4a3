"""What this room announces."""

from django.dispatch import Signal

tags_changed = Signal()
"""The tags of a set changed. Carries `tag_set_id` (UUID). Sent after the transaction has committed."""
