"""The codebook page: every layer, field and value with its definition, and the decision guide."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from annotator.tagging.codebook_reading import FieldRecord
from annotator.tagging.fields import ANSWERS
from annotator.web.guide import CodebookGuide, LabelGuide, read_guide
from annotator.web.pages import for_members, render_page
from annotator.web.words import LAYER_NAMES, field_name


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with its question and its values."""

    key: str
    name: str
    question: str
    labels: tuple[LabelGuide, ...]


@dataclass(frozen=True, slots=True)
class LayerView:
    """One layer with its fields."""

    key: str
    name: str
    is_advisory: bool
    fields: tuple[FieldView, ...]


@for_members
@require_GET
def codebook_page(request: HttpRequest) -> HttpResponse:
    """Show the codebook."""
    guide = read_guide()
    return render_page(request, "codebook/codebook.html", "Codebook", {"guide": guide, "layers": layers_of(guide)})


def layers_of(guide: CodebookGuide) -> tuple[LayerView, ...]:
    """Return the codebook by layer, the fields in the order in which they are answered."""
    order = {name: number for number, name in enumerate(ANSWERS)}
    fields = sorted(guide.fields, key=lambda f: (f.layer, order.get(f.field, len(order))))
    return tuple(_layer(key, tuple(group), guide) for key, group in groupby(fields, key=lambda f: f.layer))


def _layer(key: str, fields: tuple[FieldRecord, ...], guide: CodebookGuide) -> LayerView:
    return LayerView(
        key=key,
        name=LAYER_NAMES.get(key, key),
        is_advisory=any(label.advisory for field in fields for label in field.labels),
        fields=tuple(FieldView(f.field, field_name(f.field), f.question, guide.of(f.field)) for f in fields),
    )
