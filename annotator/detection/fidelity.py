"""Does a key point say what the body says, and as carefully? Compares statements; the first difference decides."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from annotator.detection.figures import Figure, figures_of
from annotator.detection.found_relations import AttributedSentence
from annotator.detection.hedging import FoundHedge
from annotator.detection.sentences import Sentence
from annotator.detection.telling_words import stems_of

_DOUBT: Final = frozenset({"allegation", "hearsay", "epistemic", "expectation", "weasel", "distancing", "hypothetical"})
_LIMITS: Final = frozenset(
    {"up to", "as many as", "as much as", "at most", "fewer than", "less than", "nearly", "almost", "close to"}
)
"""Approximations without which a number says more."""
_NEGATIONS: Final = frozenset({"not", "never", "no", "nobody", "none", "neither", "cannot", "without"})
_REACH: Final = 5
"""Words after a negation in which what it negates must begin."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement says: its stems, numbers and negated stems, and what holds it at a distance."""

    sentence: Sentence
    stems: frozenset[str]
    figures: tuple[Figure, ...]
    negated: frozenset[str]
    limited: frozenset[float]
    """The values of its numbers that it only gives a limit for ("up to 12,000")."""
    is_sourced: bool
    is_denied: bool
    """All that it reports are denials."""
    is_doubted: bool

    @property
    def label(self) -> str:
        """Return the label of the statement."""
        return self.sentence.statement.label


Verdict: TypeAlias = tuple[str, str]
"""A fidelity and the reason for it."""


def read_said(attributed: AttributedSentence, hedges: tuple[FoundHedge, ...], text: str) -> Said:
    """Read a statement for comparison; offsets are code points of the text."""
    sentence = attributed.sentence
    figures = figures_of(sentence, text)
    limits = {sentence.token_range(h.cue)[1] for h in hedges if h.type == "approximation" and h.term in _LIMITS}
    sourcing = [relation for relation in attributed.relations if relation.is_source_of]
    return Said(
        sentence=sentence,
        stems=stems_of(sentence, text),
        figures=figures,
        negated=_negated(sentence, text),
        limited=frozenset(figure.value for figure in figures if figure.at in limits),
        is_sourced=bool(sourcing),
        is_denied=bool(sourcing) and all(relation.polarity == "deny" for relation in sourcing),
        is_doubted=any(hedge.scope == "claim" and hedge.type in _DOUBT for hedge in hedges),
    )


def compare(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    """Return in what a key point differs from the statements that support it, None where it differs in nothing."""
    for check in _CHECKS:
        verdict = check(key_point, support)
        if verdict is not None:
            return verdict
    return None


def _negated(sentence: Sentence, text: str) -> frozenset[str]:
    """Return the stems that stand right behind a negation."""
    found: set[str] = set()
    for at, token in enumerate(sentence.tokens):
        if token.text in _NEGATIONS or token.text.endswith("n't"):
            found |= stems_of(sentence, text, at + 1, at + 1 + _REACH)
    return frozenset(found)


def _lost_negation(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    for said in support:
        if said.negated & key_point.stems and not key_point.negated:
            words = ", ".join(sorted(said.negated & key_point.stems))
            return "unsupported", f"{said.label} negates what the key point affirms (near: {words})"
        if key_point.negated & said.stems and not (said.negated or said.is_denied):
            words = ", ".join(sorted(key_point.negated & said.stems))
            return "unsupported", f"The key point negates what {said.label} affirms (near: {words})"
        if said.is_denied and not (key_point.is_sourced or key_point.is_doubted or key_point.negated):
            return "unsupported", f"{said.label} reports a denial, the key point affirms"
    return None


def _other_figures(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    given = [figure for said in support for figure in said.figures]
    values = {figure.value for figure in given}
    own = {figure.value for figure in key_point.figures}
    spare = [figure for figure in given if figure.value not in own]
    for figure in (one for one in key_point.figures if one.value not in values):
        verdict = _compared(figure, [one for one in spare if one.is_date is figure.is_date], support[0].label)
        if verdict is not None:
            return verdict
    return None


def _compared(figure: Figure, spare: list[Figure], where: str) -> Verdict | None:
    """Judge a number that the body does not give by the number that stands in its place.

    A date that the body lacks may come from elsewhere in the article and is let pass; so is a small number in words.
    """
    same = [one for one in spare if one.counts == figure.counts] or (spare if len(spare) == 1 else [])
    if not same:
        is_claim = not figure.is_date and figure.words[0].isdecimal()
        return ("strengthened", f"{where} does not give the number {figure.words}") if is_claim else None
    nearest = min(same, key=lambda one: abs(one.value - figure.value))
    reason = f"{where} says {nearest.words}, the key point {figure.words}"
    if figure.is_date:
        return "unsupported", reason
    return ("strengthened" if figure.value > nearest.value else "weakened"), reason


def _lost_limit(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    own = {figure.value for figure in key_point.figures} - key_point.limited
    for said in support:
        lost = [figure for figure in said.figures if figure.value in said.limited & own]
        if lost:
            return "strengthened", f"{said.label} gives {lost[0].words} only as a limit, the key point as a number"
    return None


def _lost_source(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    said = support[0]
    if said.is_sourced and not key_point.is_sourced:
        return "strengthened", f"{said.label} says who says so, the key point does not"
    return None


def _lost_hedge(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    said = support[0]
    if said.is_doubted and not (key_point.is_doubted or key_point.is_sourced):
        return "strengthened", f"{said.label} hedges, the key point does not"
    return None


def _more_careful(key_point: Said, support: tuple[Said, ...]) -> Verdict | None:
    if key_point.is_doubted and not any(said.is_doubted or said.is_sourced for said in support):
        return "weakened", f"The key point hedges, {support[0].label} does not"
    return None


_CHECKS: Final[tuple[Callable[[Said, tuple[Said, ...]], Verdict | None], ...]] = (
    _lost_negation,
    _other_figures,
    _lost_source,
    _lost_hedge,
    _lost_limit,
    _more_careful,
)
