"""What the networks see in a text, read once for all detectors: relations, doubtful and loaded words, sentences."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from annotator.detection.base import Document
from annotator.detection.cue_terms import first_term
from annotator.detection.lexicon import load_lexicon
from annotator.detection.models.decoding import Scores, WordSpan, decode
from annotator.detection.models.linking import LinkedSpans, WindowWords, link_spans
from annotator.detection.models.networks import Networks, open_networks
from annotator.detection.models.windows import Window, cut_windows
from annotator.text.spans import Span

TOGETHER: Final = 48
"""Windows decoded side by side: enough to be fast, few enough that a long text needs little more memory."""
_OUTSIDE, _FIRST, _NEXT = 0, 1, 2
_EDGE: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Attribution:
    """A relation as the network sees it, not yet cut to statements. Parts may be missing; at least one is there.

    `score` is the calibrated probability that content and source are found in the right place (see the model card).
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    score: float
    pieces: tuple[Span, ...] = ()
    """The content as the network marks it: cut at the ends of paragraphs and of quotations."""


@dataclass(frozen=True, slots=True)
class MarkedWords:
    """A span of words with the probability that a reader of the training corpus would have marked it."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """How likely a stretch of text counts as hedged (CoNLL-2010) and as biased (BABE), each from 0 to 1."""

    span: Span
    hedged: float
    biased: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the networks see in a text, in its order. A part is None where its network cannot be used."""

    attributions: tuple[Attribution, ...] | None
    hedges: tuple[MarkedWords, ...] | None
    loaded: tuple[MarkedWords, ...] | None
    sentences: tuple[ReadSentence, ...] | None


NOTHING_READ: Final = Reading(None, None, None, None)


def read_document(document: Document) -> Reading:
    """Read a document with the networks in use, its statements as sentences; nothing is read where there are none."""
    return read_sentences(document.text, tuple(sorted(statement.span for statement in document.statements)))


def read_sentences(text: str, sentences: tuple[Span, ...]) -> Reading:
    """Read a text with the networks in use. `sentences` are the spans to judge as a whole, ascending and apart."""
    networks = open_networks().networks
    return _kept_reading(networks, text, sentences) if networks else NOTHING_READ


@lru_cache(maxsize=4)
def _kept_reading(networks: Networks, text: str, sentences: tuple[Span, ...]) -> Reading:
    """Keep the last readings, since several detectors ask for them."""
    return read_text_with(networks, text, sentences)


def read_text_with(networks: Networks, text: str, sentences: Sequence[Span]) -> Reading:
    """Read a text with these networks. The cost grows linearly with the text, the memory hardly at all."""
    attributions: list[Attribution] = []
    words = _LanguageWords()
    judged: dict[Span, list[float]] = {}
    windows = cut_windows(text, networks.tokenizer)
    while batch := list(islice(windows, TOGETHER)):
        scores = [_scores(networks, window, text, sentences, words, judged) for window in batch]
        there = [row for row in scores if row is not None]
        if len(there) == len(batch):
            attributions += _attributions(networks, text, batch, there)
    has_language = networks.language is not None
    return Reading(
        attributions=tuple(attributions) if networks.attribution is not None else None,
        hedges=tuple(words.hedges) if has_language else None,
        loaded=tuple(words.loaded) if has_language else None,
        sentences=tuple(ReadSentence(span, *found) for span, found in sorted(judged.items())) if has_language else None,
    )


class _LanguageWords:
    """Collects the marked words of one text, window by window."""

    def __init__(self) -> None:
        self.hedges: list[MarkedWords] = []
        self.loaded: list[MarkedWords] = []

    def add(self, window: Window, scores: Scores) -> None:
        """Add what the word scores of a window mark: three tags for hedges, then three for loaded words."""
        self.hedges += _marked(window, _softmax(scores[:, :3]))
        self.loaded += _marked(window, _softmax(scores[:, 3:6]))


