"""What this room announces."""

from django.dispatch import Signal

suggestions_ready = Signal()
"""A text was searched. Carries `text_id` (UUID). Sent after the transaction has committed."""
