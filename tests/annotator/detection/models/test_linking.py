from annotator.detection.base import SpanRole
from annotator.detection.models.decoding import WordSpan
from annotator.detection.models.linking import NEAREST, Linker, WindowWords, choose, features, link_spans, nearest

SOURCE, CUE, CONTENT = (
    WordSpan(SpanRole.SOURCE, 0, 2, 0.9),
    WordSpan(SpanRole.CUE, 2, 3, 0.9),
    WordSpan(SpanRole.CONTENT, 3, 6, 0.9),
)
WORDS = WindowWords(["the", "mayor", "said", "it", "will", "rain", ".", "lee", "denied", "it"], [0] * 7 + [1] * 3)
NEAR = Linker({"before rank 0": 2.0, "none": 0.0}, {"before rank 0": 2.0, "none": 0.0})


def test_a_relation_is_put_together() -> None:
    (relation,) = link_spans([SOURCE, CUE, CONTENT], WORDS, NEAR)

    assert (relation.source, relation.cue, relation.contents) == (SOURCE, CUE, (CONTENT,))
    assert 0 < relation.probability < 1


def test_what_fits_nowhere_stays_apart() -> None:
    nobody = Linker({"none": 5.0}, {"none": 5.0})
    relations = link_spans([SOURCE, CUE, CONTENT], WORDS, nobody)

    assert [(r.source, r.cue, r.contents) for r in relations] == [(None, CUE, ()), (None, None, (CONTENT,))]


def test_nothing_gives_nothing() -> None:
    assert link_spans([], WORDS, NEAR) == ()
    assert choose(CUE, [], [], WORDS, {"none": 1.0}) == (None, 1.0)


def test_only_the_nearest_candidates_are_weighed() -> None:
    many = [WordSpan(SpanRole.CUE, place, place + 1, 0.5) for place in range(0, 60, 2)]
    found = nearest(WordSpan(SpanRole.CONTENT, 31, 32, 0.5), many)

    assert [span.first for span in found] == list(range(20, 44, 2))
    assert len(found) == 2 * NEAREST


def test_features_name_side_distance_and_what_lies_between() -> None:
    other = WordSpan(SpanRole.CUE, 8, 9, 0.9)
    names = features(other, SOURCE, [SOURCE], [SOURCE, CUE, CONTENT, other], WORDS)

    assert {"before", "before rank 0", "before stops 1", "before past cue", "paragraphs 1"} <= set(names)
