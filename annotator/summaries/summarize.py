"""From an article's facts to its reliability summary: a pure function, safe to run twice (SCHEME 9)."""

from typing import Final

from annotator.summaries import indicators, wording
from annotator.summaries.attention import attention_list
from annotator.summaries.facts import ArticleFacts, coverage, digest_facts
from annotator.summaries.records import ArticleBlock, Basis, Certainty, Fairness, ReliabilitySummary, Who
from annotator.tagging.codebook import BylineKind, Fidelity, Proximity

METHOD_VERSION: Final = "1.1"
"""Changes whenever the same facts may give another summary, so that stored ones are known to be old."""


def summarize_article(facts: ArticleFacts) -> ReliabilitySummary:
    """Return the reliability summary of an article: sourcing practice in counts, never one overall figure."""
    return ReliabilitySummary(
        article=facts.article,
        scheme=facts.scheme,
        revision=facts.revision,
        coverage=coverage(facts),
        annotators=facts.annotators,
        adjudicated=facts.adjudicated,
        who=_who(facts),
        certainty=_certainty(facts),
        basis=_basis(facts),
        fairness=_fairness(facts),
        article_facts=_article(facts),
        attention=attention_list(facts),
        method_version=METHOD_VERSION,
        facts_digest=digest_facts(facts),
    )


def _who(facts: ArticleFacts) -> Who:
    return Who(
        attributed=indicators.attributed(facts),
        attributed_required=indicators.attributed_required(facts),
        cited_only=indicators.cited_only(facts),
        vague=indicators.vague(facts),
        author_voice=indicators.author_voice(facts),
        named=indicators.named(facts),
        anonymous_only=indicators.anonymous_only(facts),
        collective_only=indicators.collective_only(facts),
        document=indicators.document(facts),
        contested_flat=indicators.contested_flat(facts),
        status=indicators.status_statements(facts),
    )


def _certainty(facts: ArticleFacts) -> Certainty:
    return Certainty(
        hedged_claim=indicators.hedged_claim(facts),
        hedged_any=indicators.hedged_any(facts),
        unsourced=indicators.unsourced(facts),
        unsourced_by_type=indicators.unsourced_by_type(facts),
        hedge_types=indicators.hedge_statements(facts),
        commitment=indicators.commitment_statements(facts),
    )


def _basis(facts: ArticleFacts) -> Basis:
    return Basis(
        diversity=indicators.source_diversity(facts),
        by_source=indicators.sources_used(facts),
        origins=indicators.article_origins(facts),
        access_paths=indicators.access_paths(facts),
        primary=indicators.primary(facts),
        secondary=indicators.secondary(facts),
        proximity_unknown=indicators.attributed_with_proximity(facts, Proximity.UNKNOWN),
        proximity_not_judged=indicators.attributed_with_proximity(facts, None),
        linked_sentence=indicators.linked_sentence(facts),
        linked_paragraph=indicators.linked_paragraph(facts),
        links_checked=indicators.links_checked(facts),
        corroborated=indicators.corroborated(facts),
        admiralty=indicators.admiralty_cells(facts),
    )


def _fairness(facts: ArticleFacts) -> Fairness:
    flags = wording.flag_statements(facts)
    points = wording.key_point_statements(facts)
    return Fairness(
        reply=indicators.reply(facts),
        reply_not_judged=indicators.accusations_not_judged(facts),
        flags=flags,
        flag_votes=wording.flag_votes(facts),
        unsure=wording.unsure_flags(facts),
        flags_per_100_words=100 * sum(map(len, flags.values())) / facts.words if facts.words else None,
        key_points={fidelity: points[fidelity] for fidelity in Fidelity},
        key_points_not_judged=points[None],
    )


def _article(facts: ArticleFacts) -> ArticleBlock:
    values = facts.article_values
    given = {"published_on": facts.published_on, "outlet": facts.outlet}
    return ArticleBlock(
        byline_kind=values.byline_kind,
        digital_source_type=values.digital_source_type,
        ai_disclosed=None if values.byline_kind is None else values.byline_kind is BylineKind.AI_DISCLOSED,
        work_type=values.work_type,
        words=facts.words,
        missing=tuple(name for name, value in given.items() if not value),
    )
