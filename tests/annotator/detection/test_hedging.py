import pytest

from annotator.detection.detect import make_document
from annotator.detection.hedging import FoundHedge, find_hedges


def hedges(text: str) -> list[FoundHedge]:
    return [hedge for _, found in find_hedges(make_document(text)) for hedge in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The talks are also expected to fail, the mayor said.", [("expectation", "claim", "yes")]),
        ("The talks are expected to fail.", [("expectation", "claim", "no")]),
        ("Norway raised concerns over the alleged theft.", [("allegation", "claim", "yes")]),
        ("Up to 12,000 men left.", [("approximation", "detail", "no")]),
        ("They fight what they see as foreign rule.", [("distancing", "detail", "yes")]),
        ("It rose, as evidenced by the data.", [("booster", "claim", "yes")]),
        ("Experts say it may rain.", [("weasel", "claim", "no"), ("epistemic", "claim", "yes")]),
    ],
)
def test_type_scope_and_whether_somebody_stands_behind_it(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(hedge.type, hedge.scope, hedge.sourced) for hedge in hedges(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The analysts expected a rise.",
        "It happened in May.",
        "About 2019 nobody wrote.",
        "The two experts say it rains.",
        "He did as much as possible.",
    ],
)
def test_words_that_only_look_like_hedges(text: str) -> None:
    assert hedges(text) == []


def test_not_judged_where_a_quotation_still_runs() -> None:
    found = hedges("“We ran. It was dark.” Perhaps it rained.")
    assert {hedge.sourced for hedge in found} <= {"", "no"}
