from annotator.detection.cues import cues_by_sentence
from annotator.detection.detect import make_document
from annotator.detection.drafts import Place


def test_a_place_guesses_the_source_of_a_range() -> None:
    sentence, cues = next(iter(cues_by_sentence(make_document("The Kremlin said so."))))
    place = Place(sentence, cues[0], frozenset(), sentence.end)
    guess = place.guess((0, 2))
    assert guess is not None
    assert guess.type == "named_org"
    assert place.guess(None) is None
