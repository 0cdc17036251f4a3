"""Make fixtures/articles.json, demo_desk.json and wikinews.json from fixtures/corpus and the MEANTIME pool."""

import hashlib
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import serializers
from django.core.management.base import BaseCommand
from django.db.models import Model

from annotator.articles.models import Article, ArticleText, Citation, Segment, Segmentation, Statement
from annotator.articles.services import SEGMENTATION_METHOD, structure_rows
from annotator.desks.demo import DEMO_PASSWORD, DEMO_PEOPLE
from annotator.desks.models import Desk, Membership, User
from annotator.detection.base import SpanRole
from annotator.sources.models import Source, SourceAlias
from annotator.sources.names import name_key
from annotator.tagging.codebook import BylineKind, Need, Origin, TagKind
from annotator.tagging.models import Evidence, Tag, TagSet, TagSpan
from annotator.text.segment import find_structure
from annotator.text.words import count_words

NAMESPACE: Final = UUID("6f1c9c1e-6d0e-4a0b-9a52-5d0f2f1f7a10")
WHEN: Final = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOTE: Final = re.compile(r"\s*\([^)]*\)$")
"""What the gold annotation adds to a relay in brackets, such as where its link stands."""
SLUGS: Final = {"A": "seed-a", "B": "seed-b"}
TITLES: Final = {
    "seed-a": "Sample A: Putin to host Pezeshkian for a partnership pact",
    "seed-b": "Sample B: Russia and Iran to sign a strategic partnership",
}
SOURCES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "Kremlin": ("named_org", ("the Kremlin's press service",)),
    "Ukraine and Western states": ("collective", ("Ukraine and Western nations", "Ukraine and Western countries")),
    "Russia and Iran": ("collective", ("Iran and Russia",)),
    "Russia and North Korea": ("collective", ()),
    "Iran": ("named_org", ("Tehran",)),
    "Leaked recording": ("document", ()),
    "Unnamed IRGC general": ("described_person", ()),
    "Iranian Foreign Ministry spokesperson": ("described_person", ("an Iranian Foreign Ministry spokesperson",)),
    "The Moscow Times": ("media", ()),
}


class Command(BaseCommand):
    """Write the fixtures; the same input gives the same bytes."""

    help = "Make the fixtures from fixtures/corpus (and, with --wikinews, from the MEANTIME English pool)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the pool's path."""
        parser.add_argument("--wikinews", type=Path, help="pool.jsonl of the MEANTIME English articles")
        parser.add_argument("--into", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *, into: Path, wikinews: Path | None, **_: Any) -> None:
        """Write each file."""
        desk = demo_desk()
        samples = [sample_rows(desk, slug) for slug in TITLES]
        write(into / "articles.json", [desk, *(row for rows in samples for row in rows)])
        write(into / "demo_desk.json", demo_rows(desk, samples))
        if wikinews:
            write(into / "wikinews.json", [desk, *wikinews_rows(desk, wikinews)])


def key(*parts: object) -> UUID:
    """Return the same identity for the same thing each time."""
    return uuid5(NAMESPACE, "/".join(map(str, parts)))


