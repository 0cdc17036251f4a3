"""The codebook as a value, for pages and the API: what each field asks and what each answer means."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from annotator.errors import DomainError
from annotator.tagging.codebook import SCHEME_VERSION
from annotator.tagging.codebook_tables import Codebook, Label
from annotator.tagging.fields import FIELDS


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """One answer: its key, and what an editor needs to choose it. Derived ones are computed, never stored."""

    key: str
    name: str
    definition: str
    example: str
    is_default: bool
    is_derived: bool
    advisory: bool


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """One field: the layer it belongs to, the kinds of tag that have it, its question and its answers."""

    field: str
    layer: str
    question: str
    kinds: tuple[str, ...]
    labels: tuple[LabelRecord, ...]


@dataclass(frozen=True, slots=True)
class GuidelineRecord:
    """One section of the decision guide; its text is Markdown."""

    section: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CodebookRecord:
    """One version of the codebook."""

    version: str
    title: str
    description: str
    published_on: date
    is_current: bool
    fields: tuple[FieldRecord, ...]
    guidelines: tuple[GuidelineRecord, ...]


def read_codebook(version: str | None = None) -> CodebookRecord:
    """Return a version of the codebook, without a version the one that new tags follow, in three queries.

    Raises DomainError `codebook_unknown`.
    """
    wanted = version or SCHEME_VERSION
    book = Codebook.objects.filter(version=wanted).prefetch_related("labels", "guidelines").first()
    if book is None:
        raise DomainError("codebook_unknown", f"There is no version {wanted} of the codebook.", field="version")
    return CodebookRecord(
        version=book.version,
        title=book.title,
        description=book.description,
        published_on=book.published_on,
        is_current=book.version == SCHEME_VERSION,
        fields=_fields(list(book.labels.all())),
        guidelines=tuple(GuidelineRecord(g.section, g.title, g.text) for g in book.guidelines.all()),
    )


def _fields(labels: list[Label]) -> tuple[FieldRecord, ...]:
    """Return the labels grouped by field, in the order of layers and positions."""
    return tuple(_field(name, list(group)) for name, group in groupby(labels, key=lambda label: label.field))


def _field(name: str, labels: list[Label]) -> FieldRecord:
    return FieldRecord(
        field=name,
        layer=labels[0].layer,
        question=next((label.question for label in labels if label.question), ""),
        kinds=tuple(kind.value for kind, fields in FIELDS.items() if name in fields),
        labels=tuple(
            LabelRecord(
                key=label.key,
                name=label.name,
                definition=label.definition,
                example=label.example,
                is_default=label.is_default,
                is_derived=label.is_derived,
                advisory=label.advisory,
            )
            for label in labels
        ),
    )
