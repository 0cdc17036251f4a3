import pytest

from annotator.detection.detect import make_document
from annotator.detection.relations import find_relations

Row = tuple[str, str, tuple[str, ...]]


def relations(text: str) -> list[Row]:
    return [
        (
            relation.source.of(text) if relation.source else "",
            relation.cue.of(text),
            tuple(part.of(text) for part in relation.content),
        )
        for attributed in find_relations(make_document(text))
        for relation in attributed.relations
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said that it rains.", ("The mayor", "said", ("that it rains",))),
        ("The mayor said it rains.", ("The mayor", "said", ("it rains",))),
        ("The mayor said on Monday that it rains.", ("The mayor", "said", ("that it rains",))),
        ("The mayor said in a statement that it rains.", ("The mayor", "said", ("that it rains",))),
        ("The mayor told reporters that it rains.", ("The mayor", "told", ("that it rains",))),
        ("The mayor said: “It rains.”", ("The mayor", "said", ("“It rains.”",))),
        ("It rains in Bergen, the mayor said.", ("the mayor", "said", ("It rains in Bergen",))),
        ("It rains, the mayor said, and it will snow.", ("the mayor", "said", ("It rains", "and it will snow"))),
        ("“It rains,” the mayor said, “and snows.”", ("the mayor", "said", ("“It rains,”", "“and snows.”"))),
        ("“It rains,” said Ada Lee.", ("Ada Lee", "said", ("“It rains,”",))),
        ("“It rains,” Ada Lee told the Post.", ("Ada Lee", "told", ("“It rains,”",))),
        ("Norway announced plans to sell the ship.", ("Norway", "announced", ("plans to sell the ship",))),
        ("Norway accused the firm of fraud.", ("Norway", "accused", ("the firm of fraud",))),
        ("Norway seeks to join the fund.", ("Norway", "seeks", ("to join the fund",))),
        ("The report shows a rise in fraud.", ("The report", "shows", ("a rise in fraud",))),
        ("Lee called the plan “a joke”.", ("Lee", "called", ("the plan “a joke”",))),
        ("Ada Lee, the mayor of Bergen said it rains.", ("Ada Lee, the mayor of Bergen", "said", ("it rains",))),
        ("Both banks jointly said it rains.", ("Both banks", "jointly said", ("it rains",))),
        ("He met Ada Lee, who said, “It rains.”", ("who", "said", ("“It rains.”",))),
        ("Lee stated, \u201cIt rains in Bergen.", ("Lee", "stated", ("\u201cIt rains in Bergen",))),
        ("Lee left the hall, adding that it rains.", ("Lee", "adding", ("that it rains",))),
    ],
)
def test_verbs_with_a_subject(text: str, expected: Row) -> None:
    assert relations(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The agreement aims to help farmers.",
        "The claims of the bank are old.",
        "The plan will be announced.",
        "The city called the park Green Hill.",
        "United States forces left.",
        "He added two eggs.",
    ],
)
def test_words_that_only_look_like_cues(text: str) -> None:
    assert relations(text) == []


def test_two_speakers_keep_their_own_content() -> None:
    text = "The bank said the money was gone, but the police said it was found."
    assert relations(text) == [
        ("The bank", "said", ("the money was gone",)),
        ("the police", "said", ("it was found",)),
    ]
