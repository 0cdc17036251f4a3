"""A stored summary as a page shows it: four blocks of figures with the statements they counted, no overall score."""

from collections import Counter
from dataclasses import replace

from annotator.summaries.models import ArticleSummary, OfficialSummary
from annotator.summaries.services import SummaryState, state_of
from annotator.web.figure_names import BLOCKS
from annotator.web.guide import CodebookGuide
from annotator.web.summary_parts import (
    LETTERS,
    NOT_JUDGED,
    NUMBERS,
    AdmiraltyRow,
    Attention,
    Block,
    Distribution,
    Record,
    RecordReader,
    SummaryView,
    Tally,
    in_codebook_order,
)


def view_summary(summary: ArticleSummary, *, slug: str, base: str, guide: CodebookGuide, whose: str) -> SummaryView:
    """Return a stored summary ready for its page; `base` is the address of the page that holds the statements."""
    record, reader = summary.record, RecordReader(slug, base, guide)
    table = record["basis"]["admiralty"]
    return SummaryView(
        state=state_of(summary),
        done=record["coverage"]["done"],
        of=record["coverage"]["of"],
        is_incomplete=record["coverage"]["incomplete"],
        blocks=(
            _who(record["who"], reader),
            _certainty(record["certainty"], reader),
            _basis(record["basis"], reader),
            _fairness(record["fairness"], reader, record["annotators"]),
        ),
        attention=tuple(
            Attention(item["sentence"], reader.links([item["statement"]])[0]) for item in record["attention"]
        ),
        admiralty=_admiralty(table, reader),
        admiralty_numbers=tuple(
            (n, guide.name("credibility", n) if n != NOT_JUDGED else "Not judged") for n in NUMBERS
        ),
        admiralty_totals=tuple(table["credibility"][number] for number in NUMBERS),
        admiralty_all=sum(table["credibility"].values()),
        facts=_facts(record["article_facts"], guide),
        revision=summary.revision,
        scheme=record["scheme"],
        method=summary.method,
        computed_at=summary.computed_at,
        whose=whose,
        is_leading=bool(summary.tag_set and summary.tag_set.leads),
    )


def view_official(official: OfficialSummary, *, slug: str, base: str, guide: CodebookGuide) -> SummaryView:
    """Return an official summary as it was approved, whatever became of the tags since."""
    as_approved = ArticleSummary(
        tag_set=official.tag_set,
        text=official.tag_set.text,
        revision=official.revision,
        method=official.method,
        record=official.record,
        computed_at=official.approved_at,
    )
    view = view_summary(as_approved, slug=slug, base=base, guide=guide, whose="The review's result")
    return replace(view, state=SummaryState.FRESH)


def _who(found: Record, reader: RecordReader) -> Block:
    names = ("attributed_required", "contested_flat", "attributed", "cited_only", "vague", "author_voice", "named",
             "anonymous_only", "collective_only", "document")  # fmt: skip
    return Block(
        "who",
        BLOCKS["who"],
        "Does the text tell readers whose claim each statement is?",
        tuple(reader.named_figure(name, found) for name in names),
        (reader.distribution("status", found, "status_statements"),),
    )


def _certainty(found: Record, reader: RecordReader) -> Block:
    by_type = [
        reader.figure(f"… {reader.guide.name('hedge_type', key).lower()}", "", indicator)
        for key, indicator in in_codebook_order("hedge_type", found["unsourced_by_type"])
        if indicator["n"]
    ]
    return Block(
        "certainty",
        BLOCKS["certainty"],
        "Which words weaken or strengthen the claims, and who stands behind the doubt?",
        (
            reader.named_figure("unsourced", found),
            *by_type,
            reader.named_figure("hedged_claim", found),
            reader.named_figure("hedged_any", found),
        ),
        (
            reader.distribution("commitment", found, "commitment_statements"),
            reader.distribution("hedge_types", found, "hedge_type_statements"),
        ),
    )


