"""Both samples tagged by keyboard alone, as their gold annotation says; the summary must be that of SCHEME 9.7."""

from typing import Any

import pytest
from django.core.management import call_command

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import Desk
from annotator.desks.roles import Role
from annotator.suggestions.services import run_detectors
from annotator.summaries.services import refresh_summary
from annotator.tagging.codebook import Contested, CueStance, Fidelity, Need, Polarity, RelationKind
from annotator.tagging.models import TagSet
from annotator.tagging.records import CertaintyCue, Relation, StatementTags, WordingFlag
from tests.annotator.summaries.test_summarize import COUNTS, PAIRS, TABLES, VALUES, at, count
from tests.browser.bench import BenchPage
from tests.browser.driver import IN_A_BROWSER
from tests.factories.desks import make_user
from tests.gold import GoldArticle, read_gold

pytestmark = IN_A_BROWSER
SLUGS = ("seed-a", "seed-b")


@pytest.fixture
def samples(browser: Any, transactional_db: None) -> dict[str, ArticleText]:
    """Load both samples on a desk where Ana may tag; nothing is tagged yet."""
    call_command("loaddata", "articles", "codebook", verbosity=0)
    make_user("ana", Desk.objects.get(slug="demo"), Role.ANNOTATOR)
    return {slug: Article.objects.get(slug=slug).texts.get() for slug in SLUGS}


class Typist:
    """Somebody who tags what the gold annotation says, with keys alone."""

    def __init__(self, bench: BenchPage, gold: GoldArticle) -> None:
        self.bench = bench
        self.gold = gold
        self.keys = bench.ask("bench.data.keys")

    def set(self, field: str, value: Any) -> None:
        """Choose an answer by the names of the codebook's keys."""
        self.bench.choose(f"{field} {value}".replace("_", " "))

    def write(self, field: str, words: str) -> None:
        """Type into one of the fields that hold words."""
        self.bench.choose(f"{field} …")
        self.bench.page.locator("input:focus, textarea:focus").wait_for()
        self.bench.press("Control+a")
        self.bench.typed(words)
        self.bench.press("Control+Enter")

    def tag(self, statement: StatementTags) -> None:
        """Tag one statement."""
        self.bench.go(statement.label)
        for relation in statement.relations:
            self.relation(relation)
        for hedge in statement.hedges:
            self.hedge(hedge)
        self.answers(statement)
        for flag in statement.wording_flags:
            self.flag(flag)
        self.bench.press("Escape", "Escape")
        self.bench.press(self.keys[f"claim_type:{statement.values.claim_type}"])
        self.bench.press(self.keys[f"status:{statement.values.status}"])

    def relation(self, relation: Relation) -> None:
        """Mark the words of a relation, then say what differs from what was filled in."""
        assert relation.cue is not None
        self.bench.press("Escape", "Escape")
        parts = [("t", relation.cue), *(("o", span) for span in relation.content)]
        for key, span in [*parts, *([("s", relation.source)] if relation.source else [])]:
            self.bench.select(span)
            self.bench.press(key)
        if relation.kind is not RelationKind.ASSERTION:
            self.set("relation_kind", relation.kind)
        if relation.source_type:
            self.set("source_type", relation.source_type)
        if relation.kind is not RelationKind.ATTITUDE:
            self.set("quote", relation.quote)
        if relation.cue_stance is not CueStance.NEUTRAL:
            self.set("cue_stance", relation.cue_stance)
        if relation.source and relation.source_name:
            self.write("source name", relation.source_name)
        self.pointers(relation)

    def pointers(self, relation: Relation) -> None:
        """Say what a relation denies and what it lies in."""
        if relation.polarity is not Polarity.AFFIRM:
            self.set("polarity", relation.polarity)
        for name, other in (("denies", relation.denies), ("lies inside", relation.parent)):
            if other:
                self.bench.choose(f"{name} {self.cue_of(other)}")

    def cue_of(self, relation: str) -> str:
        """Return the label and the cue of a relation, as the list shows them."""
        reference = relation.rsplit("-", 1)[0]
        found = next(
            r for s in self.gold.statements if s.reference == reference for r in s.relations if r.id == relation
        )
        assert found.cue is not None
        return f"{reference.rsplit('-', 1)[1]}: {found.cue.of(self.gold.text)}"

    def hedge(self, hedge: CertaintyCue) -> None:
        """Mark a hedge; its scope is the whole claim until somebody says a detail."""
        self.bench.press("Escape", "Escape")
        self.bench.select(hedge.cue)
        self.bench.press(self.keys[f"hedge_type:{hedge.type}"], "+" if hedge.sourced else "-")
        if hedge.scope != "claim":
            self.bench.press(",")

    def flag(self, flag: WordingFlag) -> None:
        """Flag words."""
        self.bench.press("Escape", "Escape")
        self.bench.select(flag.span)
        self.set("bias_flag", flag.flag)
        if flag.unsure:
            self.bench.choose("flag unsure")

    def answers(self, statement: StatementTags) -> None:
        """Give every answer about the statement but the two that have keys."""
        values = statement.values
        self.bench.press("Escape", "Escape")
        if values.need is Need.EXEMPT:
            self.set("need_reason", values.need_reason)
        self.set("contested", values.contested)
        if values.contested is Contested.CONTESTED:
            self.write("what shows the dispute", ", ".join(values.evidence))
        for field in ("reliability", "credibility", "proximity", "response", "fidelity"):
            if getattr(values, field):
                self.set(field, getattr(values, field))
        if values.repeats and values.fidelity is not Fidelity.UNSUPPORTED:
            self.bench.choose(f"repeats {values.repeats.rsplit('-', 1)[1]}:")
        if values.accused:
            self.write("accused", values.accused)
        for flag in statement.sourcing_flags:
            self.set("sourcing_flag", flag)


