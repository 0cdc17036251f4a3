"""The measures of the detection room: predicted marks against gold ones. Spans are code points, ends exclusive.

strict: an item has exactly the gold fragments, after white space, quotation marks and , . ; : at its outer ends are
dropped (not dropped where `exact`). overlap: it shares a word with a gold item. linked: relations are paired one to
one by content (by cue where there is no content) and count when content and source overlap, or neither has a source.
These are the measures of the PolNeAR and CoNLL-2010 work; sources are named in the model card.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

ROLES: Final = ("source", "cue", "content")
QUOTE_TYPES: Final = ("direct", "mixed", "indirect")
_WORD: Final = re.compile(r"\w+(?:[’'.\-]\w+)*|[^\w\s]")
_EDGE: Final = " \t\r\n“”\"‘’'`,.;:"

Fragments: TypeAlias = tuple[tuple[int, int], ...]
Record: TypeAlias = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """Hits among predicted and among gold items; precision, recall and F1 in per cent, 0 where undefined."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0
    gold_hits: int = 0

    def add(self, hits: int, predicted: int, gold: int, gold_hits: int | None = None) -> None:
        """Add the counts of one text."""
        self.hits += hits
        self.predicted += predicted
        self.gold += gold
        self.gold_hits += hits if gold_hits is None else gold_hits

    @property
    def precision(self) -> float:
        return 100 * self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.gold_hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text by place."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    are_letters: tuple[bool, ...]

    def of(self, fragments: Iterable[Sequence[int]]) -> frozenset[int]:
        """Return the numbers of the words that fragments touch; marks count only where nothing else is there."""
        letters: set[int] = set()
        marks: set[int] = set()
        for start, end in fragments:
            at = bisect_right(self.ends, start)
            while at < len(self.starts) and self.starts[at] < end:
                (letters if self.are_letters[at] else marks).add(at)
                at += 1
        return frozenset(letters or marks)


def words_of(text: str) -> Words:
    """Cut a text into words and marks."""
    found = tuple(_WORD.finditer(text))
    return Words(
        tuple(word.start() for word in found),
        tuple(word.end() for word in found),
        tuple(bool(re.match(r"\w", word.group())) for word in found),
    )


def trimmed(text: str, fragments: Iterable[Sequence[int]], *, exact: bool) -> Fragments:
    """Return fragments in order without what may be dropped at their outer ends."""
    parts = sorted((int(part[0]), int(part[1])) for part in fragments)
    if exact or not parts:
        return tuple(parts)
    kept = list(parts)
    while kept and (start := kept[0][0]) < kept[0][1] and text[start] in _EDGE:
        kept[0] = (start + 1, kept[0][1])
    while kept and (end := kept[-1][1]) > kept[-1][0] and text[end - 1] in _EDGE:
        kept[-1] = (kept[-1][0], end - 1)
    return tuple((start, end) for start, end in kept if start < end) or tuple(parts)


@dataclass(slots=True)
class AttributionScores:
    """What is counted over the records of one corpus."""

    strict: dict[str, Score] = field(default_factory=lambda: {role: Score() for role in ROLES})
    overlap: dict[str, Score] = field(default_factory=lambda: {role: Score() for role in ROLES})
    linked: Score = field(default_factory=Score)
    by_quote: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0, 0] for name in QUOTE_TYPES})
    """For each quote type: gold contents, those found strictly, those touched."""
    scored: list[tuple[float, bool]] = field(default_factory=list)
    """Each predicted relation's score, and whether it is right in the sense of `linked`."""

    def add(self, gold: Record, predicted: Record, *, exact: bool = False, keep_ignored: bool = False) -> None:
        """Count one record; predictions wholly inside regions that the annotators discarded are left out."""
        text, words = gold["text"], words_of(gold["text"])
        wanted = gold["layers"]["attribution"]
        ignored = [] if keep_ignored else gold["layers"].get("ignore", [])
        found = [item for item in predicted["layers"]["attribution"] if not _is_ignored(item, ignored)]
        for role in ROLES:
            keys = [
                [trimmed(text, item[role], exact=exact) for item in items if item.get(role)]
                for items in (wanted, found)
            ]
            _count_items(words, keys[0], keys[1], self.strict[role], self.overlap[role])
        self._add_quotes(text, words, wanted, found, exact=exact)
        if not any(item.get("linked") is False for item in (*wanted, *found)):
            self._add_links(words, wanted, found)

    def _add_quotes(
        self, text: str, words: Words, wanted: Sequence[Record], found: Sequence[Record], *, exact: bool
    ) -> None:
        keys = {trimmed(text, item["content"], exact=exact) for item in found if item.get("content")}
        touched = frozenset(word for key in keys for word in words.of(key))
        for item in wanted:
            if item.get("quote_type_derived") in self.by_quote and item.get("content"):
                key = trimmed(text, item["content"], exact=exact)
                row = self.by_quote[item["quote_type_derived"]]
                row[:] = [row[0] + 1, row[1] + (key in keys), row[2] + bool(words.of(key) & touched)]

    def _add_links(self, words: Words, wanted: Sequence[Record], found: Sequence[Record]) -> None:
        gold = [{role: words.of(item[role]) for role in ROLES} for item in wanted]
        ours = [{role: words.of(item[role]) for role in ROLES} for item in found]
        right = {
            j
            for i, j in _pairs(gold, ours)
            if gold[i]["source"] & ours[j]["source"] or not (gold[i]["source"] or ours[j]["source"])
        }
        self.linked.add(len(right), len(ours), len(gold))
        self.scored += [(float(item.get("score", 0.0)), number in right) for number, item in enumerate(found)]