def _basis(found: Record, reader: RecordReader) -> Block:
    names = ("secondary", "linked_sentence", "linked_paragraph", "links_checked", "corroborated")
    first_hand = f"Not known: {found['primary']['unknown']}; not judged: {found['primary'][NOT_JUDGED]}."
    sources = tuple(
        Tally(use["name"] or "Unnamed", use["mentions"], reader.links(use["statements"]),
              width=round(100 * use["mentions"] / max(1, found["mentions"]), 1))
        for use in found["by_source"]
    )  # fmt: skip
    shown = Distribution("Sources", "How often the article relies on each.", sources, found["mentions"])
    return Block(
        "basis",
        BLOCKS["basis"],
        "How many sources, how near are they, and could a reader check?",
        (
            reader.named_figure("primary", found, first_hand),
            *(reader.named_figure(name, found) for name in names),
        ),
        (shown,) if sources else (),
        _basis_facts(found),
    )


def _basis_facts(found: Record) -> tuple[tuple[str, str], ...]:
    paths = found["access_paths"]
    probably = " (probably; links may share one origin)" if paths["probable"] else ""
    facts = [
        ("Sources", str(found["sources"])),
        ("Origins", f"{found['origins']['count']}" + _named(found["origins"]["names"])),
        ("Access paths", f"{paths['merged']}{probably}"),
    ]
    if found["n_eff"] is not None:
        facts.append(("Effective number of sources", f"{found['n_eff']:.2f}"))
        facts.append(("Other indices", _indices(found)))
    return tuple(facts)


def _named(names: list[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _indices(found: Record) -> str:
    names = {"gini_simpson": "Gini–Simpson", "simpson_d": "Simpson D", "evenness": "evenness J"}
    return ", ".join(
        f"{name} {'undefined' if found[key] is None else format(found[key], '.3f')}" for key, name in names.items()
    )


def _fairness(found: Record, reader: RecordReader, people: int) -> Block:
    rate = found["flags_per_100_words"]
    distributions = (_flags(found, reader, people), reader.distribution("key_points", found, "key_point_statements"))
    return Block(
        "fairness",
        BLOCKS["fairness"],
        "Do the accused get their say, and is the wording neutral?",
        (reader.named_figure("reply", found, f"Not judged: {found['reply'][NOT_JUDGED]}."),),
        tuple(distribution for distribution in distributions if distribution.rows),
        (("Bias flags per 100 words", "–" if rate is None else f"{rate:.2f}"),),
    )


def _flags(found: Record, reader: RecordReader, people: int) -> Distribution:
    """Return the sure flags by kind, and below them all that somebody was unsure about."""
    sure = reader.distribution("flags", found, "flag_statements", beside=found["unsure"])
    if "flag_votes" in found:
        sure = replace(sure, rows=tuple(_with_votes(row, found["flag_votes"], people) for row in sure.rows))
    if not found["unsure"]:
        return sure
    width = round(100 * found["unsure"] / sure.of, 1)
    unsure = Tally("Unsure, whatever flag", found["unsure"], reader.links(found["unsure_statements"]), width=width)
    return replace(sure, rows=(*sure.rows, unsure))


def _with_votes(row: Tally, votes: list[Record], people: int) -> Tally:
    """Return a kind of flag with how many people set each of its flags: a distribution, not a verdict."""
    set_by = Counter(one["set_by"] for one in votes if f"bias_flag-{one['flag']}" == row.anchor)
    told = ", ".join(f"{times} set by {held} of {people}" for held, times in sorted(set_by.items(), reverse=True))
    return replace(row, name=f"{row.name}: {told}") if told else row


def _admiralty(table: Record, reader: RecordReader) -> tuple[AdmiraltyRow, ...]:
    return tuple(
        AdmiraltyRow(
            "" if letter == NOT_JUDGED else letter,
            "Not judged" if letter == NOT_JUDGED else reader.guide.name("reliability", letter),
            tuple(
                (table["table"][letter][number], reader.links(table["statements"].get(f"{letter}/{number}", ())))
                for number in NUMBERS
            ),
            table["reliability"][letter],
        )
        for letter in LETTERS
    )


def _facts(found: Record, guide: CodebookGuide) -> tuple[tuple[str, str], ...]:
    kind, work = found["byline_kind"], found["work_type"]
    missing = {"published_on": "date of publication", "outlet": "outlet"}
    facts = [
        ("Byline", guide.name("byline_kind", kind) if kind else "not judged"),
        ("Kind of article", guide.name("work_type", work) if work else "not judged"),
        ("Words in the body", str(found["words"])),
    ]
    if found["digital_source_type"]:
        facts.append(("Digital source type", found["digital_source_type"]))
    if found["missing"]:
        facts.append(("Missing", ", ".join(missing.get(name, name) for name in found["missing"])))
    return tuple(facts)
