"""Lists in the admin of what belongs to articles: shown as each person may see it, and found by nothing else."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest

from annotator.desks.admin import AppendOnlyAdmin
from annotator.review.masking import mask_rows, unmasked


class MaskedListAdmin(AppendOnlyAdmin):
    """A list whose rows belong to a text. `text_owner` leads from a row to what holds the text, empty for the row."""

    text_owner: ClassVar[str] = ""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find no row by words that are masked for the person: rows of masked articles are not searched at all."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if search_term.strip():
            way = "__".join(filter(None, (self.text_owner, "text__article")))
            found = found.filter(unmasked(request.user, way))
        return found, may_have_duplicates

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Mask the rows of one page of the list."""
        changelist = super().get_changelist_instance(request)
        self._mask(request, list(changelist.result_list))
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return a row as the person may see it."""
        row: models.Model | None = super().get_object(request, object_id, from_field)
        self._mask(request, [row] if row else [])
        return row

    def _mask(self, request: HttpRequest, rows: list[Any]) -> None:
        mask_rows(request.user, [getattr(row, self.text_owner) if self.text_owner else row for row in rows])
