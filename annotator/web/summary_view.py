"""A stored summary as a page shows it: four blocks of figures with the statements they counted, no overall score."""

from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import state_of
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
            _fairness(record["fairness"], reader),
        ),
        attention=tuple(
            Attention(item["sentence"], reader.links([item["statement"]])[0]) for item in record["attention"]
        ),
        admiralty=_admiralty(table, reader),
        admiralty_numbers=tuple(
            (n, guide.name("credibility", n) if n != NOT_JUDGED else "Not judged") for n in NUMBERS
        ),
        admiralty_totals=tuple(table["credibility"][number] for number in NUMBERS),
        facts=_facts(record["article_facts"], guide),
        revision=summary.revision,
        scheme=record["scheme"],
        method=summary.method,
        computed_at=summary.computed_at,
        whose=whose,
        is_leading=bool(summary.tag_set and summary.tag_set.leads),
    )


def _who(found: Record, reader: RecordReader) -> Block:
    figure = reader.figure
    return Block(
        "who",
        "Who says it",
        "Does the text tell readers whose claim each statement is?",
        (
            figure("Attributed where a source is needed", "Of the statements that need a source, those that name or "
                   "describe one in the text.", found["attributed_required"], is_main=True),
            figure("Contested and stated as fact", "Of the contested claims, those that the author states or endorses.",
                   found["contested_flat"], is_main=True),
            figure("Attributed", "The text itself says whose claim it is.", found["attributed"]),
            figure("Link only", "A link, but no source in the words.", found["cited_only"]),
            figure("Vague", "Somebody is said to say it, nobody can be found.", found["vague"]),
            figure("Author's voice", "Stated by the author.", found["author_voice"]),
            figure("Named among the attributed", "A person, organisation or outlet by name.", found["named"]),
            figure("Only anonymous sources", "Nobody in the statement may be named.", found["anonymous_only"]),
            figure("Only groups without a speaker", "Such as “Western countries”.", found["collective_only"]),
            figure("Rests on a document", "A report, dataset, recording or law.", found["document"]),
        ),
        (Distribution("Attribution", "How the statements are attributed.", reader.tallies("status", found["status"])),),
    )  # fmt: skip


def _certainty(found: Record, reader: RecordReader) -> Block:
    figure = reader.figure
    by_type = [
        figure(f"… {reader.guide.name('hedge_type', key).lower()}", "", indicator)
        for key, indicator in in_codebook_order("hedge_type", found["unsourced_by_type"])
        if indicator["n"]
    ]
    return Block(
        "certainty",
        "How sure",
        "Which words weaken or strengthen the claims, and who stands behind the doubt?",
        (
            figure("Unsourced hedges", "Of the allegations, hearsay, forecasts and nameless authorities that weaken a "
                   "whole claim, those with nobody behind them.", found["unsourced"], is_main=True),
            *by_type,
            figure("Hedged", "A hedge weakens the whole claim. Neither good nor bad.", found["hedged_claim"]),
            figure("Hedged anywhere", "A hedge on the claim or on a detail.", found["hedged_any"]),
        ),
        (
            Distribution("Author's commitment", "How far the author stands behind the claims (computed).",
                         reader.tallies("commitment", found["commitment"])),
            Distribution("Hedges and boosters", "Cues by type.", reader.tallies("hedge_type", found["hedge_types"])),
        ),
    )  # fmt: skip


def _basis(found: Record, reader: RecordReader) -> Block:
    figure, paths = reader.figure, found["access_paths"]
    sources = tuple(
        Tally(use["name"] or "Unnamed", use["mentions"], reader.links(use["statements"]),
              width=round(100 * use["mentions"] / max(1, *(u["mentions"] for u in found["by_source"])), 1))
        for use in found["by_source"]
    )  # fmt: skip
    facts = [
        ("Sources", str(found["sources"])),
        ("Origins", f"{found['origins']['count']}" + _named(found["origins"]["names"])),
        (
            "Access paths",
            f"{paths['merged']}" + (" (probably; links may share one origin)" if paths["probable"] else ""),
        ),
    ]
    if found["n_eff"] is not None:
        facts.append(("Effective number of sources", f"{found['n_eff']:.2f}"))
        facts.append(("Other indices", _indices(found)))
    return Block(
        "basis",
        "What it rests on",
        "How many sources, how near are they, and could a reader check?",
        (
            figure("First hand", "Of the attributed statements, those with the actor's own words or document. "
                   f"Not known: {found['primary']['unknown']}; not judged: {found['primary'][NOT_JUDGED]}.",
                   found["primary"], is_main=True),
            figure("Second hand", "Through a relay.", found["secondary"]),
            figure("Link in the sentence", "A reader can follow it at once.", found["linked_sentence"], is_main=True),
            figure("Link later in the paragraph", "In the sentence or after it in the paragraph.",
                   found["linked_paragraph"]),
            figure("Links checked", "Links that somebody opened and compared.", found["links_checked"]),
            figure("Corroborated", "Two or more independent origins on record.", found["corroborated"]),
        ),
        (Distribution("Sources", "How often the article relies on each.", sources),) if sources else (),
        tuple(facts),
    )  # fmt: skip


def _named(names: list[str]) -> str:
    return f": {', '.join(names)}" if names else ""


def _indices(found: Record) -> str:
    names = {"gini_simpson": "Gini–Simpson", "simpson_d": "Simpson D", "evenness": "evenness J"}
    return ", ".join(
        f"{name} {'undefined' if found[key] is None else format(found[key], '.3f')}" for key, name in names.items()
    )


def _fairness(found: Record, reader: RecordReader) -> Block:
    figure = reader.figure
    points = found["key_points"]
    unsure = reader.links(found["unsure_statements"])
    flags = reader.tallies("bias_flag", found["flags"], found["flag_statements"])
    rows = (*flags, Tally("Unsure, whatever flag", found["unsure"], unsure)) if found["unsure"] else flags
    distributions = [
        Distribution("Bias flags", "Advisory: a person's reading of the wording.", rows),
        Distribution("Headline and key points", "Do they say what the body says?",
                     reader.tallies("fidelity", points, found["key_point_statements"])),
    ]  # fmt: skip
    rate = found["flags_per_100_words"]
    return Block(
        "fairness",
        "Fairness and wording",
        "Do the accused get their say, and is the wording neutral?",
        (
            figure("Reply included", "Of the statements with an accusation, those with an answer of the accused, or "
                   f"the note that it was sought. Not judged: {found['reply'][NOT_JUDGED]}.", found["reply"],
                   is_main=True),
        ),
        tuple(distribution for distribution in distributions if distribution.rows),
        (("Bias flags per 100 words", "–" if rate is None else f"{rate:.2f}"),),
    )  # fmt: skip


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
