"""JSON Lines."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from annotator.interchange import records
from annotator.interchange.exporters.jsonl import JsonLines, to_object

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KEY = UUID("11111111-1111-4111-8111-111111111111")
TAG = records.TagRevisionRecord(
    id=KEY,
    tag=KEY,
    replaces=None,
    kind="hedge",
    statement="S1",
    values={"hedge_type": "allegation", "sourced": True},
    spans=(records.SpanRecord("cue", 2, 11, "allegedly"),),
    evidence=("a-S2",),
    note="",
    withdrawn=False,
    made_by="ana",
    made_at=WHEN,
    origin="hand",
    suggestion=None,
    scheme_version="1.0",
)
TEXT = records.TextRecord(
    version=2,
    sha256="ab",
    text="🚨 allegedly\u2028 so.",
    added_at=WHEN,
    segments=(records.SegmentRecord("body", 0, 0, 16),),
    statements=(records.StatementRecord(KEY, "a-S1", "S1", "body", 0, 0, 16),),
    citations=(),
    suggestions=(),
    tag_sets=(records.TagSetRecord(KEY, "ana", True, 1, (TAG,)),),
    summary=None,
)
ARTICLE = records.ArticleRecord(
    article=records.ArticleValuesRecord(
        id=KEY,
        slug="a",
        title="“A”",
        desk="news",
        outlet="",
        byline="",
        published_on=date(2026, 1, 1),
        url="",
        licence="",
        credit="",
        external_id="",
        added_by="edda",
        added_at=WHEN,
    ),
    codebook_version="1.0",
    newest=TEXT,
    earlier=(replace(TEXT, version=1),),
    sources=(),
)


def test_the_newest_text_stands_beside_the_article() -> None:
    line = to_object(ARTICLE)
    assert list(line)[:5] == ["format", "offset_unit", "codebook_version", "article", "version"]
    assert (line["version"], line["text"]) == (2, TEXT.text)
    assert [text["version"] for text in line["earlier_texts"]] == [1]


def test_a_line_is_one_line_whatever_the_text_holds_and_reads_back() -> None:
    [line, end] = b"".join(JsonLines().write([ARTICLE])).split(b"\n")
    read = json.loads(line)
    assert end == b""
    assert read["article"]["published_on"] == "2026-01-01"
    tag = read["tag_sets"][0]["tags"][0]
    assert (tag["made_at"], tag["tag"]) == ("2026-01-02T03:04:05+00:00", str(KEY))
    [span] = tag["spans"]
    assert read["text"][span["start"] : span["end"]] == span["exact"] == "allegedly"


def test_no_record_is_read_before_the_one_before_it_is_written() -> None:
    read = []

    def records_one_by_one() -> Iterator[records.ArticleRecord]:
        for number in range(3):
            read.append(number)
            yield ARTICLE

    written = JsonLines().write(records_one_by_one())
    next(written)
    assert read == [0]


def test_what_has_no_form_is_an_error() -> None:
    values = {"hedge_type": object()}
    broken = replace(TEXT, tag_sets=(replace(TEXT.tag_sets[0], tags=(replace(TAG, values=values),)),))
    with pytest.raises(TypeError, match="no form"):
        list(JsonLines().write([replace(ARTICLE, newest=broken)]))
