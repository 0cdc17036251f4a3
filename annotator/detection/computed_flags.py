"""Flags that follow from other answers (SCHEME 7.5, rules 5 and 12): shown beside a finding, never suggested as a tag.

A tag cannot carry them, since they are computed from what people tag. A finding carries its flag as the value
`derived_flag`, which acceptance leaves out: the flag then comes back by itself, or goes when an editor knows better.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from annotator.detection.found_relations import AttributedSentence
from annotator.detection.lexicon import load_lexicon
from annotator.detection.sentences import Sentence, TokenKind
from annotator.text.spans import Span

UNSOURCED_HEDGE: Final = "unsourced_hedge"
ORPHAN_QUOTE: Final = "orphan_quote"
REASONS: Final = {
    UNSOURCED_HEDGE: "Nobody is named behind it in the sentence.",
    ORPHAN_QUOTE: "The sentence quotes words and does not say who speaks.",
}
_NEED_A_SOURCE: Final = frozenset({"allegation", "hearsay", "expectation", "weasel"})
_QUOTING: Final = frozenset({"direct", "mixed"})
_FEWEST_WORDS: Final = 5
"""Words of a quotation that asks for a speaker; shorter ones may be names or scare quotes."""
_SMALL_LETTERS: Final = 3


def hedge_flag(kind: str, scope: str, sourced: str) -> str:
    """Return the flag that a hedge earns, empty for none."""
    is_bare = scope == "claim" and sourced == "no" and kind in _NEED_A_SOURCE
    return UNSOURCED_HEDGE if is_bare else ""


def relation_flag(quote: str, *, has_source: bool, is_carried: bool) -> str:
    """Return the flag that a relation earns, empty for none."""
    return ORPHAN_QUOTE if quote in _QUOTING and not has_source and not is_carried else ""


def statement_flag(attributed: AttributedSentence, text: str, *, is_attributed: bool) -> str:
    """Return the flag of a statement with a quotation that no relation accounts for, empty for none."""
    sentence = attributed.sentence
    if is_attributed or sentence.opens_inside_quotation:
        return ""
    is_bare = any(
        token.kind is TokenKind.QUOTE
        and Span(token.start, token.end) in sentence.quotations
        and _asks_for_a_speaker(sentence, index, text)
        and not any(relation.covers(Span(token.start, token.end)) for relation in attributed.relations)
        for index, token in enumerate(sentence.tokens)
    )
    return ORPHAN_QUOTE if is_bare else ""


def explained(evidence: str, values: Mapping[str, str]) -> str:
    """Return the evidence of a finding together with the reason for the flag among its values, if there is one."""
    flag = values.get("derived_flag")
    return f"{evidence} {REASONS[flag]}" if flag else evidence


def _asks_for_a_speaker(sentence: Sentence, index: int, text: str) -> bool:
    token = sentence.tokens[index]
    words = text[token.start + 1 : token.end - 1].split()
    if len(words) < _FEWEST_WORDS or sentence.text(index - 1) in load_lexicon("naming").entries:
        return False
    return not _is_title(words)


def _is_title(words: Sequence[str]) -> bool:
    """Say whether every longer word has a capital, as in the name of a book or film."""
    longer = [word for word in words if len(word) > _SMALL_LETTERS and word[0].isalpha()]
    return all(word[0].isupper() for word in longer)
