"""Which relations of several people are taken for the same."""

from annotator.review.agreement.relations import align
from annotator.text.spans import Span
from tests.annotator.review.agreement.examples import relation

SAYS = relation(Span(3, 7), Span(8, 16), source=Span(0, 2))
SAYS_TOO = relation(Span(4, 7), Span(20, 22))
NO_CUE = relation(None, Span(9, 12))
SHOWS = relation(Span(30, 35), Span(36, 40))
FAR = relation(Span(50, 55), Span(60, 70))


def test_overlapping_cues_make_a_pair() -> None:
    assert align([[SAYS], [SAYS_TOO]]) == ((SAYS, SAYS_TOO),)


def test_source_and_content_decide_where_cues_do_not() -> None:
    assert align([[SAYS], [NO_CUE]]) == ((SAYS, NO_CUE),)


def test_a_shared_cue_goes_before_shared_content() -> None:
    assert align([[SAYS], [NO_CUE, SAYS_TOO]]) == ((SAYS, SAYS_TOO), (None, NO_CUE))


def test_relations_without_a_partner_stand_alone() -> None:
    assert align([[SAYS, SHOWS], [FAR]]) == ((SAYS, None), (SHOWS, None), (None, FAR))


def test_order_of_tags_does_not_matter() -> None:
    assert set(align([[SAYS, SHOWS], [SHOWS, SAYS_TOO]])) == set(align([[SHOWS, SAYS], [SAYS_TOO, SHOWS]]))


def test_third_person_joins_what_the_first_two_found() -> None:
    assert align([[SAYS], [], [SHOWS, NO_CUE], [SHOWS]]) == ((SAYS, None, NO_CUE, None), (None, None, SHOWS, SHOWS))


def test_nobody_marked_anything() -> None:
    assert align([[], []]) == ()
