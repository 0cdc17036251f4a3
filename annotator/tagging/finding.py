"""Which stored tags are wanted ones, asked of the database; what is computed follows the rules of `derive`."""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any, Final

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from annotator.detection.base import SpanRole
from annotator.tagging import codebook as cb
from annotator.tagging.derive import ATTRIBUTED, DISTANCING_HEDGES, QUOTING, TENTATIVE_HEDGES
from annotator.tagging.fields import DEFAULTS, FIELDS
from annotator.tagging.models import Tag, TagQuerySet, TagSpan
from annotator.tagging.wanted import Said, WantedTag

CLAIM_SCOPE: Final = Q(kind=cb.TagKind.HEDGE, scope__in=["", cb.Scope.CLAIM])
OUTERMOST: Final = Q(kind=cb.TagKind.RELATION, parent=None)
SOURCING: Final = OUTERMOST & ~Q(relation_kind=cb.RelationKind.ATTITUDE)


def meets(wanted: WantedTag) -> Q:
    """Return the condition under which a row of tagging.Tag is such a tag."""
    return reduce(and_, (reduce(or_, (_says(said) for said in answers)) for answers in wanted.says))


def _says(said: Said) -> Q:
    if said.column == "derived_flag":
        return reduce(or_, (_derived(cb.DerivedFlag(str(flag))) for flag in sorted(map(str, said.values))))
    if said.column == "commitment":
        return Q(kind=cb.TagKind.STATEMENT) & Q(_commitment(frozenset(map(str, said.values))))
    kinds = [kind for kind, fields in FIELDS.items() if said.column in fields]
    return reduce(or_, (Q(kind=kind, **{f"{said.column}__in": _values(kind, said)}) for kind in kinds))


def _values(kind: cb.TagKind, said: Said) -> list[Any]:
    """Return the values that count in a column; where nothing stands, the default does."""
    default = DEFAULTS.get(kind, {}).get(said.column)
    return [*said.values, *([""] if default in said.values else [])]


def _beside(*conditions: Q) -> Exists:
    """Return whether the same set has such a tag on the same statement."""
    return Exists(_standing().filter(*conditions, tag_set=OuterRef("tag_set"), statement=OuterRef("statement")))


def _standing() -> TagQuerySet:
    return Tag.objects.current()


def _derived(flag: cb.DerivedFlag) -> Q:
    """Return where a computed flag comes from (SCHEME 7.8 rules 5 and 12)."""
    if flag is cb.DerivedFlag.UNSOURCED_HEDGE:
        return CLAIM_SCOPE & Q(hedge_type__in=_keys(cb.HEDGES_THAT_NEED_A_SOURCE), sourced=False)
    has_span = Exists(TagSpan.objects.filter(tag=OuterRef("pk"), role=SpanRole.SOURCE))
    is_carried = _beside(Q(kind=cb.TagKind.STATEMENT, status=cb.Status.CARRIED))
    return Q(~has_span, ~is_carried, kind=cb.TagKind.RELATION, quote__in=_keys(QUOTING), source=None)


def _commitment(wanted: frozenset[str]) -> Case:
    """Return whether the commitment that counts is a wanted one: an editor's, else what the rules of SCHEME 7.2 say.

    A condition, not a value to compare: of the value the planner would expect one in two hundred rows to be equal, and
    join accordingly.
    """
    endorses = _beside(OUTERMOST, Q(polarity__in=["", cb.Polarity.AFFIRM], cue_stance=cb.CueStance.ENDORSING))
    doubts = _beside(CLAIM_SCOPE, Q(hedge_type__in=_keys(DISTANCING_HEDGES)))
    keeps_away = _beside(OUTERMOST, Q(cue_stance=cb.CueStance.DISTANCING))
    denies = _beside(SOURCING, Q(polarity=cb.Polarity.DENY))
    says_else = _beside(SOURCING, ~Q(polarity=cb.Polarity.DENY))
    is_attributed = Q(status__in=_keys(ATTRIBUTED))
    wavers = _beside(CLAIM_SCOPE, Q(hedge_type__in=_keys(TENTATIVE_HEDGES)))
    return Case(
        When(commitment__in=sorted(wanted), then=Value(True)),
        When(~Q(commitment="") | Q(status=""), then=Value(False)),  # nothing is computed before the status is said
        When(endorses, then=Value(cb.Commitment.ENDORSED in wanted)),
        When(Q(doubts) | Q(keeps_away), then=Value(cb.Commitment.DISTANCED in wanted)),
        When(is_attributed & Q(denies) & ~Q(says_else), then=Value(cb.Commitment.DENIED in wanted)),
        When(is_attributed, then=Value(cb.Commitment.REPORTED in wanted)),
        When(wavers, then=Value(cb.Commitment.TENTATIVE in wanted)),
        default=Value(cb.Commitment.ASSERTED in wanted),
        output_field=BooleanField(),
    )


def _keys(keys: Iterable[str]) -> list[str]:
    return sorted(str(key) for key in keys)
