"""Where a source's words begin and end beside a cue: edges of noun phrases without a parser."""

from typing import Final, TypeAlias

from annotator.detection.cues import Cue
from annotator.detection.sentences import Sentence, TokenKind

LONGEST: Final = 30
"""Tokens looked at on one side of a cue; longer phrases are not sources."""
_MARKS: Final = frozenset(",;:()[]?!\N{EM DASH}\N{EN DASH}-*")
_EDGE_CLASSES: Final = frozenset({"subordinator", "contrast"})
_LEADING: Final = frozenset({"adverb", "contrast", "coordinator", "subordinator", "time", "modal"})
_PHRASE_PREPOSITIONS: Final = frozenset({"of", "for", "from", "at", "with"})
_NAME_STARTS: Final = frozenset({"determiner", "pronoun", "number"})

Range: TypeAlias = tuple[int, int]


def is_edge(sentence: Sentence, index: int) -> bool:
    """Say whether a token cannot be inside a source phrase."""
    if index < 0 or sentence.kind(index) is not TokenKind.WORD:
        return index < 0 or sentence.kind(index) is not TokenKind.MARK or sentence.text(index) in _MARKS
    return sentence.word_class(index) in _EDGE_CLASSES


def source_before(sentence: Sentence, cue: Cue, verbs: frozenset[int]) -> Range | None:
    """Find the subject to the left of a cue; `verbs` are the tokens of other cues."""
    end = cue.first
    if cue.after_modal:
        end = _before_modals(sentence, end)
    if cue.is_gerund:
        return _nearest_name(sentence, end)
    if sentence.text(end - 1) == ",":
        return _source_before_comma(sentence, end - 1, verbs)
    if sentence.word_class(end - 1) == "coordinator":
        return _shared_subject(sentence, end - 1)
    phrase = phrase_before(sentence, end, verbs)
    return (_name_start(sentence, phrase[0]), phrase[1]) if phrase else None


def _name_start(sentence: Sentence, start: int) -> int:
    """Return where a name opens that the phrase explains ("Ada Lee, the mayor said"), else `start`."""
    if sentence.word_class(start) != "determiner" or sentence.text(start - 1) != ",":
        return start
    first = start - 1
    while first > 0 and sentence.tokens[first - 1].is_capital and not sentence.word_class(first - 1):
        first -= 1
    opens_sentence = first == 0 or sentence.kind(first - 1) is TokenKind.QUOTE
    return first if opens_sentence and start - 1 - first >= 2 else start


def phrase_after(sentence: Sentence, start: int) -> Range | None:
    """Find the phrase that begins right after a cue, up to its first edge ("according to X")."""
    end = _right_edge(sentence, start, min(sentence.end, start + LONGEST))
    return (start, end) if end > start else None


def source_after(sentence: Sentence, start: int) -> Range | None:
    """Find the phrase right after a cue together with what explains it ("said X, the minister")."""
    phrase = phrase_after(sentence, start)
    limit = min(sentence.end, start + LONGEST)
    if phrase is None or sentence.text(phrase[1]) != "," or not _begins_apposition(sentence, phrase[1] + 1, limit):
        return phrase
    end = phrase[1] + 1
    while end < limit and not _ends_apposition(sentence, end):
        end += 1
    return (start, end) if end > phrase[1] + 2 else phrase


def phrase_before(sentence: Sentence, end: int, verbs: frozenset[int]) -> Range | None:
    """Return the noun phrase that ends right before `end`."""
    start = _left_edge(sentence, end, verbs)
    other_verb = max((verb for verb in verbs if start <= verb < end), default=-1)
    phrase = _trimmed(sentence, max(start, other_verb + 1), end)
    return phrase if phrase and not _is_clause(sentence, *phrase) else None


