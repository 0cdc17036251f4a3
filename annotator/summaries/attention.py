"""The attention list of SCHEME 9.4: what an editor should look at first, in words, each with its statement."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from annotator.summaries.facts import ArticleFacts, in_text_order
from annotator.summaries.records import AttentionItem
from annotator.tagging.codebook import (
    ClaimType,
    CueStance,
    Fidelity,
    LinkCheck,
    Need,
    Polarity,
    Response,
    SourceType,
    SourcingFlag,
    Status,
)
from annotator.tagging.derive import (
    is_finished,
    is_flat_contested,
    orphan_quotes,
    sourcing_relations,
    unsourced_hedges,
)
from annotator.tagging.records import StatementTags
from annotator.text.spans import Span
from annotator.text.structure import SegmentKind

SOURCELESS: Final = frozenset({Status.UNATTRIBUTED, Status.VAGUE})
# Quantities: neither years nor parts of names such as Su-35; links are removed before.
QUANTITY: Final = re.compile(
    r"(?<![\w-])(?!(?:19|20)\d\d(?![\w,.%]*\d))\d[\d.,]*(?![\w-])|\b(?:dozens|hundreds|thousands|millions|billions)\b",
    re.IGNORECASE,
)
ADDRESS: Final = re.compile(r"\]\([^)]*\)|https?://\S+")
LONGEST_CITED: Final = 60

Finding = tuple[int, str]
"""An order within the rank (lower first) and the sentence that follows the statement's label."""
Rule = Callable[[StatementTags, ArticleFacts], Iterator[Finding]]


def attention_list(facts: ArticleFacts) -> tuple[AttentionItem, ...]:
    """Return what needs attention in finished claims, by rank, then by weight within it, then as in the text."""
    claims = (tags for tags in facts.statements if tags.values.claim_type is not ClaimType.NOT_A_CLAIM)
    statements = [tags for tags in in_text_order(claims) if is_finished(tags)]
    items: list[AttentionItem] = []
    for rank, (code, rule) in enumerate(RULES, start=1):
        found = [(order, tags, words) for tags in statements for order, words in rule(tags, facts)]
        for _, tags, words in sorted(found, key=lambda item: item[0]):
            items.append(AttentionItem(rank, code, f"{tags.label} {words}", tags.reference))
    return tuple(items)


def _cited(span: Span, text: str) -> str:
    words = " ".join(span.of(text).split())
    return f"“{words}”" if len(words) <= LONGEST_CITED else f"“{words[: LONGEST_CITED - 1].rstrip()}…”"


def flat_contested(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 1: a contested claim in the author's voice."""
    if is_flat_contested(tags):
        yield 0, "states a contested claim as fact: say who claims it and who disputes it."


def no_reply(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 2: an accusation without the accused party's answer."""
    if tags.values.accused and tags.values.response is Response.ABSENT:
        yield 0, f"accuses {tags.values.accused} without a reply: ask for one, or say that none was sought."


def key_point(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 3: a headline or key point that the body does not carry; unsupported ones first."""
    if tags.values.fidelity is Fidelity.UNSUPPORTED:
        yield 0, "is said nowhere in the body."
    if tags.values.fidelity is Fidelity.STRENGTHENED:
        body = next((s.label for s in facts.statements if s.reference == tags.values.repeats), "the body")
        yield 1, f"says more than {body} does: give the source or the hedge back to it."


def link_does_not_support(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 4: a link that was opened and does not bear the statement out."""
    is_flagged = SourcingFlag.LINK_DOES_NOT_SUPPORT in tags.sourcing_flags
    if is_flagged or tags.values.link_check is LinkCheck.DOES_NOT_SUPPORT:
        yield 0, "has a link that does not support it."


def unsourced_hedge(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 5: a claim-scope hedge with nobody behind it."""
    for hedge in unsourced_hedges(tags):
        yield 0, f"has the hedge {_cited(hedge.cue, facts.text)} with nobody behind it: name who says or expects it."


def orphan_quote(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 6: quoted words that nobody speaks."""
    for span in orphan_quotes(tags, facts.text):
        yield 0, f"quotes nobody: {_cited(span, facts.text)} needs its speaker."


def without_source(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 7: a body statement that needs a source and has none; figures first."""
    needs_one = tags.values.need is Need.REQUIRED and tags.kind is SegmentKind.BODY
    if not needs_one or tags.values.status not in SOURCELESS:
        return
    if QUANTITY.search(ADDRESS.sub(" ", tags.span.of(facts.text))):
        yield 0, "gives a figure without a source."
    else:
        yield 1, "needs a source and has none."


def endorsed_document(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 8: a cue that vouches for a document which nobody verified."""
    is_doubtful = SourcingFlag.AUTHENTICITY_NOT_STATED in tags.sourcing_flags
    if tags.values.link_check is LinkCheck.SUPPORTS and not is_doubtful:
        return
    for relation in sourcing_relations(tags):
        vouches = relation.cue_stance is CueStance.ENDORSING and relation.polarity is Polarity.AFFIRM
        if vouches and relation.source_type is SourceType.DOCUMENT:
            cue = _cited(relation.cue, facts.text) if relation.cue else "its cue"
            yield 0, f"vouches for a document that is not verified, with {cue}."


def same_origin(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 9: what looks like a further source and probably is the same one."""
    if SourcingFlag.PROBABLE_SAME_ORIGIN in tags.sourcing_flags:
        yield 0, "probably rests on the same origin as another statement."


def agreed_flags(tags: StatementTags, facts: ArticleFacts) -> Iterator[Finding]:
    """Rank 10: bias flags that every annotator set."""
    for flag in sorted(facts.agreed_flags.get(tags.reference, ())):
        yield 0, f"was flagged by every annotator: {flag.value.replace('_', ' ')}."


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("flat_contested", flat_contested),
    ("no_reply", no_reply),
    ("key_point", key_point),
    ("link_does_not_support", link_does_not_support),
    ("unsourced_hedge", unsourced_hedge),
    ("orphan_quote", orphan_quote),
    ("without_source", without_source),
    ("endorsed_document", endorsed_document),
    ("probable_same_origin", same_origin),
    ("agreed_flags", agreed_flags),
)
