"""The codebook page: every layer, field and value with its definition, and the decision guide."""

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from annotator.desks.models import Desk
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.hard_cases import hard_cases_visible_to, withdraw_hard_case
from annotator.tagging.codebook_reading import FieldRecord
from annotator.tagging.fields import ANSWERS
from annotator.web.guide import CodebookGuide, LabelGuide, read_guide
from annotator.web.pages import for_members, person_of, render_page, tell
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
    user = person_of(request)
    guide = read_guide()
    runs = set(Desk.objects.of(user, Permission.RUN_DESK).values_list("pk", flat=True))
    context = {
        "guide": guide,
        "layers": layers_of(guide),
        "hard_cases": [(one, one.desk_id in runs) for one in hard_cases_visible_to(user)],
    }
    return render_page(request, "codebook/codebook.html", "Codebook", context)


@for_members
@require_POST
def take_back_hard_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a hard case out of the codebook."""
    user = person_of(request)
    hard_case = get_object_or_404(hard_cases_visible_to(user), pk=pk)
    try:
        withdraw_hard_case(actor=user, hard_case=hard_case)
        messages.success(request, f"Hard case {hard_case.number} is taken back; its number stays unused.")
    except DomainError as error:
        tell(request, error)
    return redirect(reverse("codebook") + "#hard-cases")


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
