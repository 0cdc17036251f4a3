"""Attribution relations by transparent rules over the cue lexicon: the fall-back of the trained model, and its
complement where the codebook wants what the model's corpus does not mark.
"""

from annotator.detection.attachment import attach
from annotator.detection.cues import Cue
from annotator.detection.drafts import Draft, Place
from annotator.detection.found_relations import FoundRelation, quote_type
from annotator.detection.lexicon import Entry, Origin
from annotator.detection.noun_phrases import source_before
from annotator.detection.sentences import Sentence
from annotator.detection.source_types import guess_source

_NEGATIONS = frozenset({"not", "never", "isn't", "didn't", "doesn't", "don't", "hasn't", "haven't", "hadn't", "wasn't"})


def relations_by_rule(sentence: Sentence, cues: tuple[Cue, ...]) -> tuple[FoundRelation, ...]:
    """Return what the rules make of the cues of a sentence; a relation inside somebody's words is left out."""
    verbs = frozenset(cue.head for cue in cues if not cue.is_a("noun"))
    found = []
    for number, cue in enumerate(cues):
        place = Place(sentence, cue, verbs - {cue.head}, _limit(sentence, cue, cues[number + 1 :], verbs))
        draft = attach(place)
        if draft is not None and not _overlaps_itself(draft):
            found.append(_relation(sentence, cue, draft))
    return tuple(relation for relation in found if not _is_inside_sourced(relation, found))


def _limit(sentence: Sentence, cue: Cue, later: tuple[Cue, ...], verbs: frozenset[int]) -> int:
    """Return where a cue's content must end: before the clause of the next cue that speaks for itself."""
    for other in later:
        if other.entry.type in {"attitude", "agentless"} or other.first < cue.last:
            continue
        if sentence.word_class(other.first - 1) == "coordinator" and not (other.is_gerund or other.is_a("noun")):
            return other.first - 1
        start = _clause_start(sentence, other, verbs)
        if start > cue.last and (sentence.text(start - 1) == "," or sentence.word_class(start - 1) == "contrast"):
            return start - 1 - (sentence.text(start - 2) == "," and sentence.text(start - 1) != ",")
    return sentence.end


def _clause_start(sentence: Sentence, cue: Cue, verbs: frozenset[int]) -> int:
    if cue.takes("prefix") or sentence.text(cue.first - 1) == ",":
        return cue.first
    source = source_before(sentence, cue, verbs - {cue.head})
    return source[0] if source else cue.first


def _overlaps_itself(draft: Draft) -> bool:
    """Say whether source, cue and content of a draft share tokens or stand empty (SCHEME 7.8, rule 2)."""
    parts = sorted([draft.cue, *draft.content, *([draft.source] if draft.source else [])])
    return any(start >= end for start, end in parts) or any(
        left[1] > right[0] for left, right in zip(parts, parts[1:], strict=False)
    )


def _relation(sentence: Sentence, cue: Cue, draft: Draft) -> FoundRelation:
    kind = "assertion" if cue.entry.type == "agentless" else cue.entry.type
    guess = guess_source(sentence, *draft.source) if draft.source else None
    words = " ".join(token.text for token in sentence.tokens[draft.cue[0] : draft.cue[1]])
    return FoundRelation(
        kind=kind,
        cue=sentence.span(*draft.cue),
        content=tuple(sentence.span(*part) for part in draft.content),
        source=sentence.span(*draft.source) if draft.source else None,
        quote="none" if kind == "attitude" else quote_type(sentence, draft.content),
        cue_stance=cue.entry.get("stance", "neutral"),
        polarity=polarity_of(sentence, cue.entry, cue.first, cue.head),
        source_type=guess.type if guess else "unspecified",
        evidence=f"\u201c{words}\u201d: \u201c{cue.entry.term}\u201d {cue.entry.listed('cue')}; rule: {draft.rule}.",
        score=round(draft.score * cue.entry.weight * (0.8 if guess and not guess.can_speak else 1.0), 2),
        has_pronoun=bool(guess and guess.is_pronoun),
        goes_on=cue.is_a("continues"),
        is_agentless=draft.source is None,
        is_fixed=draft.is_fixed or cue.entry.origin is Origin.ADDED,
    )


def polarity_of(sentence: Sentence, entry: Entry, first: int, last: int) -> str:
    """Return the polarity of a cue: what its entry says, or declining when a speech cue's own words negate it."""
    polarity = entry.get("polarity", "affirm")
    is_negated = any(sentence.text(index) in _NEGATIONS for index in range(first, last))
    return "decline" if polarity == "affirm" and is_negated and entry.type == "assertion" else polarity


def _is_inside_sourced(relation: FoundRelation, others: list[FoundRelation]) -> bool:
    """Say whether a relation without source lies in what somebody is reported to say: then that somebody expects."""
    if relation.source is not None:
        return False
    return any(other.source is not None and other.covers(relation.cue) for other in others if other.kind != "attitude")
