"""The codebook ready for pages: a name, a definition and a place on the codebook page for every key."""

from dataclasses import dataclass, field

from annotator.errors import DomainError
from annotator.tagging.codebook_reading import CodebookRecord, FieldRecord, GuidelineRecord, LabelRecord, read_codebook


@dataclass(frozen=True, slots=True)
class LabelGuide:
    """One value of one field, with what an editor needs to choose it."""

    layer: str
    field: str
    question: str
    record: LabelRecord

    @property
    def name(self) -> str:
        """Return what the value is called."""
        return self.record.name

    @property
    def definition(self) -> str:
        """Return what the value means."""
        return self.record.definition

    @property
    def example(self) -> str:
        """Return an example, empty where there is none."""
        return self.record.example

    @property
    def anchor(self) -> str:
        """Return the place of the label on the codebook page."""
        return f"{self.field}-{self.record.key}"


@dataclass(frozen=True, slots=True)
class CodebookGuide:
    """The codebook that new tags follow; empty where none was loaded, and then keys stand for names."""

    version: str = ""
    title: str = ""
    description: str = ""
    fields: tuple[FieldRecord, ...] = ()
    sections: tuple[GuidelineRecord, ...] = ()
    index: dict[tuple[str, str], LabelGuide] = field(default_factory=dict)

    def find(self, name: str, key: str) -> LabelGuide | None:
        """Return the label of a field by its key."""
        return self.index.get((name, key))

    def of(self, name: str) -> tuple[LabelGuide, ...]:
        """Return the labels of a field in their order."""
        return tuple(label for (holder, _), label in self.index.items() if holder == name)

    def name(self, name: str, key: str) -> str:
        """Return what a key is called."""
        label = self.find(name, key)
        return label.name if label else key.replace("_", " ").capitalize()


def read_guide() -> CodebookGuide:
    """Return the codebook, in a constant number of queries."""
    try:
        return guide_of(read_codebook())
    except DomainError:
        return CodebookGuide()


def guide_of(book: CodebookRecord) -> CodebookGuide:
    """Return a codebook with its labels by field and key."""
    return CodebookGuide(
        version=book.version,
        title=book.title,
        description=book.description,
        fields=book.fields,
        sections=book.guidelines,
        index={
            (holder.field, label.key): LabelGuide(holder.layer, holder.field, holder.question, label)
            for holder in book.fields
            for label in holder.labels
        },
    )