def _scores(
    networks: Networks,
    window: Window,
    text: str,
    sentences: Sequence[Span],
    words: _LanguageWords,
    judged: dict[Span, list[float]],
) -> Scores | None:
    hidden = networks.hidden(window.pieces)
    inside = _sentences_in(window, sentences)
    language = networks.language_scores(hidden, window.first, _pool(window, inside))
    if language is not None:
        words.add(window, language[0])
        for span, row in zip(inside, 1 / (1 + np.exp(-language[1])), strict=False):
            found = judged.setdefault(span, [0.0, 0.0])  # a sentence cut in two counts by its stronger half
            found[:] = [max(found[0], float(row[0])), max(found[1], float(row[1]))]
    return networks.attribution_scores(hidden, window.first)


def _sentences_in(window: Window, sentences: Sequence[Span]) -> Sequence[Span]:
    first = bisect_right(sentences, window.words[0].start, key=lambda span: span.end)
    return sentences[first : bisect_left(sentences, window.words[-1].end, key=lambda span: span.start)]


def _pool(window: Window, sentences: Sequence[Span]) -> NDArray[np.float32]:
    """Return for each sentence the weights with which the pieces of its words are averaged; one row at least."""
    rows = np.zeros((max(1, len(sentences)), len(window.pieces)), dtype=np.float32)
    for number, sentence in enumerate(sentences):
        own = [place for place, word in zip(window.first, window.words, strict=True) if word.overlaps(sentence)]
        rows[number, own] = 1 / max(1, len(own))
    return rows


def _softmax(scores: Scores) -> Scores:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Scores = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _marked(window: Window, shares: Scores) -> Iterator[MarkedWords]:
    tags = shares.argmax(axis=1)
    first = None
    for place, tag in enumerate([*tags, _OUTSIDE]):
        if first is not None and tag != _NEXT:
            probability = float((1 - shares[first:place, _OUTSIDE]).min())
            yield MarkedWords(Span(window.words[first].start, window.words[place - 1].end), round(probability, 4))
            first = None
        if tag == _FIRST or (tag == _NEXT and first is None):
            first = place


def _attributions(
    networks: Networks, text: str, windows: Sequence[Window], scores: Sequence[Scores]
) -> Iterator[Attribution]:
    for window, spans in zip(windows, decode(scores, networks.chain), strict=True):
        for relation in link_spans(spans, window_words(window, text), networks.linker):
            pieces = tuple(_text_span(window, part) for part in relation.contents)
            cue = _span(window, relation.cue)
            yield Attribution(
                source=_span(window, relation.source),
                cue=cue,
                content=_joined(text, pieces),
                score=_score(relation, cue, text, networks.numbers["calibration"]),
                pieces=pieces,
            )


def window_words(window: Window, text: str) -> WindowWords:
    """Return the words of a window as the linker reads them."""
    paragraph = [number for number, (first, last) in enumerate(window.paragraphs) for _ in range(first, last)]
    return WindowWords([word.of(text).lower() for word in window.words], paragraph)


def _score(relation: LinkedSpans, cue: Span | None, text: str, scale: Mapping[str, float]) -> float:
    """Turn the least certain part of a relation into the probability that the relation is right.

    A logistic scale (J. Platt 1999) with three facts beside: a relation without a source or a content, and a cue that
    the lexicon does not have, is less often right than its spans are sure.
    """
    parts = (relation.source, relation.cue, *relation.contents)
    least = min([relation.probability, *(part.probability for part in parts if part is not None)])
    least = min(1 - _EDGE, max(_EDGE, least))
    total = scale["slope"] * math.log(least / (1 - least)) + scale["offset"]
    total += scale["no_source"] * (relation.source is None) + scale["no_content"] * (not relation.contents)
    total += scale["unlisted"] * (cue is None or first_term(cue, text, load_lexicon("cues")) is None)
    return round(1 / (1 + math.exp(-total)), 4)


def _span(window: Window, part: WordSpan | None) -> Span | None:
    return None if part is None else _text_span(window, part)


def _text_span(window: Window, part: WordSpan) -> Span:
    return Span(window.words[part.first].start, window.words[part.last - 1].end)


def _joined(text: str, parts: Iterable[Span]) -> tuple[Span, ...]:
    """Join parts with nothing but white space between them."""
    joined: list[Span] = []
    for part in parts:
        if joined and not text[joined[-1].end : part.start].strip():
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return tuple(joined)
