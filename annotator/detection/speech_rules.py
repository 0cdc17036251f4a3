"""Rules for verbs with a subject: "X said that ...", "..., X said", "said X", "X accused Y of Z", "X seeks to ..."."""

from typing import Final

from annotator.detection.contents import (
    after_recipient,
    bare_content_start,
    content_opener,
    is_adjunct,
    is_tail,
    left_content,
    object_content,
)
from annotator.detection.cues import Cue
from annotator.detection.drafts import Draft, Place
from annotator.detection.noun_phrases import Range, is_edge, leading_name, source_after, source_before
from annotator.detection.sentences import Sentence, TokenKind
from annotator.detection.source_types import SourceGuess

NOTHING: Final = Draft((0, 0), None, (), "", 0.0)
"""What `unusable` gives back so that no later rule is tried."""
_INVERSION_STARTS: Final = frozenset({"determiner", "pronoun", ""})
_NOT_A_CLAUSE: Final = frozenset({"of", "about", "for", "to", "by", "and"})
_QUESTIONS: Final = frozenset({"whether", "why", "how", "what", "where", "when"})
_CLAUSE_STARTS: Final = frozenset({"he", "she", "it", "they", "we", "i", "you", "there"})


def unusable(place: Place) -> Draft | None:
    """Stop at passives, plans to speak and nouns that only look like verbs."""
    cue = place.cue
    skip = cue.is_passive or (cue.after_modal and cue.entry.type != "attitude")
    skip = skip or cue.entry.type == "agentless" or (cue.is_a("noun") and _reads_as_noun(place))
    return NOTHING if skip else None


def _reads_as_noun(place: Place) -> bool:
    sentence, cue = place.sentence, place.cue
    if cue.first != cue.head:
        return False
    before = sentence.word_class(cue.head - 1)
    if cue.head - 1 in place.verbs or (cue.head > 0 and sentence.tokens[cue.head].is_capital):
        return True
    if before in {"determiner", "preposition", "number", "modal"} or sentence.text(cue.head - 1).endswith("'s"):
        return True
    source = source_before(sentence, cue, place.verbs)
    guess = place.guess(source)
    return guess is None or (not guess.can_speak and not cue.is_a("any_source"))


def content_before(place: Place) -> Draft | None:
    """ "Content, X said on Monday", also with the rest of the content after it."""
    sentence, cue = place.sentence, place.cue
    source = None if cue.is_gerund else source_before(sentence, cue, place.verbs)
    if source is None or sentence.word_class(source[0]) == "relative":
        return None
    if not (is_tail(sentence, cue.last) or is_tail(sentence, after_recipient(sentence, cue))):
        return None
    edge = _edge_left_of(sentence, source[0])
    content = left_content(sentence, edge + 1) if edge is not None else None
    if content is None or not _may_stand_alone(place, content, edge):
        return None
    return Draft((cue.first, cue.last), source, (content, *_resumed(place)), "set after its content", 0.9)


def _edge_left_of(sentence: Sentence, start: int) -> int | None:
    """Return the comma or quotation right before a source, past an adverb or "as"."""
    for index in range(start - 1, max(start - 4, -1), -1):
        if sentence.kind(index) is TokenKind.QUOTE or sentence.text(index) in {",", "\N{EM DASH}", "\N{EN DASH}"}:
            return index
        if sentence.word_class(index) not in {"adverb", "contrast", "coordinator"} and sentence.text(index) != "as":
            return None
    return None


def _may_stand_alone(place: Place, content: Range, edge: int | None) -> bool:
    sentence, cue = place.sentence, place.cue
    if edge is not None and sentence.kind(edge) is TokenKind.QUOTE:
        return True
    if not (cue.takes("clause") or cue.takes("that")):
        return False
    after = after_recipient(sentence, cue)
    closes = after >= sentence.end or (edge is not None and sentence.text(edge) == "," == sentence.text(after))
    return closes or (cue.takes("clause") and not is_adjunct(sentence, *content))


def _resumed(place: Place) -> tuple[Range, ...]:
    """Return the content that goes on after a cue set in commas: a further quotation, or the rest of the clause."""
    sentence, start = place.sentence, place.cue.last
    for index in range(start, min(start + 12, place.limit)):
        if sentence.kind(index) is TokenKind.QUOTE:
            return ((index, place.limit),)
    if sentence.text(start) == "," and place.limit - start > 3 and not sentence.text(start + 1).endswith("ing"):
        return ((start + 1, place.limit),)
    return ()


def inverted(place: Place) -> Draft | None:
    """ "Content," said X, the minister."""
    sentence, cue = place.sentence, place.cue
    before = cue.first - 1
    follows_quote = sentence.kind(before) is TokenKind.QUOTE
    if cue.is_gerund or cue.first != cue.head or not (follows_quote or sentence.text(before) == ","):
        return None
    source = source_after(sentence, cue.last) if _may_follow_verb(sentence, cue.last) else None
    content = left_content(sentence, cue.first)
    guess = place.guess(source)
    if source is None or content is None or guess is None:
        return None
    if not follows_quote and not _inverts_without_quote(place, source, guess):
        return None
    content_parts = (content, *_quote_after(place, source[1]))
    return Draft((cue.first, cue.last), source, content_parts, "verb before its source", 0.9)