def test_keys_alone_lead_to_the_summary_of_the_scheme(page: Any, samples: dict[str, ArticleText]) -> None:
    bench = BenchPage.opened(page, "ana", "seed-a")
    for slug in SLUGS:
        bench.slug = slug
        bench.open()
        typist = Typist(bench, read_gold(slug))
        for statement in typist.gold.statements:
            typist.tag(statement)
            bench.saved()
        assert bench.page.locator("[data-part=counted]").inner_text() == (
            f"{len(typist.gold.statements)} of {len(typist.gold.statements)} finished"
        )
    check_oracle([record_of(samples[slug]) for slug in SLUGS])


def record_of(text: ArticleText) -> Any:
    """Return the summary of Ana's tags."""
    return refresh_summary(text_id=text.pk, tag_set_id=TagSet.objects.get(text=text).pk).record


def check_oracle(records: list[Any]) -> None:
    """Compare the summaries of both samples with every row of SCHEME 9.7."""
    for path, *counts in COUNTS:
        assert [count(record, path) for record in records] == counts, path
    for path, *values in VALUES:
        assert [at(record, path) for record in records] == values, path
    for path, *tables in TABLES:
        assert [{key: n for key, n in at(record, path).items() if n} for record in records] == tables, path
    for slug, record in zip(SLUGS, records, strict=True):
        table = record["basis"]["admiralty"]["table"]
        found = {f"{letter}{number}": n for letter, row in table.items() for number, n in row.items() if n}
        assert found == PAIRS[slug]


@pytest.mark.models
def test_the_core_of_a_statement_takes_two_and_a_half_keys(page: Any, samples: dict[str, ArticleText]) -> None:
    """With suggestions: accept all, choose the sort of statement; the page goes on by itself."""
    bench = BenchPage.opened(page, "ana", "seed-a")
    finished = 0
    for slug in SLUGS:
        run_detectors(text_id=samples[slug].pk)
        bench.slug = slug
        bench.open()
        for statement in read_gold(slug).statements:
            if bench.place != statement.label:
                bench.go(statement.label)
            if bench.ask("bench.open(bench.place).length"):
                bench.press("a")
            bench.press(bench.ask("bench.data.keys")[f"claim_type:{statement.values.claim_type}"])
        finished += bench.ask("bench.progress().done")
        bench.saved()
    assert finished == 28
    assert bench.pressed / finished <= 2.5
