from pathlib import Path

import pytest

from annotator.detection.citation_reach import Reach, reach_of_links
from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.attribution import DETECTOR

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"
LINK = "([source](https://news.example/a))"


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        # A link covers its sentence and the earlier ones of its paragraph.
        (f"It rains. It snows {LINK}.", {"S1": ("paragraph", "S2"), "S2": ("sentence", "S2")}),
        # Never a later one.
        (f"It rains {LINK}. It snows.", {"S1": ("sentence", "S1")}),
        # Never another paragraph.
        (f"It rains.\n\nIt snows {LINK}.", {"S2": ("sentence", "S2")}),
        # The nearest later link counts.
        (
            f"It rains. It snows {LINK}. It pours {LINK}.",
            {"S1": ("paragraph", "S2"), "S2": ("sentence", "S2"), "S3": ("sentence", "S3")},
        ),
        # Key points are covered only by links of their own.
        (f"- It rains.\nIt snows {LINK}.", {"S1": ("sentence", "S1")}),
        ("It rains.", {}),
        ("", {}),
    ],
)
def test_reach_of_links(text: str, reach: dict[str, tuple[str, str]]) -> None:
    assert reach_of_links(make_document(text)) == {label: Reach(*parts) for label, parts in reach.items()}


def test_the_sample_is_linked_as_its_gold_annotation_says() -> None:
    reach = reach_of_links(make_document((CORPUS / "seed-a.txt").read_text(encoding="utf-8")))
    assert [found.scope for found in reach.values()].count("sentence") == 3
    assert len(reach) == 9
    assert "S10" not in reach


def test_the_statement_says_where_its_link_stands() -> None:
    findings = detect(make_document(f"It rains. It snows {LINK}."), (DETECTOR,))
    assert [(found.values["citation_scope"], found.values["cited_in"]) for found in findings] == [
        ("paragraph", "S2"),
        ("sentence", "S2"),
    ]
    assert [found.label for found in findings] == ["unattributed", "citation_only"]