def write(path: Path, rows: Iterable[Model]) -> None:
    """Write rows as a fixture, one field a line."""
    path.write_text(serializers.serialize("json", rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def demo_desk() -> Desk:
    """Return the desk of the samples."""
    return Desk(id=key("desk", "demo"), name="Demo desk", slug="demo", created_at=WHEN)


def article_rows(desk: Desk, slug: str, content: str, **fields: Any) -> tuple[Article, ArticleText]:
    """Return an article and its first text."""
    article = Article(id=key("article", slug), desk=desk, slug=slug, created_at=WHEN, **fields)
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = ArticleText(id=key("text", slug), article=article, content=content, sha256=digest, created_at=WHEN)
    return article, text


def sample_rows(desk: Desk, slug: str) -> list[Model]:
    """Return a sample with its statements, so that the demo tags have something to point to."""
    content = (settings.BASE_DIR / "fixtures" / "corpus" / f"{slug}.txt").read_bytes().decode()
    byline = "Gloria Terra" if slug == "seed-a" else ""
    article, text = article_rows(desk, slug, content, title=TITLES[slug], byline=byline)
    structure = find_structure(content)
    words = count_words(content, structure.citations, structure.statements)
    segments, statements, citations = structure_rows(text, structure)
    rows: list[Segment | Statement | Citation] = [*segments, *statements, *citations]
    for row in rows:
        row.id = key(type(row).__name__, slug, row.start)
    for citation in citations:
        citation.statement = citation.statement  # takes over the identity that the statement has by now
    mark = Segmentation(text=text, method=SEGMENTATION_METHOD, body_words=words, created_at=WHEN)
    return [article, text, mark, *rows]


def person(name: str, first: str, last: str) -> User:
    """Return one of the demo people, with the published password."""
    password = make_password(DEMO_PASSWORD, salt=f"demo{name}", hasher="pbkdf2_sha256")
    names = {"username": name, "first_name": first, "last_name": last, "email": f"{name}@example.org"}
    return User(id=key("user", name), date_joined=WHEN, password=password, **names)


def demo_rows(desk: Desk, samples: list[list[Model]]) -> Iterator[Model]:
    """Return people, sources and the gold tags of the samples as the tags of the demo editor."""
    people = {name: person(name, first, last) for name, first, last, _ in DEMO_PEOPLE}
    yield from people.values()
    for name, _, _, role in DEMO_PEOPLE:
        yield Membership(id=key("membership", name), desk=desk, user=people[name], role=role)
    sources: dict[str, Source] = {}
    for name, (source_type, aliases) in SOURCES.items():
        source = Source(id=key("source", name), desk=desk, name=name, key=name_key(name), source_type=source_type,
                        created_at=WHEN)  # fmt: skip
        sources.update(dict.fromkeys((name, *aliases), source))
        yield source
        for alias in aliases:
            yield SourceAlias(id=key("alias", alias), desk=desk, source=source, name=alias, key=name_key(alias))
    statements = {s.reference: s for rows in samples for s in rows if isinstance(s, Statement)}
    for rows in samples:
        text = next(row for row in rows if isinstance(row, ArticleText))
        yield from GoldTags(people["edda"], text, statements, sources).rows()


class GoldTags:
    """The gold annotation of one sample as rows of one tag set."""

    def __init__(self, author: User, text: ArticleText, statements: dict[str, Statement], sources: dict[str, Source]):
        self.author = author
        self.slug = text.article.slug
        self.content = text.content
        self.statements = statements
        self.sources = sources
        self.tag_set = TagSet(id=key("set", self.slug), text=text, author=author, leads=True, created_at=WHEN)

    def rows(self) -> Iterator[Model]:
        """Return the set and its tags."""
        path: Path = settings.BASE_DIR / "fixtures" / "corpus" / f"{self.slug}.gold.jsonl"
        yield self.tag_set
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from self._statement(json.loads(line))
        byline = BylineKind.AI_DISCLOSED if self.slug == "seed-a" else BylineKind.NONE
        tag = self._tag(None, TagKind.ARTICLE, "article", byline_kind=byline, work_type="report")
        tag.digital_source_type = "trainedAlgorithmicMedia" if byline == BylineKind.AI_DISCLOSED else ""
        yield tag

    def _statement(self, gold: dict[str, Any]) -> Iterator[Model]:
        statement = self.statements[reference(gold["id"])]
        yield from self._values(statement, gold)
        for number, relation in enumerate(gold["relations"], start=1):
            yield from self._relation(statement, gold["id"], number, relation)
        for number, hedge in enumerate(gold["hedges"], start=1):
            tag = self._tag(statement, TagKind.HEDGE, f"hedge{number}", hedge_type=hedge["type"],
                            scope=hedge["scope"], sourced=hedge["sourced"])  # fmt: skip
            yield from self._with_spans(tag, [(SpanRole.CUE, hedge["cue"])])
        for flag in gold["sourcing_flags"]:
            if flag not in {"unsourced_hedge", "orphan_quote"}:  # derived, never stored
                yield self._tag(statement, TagKind.SOURCING_FLAG, flag, sourcing_flag=flag)
        for number, bias in enumerate(gold["bias"], start=1):
            tag = self._tag(statement, TagKind.BIAS_FLAG, f"bias{number}", bias_flag=bias["flag"],
                            unsure=bias["unsure"])  # fmt: skip
            yield from self._with_spans(tag, [(SpanRole.SPAN, bias["span"])])

    def _values(self, statement: Statement, gold: dict[str, Any]) -> Iterator[Model]:
        accusation = gold.get("accusation", {})
        repeats = gold.get("fidelity_ref")
        tag = self._tag(
            statement,
            TagKind.STATEMENT,
            "values",
            claim_type=gold["claim_type"],
            need=gold["need"],
            need_reason=gold.get("need_reason", "") if gold["need"] == Need.EXEMPT else "",
            contested=gold["contested"],
            status=gold["status"],
            reliability=gold["reliability"],
            credibility=str(gold["credibility"]),
            link_check="not_checked",
            proximity=gold.get("proximity", ""),
            accused=accusation.get("accused", ""),
            response=accusation.get("response", ""),
            fidelity=gold.get("key_point_fidelity", ""),
            repeats=self.statements[reference(repeats)] if repeats else None,
        )
        yield tag
        shown = dict.fromkeys(reference(ref) for ref in gold.get("contested_ref", []))
        for number, ref in enumerate(shown):
            yield Evidence(id=key(tag.pk, "evidence", number), tag=tag, statement=self.statements[ref], position=number)

    def _relation(self, statement: Statement, label: str, number: int, gold: dict[str, Any]) -> Iterator[Model]:
        attitude = gold["kind"] == "attitude"
        tag = self._tag(
            statement,
            TagKind.RELATION,
            f"r{number}",
            relation_kind=gold["kind"],
            quote=gold["quote"],
            cue_stance=gold["cue_stance"],
            polarity=gold["polarity"],
            source_type="" if attitude else gold.get("source_type", ""),
            source=self.sources[gold["entity"]] if "entity" in gold else None,
            chain=[NOTE.sub("", relay) for relay in gold.get("chain", [])],
        )
        if "denies" in gold:
            tag.denies_id = self._relation_key(gold["denies"])
        if "parent" in gold:
            tag.parent_id = self._relation_key(f"{label} {gold['parent'].split()[0]}")
        spans = [(SpanRole.CUE, gold["cue"]), *((SpanRole.CONTENT, piece) for piece in gold["content"])]
        if "source" in gold:
            spans.append((SpanRole.SOURCE, gold["source"]))
        yield from self._with_spans(tag, spans)

    def _relation_key(self, name: str) -> UUID:
        label, number = name.split()
        return key("tag", reference(label), number)

    def _tag(self, statement: Statement | None, kind: TagKind, name: str, **values: Any) -> Tag:
        place = statement.reference if statement else self.slug
        tag = Tag(id=key("tag", place, name), tag_set=self.tag_set, statement=statement, kind=kind,
                  made_by=self.author, made_at=WHEN, origin=Origin.HAND, **values)  # fmt: skip
        tag.root_id = tag.pk
        return tag

    def _with_spans(self, tag: Tag, spans: Iterable[tuple[SpanRole, list[int]]]) -> Iterator[Model]:
        yield tag
        for role, (start, end) in spans:
            yield TagSpan(id=key(tag.pk, role, start), tag=tag, role=role, start=start, end=end,
                          exact=self.content[start:end])  # fmt: skip


def reference(gold_id: str) -> str:
    """Turn `A-S4` or `A-S4 r2` into `seed-a-S4`."""
    article, label = gold_id.split()[0].split("-")
    return f"{SLUGS[article]}-{label}"


def wikinews_rows(desk: Desk, pool: Path) -> Iterator[Model]:
    """Return the MEANTIME English articles; the worker cuts them into statements."""
    for line in pool.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        title, _, rest = record["text"].partition("\n")
        slug = "wikinews-" + record["id"].rpartition("/")[2]
        yield from article_rows(
            desk, slug, record["text"], title=title[:300], published_on=date_of(rest.partition("\n")[0]),
            licence="CC BY 4.0",
            credit="Wikinews, by way of the MEANTIME corpus (Minard et al. 2016), CC BY 4.0; re-joined from tokens.",
            external_id=record["id"],
        )  # fmt: skip


def date_of(line: str) -> Any:
    """Read a date line such as `March 01, 2008`; None where it is none."""
    try:
        return datetime.strptime(line.strip(), "%B %d, %Y").replace(tzinfo=UTC).date()
    except ValueError:
        return None
