"""Columns of a review that say on what terms it runs. They stay as they were when it was opened (the database refuses
changes), so that every pass of a review was made alike.
"""

from django.db import models


class TermsOfReview(models.Model):
    """What people see while they have a pass to submit, and how many passes somebody may have to submit at once."""

    masks_outlet = models.BooleanField(
        default=False, editable=False, help_text="Outlet and byline are masked for whoever has a pass to submit."
    )
    shows_suggestions = models.BooleanField(
        default=True, editable=False, help_text="Whoever has a pass to submit sees suggestions on the article."
    )
    most_held = models.PositiveSmallIntegerField(
        null=True, editable=False, help_text="Whoever has so many passes to submit takes none of this review."
    )

    class Meta:
        abstract = True
