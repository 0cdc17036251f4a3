import pytest

from annotator.detection.base import Finding
from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.article import DETECTOR

BODY = "The bridge was closed on Monday after a crack was found."


def byline(text: str) -> Finding:
    (found,) = detect(make_document(text), (DETECTOR,))
    return found


def test_a_disclosed_machine_suggests_the_digital_source_type() -> None:
    found = byline(f"{BODY}\nAuthor:\nAna Berg\nAn AI journalist covering bridges.")
    assert found.values == {"byline_kind": "ai_disclosed", "digital_source_type": "trainedAlgorithmicMedia"}
    assert found.statement == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"By Ana Berg\n{BODY}", "human_named"),
        (f"By Ana Berg and Ola Lund\n{BODY}", "human_named"),
        (f"By Reuters\n{BODY}", "agency"),
        (BODY, "none"),
        ("", "none"),
    ],
)
def test_kind_of_byline(text: str, kind: str) -> None:
    assert byline(text).values == {"byline_kind": kind}


def test_words_of_the_body_are_no_byline() -> None:
    assert byline(f"{BODY} An AI journalist wrote about it, Reuters said.").label == "none"