def _is_clause(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether a stretch has a finite verb of its own, outside a relative clause."""
    for index in range(start, end):
        if sentence.word_class(index) == "relative":
            return False
        if sentence.word_class(index) in {"be", "auxiliary"}:
            return True
    return False


def _before_modals(sentence: Sentence, end: int) -> int:
    while end > 0 and sentence.word_class(end - 1) in {"modal", "adverb", "auxiliary"}:
        end -= 1
    return end


def _left_edge(sentence: Sentence, end: int, verbs: frozenset[int]) -> int:
    start = end
    while start > 0 and end - start < LONGEST and not is_edge(sentence, start - 1):
        if sentence.word_class(start - 1) == "coordinator" and _clause_lies_before(sentence, start - 1, verbs):
            break
        start -= 1
    return start


def _clause_lies_before(sentence: Sentence, index: int, verbs: frozenset[int]) -> bool:
    """Say whether "and" at `index` joins clauses: a comma before it, or a finite verb in the same stretch."""
    if sentence.text(index - 1) == ",":
        return True
    for left in range(index - 1, max(index - LONGEST, 0) - 1, -1):
        if is_edge(sentence, left):
            return False
        if left in verbs or sentence.word_class(left) in {"be", "auxiliary"}:
            return True
        if sentence.word_class(left) == "modal" and sentence.text(left) != "to":
            return True
    return False


def _trimmed(sentence: Sentence, start: int, end: int) -> Range | None:
    """Drop what leads into or out of a phrase: adverbs, conjunctions, dates, phrases such as "in December 2024"."""
    while start < end and sentence.word_class(start) in _LEADING:
        start += 1
    if start < end and sentence.word_class(start) == "preposition":
        start = _after_preposition_phrase(sentence, start, end)
    if end - start > 1 and sentence.word_class(start) == "relative" and _begins_name(sentence, start + 1):
        start += 1
    end = _without_date(sentence, start, end)
    return (start, end) if start < end else None


def _begins_name(sentence: Sentence, index: int) -> bool:
    return sentence.tokens[index].is_capital or sentence.word_class(index) in {"pronoun", "determiner"}


def _without_date(sentence: Sentence, start: int, end: int) -> int:
    """Leave "on Monday" or "this month" at a phrase's end out of it."""
    last = end
    while last > start and sentence.word_class(last - 1) in {"time", "number"}:
        last -= 1
    if last < end and last > start and sentence.word_class(last - 1) in {"preposition", "determiner"}:
        last -= 1
    return last if last > start else end


def _after_preposition_phrase(sentence: Sentence, start: int, end: int) -> int:
    """Return where the subject begins after a leading phrase: behind its date, else at its last article."""
    dates = [index for index in range(start, end) if sentence.word_class(index) in {"time", "number"}]
    if dates and dates[-1] + 1 < end:
        return dates[-1] + 1
    articles = [index for index in range(start + 2, end) if sentence.word_class(index) in {"determiner", "pronoun"}]
    return articles[-1] if articles else end


def _source_before_comma(sentence: Sentence, comma: int, verbs: frozenset[int]) -> Range | None:
    """Find "X, the minister," before a cue: the name and the phrase that explains it."""
    start = comma
    while start > 0 and comma - start < LONGEST and not _ends_apposition(sentence, start - 1):
        start -= 1
    if start == comma or sentence.text(start - 1) != "," or not _begins_apposition(sentence, start, comma):
        return None
    name = _left_edge(sentence, start - 1, verbs)
    trimmed = _trimmed(sentence, name, start - 1)
    return (trimmed[0], comma) if trimmed else None


def _ends_apposition(sentence: Sentence, index: int) -> bool:
    return is_edge(sentence, index) and sentence.text(index) not in {"that", "where", "when", "as"}


def _begins_apposition(sentence: Sentence, index: int, limit: int) -> bool:
    if index >= limit or sentence.kind(index) is not TokenKind.WORD:
        return False
    if sentence.word_class(index) in {"determiner", "relative", "number"} or sentence.text(index) == "now":
        return True
    return not sentence.word_class(index) and not sentence.text(index).endswith("ing")


def _shared_subject(sentence: Sentence, coordinator: int) -> Range | None:
    """Find the subject of "X resigned and said": the name that opens the clause."""
    start = coordinator
    while start > 0 and coordinator - start < LONGEST and not is_edge(sentence, start - 1):
        start -= 1
    return leading_name(sentence, start, coordinator) or leading_name(sentence, 0, coordinator)


def leading_name(sentence: Sentence, start: int, end: int) -> Range | None:
    """Return a pronoun or a run of capitalised words at `start`, with an article before it."""
    while start < end and sentence.word_class(start) in _LEADING:
        start += 1
    if start < end and sentence.word_class(start) == "pronoun":
        return (start, start + 1)
    last = start + (sentence.word_class(start) == "determiner")
    while last < end and sentence.tokens[last].is_capital:
        last += 1
    has_name = any(sentence.tokens[index].is_capital and not sentence.word_class(index) for index in range(start, last))
    return (start, last) if has_name else None


def _nearest_name(sentence: Sentence, end: int) -> Range | None:
    """Return the short phrase right before a participle ("a general critiquing")."""
    start = end
    while start > 0 and end - start < 6 and not is_edge(sentence, start - 1):
        if sentence.word_class(start - 1) in {"preposition", "coordinator", "be", "modal", "auxiliary"}:
            break
        start -= 1
        if sentence.word_class(start) in _NAME_STARTS:
            break
    return _trimmed(sentence, start, end)


def _right_edge(sentence: Sentence, start: int, limit: int) -> int:
    end = start
    while end < limit and not _ends_phrase(sentence, start, end):
        end += 1
    return end


def _ends_phrase(sentence: Sentence, start: int, index: int) -> bool:
    if is_edge(sentence, index):
        return True
    word_class = sentence.word_class(index)
    if word_class in {"time", "modal", "be", "auxiliary", "relative"}:
        return True
    if word_class == "preposition":
        return sentence.text(index) not in _PHRASE_PREPOSITIONS
    return index > start + 1 and not word_class and _is_participle(sentence, index)


def _is_participle(sentence: Sentence, index: int) -> bool:
    is_small = not sentence.tokens[index].is_capital
    return is_small and sentence.text(index).endswith("ing") and not sentence.word_class(index - 1)
