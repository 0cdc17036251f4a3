"""Who gets which pass: in proportion, within limits, and the same again with the same seed."""

from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.review.drawing import Drawn, draw_passes

PEOPLE = [UUID(int=number) for number in range(1, 7)]
ARTICLES = [UUID(int=number) for number in range(1000, 1400)]
ANA, BEN, CARA = PEOPLE[:3]
weights = st.lists(st.sampled_from([0.1, 0.5, 1.0, 1.5, 3.0, 10.0]), min_size=2, max_size=6)
seeds = st.integers(0, 999)


def counted(drawn: dict[UUID, Drawn]) -> dict[UUID, int]:
    """Return how many passes each person got."""
    return {person: sum(person in one.people for one in drawn.values()) for person in PEOPLE}


@given(weights, st.lists(st.integers(0, 30), min_size=6, max_size=6), seeds)
def test_shares_with_the_load_are_as_the_weights(given_weights: list[float], loads: list[int], seed: int) -> None:
    people = PEOPLE[: len(given_weights)]
    by_weight = dict(zip(people, given_weights, strict=True))
    load = dict(zip(people, loads, strict=False))

    got = counted(dict(draw_passes(ARTICLES, people, places=1, loads=load, weights=by_weight, seed=seed)))

    for one in people:
        for other in people:
            if got[one]:  # whoever had too much before gets nothing until the others have caught up
                fuller = (load[one] + got[one]) / by_weight[one] - (load[other] + got[other]) / by_weight[other]
                assert fuller <= 0.5 / by_weight[one] + 0.5 / by_weight[other] + 1e-9


@given(st.integers(1, 5), seeds)
def test_half_a_weight_gets_half_as_much(places: int, seed: int) -> None:
    assume(places <= 2)  # with more, some are in every article and no weight can make a difference

    got = counted(dict(draw_passes(ARTICLES, PEOPLE, places=places, loads={}, weights={ANA: 0.5}, seed=seed)))

    whole = 400 * places / 5.5
    assert abs(got[ANA] - whole / 2) <= 1
    assert all(abs(got[person] - whole) <= 2 for person in PEOPLE[1:])


@given(weights, st.integers(1, 5), st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 20)), seeds)
def test_nobody_gets_more_than_the_most_or_one_article_twice(
    given_weights: list[float], places: int, most: dict[UUID, int], seed: int
) -> None:
    people = PEOPLE[: len(given_weights)]
    unfit = {(ARTICLES[0], people[0])}
    terms = {"places": places, "loads": {}, "weights": dict(zip(people, given_weights, strict=True))}

    drawn = dict(draw_passes(ARTICLES[:40], people, **terms, most=most, unfit=unfit, seed=seed))  # type: ignore[arg-type]

    got = counted(drawn)
    assert all(got[person] <= most.get(person, 40) for person in people)
    assert people[0] not in drawn[ARTICLES[0]].people
    for one in drawn.values():
        assert len(set(one.people)) == len(one.people) <= places
        assert not set(one.people) & set(one.held_back)
        if len(one.people) < places and len(people) >= places:
            assert one.held_back or one is drawn[ARTICLES[0]]
        if len(one.people) == places:
            assert one.held_back == ()


def test_it_says_who_is_held_back_by_the_limit() -> None:
    drawn = draw_passes(ARTICLES[:2], [ANA, BEN], places=2, loads={}, most={ANA: 1}, seed=1)

    assert [(set(one.people), one.held_back) for one in drawn.values()] == [({ANA, BEN}, ()), ({BEN}, (ANA,))]


@given(seeds)
def test_the_same_seed_draws_the_same_plan(seed: int) -> None:
    plans = [
        draw_passes(ARTICLES[:20], PEOPLE, places=2, loads={CARA: 3}, weights={BEN: 0.5}, most={ANA: 2}, seed=seed)
        for _ in range(2)
    ]

    assert plans[0] == plans[1]


def test_another_seed_may_draw_another_plan() -> None:
    assert len({str(draw_passes(ARTICLES[:20], PEOPLE, places=2, loads={}, seed=seed)) for seed in range(5)}) > 1
