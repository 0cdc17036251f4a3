import json
import tomllib
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from annotator.detection.detect import detect, make_document
from annotator.detection.detectors.attribution import DETECTOR
from annotator.detection.same_source import Mention, SourceName, name_sources, names_beyond_words, tells_more
from annotator.text.spans import Span

CORPUS = Path(__file__).parents[3] / "fixtures" / "corpus"
EXAMPLES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "examples" / "same_source.toml").read_text(encoding="utf-8")
)


def named(text: str, mentions: list[str]) -> list[str]:
    document, at, found = make_document(text), 0, []
    for words in mentions:
        start = text.index(words, at)
        at = start + len(words)
        end = start + len(words.removesuffix(" said"))
        label = next(s.label for s in document.statements if s.span.start <= start < s.span.end)
        found.append(Mention(Span(start, end), label))
    return [name.name if name else "" for name in name_sources(document, found)]


@pytest.mark.parametrize("example", [*EXAMPLES["fires"], *EXAMPLES["quiet"]], ids=lambda example: example["text"][:60])
def test_names_of_mentions(example: dict[str, Any]) -> None:
    assert named(example["text"], example["mentions"]) == example["names"]


def test_the_quiet_examples_leave_their_last_mention_alone() -> None:
    assert all(example["names"][-1] == "" for example in EXAMPLES["quiet"])


@pytest.mark.parametrize("slug", ["seed-a", "seed-b"])
def test_mentions_of_the_samples_are_grouped_as_in_the_gold_annotation(slug: str) -> None:
    text = (CORPUS / f"{slug}.txt").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in (CORPUS / f"{slug}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = [
        (Mention(Span(*relation["source"]), row["id"].rpartition("-")[2]), relation["entity"])
        for row in rows
        for relation in row["relations"]
        if relation.get("source")
    ]
    gold.sort(key=lambda pair: pair[0].span)
    names = name_sources(make_document(text), [mention for mention, _ in gold])
    groups: dict[str, set[str]] = {}
    for (mention, entity), name in zip(gold, names, strict=True):
        groups.setdefault(entity, set()).add(name.name if name else mention.span.of(text))
    assert all(len(group) == 1 for group in groups.values())
    assert len({name for group in groups.values() for name in group}) == len(groups)


def test_attribution_names_the_source_where_that_says_more() -> None:
    text = "The Kremlin's press service said the talks went on. The talks were long, the statement read."
    values = [found.values for found in detect(make_document(text), (DETECTOR,)) if found.kind == "relation"]
    assert [value["same_source"] for value in values] == ["the Kremlin", "the Kremlin"]
    assert [value["source_type"] for value in values] == ["named_org", "named_org"]


def test_the_type_of_a_pronoun_is_that_of_whom_it_means() -> None:
    text = "A firefighter said the house was empty. He said nobody was hurt."
    document = make_document(text)
    start = text.index("He")
    mentions = [Mention(Span(start, start + 2), "S2"), Mention(Span(0, len("A firefighter")), "S1")]
    found = names_beyond_words(document, mentions)
    assert found == {Span(start, start + 2): SourceName("A firefighter", "described_person")}


@pytest.mark.parametrize(
    ("name", "words"), [("the Kremlin", "The Kremlin’s"), ("Ada Lee", "Ada Lee,"), ("U.S", "the U.S.")]
)
def test_case_article_and_possessive_say_no_more(name: str, words: str) -> None:
    assert not tells_more(SourceName(name, "named_org"), words)


@pytest.mark.parametrize(
    "line", ["Ada Lee said it rains. ", "He said it rains. ", "the Post said so. ", "Aa Bb (CC) ", "A B C (AB) "]
)
def test_a_megabyte_of_mentions_is_read_in_linear_time(line: str) -> None:
    def seconds(size: int) -> float:
        text = line * (size // len(line))
        document = make_document(text)
        mentions = [Mention(Span(s.span.start, s.span.start + 2), s.label) for s in document.statements]
        began = perf_counter()
        name_sources(document, mentions)
        return perf_counter() - began

    assert seconds(1_000_000) < 40 * max(seconds(100_000), 0.05)
