"""The words by which two statements can be told to say the same: stems, weighed by how few statements hold them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log
from typing import Final

from annotator.detection.sentences import Sentence, TokenKind
from annotator.text.normalize import normalize_term

STEM: Final = 5
_EDGES: Final = ".,;:!?\"'()\u201c\u201d\u2018\u2019"


def stems_of(sentence: Sentence, text: str, start: int = 0, end: int | None = None) -> frozenset[str]:
    """Return the word stems of the tokens `start` to `end`, those in quotation marks included, small words left out."""
    stems = set()
    for token in sentence.tokens[start:end]:
        words = [token.text] if token.kind is TokenKind.WORD and not token.word_class else []
        if token.kind is TokenKind.QUOTE:
            words = [word.strip(_EDGES) for word in normalize_term(text[token.start : token.end]).split()]
        stems |= {word.removesuffix("'s")[:STEM] for word in words if len(word) > 2}
    return frozenset(stems)


def weigh(statements: Collection[Iterable[str]]) -> Mapping[str, float]:
    """Weigh a stem by how few statements hold it."""
    counts = Counter(stem for stems in statements for stem in stems)
    return {stem: log(1 + len(statements) / count) for stem, count in counts.items()}


def weight_of(stems: Iterable[str], weights: Mapping[str, float]) -> float:
    """Return the weight of stems together."""
    return sum(weights[stem] for stem in stems)


def share_of(part: frozenset[str], whole: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return which share of `part`, by weight, `whole` holds: 0 to 1."""
    total = weight_of(part, weights)
    return weight_of(part & whole, weights) / total if total else 0.0
