"""What this room announces."""

from django.dispatch import Signal

passes_changed = Signal()
"""The last pass of a review came in, or a review whose passes were in went back. Carries `review_id` (UUID). Sent after
the transaction has committed."""
