from pathlib import Path
from time import perf_counter

import pytest

from annotator.detection.contested import find_contested
from annotator.detection.detect import make_document
from annotator.detection.disputes import MAX_DISPUTES

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"


def disputes(text: str) -> list[tuple[str, str, str]]:
    claims = find_contested(make_document(text))
    return [(claim.sentence.statement.label, claim.disputed_in, claim.word) for claim in claims]


def test_a_claim_points_to_the_statement_that_disputes_it() -> None:
    text = "Lund took bribes from two builders in May. Rents rose. Lund denied that he took bribes from builders."
    assert disputes(text) == [("S1", "S3", "denied")]


def test_the_flat_claim_of_one_sample_is_contested_by_the_other() -> None:
    texts = [(CORPUS / f"{slug}.txt").read_text(encoding="utf-8") for slug in ("seed-a", "seed-b")]
    assert [disputes(text) for text in texts] == [[], []]
    body = [line for line in texts[0].splitlines() if not line.startswith("- ")][0]
    found = disputes(f"{body}\n{texts[1]}")
    text = f"{body}\n{texts[1]}"
    claims = [claim.sentence.statement.span.of(text) for claim in find_contested(make_document(text))]
    assert len(found) == 1
    assert claims[0].startswith("Iran has provided Russia with thousands of Shahed drones")


def test_key_points_and_headlines_are_left_to_their_own_check() -> None:
    assert disputes("- Lund took bribes from two builders.\nLund denied that he took bribes from two builders.") == []


@pytest.mark.parametrize(
    "line", ["Lund took bribes from builders. ", "Lund denied that he took bribes from builders. "]
)
def test_a_megabyte_is_compared_in_linear_time(line: str) -> None:
    def seconds(size: int) -> float:
        text = "Lund denied that he took bribes. " * MAX_DISPUTES + line * (size // len(line))
        document = make_document(text)
        began = perf_counter()
        list(find_contested(document))
        return perf_counter() - began

    assert seconds(1_000_000) < 40 * max(seconds(100_000), 0.05)
