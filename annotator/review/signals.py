"""What this room announces."""

from django.dispatch import Signal

passes_changed = Signal()
"""The last pass of a review came in, or a review whose passes were in went back. Carries `review_id` (UUID). Sent after
the transaction has committed."""

review_approved = Signal()
"""The result of a review was approved. Carries `review` and `actor`. Sent inside the transaction, so that what a
receiver writes is there together with the approval or not at all."""

review_cancelled = Signal()
"""A review ended without a result. Carries `review`. Sent inside the transaction."""
