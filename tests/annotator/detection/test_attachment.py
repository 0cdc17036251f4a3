from annotator.detection.attachment import RULES, attach
from annotator.detection.cues import cues_by_sentence
from annotator.detection.detect import make_document
from annotator.detection.drafts import Draft, Place


def attached(text: str) -> Draft | None:
    sentence, cues = next(iter(cues_by_sentence(make_document(text))))
    verbs = frozenset(cue.head for cue in cues[1:])
    return attach(Place(sentence, cues[0], verbs, sentence.end))


def test_the_first_rule_that_fits_decides() -> None:
    draft = attached("According to Lee, it rains.")
    assert draft is not None
    assert (draft.rule, draft.source, draft.content) == ("source named around it", (2, 3), ((4, 6),))


def test_a_cue_that_attributes_nothing_gives_nothing() -> None:
    assert attached("He was told so.") is None
    assert attached("It will be announced.") is None


def test_every_rule_says_what_it_is_for() -> None:
    assert all(rule.__doc__ for rule in RULES)
    assert len(set(RULES)) == len(RULES)
