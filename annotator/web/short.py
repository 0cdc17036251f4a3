"""A reliability summary in a few lines of plain text, for terminals. Counts only, no overall figure."""

from collections.abc import Mapping
from typing import Any


def short_summary(title: str, record: Mapping[str, Any]) -> str:
    """Return the four blocks of a summary's record, one line each, and the first items of the attention list."""
    who, sure, basis, fair = (record[block] for block in ("who", "certainty", "basis", "fairness"))
    coverage = record["coverage"]
    lines = [
        title,
        f"  coverage          {coverage['done']} of {coverage['of']} statements finished",
        f"  who says it       attributed {_of(who['attributed'])}, where needed {_of(who['attributed_required'])},"
        f" contested and flatly asserted {_of(who['contested_flat'])}",
        f"  how sure          hedged {_of(sure['hedged_claim'])}, hedges without a source {_of(sure['unsourced'])}",
        f"  what it rests on  sources {basis['sources']}, linked in the sentence {_of(basis['linked_sentence'])}",
        f"  fairness          right of reply {_of(fair['reply'])}, bias flags {sum(fair['flags'].values())}"
        f" ({fair['unsure']} unsure)",
    ]
    attention = record.get("attention", [])
    if attention:
        lines.append(f"  look at first     {attention[0]['statement']}: {attention[0]['sentence']}")
    return "\n".join(lines) + "\n"


def _of(share: Mapping[str, Any]) -> str:
    return f"{share['k']} of {share['n']}"
