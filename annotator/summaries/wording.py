"""Components 16 and 17 of SCHEME 9.2, wording and key points: the statements behind each flag and each answer."""

from collections.abc import Mapping

from annotator.summaries.facts import ArticleFacts, finished, in_text_order
from annotator.summaries.indicators import REPEATING
from annotator.summaries.records import FlagVotes
from annotator.tagging.codebook import BiasFlag, Fidelity


def flag_statements(facts: ArticleFacts) -> Mapping[BiasFlag, tuple[str, ...]]:
    """Component 16: return the statement of each sure bias flag, by flag."""
    pairs = [(flag.flag, tags.reference) for tags in finished(facts) for flag in tags.wording_flags if not flag.unsure]
    return {flag: tuple(ref for kind, ref in pairs if kind is flag) for flag in sorted({kind for kind, _ in pairs})}


def flag_votes(facts: ArticleFacts) -> tuple[FlagVotes, ...] | None:
    """Component 16: return how many annotators set each sure bias flag; None where there was one annotator."""
    if facts.annotators < 2:
        return None
    return tuple(
        FlagVotes(flag.flag, tags.reference, facts.flag_votes.get(flag.id, 0))
        for tags in finished(facts)
        for flag in tags.wording_flags
        if not flag.unsure
    )


def unsure_flags(facts: ArticleFacts) -> tuple[str, ...]:
    """Component 16: return the statement of each bias flag its editor was unsure about."""
    return tuple(tags.reference for tags in finished(facts) for flag in tags.wording_flags if flag.unsure)


def key_point_statements(facts: ArticleFacts) -> Mapping[Fidelity | None, tuple[str, ...]]:
    """Component 17: return headline and key points by their fidelity; None holds those nobody judged."""
    points = [tags for tags in in_text_order(facts.statements) if tags.kind in REPEATING]
    answers: tuple[Fidelity | None, ...] = (*Fidelity, None)
    return {key: tuple(tags.reference for tags in points if tags.values.fidelity is key) for key in answers}
