"""What a new run of the detectors changes about the suggestions that are there. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.detection.base import Finding


@dataclass(frozen=True, slots=True)
class FindingsDiff:
    """New findings by fingerprint, and the fingerprints that were found again or no longer."""

    new: dict[str, Finding]
    kept: dict[str, Finding]
    stale: frozenset[str]


def fingerprint(finding: Finding) -> str:
    """Return what makes a finding the same one in the next run: layer, kind, label, statement and spans.

    Score, evidence and version may change; a person's decision on the suggestion stays with it all the same.
    """
    spans = sorted(f"{s.role}:{s.span.start}-{s.span.end}" for s in finding.spans)
    parts = [finding.layer, finding.kind, finding.label, finding.statement, *spans]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def diff_findings(known: Iterable[str], findings: Iterable[Finding]) -> FindingsDiff:
    """Tell new, kept and stale apart; of findings with the same fingerprint the one with the best score counts."""
    found = _best(findings)
    known = frozenset(known)
    return FindingsDiff(
        new={key: f for key, f in found.items() if key not in known},
        kept={key: f for key, f in found.items() if key in known},
        stale=known - found.keys(),
    )


def compare_findings(
    before: Iterable[Finding], after: Iterable[Finding]
) -> Iterator[tuple[Finding | None, Finding | None]]:
    """Yield what differs between two searches of one text: only before, only after, or both where they disagree.

    Two findings of the same fingerprint disagree where their score or the values that they propose do.
    """
    old, new = _best(before), _best(after)
    for key, finding in old.items():
        if key not in new:
            yield finding, None
        elif (finding.score, finding.values) != (new[key].score, new[key].values):
            yield finding, new[key]
    yield from ((None, finding) for key, finding in new.items() if key not in old)


def _best(findings: Iterable[Finding]) -> dict[str, Finding]:
    found: dict[str, Finding] = {}
    for finding in findings:
        key = fingerprint(finding)
        if key not in found or finding.score > found[key].score:
            found[key] = finding
    return found
