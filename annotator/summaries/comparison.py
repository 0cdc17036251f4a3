"""What changed between two summaries of the same tags: a pure function of their stored records (SCHEME 9.6).

A figure has changed when its k or n has, or when other statements are counted in it. Records of different methods or
codebooks count differently, so they are not compared at all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from annotator.summaries.records import AttentionItem
from annotator.tagging.codebook import BiasFlag, Commitment, Fidelity, HedgeType, Status

Record = Mapping[str, Any]

INDICATORS: Final[tuple[tuple[str, str], ...]] = (
    ("who", "attributed_required"),
    ("who", "contested_flat"),
    ("who", "attributed"),
    ("who", "cited_only"),
    ("who", "vague"),
    ("who", "author_voice"),
    ("who", "named"),
    ("who", "anonymous_only"),
    ("who", "collective_only"),
    ("who", "document"),
    ("certainty", "unsourced"),
    ("certainty", "hedged_claim"),
    ("certainty", "hedged_any"),
    ("basis", "primary"),
    ("basis", "secondary"),
    ("basis", "linked_sentence"),
    ("basis", "linked_paragraph"),
    ("basis", "links_checked"),
    ("basis", "corroborated"),
    ("fairness", "reply"),
)
"""Block and name of every figure that is k of n, in the order of the page."""
KINDS: Final[tuple[tuple[str, str, str, tuple[StrEnum, ...]], ...]] = (
    ("who", "status", "status_statements", tuple(Status)),
    ("certainty", "commitment", "commitment_statements", tuple(Commitment)),
    ("certainty", "hedge_types", "hedge_type_statements", tuple(HedgeType)),
    ("fairness", "flags", "flag_statements", tuple(BiasFlag)),
    ("fairness", "key_points", "key_point_statements", tuple(Fidelity)),
)
"""Block, name and kinds of every distribution, with the name of its statements."""


class Obstacle(StrEnum):
    """Why two records cannot be compared."""

    METHOD = "method"
    SCHEME = "scheme"


@dataclass(frozen=True, slots=True)
class Count:
    """k of n; n is None where a figure is a count by kind and not a share of anything."""

    k: int
    n: int | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure before and after, with the labels of the statements that entered it and left it.

    `kind` is the key within a distribution (`vague` of `status`, `F/3` of `admiralty`), empty for a figure by itself.
    A figure may change without its count: then as many statements entered as left.
    """

    block: str
    name: str
    kind: str
    before: Count
    after: Count
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different in the later of two records. With an obstacle nothing was compared and all else is empty.

    `came` and `gone` are items of the attention list; statements in them and in the figures are labels such as S4.
    """

    obstacle: Obstacle | None
    coverage_before: Count
    coverage_after: Count
    figures: tuple[FigureChange, ...] = ()
    sources_came: tuple[str, ...] = ()
    sources_gone: tuple[str, ...] = ()
    came: tuple[AttentionItem, ...] = ()
    gone: tuple[AttentionItem, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """Say whether the two say the same about the article."""
        found = (self.figures, self.sources_came, self.sources_gone, self.came, self.gone)
        return self.obstacle is None and self.coverage_before == self.coverage_after and not any(found)


@dataclass(frozen=True, slots=True)
class _Counted:
    count: Count
    labels: tuple[str, ...]


_Key = tuple[str, str, str]


def compare_records(earlier: Record, later: Record) -> Comparison:
    """Return what is different in the later of two records of the same tags."""
    obstacle = _obstacle(earlier, later)
    covered = Count(**_done(earlier)), Count(**_done(later))
    if obstacle is not None:
        return Comparison(obstacle, *covered)
    came, gone = _attention_changes(earlier, later)
    before, after = _source_names(earlier), _source_names(later)
    return Comparison(
        None,
        *covered,
        figures=tuple(_figure_changes(dict(_figures(earlier)), dict(_figures(later)))),
        sources_came=tuple(name for name in after if name not in before),
        sources_gone=tuple(name for name in before if name not in after),
        came=came,
        gone=gone,
    )


def _obstacle(earlier: Record, later: Record) -> Obstacle | None:
    if earlier["method_version"] != later["method_version"]:
        return Obstacle.METHOD
    return Obstacle.SCHEME if earlier["scheme"] != later["scheme"] else None


def _done(record: Record) -> dict[str, int]:
    return {"k": record["coverage"]["done"], "n": record["coverage"]["of"]}


def _figure_changes(before: Mapping[_Key, _Counted], after: Mapping[_Key, _Counted]) -> Iterator[FigureChange]:
    for key in dict.fromkeys((*after, *before)):
        old, new = _pair(before.get(key), after.get(key))
        if old != new:
            entered = tuple(label for label in new.labels if label not in old.labels)
            left = tuple(label for label in old.labels if label not in new.labels)
            yield FigureChange(*key, old.count, new.count, entered, left)


def _pair(old: _Counted | None, new: _Counted | None) -> tuple[_Counted, _Counted]:
    """Return both; one that is missing counts nothing, of nothing where the other is a share."""
    known = old or new
    nothing = _Counted(Count(0, None if known is None or known.count.n is None else 0), ())
    return old or nothing, new or nothing


def _figures(record: Record) -> Iterator[tuple[_Key, _Counted]]:
    """Return every figure with its statements, in the order of the page; kinds that count nothing are left out."""
    for block, name in INDICATORS:
        yield (block, name, ""), _counted(record, record[block][name])
    for kind in HedgeType:
        if found := record["certainty"]["unsourced_by_type"].get(kind):
            yield ("certainty", "unsourced", kind.value), _counted(record, found)
    for block, name, beside, kinds in KINDS:
        yield from _kinds(record, (block, name), record[block][beside], kinds)
    if unsure := record["fairness"]["unsure_statements"]:
        labels = _labels(record, unsure)
        yield ("fairness", "unsure", ""), _Counted(Count(len(unsure), None), labels)
    for cell, statements in sorted(record["basis"]["admiralty"]["statements"].items()):
        labels = _labels(record, statements)
        yield ("basis", "admiralty", cell), _Counted(Count(len(labels), None), labels)


def _kinds(
    record: Record, at: tuple[str, str], found: Record, kinds: tuple[StrEnum, ...]
) -> Iterator[tuple[_Key, _Counted]]:
    for kind in kinds:
        if statements := found.get(kind):
            yield (*at, kind.value), _Counted(Count(len(statements), None), _labels(record, statements))


def _counted(record: Record, found: Record) -> _Counted:
    return _Counted(Count(found["k"], found["n"]), _labels(record, found["statements"]))


def _labels(record: Record, references: list[str]) -> tuple[str, ...]:
    """Return labels: an article may have been renamed between two summaries, and its references with it."""
    return tuple(dict.fromkeys(reference.removeprefix(f"{record['article']}-") for reference in references))


def _source_names(record: Record) -> tuple[str, ...]:
    return tuple(use["name"] for use in record["basis"]["by_source"])


def _attention_changes(earlier: Record, later: Record) -> tuple[tuple[AttentionItem, ...], tuple[AttentionItem, ...]]:
    before, after = _attention(earlier), _attention(later)
    return tuple((Counter(after) - Counter(before)).elements()), tuple((Counter(before) - Counter(after)).elements())


def _attention(record: Record) -> list[AttentionItem]:
    return [
        AttentionItem(item["rank"], item["code"], item["sentence"], *_labels(record, [item["statement"]]))
        for item in record["attention"]
    ]
