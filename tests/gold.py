"""Read the gold annotation of the two samples as tags: article A is seed-a, article B is seed-b."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from annotator.summaries.facts import ArticleFacts, make_facts
from annotator.tagging.codebook import (
    BiasFlag,
    BylineKind,
    ClaimType,
    Contested,
    Credibility,
    CueStance,
    DerivedFlag,
    Fidelity,
    HedgeType,
    Need,
    NeedReason,
    Polarity,
    Proximity,
    Quote,
    RelationKind,
    Reliability,
    Response,
    Scope,
    SourceType,
    SourcingFlag,
    Status,
)
from annotator.tagging.records import (
    ArticleValues,
    CertaintyCue,
    Relation,
    StatementTags,
    StatementValues,
    WordingFlag,
)
from annotator.text.spans import Span
from annotator.text.structure import Citation, SegmentKind

CORPUS: Final = Path(__file__).parent.parent / "fixtures" / "corpus"
SLUGS: Final = {"A": "seed-a", "B": "seed-b"}
WORDS: Final = {"seed-a": 267, "seed-b": 304}
"""Body words with links removed, as SCHEME 9.7 states them."""
LINK: Final = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
NOTE: Final = re.compile(r"\s*\([^)]*\)$")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One sample with its text, its tags and the rows they were read from (by reference)."""

    slug: str
    text: str
    statements: tuple[StatementTags, ...]
    citations: tuple[Citation, ...]
    rows: Mapping[str, Row]

    def statement(self, label: str) -> StatementTags:
        """Return the statement with this label, such as S8."""
        return next(tags for tags in self.statements if tags.label == label)


@cache
def read_gold(slug: str) -> GoldArticle:
    """Return the sample `seed-a` or `seed-b`."""
    # Bytes, not text mode: offsets are into the file as stored, whatever its line ends.
    text = (CORPUS / f"{slug}.txt").read_bytes().decode("utf-8")
    lines = (CORPUS / f"{slug}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return GoldArticle(
        slug=slug,
        text=text,
        statements=tuple(_statement(row, _paragraph(row, rows, text)) for row in rows),
        citations=tuple(Citation(Span(*m.span()), m.group(1), m.group(2)) for m in LINK.finditer(text)),
        rows={reference(row["id"]): row for row in rows},
    )


def gold_facts(slug: str) -> ArticleFacts:
    """Return everything the summary of a sample is computed from."""
    gold = read_gold(slug)
    byline = BylineKind.AI_DISCLOSED if slug == "seed-a" else BylineKind.NONE
    return make_facts(
        article=slug,
        text=gold.text,
        words=WORDS[slug],
        statements=gold.statements,
        citations=gold.citations,
        article_values=ArticleValues(byline_kind=byline),
    )


def reference(gold_id: str) -> str:
    """Turn `A-S4` or `A-S4 r2` into `seed-a-S4`."""
    article, label = gold_id.split(" ")[0].split("-")
    return f"{SLUGS[article]}-{label}"


def derived_in_gold(row: Row) -> tuple[DerivedFlag, ...]:
    """Return the flags of a row that the product derives instead of storing."""
    return tuple(flag for flag in DerivedFlag if flag.value in row["sourcing_flags"])


def _paragraph(row: Row, rows: list[Any], text: str) -> int:
    if row["role"] != "body":
        return -1
    first = min(other["span"][0] for other in rows if other["role"] == "body")
    return text.count("\n", first, row["span"][0])


def _statement(row: Row, paragraph: int) -> StatementTags:
    ref = reference(row["id"])
    return StatementTags(
        reference=ref,
        label=row["id"].split("-")[1],
        kind=SegmentKind(row["role"]),
        span=Span(*row["span"]),
        paragraph=paragraph,
        values=_values(row),
        relations=tuple(_relation(ref, number, item) for number, item in enumerate(row["relations"], start=1)),
        hedges=tuple(_hedge(ref, number, item) for number, item in enumerate(row["hedges"], start=1)),
        sourcing_flags=tuple(flag for flag in SourcingFlag if flag.value in row["sourcing_flags"]),
        wording_flags=tuple(_flag(ref, number, item) for number, item in enumerate(row["bias"], start=1)),
    )


def _values(row: Row) -> StatementValues:
    accusation = row.get("accusation", {})
    return StatementValues(
        claim_type=ClaimType(row["claim_type"]),
        need=Need(row["need"]),
        need_reason=NeedReason(row["need_reason"]) if "need_reason" in row else None,
        contested=Contested(row["contested"]),
        evidence=tuple(dict.fromkeys(reference(item) for item in row.get("contested_ref", ()))),
        status=Status(row["status"]),
        reliability=Reliability(row["reliability"]),
        credibility=Credibility(str(row["credibility"])),
        proximity=Proximity(row["proximity"]) if "proximity" in row else None,
        accused=accusation.get("accused", ""),
        response=Response(accusation["response"]) if accusation else None,
        fidelity=Fidelity(row["key_point_fidelity"]) if "key_point_fidelity" in row else None,
        repeats=reference(row["fidelity_ref"]) if "fidelity_ref" in row else None,
    )


def _relation(ref: str, number: int, item: Row) -> Relation:
    return Relation(
        id=f"{ref}-r{number}",
        kind=RelationKind(item["kind"]),
        cue=Span(*item["cue"]),
        content=tuple(Span(*piece) for piece in item["content"]),
        source=Span(*item["source"]) if "source" in item else None,
        quote=Quote(item["quote"]),
        cue_stance=CueStance(item["cue_stance"]),
        polarity=Polarity(item["polarity"]),
        source_type=SourceType(item["source_type"]) if "source_type" in item else None,
        source_name=item.get("entity", ""),
        parent=f"{ref}-{item['parent'].split(' ')[0]}" if "parent" in item else None,
        denies="-".join((reference(item["denies"]), item["denies"].split(" ")[1])) if "denies" in item else None,
        # The notes in brackets ("AP (link on A-S4)") are the annotator's remarks, not part of a relay's name.
        chain=tuple(NOTE.sub("", name) for name in item.get("chain", ())),
    )


def _hedge(ref: str, number: int, item: Row) -> CertaintyCue:
    return CertaintyCue(
        id=f"{ref}-h{number}",
        type=HedgeType(item["type"]),
        cue=Span(*item["cue"]),
        scope=Scope(item["scope"]),
        sourced=item["sourced"],
    )


def _flag(ref: str, number: int, item: Row) -> WordingFlag:
    return WordingFlag(
        id=f"{ref}-b{number}", flag=BiasFlag(item["flag"]), span=Span(*item["span"]), unsure=item["unsure"]
    )
