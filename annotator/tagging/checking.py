"""What a change of a statement's tags is checked against before it is written: the constraints of the codebook."""

from collections.abc import Sequence

from django.db.models import Q

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.tagging.codebook import Status, TagKind
from annotator.tagging.constraints import (
    KnownStatement,
    TextContext,
    Violation,
    check_author,
    check_statement,
    known_statement,
)
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import TagRow, current_rows, statement_record
from annotator.tagging.records import StatementTags
from annotator.text.quotations import find_quotations
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

QUOTATION_REACH = 30
"""How many statements before and after one are searched for the marks of a quotation that it lies in."""


class TagRefusedError(DomainError):
    """A change that would break constraints of the codebook; `violations` has every one of them."""

    def __init__(self, violations: Sequence[Violation], place: str) -> None:
        super().__init__(
            f"constraint_{violations[0].code.lower()}",
            " ".join(v.message for v in violations),
            field=violations[0].field,
            place=place,
        )
        self.violations = tuple(violations)


def refuse_violations(actor: User, tag_set: TagSet, statement: Statement, after: Sequence[TagRow]) -> None:
    """Raise TagRefusedError with every constraint that the statement's tags would break."""
    record = statement_record(statement, after)
    violations = (
        *check_author(record, is_machine=actor.is_machine),
        *check_statement(record, _context(tag_set, statement, after, record)),
    )
    if violations:
        raise TagRefusedError(violations, statement.reference)


def refuse_loose_ends(tag_set: TagSet, new: Sequence[TagRow]) -> None:
    """Refuse to withdraw a relation that another one denies or lies in."""
    gone = [row.tag.root_id for row in new if row.tag.withdrawn and row.tag.kind == TagKind.RELATION]
    if not gone:
        return
    names = Q(denies__in=gone) | Q(parent__in=gone)
    holders = Tag.objects.current().filter(names, tag_set=tag_set).exclude(root__in=[row.tag.root_id for row in new])
    tag = holders.select_related("statement").first()
    if tag is not None:
        place = tag.statement.label if tag.statement else ""
        raise DomainError(
            "relation_in_use",
            f"A relation on {place} denies this one or lies in it: change that one first.",
            place=place,
        )


def _context(tag_set: TagSet, statement: Statement, after: Sequence[TagRow], record: StatementTags) -> TextContext:
    text = tag_set.text
    points = any(row.evidence or row.tag.continues_id or row.tag.repeats_id for row in after)
    statements = statements_of(text) if points else statements_of(text, around=statement.position)
    evidence = [e for row in after for e in row.evidence if isinstance(e, Statement)]
    return TextContext(
        text=text.content,
        statements=tuple(_known(tag_set, other, record) for other in statements),
        quotations=_quotations(text, statement, statements),
        references=frozenset(e.reference for e in evidence if e.text_id != text.pk),
        relations=_relations_elsewhere(tag_set, statement, record),
    )


def _relations_elsewhere(tag_set: TagSet, statement: Statement, record: StatementTags) -> frozenset[str]:
    """Return the relations on other statements, asked for only where one here denies or lies in another."""
    if not any(relation.denies or relation.parent for relation in record.relations):
        return frozenset()
    others = Tag.objects.current().filter(tag_set=tag_set, kind=TagKind.RELATION).exclude(statement=statement)
    return frozenset(str(root) for root in others.values_list("root", flat=True))


def _quotations(text: ArticleText, statement: Statement, statements: Sequence[Statement]) -> tuple[Span, ...]:
    """Return the quotations that touch a statement; they may begin and end in the sentences and paragraphs around."""
    near = [s for s in statements if abs(s.position - statement.position) <= QUOTATION_REACH]
    found = find_quotations(text.content, near[0].start, near[-1].end)
    own = Span(statement.start, statement.end)
    return tuple(quotation.span for quotation in found if quotation.span.overlaps(own))


def statements_of(text: ArticleText, around: int | None = None) -> list[Statement]:
    """Return the statements of a text (or those whose quotations may reach a position), with the text at hand."""
    found = Statement.objects.filter(text=text)
    if around is not None:
        found = found.filter(position__range=(max(0, around - QUOTATION_REACH), around + QUOTATION_REACH))
    statements = list(found.order_by("position"))
    for statement in statements:
        statement.text = text
    return statements


def _known(tag_set: TagSet, other: Statement, record: StatementTags) -> KnownStatement:
    if record.values.status == Status.CARRIED and record.values.continues == other.reference:
        return known_statement(statement_record(other, current_rows(tag_set, other)))
    span = Span(other.start, other.end)
    return KnownStatement(other.reference, other.label, SegmentKind(other.kind), span, other.paragraph)
