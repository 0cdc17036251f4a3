"""The coefficients against worked examples of the literature, other people's libraries, and what must always hold."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from annotator.review.agreement.coefficients import (
    ALONE,
    NO_ANSWER,
    NO_ITEM,
    UNANIMOUS,
    UNEQUAL,
    Alpha,
    AnswerCoefficient,
    Codes,
    CohenKappa,
    FleissKappa,
    Floats,
    OrdinalAlpha,
    SpanF1,
    Undefined,
    encode,
    figure_of,
    kappa_for,
    masi_distances,
    nominal_alpha,
    set_alpha,
)

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units.
KRIPPENDORFF: Final[list[list[int | None]]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Cohen, "A Coefficient of Agreement for Nominal Scales" (1960), as shares of 200 items.
COHEN: Final = [[0.44, 0.05, 0.01], [0.07, 0.20, 0.03], [0.09, 0.05, 0.06]]
# Artstein and Poesio, "Inter-Coder Agreement for Computational Linguistics" (2008), table 1: 100 utterances.
ARTSTEIN: Final = [[20, 20], [10, 50]]
# Fleiss, "Measuring Nominal Scale Agreement Among Many Raters" (1971), table 1: six psychiatrists for each of thirty
# patients, who had depression, a personality disorder, schizophrenia, a neurosis or something else.
FLEISS: Final = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)


def unfolded(table: Sequence[Sequence[float]]) -> Codes:
    """Return the answers of two people, item by item, from the table of their answers."""
    cells = [[(i, j)] * round(count) for i, row in enumerate(table) for j, count in enumerate(row)]
    return np.array(list(chain.from_iterable(cells)), np.int64)


def coded(figures: str) -> Codes:
    """Return one row of answers for each group of figures, which say how often each answer was given."""
    return np.array([[k for k, n in enumerate(row) for _ in range(int(n))] for row in figures.split()], np.int64)


def value(coefficient: AnswerCoefficient, codes: Codes) -> float:
    found = figure_of(coefficient, codes)
    assert isinstance(found, float)
    return found


def test_nominal_alpha_of_krippendorff_is_0_743() -> None:
    codes = encode(zip(*KRIPPENDORFF, strict=True), range(1, 6))
    assert value(nominal_alpha(5), codes) == pytest.approx(0.743, abs=0.0005)


def test_ordinal_alpha_of_krippendorff_is_0_815() -> None:
    codes = encode(zip(*KRIPPENDORFF, strict=True), range(1, 6))
    assert value(OrdinalAlpha(5), codes) == pytest.approx(0.815, abs=0.0005)


def test_cohens_example_is_0_492() -> None:
    codes = unfolded([[200 * share for share in row] for row in COHEN])
    assert value(CohenKappa(3), codes) == pytest.approx(0.492, abs=0.0005)


def test_artstein_and_poesios_kappa_is_0_348() -> None:
    assert value(CohenKappa(2), unfolded(ARTSTEIN)) == pytest.approx(0.348, abs=0.0005)


def test_artstein_and_poesios_pi_is_0_341() -> None:
    """Scott's pi is Fleiss' kappa of two people."""
    assert value(FleissKappa(2, 2), unfolded(ARTSTEIN)) == pytest.approx(0.341, abs=0.0005)


def test_fleiss_example_is_0_430() -> None:
    codes = coded(FLEISS)
    shares = np.bincount(codes.ravel()) / codes.size
    assert shares == pytest.approx([0.144, 0.144, 0.167, 0.306, 0.239], abs=0.0005)  # the paper's last row
    assert value(FleissKappa(5, 6), codes) == pytest.approx(0.430, abs=0.0005)


def test_masi_of_every_sort_of_overlap() -> None:
    """Worked out by hand from J * M; the second is 1 - 1/2 * 2/3, the third 1 - 1/3 * 1/3."""
    sets = [frozenset("ab"), frozenset("abcd"), frozenset("bc"), frozenset("xy"), frozenset[str]()]
    assert masi_distances(sets)[0] == pytest.approx([0, 2 / 3, 8 / 9, 1, 1])
    assert masi_distances(sets)[4, 4] == 0


def test_alpha_of_sets_by_hand() -> None:
    """{a} {a}, {a} {ab}, {} {}: D_o = 2 * 2/3 / 6; margins 3, 1, 2 give D_e = 2 (3 * 2/3 + 3 * 2 + 1 * 2) / 30."""
    kinds = [frozenset("a"), frozenset("ab"), frozenset[str]()]
    codes = np.array([[0, 0], [0, 1], [2, 2]])
    assert value(set_alpha(kinds), codes) == pytest.approx(1 - (4 / 18) / (20 / 30))


def test_f1_counts_matches_twice_and_is_undefined_without_spans() -> None:
    found = SpanF1().values(np.array([[3.0, 8.0], [0.0, 0.0]]))
    assert found[0] == 0.75
    assert np.isnan(found[1])


COEFFICIENTS: Final[list[AnswerCoefficient]] = [nominal_alpha(3), OrdinalAlpha(3), CohenKappa(3), FleissKappa(3, 2)]


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        (np.empty((0, 2), np.int64), NO_ITEM),
        (np.full((3, 2), NO_ANSWER), NO_ITEM),
        (np.array([[0, NO_ANSWER], [NO_ANSWER, 1]]), ALONE),
        (np.array([[2], [1]]), ALONE),
        (np.array([[1, 1], [1, 1], [0, NO_ANSWER]]), UNANIMOUS),
    ],
)
def test_undefined_figures_say_why(coefficient: AnswerCoefficient, codes: Codes, reason: str) -> None:
    assert figure_of(coefficient, codes) == Undefined(reason)


def test_answer_outside_the_codebook_is_an_error() -> None:
    with pytest.raises(KeyError):
        encode([["event", "fact"]], ["event", "plan"])


def test_same_two_people_get_cohens_kappa_though_a_third_answered_alone() -> None:
    codes, people = np.array([[0, 1, NO_ANSWER], [NO_ANSWER, NO_ANSWER, 1]]), np.array([[4, 7, 9], [4, 7, 9]])
    assert kappa_for(codes, people, 3) == CohenKappa(3)


def test_changing_pairs_get_fleiss_kappa() -> None:
    codes, people = np.array([[0, 1], [1, 1]]), np.array([[0, 1], [1, 2]])
    assert kappa_for(codes, people, 3) == FleissKappa(3, 2)


def test_no_kappa_for_two_answers_here_and_three_there() -> None:
    codes, people = np.array([[0, 1, NO_ANSWER], [1, 1, 1]]), np.array([[0, 1, 2], [0, 1, 2]])
    assert kappa_for(codes, people, 3) == Undefined(UNEQUAL)


def test_no_kappa_where_nobody_met() -> None:
    codes, people = np.array([[0, NO_ANSWER]]), np.array([[0, 1]])
    assert kappa_for(codes, people, 3) == Undefined(ALONE)


def test_groups_are_counted_apart() -> None:
    codes = np.array([[0, 0], [1, 1], [0, 1], [1, 0]])
    alphas = nominal_alpha(2).values(nominal_alpha(2).tally(codes, np.array([0, 0, 1, 1]), 2))
    assert alphas == pytest.approx([value(nominal_alpha(2), codes[:2]), value(nominal_alpha(2), codes[2:])])


KINDS: Final = 4
tables: Final = (
    st.integers(2, 4)
    .flatmap(
        lambda people: st.lists(
            st.lists(st.sampled_from([NO_ANSWER, *range(KINDS)]), min_size=people, max_size=people),
            min_size=1,
            max_size=12,
        )
    )
    .map(lambda rows: np.array(rows, np.int64))
)
"""Answers of two to four people to up to twelve items, some of them missing."""
full_pairs: Final = st.lists(st.lists(st.integers(0, KINDS - 1), min_size=2, max_size=2), min_size=2, max_size=12).map(
    lambda rows: np.array(rows, np.int64)
)


def comparable_answers(codes: Codes) -> Codes:
    given = codes != NO_ANSWER
    answers: Codes = codes[(given.sum(axis=1) > 1)[:, None] & given]
    return answers


def theirs(codes: Codes, level: object) -> float:
    data = np.where(codes == NO_ANSWER, np.nan, codes).T
    return float(krippendorff.alpha(data, value_domain=range(KINDS), level_of_measurement=level))  # type: ignore[arg-type] # ours are callables too


@given(tables)
def test_nominal_alpha_is_that_of_krippendorff(codes: Codes) -> None:
    assume(len(set(comparable_answers(codes))) > 1)
    assert value(nominal_alpha(KINDS), codes) == pytest.approx(theirs(codes, "nominal"), abs=1e-9)


@given(tables)
def test_ordinal_alpha_is_that_of_krippendorff(codes: Codes) -> None:
    assume(len(set(comparable_answers(codes))) > 1)
    assert value(OrdinalAlpha(KINDS), codes) == pytest.approx(theirs(codes, "ordinal"), abs=1e-9)


SETS: Final = [frozenset[str](), frozenset("a"), frozenset("ab"), frozenset("bc")]


@given(tables)
def test_alpha_of_sets_is_that_of_krippendorff_with_our_distance(codes: Codes) -> None:
    assume(len(set(comparable_answers(codes))) > 1)
    distances = masi_distances(SETS)

    def apart(one: Floats, other: Floats, **_: object) -> Floats:
        return np.asarray(distances[one.astype(int), other.astype(int)])

    assert value(set_alpha(SETS), codes) == pytest.approx(theirs(codes, apart), abs=1e-9)


@given(full_pairs)
def test_cohens_kappa_is_that_of_scikit_learn(codes: Codes) -> None:
    assume(len(set(codes.ravel())) > 1)
    assert value(CohenKappa(KINDS), codes) == pytest.approx(cohen_kappa_score(codes[:, 0], codes[:, 1]), abs=1e-9)


@given(full_pairs)
def test_alpha_of_full_pairs_is_fleiss_kappa_corrected_for_few_answers(codes: Codes) -> None:
    """alpha = 1 - (1 - kappa) (n - 1) / n for n answers (Krippendorff 2011, on the relation to Scott's pi)."""
    assume(len(set(codes.ravel())) > 1)
    kappa = value(FleissKappa(KINDS, 2), codes)
    assert value(nominal_alpha(KINDS), codes) == pytest.approx(1 - (1 - kappa) * (codes.size - 1) / codes.size)


ALPHAS: Final[list[AnswerCoefficient]] = [nominal_alpha(KINDS), OrdinalAlpha(KINDS), Alpha(masi_distances(SETS))]


@pytest.mark.parametrize("alpha", ALPHAS)
@given(answers=st.lists(st.integers(0, KINDS - 1), min_size=2, max_size=12), people=st.integers(2, 4))
def test_unanimous_answers_give_exactly_one(alpha: AnswerCoefficient, answers: list[int], people: int) -> None:
    assume(len(set(answers)) > 1)
    assert figure_of(alpha, np.array([answers] * people).T) == 1


@pytest.mark.parametrize("alpha", ALPHAS)
@given(codes=tables)
def test_people_can_change_places(alpha: AnswerCoefficient, codes: Codes) -> None:
    assert same(figure_of(alpha, codes), figure_of(alpha, codes[:, ::-1]))


@given(codes=tables, names=st.permutations(range(KINDS)))
def test_nominal_answers_can_be_renamed(codes: Codes, names: list[int]) -> None:
    renamed = np.array([*names, NO_ANSWER])[codes]
    assert same(figure_of(nominal_alpha(KINDS), codes), figure_of(nominal_alpha(KINDS), renamed))


@pytest.mark.parametrize("alpha", ALPHAS)
@given(codes=tables)
def test_no_alpha_is_above_one(alpha: AnswerCoefficient, codes: Codes) -> None:
    found = figure_of(alpha, codes)
    assert isinstance(found, Undefined) or found <= 1


def same(one: float | Undefined, other: float | Undefined) -> bool:
    if isinstance(one, Undefined) or isinstance(other, Undefined):
        return one == other
    return one == pytest.approx(other, abs=1e-9)
