"""The codebook's tables: to read for everybody, to change for administrators."""

from django.contrib import admin

from annotator.desks.admin import DeskModelAdmin
from annotator.tagging.codebook_tables import Codebook, Guideline, Label


@admin.register(Codebook)
class CodebookAdmin(DeskModelAdmin):
    """Versions of the codebook."""

    desk_path = ""
    list_display = ["title", "version", "published_on"]
    search_fields = ["title", "version"]


@admin.register(Label)
class LabelAdmin(DeskModelAdmin):
    """The values of the codebook's fields."""

    desk_path = ""
    list_display = ["name", "field", "key", "layer", "definition", "codebook"]
    list_filter = ["layer", "field", "advisory", "is_derived", "codebook"]
    list_select_related = ["codebook"]
    search_fields = ["name", "key", "definition", "example"]
    list_per_page = 200


@admin.register(Guideline)
class GuidelineAdmin(DeskModelAdmin):
    """The decision guide."""

    desk_path = ""
    list_display = ["title", "section", "codebook"]
    list_select_related = ["codebook"]
    search_fields = ["title", "text"]