def _is_ignored(item: Record, regions: Sequence[Sequence[int]]) -> bool:
    parts = [part for role in ROLES for part in item[role]]
    return bool(parts) and any(all(r[0] <= p[0] and p[1] <= r[1] for p in parts) for r in regions)


def _count_items(
    words: Words, gold: Sequence[Fragments], found: Sequence[Fragments], strict: Score, overlap: Score
) -> None:
    hits = sum((Counter(gold) & Counter(found)).values())
    strict.add(hits, len(found), len(gold))
    gold_words, found_words = [words.of(key) for key in gold], [words.of(key) for key in found]
    all_gold, all_found = frozenset().union(*gold_words), frozenset().union(*found_words)
    overlap.add(
        sum(bool(key & all_gold) for key in found_words), len(found), len(gold),
        sum(bool(key & all_found) for key in gold_words),
    )  # fmt: skip


def _pairs(gold: Sequence[Record], ours: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Pair relations one to one, those that share the most words of content (else of cue) first."""
    shared = [
        (-share, i, j)
        for i, wanted in enumerate(gold)
        for j, found in enumerate(ours)
        if (share := len(wanted["content"] & found["content"]) or len(wanted["cue"] & found["cue"]))
    ]
    used_gold: set[int] = set()
    used_ours: set[int] = set()
    for _, i, j in sorted(shared):
        if i not in used_gold and j not in used_ours:
            used_gold.add(i)
            used_ours.add(j)
            yield i, j


@dataclass(slots=True)
class MarkScores:
    """Marked words (hedge cues, biased words) and labels of sentences, counted over the records of one corpus."""

    strict: Score = field(default_factory=Score)
    labels: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    """How often (gold positive, predicted positive)."""

    def add(self, gold: Record, predicted: Record, layer: str) -> None:
        """Count one record of one sentence; `layer` is hedge or bias."""
        text, wanted, found = gold["text"], gold["layers"], predicted["layers"]
        if layer in wanted:
            keys = [
                Counter(trimmed(text, [mark[:2]], exact=False) for mark in layers.get(layer, ()))
                for layers in (wanted, found)
            ]
            self.strict.add(sum((keys[0] & keys[1]).values()), keys[1].total(), keys[0].total())
        label = wanted.get("sentence_label", {}).get(layer)
        if label is not None:
            said = found.get("sentence_label", {}).get(layer)
            positive = bool(found.get(layer)) if said is None else _is_positive(said)
            self.labels[_is_positive(label), positive] += 1

    def of_class(self, positive: bool) -> Score:
        """Return the score of the sentences with (or without) the label."""
        hits = self.labels[positive, positive]
        predicted = hits + self.labels[not positive, positive]
        gold = hits + self.labels[positive, not positive]
        return Score(hits, predicted, gold, hits)

    @property
    def macro_f1(self) -> float:
        """Return the mean of the F1 of both classes."""
        return (self.of_class(True).f1 + self.of_class(False).f1) / 2


def _is_positive(label: str) -> bool:
    return label in {"uncertain", "biased"}


def calibration(
    scored: Sequence[tuple[float, bool]], edges: Sequence[float]
) -> Iterator[tuple[str, int, float, float]]:
    """Yield for each band of scores: its name, how many fell in it, their mean score, and the share that was right."""
    for low, high in zip(edges, [*edges[1:], 1.01], strict=True):
        band = [(score, right) for score, right in scored if low <= score < high]
        if band:
            mean = sum(score for score, _ in band) / len(band)
            yield f"{low:.2f}-{min(high, 1):.2f}", len(band), mean, sum(right for _, right in band) / len(band)
