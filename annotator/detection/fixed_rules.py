"""Rules for cues whose form fixes where source and content stand: "according to X", "is expected to", "denied by X"."""

from annotator.detection.contents import is_adjunct, left_content, object_content
from annotator.detection.drafts import Draft, Place
from annotator.detection.noun_phrases import Range, is_edge, phrase_after, phrase_before, source_after, source_before


def set_around(place: Place) -> Draft | None:
    """ "According to X, content" and "content, as announced by X"."""
    sentence, cue = place.sentence, place.cue
    if not cue.takes("prefix"):
        return None
    before = left_content(sentence, cue.first)
    opens = before is None or is_adjunct(sentence, *before)
    source = phrase_after(sentence, cue.last) if opens else source_after(sentence, cue.last)
    if source is None:
        return None
    content = (_after_comma(place, source[1]) if opens else None) or before
    return Draft((cue.first, cue.last), source, (content,), "source named around it", 0.95) if content else None


def _after_comma(place: Place, comma: int) -> Range | None:
    start = comma + 1 if place.sentence.text(comma) in {",", ":"} else comma
    return (start, place.limit) if start < place.limit else None


def agentless(place: Place) -> Draft | None:
    """ "The deal is expected to": nobody says by whom; the subject belongs to the content."""
    sentence, cue = place.sentence, place.cue
    is_passive = cue.is_passive and cue.is_a("agentless")
    if cue.entry.type != "agentless" and not is_passive:
        return None
    if sentence.text(cue.last) not in {"to", "of"} and sentence.text(cue.last - 1) != "that":
        return _reports_say(place)
    rest = (cue.last, place.limit)
    subject = _passive_subject(place)
    content = (rest,) if subject is None or sentence.text(subject[0]) == "it" else (subject, rest)
    return Draft((cue.first, cue.last), None, content, "passive without anybody behind it", 0.85)


def _reports_say(place: Place) -> Draft | None:
    sentence, cue = place.sentence, place.cue
    is_active = sentence.word_class(cue.first) != "be" and cue.entry.type == "agentless"
    if not is_active or cue.last >= place.limit or sentence.word_class(cue.first - 1) in {"determiner", "number"}:
        return None
    return Draft((cue.first, cue.last), None, ((cue.last, place.limit),), "reports without an author", 0.8)


def _passive_subject(place: Place) -> Range | None:
    sentence, end = place.sentence, place.cue.first
    if sentence.text(end - 1) != ",":
        return phrase_before(sentence, end, place.verbs)
    start = end - 1
    while start > 0 and end - start < 40 and sentence.text(start - 1) not in {";", ":"}:
        start -= 1
    comma = next((index for index in range(start, end) if sentence.text(index) == ","), end - 1)
    return (start, comma) if comma > start else None


def view(place: Place) -> Draft | None:
    """ "What they see as X": somebody's view, named in the phrase itself."""
    sentence, cue = place.sentence, place.cue
    if not cue.takes("view"):
        return None
    what = next((at for at in range(cue.first - 1, max(cue.first - 6, -1), -1) if sentence.text(at) == "what"), None)
    content = object_content(sentence, cue.last)
    if what is None or what + 1 == cue.first or content is None:
        return None
    return Draft((cue.first, cue.last), (what + 1, cue.first), (content,), "view of somebody named", 0.8)


def declining(place: Place) -> Draft | None:
    """ "X declined to comment": what was declined is the content."""
    sentence, cue = place.sentence, place.cue
    if not cue.takes("declining"):
        return None
    split = next((at for at in range(cue.head + 1, cue.last) if sentence.text(at) == "to"), cue.last)
    source = source_before(sentence, cue, place.verbs)
    if source is None or split >= place.limit:
        return None
    return Draft((cue.first, split), source, ((split, place.limit),), "declined to answer", 0.8)


def by_agent(place: Place) -> Draft | None:
    """ "A claim denied by X": the agent after "by" is the source."""
    sentence, cue = place.sentence, place.cue
    if sentence.text(cue.last) != "by" or not (cue.takes("object") or cue.takes("clause")):
        return None
    source = source_after(sentence, cue.last + 1)
    subject = phrase_before(sentence, cue.first, place.verbs)
    guess = place.guess(source)
    if source is None or subject is None or guess is None or not guess.can_speak:
        return None
    return Draft((cue.first, cue.last + 1), source, (subject,), "source named after by", 0.8)


def reduced_relative(place: Place) -> Draft | None:
    """ "..., allegations both nations have denied"."""
    sentence, cue = place.sentence, place.cue
    if not cue.takes("object") or (cue.last < sentence.end and not is_edge(sentence, cue.last)):
        return None
    start = cue.first
    while start > 0 and cue.first - start < 12 and not is_edge(sentence, start - 1):
        start -= 1
    noun = next((at for at in range(start, cue.first) if sentence.word_class(at) == "reported noun"), None)
    if noun is None or noun + 1 >= cue.first:
        return None
    claim = (start, noun + 1)
    return Draft((cue.first, cue.last), (noun + 1, cue.first), (claim,), "clause about a reported claim", 0.75)
