"""Which entry of the cue lexicon a cue's words belong to."""

from typing import Final

from annotator.detection.lexicon import Entry, Lexicon
from annotator.detection.matching import match_terms
from annotator.text.normalize import normalize_term
from annotator.text.spans import Span

_REACH: Final = 12
"""Code points after a cue in which one of its terms may end: "is keen" of "is keen to acquire"."""


def first_term(cue: Span, text: str, lexicon: Lexicon) -> Entry | None:
    """Return the entry of the first term that begins in the cue, None where the lexicon has none of its words."""
    words = normalize_term(text[cue.start : cue.end + _REACH])
    return next((match.entry for match in match_terms(words, lexicon) if match.span.start < len(cue)), None)
