"""What this room announces."""

from django.dispatch import Signal

text_stored = Signal()
"""A text and its statements are stored. Carries `text_id` (UUID). Sent after the transaction has committed."""