def _inverts_without_quote(place: Place, source: Range, guess: SourceGuess) -> bool:
    is_subject_before = source_before(place.sentence, place.cue, place.verbs) is not None
    return (
        place.cue.takes("clause") and guess.can_speak and not is_subject_before and is_tail(place.sentence, source[1])
    )


def _may_follow_verb(sentence: Sentence, index: int) -> bool:
    return sentence.kind(index) is TokenKind.WORD and sentence.word_class(index) in _INVERSION_STARTS


def _quote_after(place: Place, start: int) -> tuple[Range, ...]:
    for index in range(start, min(start + 12, place.limit)):
        if place.sentence.kind(index) is TokenKind.QUOTE:
            return ((index, place.limit),)
    return ()


def opened_content(place: Place) -> Draft | None:
    """ "X said that content", "X said: content", X said "content"."""
    sentence, cue = place.sentence, place.cue
    opener = content_opener(sentence, cue)
    if opener is None or opener >= place.limit or not _takes_opened(place, opener):
        return None
    source = _subject(place)
    if source is None:
        return None
    return Draft((cue.first, cue.last), source, ((opener, place.limit),), "content opened by that or a quotation", 0.9)


def _takes_opened(place: Place, opener: int) -> bool:
    is_quote = place.sentence.kind(opener) is TokenKind.QUOTE
    if is_quote and place.cue.entry.type == "attitude":
        return False
    return place.cue.takes("clause") or place.cue.takes("that") or (is_quote and place.cue.takes("quote"))


def _subject(place: Place) -> Range | None:
    """Return the subject of a cue; a participle ("adding that") takes the name that opens its sentence."""
    sentence, cue = place.sentence, place.cue
    source = source_before(sentence, cue, place.verbs)
    if source is None and cue.is_gerund and sentence.text(cue.first - 1) == ",":
        source = leading_name(sentence, 0, cue.first)
    guess = place.guess(source)
    if guess is None or (cue.entry.type == "attitude" and not guess.can_speak):
        return None
    is_named = guess.can_speak or guess.type != "unspecified" or cue.is_a("any_source")
    return source if is_named or cue.takes("clause") else None


def infinitive(place: Place) -> Draft | None:
    """ "X seeks to", "both parties agreed to"."""
    sentence, cue = place.sentence, place.cue
    if not cue.takes("infinitive") or sentence.text(cue.last) != "to":
        return None
    return _with_speaker(place, (cue.last, _infinitive_end(place)), "followed by an infinitive", 0.7)


def _infinitive_end(place: Place) -> int:
    content = object_content(place.sentence, place.cue.last)
    return min(content[1], place.limit) if content else place.limit


def _with_speaker(place: Place, content: Range, rule: str, score: float) -> Draft | None:
    source = source_before(place.sentence, place.cue, place.verbs)
    guess = place.guess(source)
    if source is None or guess is None or not guess.can_speak or content[0] >= content[1]:
        return None
    return Draft((place.cue.first, place.cue.last), source, (content,), rule, score)


def bare_clause(place: Place) -> Draft | None:
    """ "X said the deal was off"."""
    sentence, cue = place.sentence, place.cue
    start = bare_content_start(sentence, cue)
    is_clause = cue.takes("clause") and not cue.takes("object")
    if not is_clause and not (_takes_clause(cue) and sentence.text(start) in _CLAUSE_STARTS):
        return None
    source = _subject(place)
    guess = place.guess(source)
    if source is None or guess is None or start >= place.limit:
        return None
    if is_edge(sentence, start) and sentence.text(start) not in _QUESTIONS:
        return None
    if not guess.can_speak and not cue.is_a("any_source") and not cue.is_a("recipient"):
        return None
    if sentence.text(start) in _NOT_A_CLAUSE:
        return None
    return Draft((cue.first, cue.last), source, ((start, place.limit),), "followed by a clause", 0.8)


def _takes_clause(cue: Cue) -> bool:
    return cue.takes("clause") or cue.takes("that")


def object_phrase(place: Place) -> Draft | None:
    """ "X announced plans", "X accused Y of Z"; with "called" only when quoted words are in it."""
    is_document = place.cue.is_a("by_document") and _is_document(place)
    if not place.cue.takes("object") and not is_document:
        return None
    content = object_content(place.sentence, place.cue.last)
    if content is None or (place.cue.takes("quoting") and not place.sentence.has_quote(*content)):
        return None
    if is_document:
        source = source_before(place.sentence, place.cue, place.verbs)
        return Draft((place.cue.first, place.cue.last), source, (content,), "shown by a document", 0.7)
    if place.sentence.word_class(content[0]) in {"preposition", "subordinator", "be", "modal"}:
        return None
    return _with_speaker(place, (content[0], min(content[1], place.limit)), "followed by its object", 0.75)


def _is_document(place: Place) -> bool:
    guess = place.guess(source_before(place.sentence, place.cue, place.verbs))
    return guess is not None and guess.type == "document"
