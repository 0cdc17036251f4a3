"""Optional bands for each block of a summary (SCHEME 9.5): house policy, off by default, no part of the record.

A block never makes up for another and the bands are never combined. The thresholds are printed beside the band.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from annotator.summaries.records import ReliabilitySummary
from annotator.summaries.statistics import COMPLETE_ENOUGH
from annotator.tagging.codebook import Fidelity

FEWEST_STATEMENTS: Final = 5


class Band(StrEnum):
    """What a desk may say about one block."""

    DOCUMENTED = "documented"
    PARTLY = "partly"
    THIN = "thin"
    NOTHING_TO_ASSESS = "nothing_to_assess"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Bands:
    """The band of each block."""

    who: Band
    certainty: Band
    basis: Band
    fairness: Band


THRESHOLDS: Final[Mapping[str, str]] = {
    "who": "Documented: at least 80 % of the statements that need a source have one, and no contested claim is stated "
    "as fact. Thin: fewer than 50 %, or a contested claim is stated as fact.",
    "certainty": "Documented: every hedge on a claim has a person behind it. Thin: more than half have nobody.",
    "basis": "Documented: at least 50 % of the statements have a link in the sentence or a primary document, and there "
    "are two access paths or more. Thin: fewer than 10 %, and no primary source.",
    "fairness": "Documented: every accusation has a reply, and the body supports every key point. Thin: no accusation "
    "has a reply.",
}


def bands(summary: ReliabilitySummary) -> Bands:
    """Return the band of each block; none is assessable below 80 % coverage or five claims."""
    covered = summary.coverage
    if covered.share < COMPLETE_ENOUGH or covered.of < FEWEST_STATEMENTS:
        return Bands(*(Band.NOT_ASSESSABLE,) * 4)
    return Bands(who=_who(summary), certainty=_certainty(summary), basis=_basis(summary), fairness=_fairness(summary))


def _who(summary: ReliabilitySummary) -> Band:
    if summary.who.contested_flat.k:
        return Band.THIN
    share = summary.who.attributed_required.share
    if share is None:
        return Band.NOTHING_TO_ASSESS
    if share >= 0.80:
        return Band.DOCUMENTED
    return Band.THIN if share < 0.50 else Band.PARTLY


def _certainty(summary: ReliabilitySummary) -> Band:
    share = summary.certainty.unsourced.share
    if share is None:
        return Band.NOTHING_TO_ASSESS
    if share == 0:
        return Band.DOCUMENTED
    return Band.THIN if share > 0.5 else Band.PARTLY


def _basis(summary: ReliabilitySummary) -> Band:
    basis = summary.basis
    documented = {*basis.linked_sentence.statements, *basis.primary.statements}
    share = len(documented) / summary.coverage.done
    if share >= 0.50 and basis.access_paths.merged >= 2:
        return Band.DOCUMENTED
    return Band.THIN if share < 0.10 and not basis.primary.k else Band.PARTLY


def _fairness(summary: ReliabilitySummary) -> Band:
    share = summary.fairness.reply.share
    if share is None:
        return Band.NOTHING_TO_ASSESS
    if share == 1 and not summary.fairness.key_points[Fidelity.UNSUPPORTED]:
        return Band.DOCUMENTED
    return Band.THIN if share == 0 else Band.PARTLY
