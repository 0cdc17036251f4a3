import pytest

from annotator.detection.detect import make_document
from annotator.detection.relations import find_relations

Row = tuple[str | None, str, tuple[str, ...]]


def relations(text: str) -> list[Row]:
    return [
        (
            relation.source.of(text) if relation.source else None,
            relation.cue.of(text),
            tuple(part.of(text) for part in relation.content),
        )
        for attributed in find_relations(make_document(text))
        for relation in attributed.relations
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "According to the Daily Post, it rains in Bergen.",
            ("the Daily Post", "According to", ("it rains in Bergen",)),
        ),
        (
            "It rains in Bergen, according to Ada Lee, the mayor.",
            ("Ada Lee, the mayor", "according to", ("It rains in Bergen",)),
        ),
        ("The ship sank, as announced by the navy on Monday.", ("the navy", "as announced by", ("The ship sank",))),
        ("Unrest grows, as evidenced by a leaked tape.", ("a leaked tape", "as evidenced by", ("Unrest grows",))),
        ("The law is expected to pass.", (None, "is expected", ("The law", "to pass"))),
        ("The bridge, a steel arch, is expected to last.", (None, "is expected", ("The bridge", "to last"))),
        ("It was reported that the king died.", (None, "It was reported that", ("the king died",))),
        ("Reports say the king died.", (None, "Reports say", ("the king died",))),
        ("They fight what they see as foreign rule.", ("they", "see as", ("foreign rule",))),
        ("The bank declined to comment on the sale.", ("The bank", "declined", ("to comment on the sale",))),
        (
            "The bank did not respond to a request for comment.",
            ("The bank", "did not respond", ("to a request for comment",)),
        ),
        ("He took bribes, a claim denied by both parties.", ("both parties", "denied by", ("a claim",))),
        ("He took bribes, allegations both parties have denied.", ("both parties", "have denied", ("allegations",))),
    ],
)
def test_form_of_the_cue_fixes_the_places(text: str, expected: Row) -> None:
    assert relations(text) == [expected]


def test_an_expectation_that_somebody_reports_is_not_agentless() -> None:
    assert [row[0] for row in relations("The talks are expected to fail, the mayor said.")] == ["the mayor"]
