"""Claims in the author's voice that somebody in the same article disputes (SCHEME 7.1 contested, 7.6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document
from annotator.detection.citation_reach import Reach, reach_of_links
from annotator.detection.disputes import FEWEST_STEMS, Dispute, ReadStatement, negates, read_disputes
from annotator.detection.hedging import find_hedges
from annotator.detection.sentences import Sentence
from annotator.detection.telling_words import share_of, stems_of, weigh
from annotator.text.structure import SegmentKind

_MOST: Final = 0.75
_ANSWERED: Final = 0.5
_DOUBT: Final = frozenset({"allegation", "hearsay", "weasel", "distancing", "epistemic", "expectation", "hypothetical"})


@dataclass(frozen=True, slots=True)
class ContestedClaim:
    """A statement in the author's voice, and the statement that shows the dispute, with the word that does."""

    sentence: Sentence
    disputed_in: str
    word: str
    score: float


def find_contested(document: Document) -> Iterator[ContestedClaim]:
    """Yield the flat statements of the body whose claim is denied, or only alleged, in another statement.

    Most telling words of the shorter of both must be shared, and neither may negate what the other affirms.
    """
    read = tuple(find_hedges(document))
    disputes = read_disputes(document, read)
    if not disputes:
        return
    reach = reach_of_links(document)
    flat = {place: one[0].sentence for place, one in enumerate(read) if _is_flat(one, reach)}
    stems = {place: stems_of(sentence, document.text) for place, sentence in flat.items()}
    weights = weigh([*stems.values(), *(dispute.stems for dispute in disputes)])
    for place, sentence in flat.items():
        scores = [_score(dispute, place, sentence, stems[place], weights) for dispute in disputes]
        best = max(range(len(disputes)), key=scores.__getitem__)
        if scores[best]:
            yield ContestedClaim(sentence, disputes[best].label, disputes[best].word, scores[best])


def _score(
    dispute: Dispute, place: int, sentence: Sentence, stems: frozenset[str], weights: Mapping[str, float]
) -> float:
    """Return how surely a dispute concerns a statement, 0 where it does not."""
    if dispute.answers == place:
        return _ANSWERED
    shorter, longer = sorted((stems, dispute.stems), key=len)
    if len(shorter & longer) < FEWEST_STEMS or dispute.is_negated is not negates(sentence):
        return 0.0
    share = share_of(shorter, longer, weights)
    return round(min(0.9, share), 2) if share >= _MOST else 0.0


def _is_flat(read: ReadStatement, reach: Mapping[str, Reach]) -> bool:
    """Say whether a body statement claims something in the author's voice: no source, link, doubt or question."""
    attributed, hedges = read
    sentence = attributed.sentence
    covered = reach.get(sentence.statement.label)
    is_asked = bool(sentence.tokens) and sentence.tokens[-1].text == "?"
    is_linked = covered is not None and covered.scope == "sentence"
    if is_linked or is_asked or sentence.statement.kind is not SegmentKind.BODY or sentence.opens_inside_quotation:
        return False
    return not attributed.relations and not any(hedge.scope == "claim" and hedge.type in _DOUBT for hedge in hedges)
