"""The components of SCHEME 9.2, each a pure function of the facts. No figure comes without its statements."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from annotator.summaries.facts import ArticleFacts, LinkScope, coverage, finished, in_text_order, speaking_relations
from annotator.summaries.records import AccessPaths, AdmiraltyCell, Indicator, SourceUse
from annotator.summaries.statistics import Diversity, Interval, coverage_bounds, display_rule, diversity
from annotator.tagging.codebook import (
    NAMED_SOURCE_TYPES,
    Commitment,
    Contested,
    Corroboration,
    Credibility,
    HedgeType,
    LinkCheck,
    Need,
    Proximity,
    Reliability,
    Response,
    Scope,
    SourceType,
    SourcingFlag,
    Status,
)
from annotator.tagging.derive import (
    chain_end,
    effective_commitment,
    has_source,
    is_attributed,
    is_flat_contested,
    needs_a_source,
    origins,
    sourcing_relations,
)
from annotator.tagging.records import Relation, StatementTags
from annotator.text.structure import SegmentKind

IndicatorFunction = Callable[[ArticleFacts], Indicator]
Test = Callable[[StatementTags], bool]
REPEATING: Final = (SegmentKind.HEADLINE, SegmentKind.KEY_POINT)


def _indicator(facts: ArticleFacts, k: int, n: int, among: Iterable[StatementTags], bounds: Interval) -> Indicator:
    covered = coverage(facts)
    return Indicator(
        k=k,
        n=n,
        statements=tuple(tags.reference for tags in among),
        display=display_rule(n, covered.share),
        bounds=bounds if covered.unfinished else None,
    )


def _count(facts: ArticleFacts, test: Test, among: Test = lambda tags: True) -> Indicator:
    """Count the finished statements that pass `test` among those that pass `among`."""
    denominator = [tags for tags in finished(facts) if among(tags)]
    hits = [tags for tags in denominator if test(tags)]
    bounds = coverage_bounds(len(hits), len(denominator), coverage(facts).unfinished)
    return _indicator(facts, len(hits), len(denominator), hits, bounds)


def _has_status(status: Status) -> Test:
    return lambda tags: tags.values.status is status


def attributed(facts: ArticleFacts) -> Indicator:
    """Component 1: statements with a recoverable source in the text."""
    return _count(facts, is_attributed)


def attributed_required(facts: ArticleFacts) -> Indicator:
    """Component 2: attributed ones among the statements that need a source."""
    return _count(facts, is_attributed, lambda tags: tags.values.need is Need.REQUIRED)


def cited_only(facts: ArticleFacts) -> Indicator:
    """Component 3: statements that have a link but no source in words."""
    return _count(facts, _has_status(Status.CITATION_ONLY))


def vague(facts: ArticleFacts) -> Indicator:
    """Component 3: statements with a cue and nobody behind it."""
    return _count(facts, _has_status(Status.VAGUE))


def author_voice(facts: ArticleFacts) -> Indicator:
    """Component 3: statements in the author's own voice."""
    return _count(facts, _has_status(Status.UNATTRIBUTED))


def _source_types(facts: ArticleFacts, tags: StatementTags) -> set[SourceType]:
    return {r.source_type for r in speaking_relations(facts, tags) if r.source_type is not None}


def named(facts: ArticleFacts) -> Indicator:
    """Component 4: attributed statements with at least one named source."""
    return _count(facts, lambda tags: bool(_source_types(facts, tags) & NAMED_SOURCE_TYPES), is_attributed)


def anonymous_only(facts: ArticleFacts) -> Indicator:
    """Component 4: attributed statements that rest on anonymous sources alone."""
    return _count(facts, lambda tags: _source_types(facts, tags) == {SourceType.ANONYMOUS}, is_attributed)


def collective_only(facts: ArticleFacts) -> Indicator:
    """Component 4: attributed statements that rest on groups without a speaker alone."""
    return _count(facts, lambda tags: _source_types(facts, tags) == {SourceType.COLLECTIVE}, is_attributed)


def document(facts: ArticleFacts) -> Indicator:
    """Component 4: attributed statements that rest on a document."""
    return _count(facts, lambda tags: SourceType.DOCUMENT in _source_types(facts, tags), is_attributed)


def contested_flat(facts: ArticleFacts) -> Indicator:
    """Component 5: contested statements that the author asserts or endorses."""
    return _count(facts, is_flat_contested, lambda tags: tags.values.contested is Contested.CONTESTED)


def _is_hedged(tags: StatementTags, scopes: tuple[Scope, ...]) -> bool:
    return any(hedge.type is not HedgeType.BOOSTER and hedge.scope in scopes for hedge in tags.hedges)


def hedged_claim(facts: ArticleFacts) -> Indicator:
    """Component 6: statements whose main claim is hedged."""
    return _count(facts, lambda tags: _is_hedged(tags, (Scope.CLAIM,)))


def hedged_any(facts: ArticleFacts) -> Indicator:
    """Component 6: statements with a hedge on the claim or on a detail."""
    return _count(facts, lambda tags: _is_hedged(tags, (Scope.CLAIM, Scope.DETAIL)))


def _unsourced(facts: ArticleFacts, types: Iterable[HedgeType]) -> Indicator:
    wanted = frozenset(types)
    cues = [
        (tags, hedge)
        for tags in finished(facts)
        for hedge in tags.hedges
        if needs_a_source(hedge) and hedge.type in wanted
    ]
    hits = [tags for tags, hedge in cues if hedge.sourced is False]
    # A statement may hold any number of cues: while one is unfinished, nothing is ruled out.
    return _indicator(facts, len(hits), len(cues), dict.fromkeys(hits), (0.0, 1.0))


def unsourced(facts: ArticleFacts) -> Indicator:
    """Component 7: claim-scope allegation, hearsay, expectation and weasel cues with nobody behind them."""
    return _unsourced(facts, HedgeType)


def unsourced_by_type(facts: ArticleFacts) -> Mapping[HedgeType, Indicator]:
    """Return component 7 for each of its types that occurs."""
    found = {kind: _unsourced(facts, (kind,)) for kind in HedgeType}
    return {kind: indicator for kind, indicator in found.items() if indicator.n}


def _has_proximity(proximity: Proximity | None) -> Test:
    return lambda tags: tags.values.proximity is proximity


def primary(facts: ArticleFacts) -> Indicator:
    """Component 11: attributed statements that have the actor's own words or document."""
    return _count(facts, _has_proximity(Proximity.PRIMARY), is_attributed)


def secondary(facts: ArticleFacts) -> Indicator:
    """Component 11: attributed statements that come through a relay."""
    return _count(facts, _has_proximity(Proximity.SECONDARY), is_attributed)


def attributed_with_proximity(facts: ArticleFacts, proximity: Proximity | None) -> int:
    """Return how many attributed statements have this answer on proximity; None counts the unanswered."""
    return _count(facts, _has_proximity(proximity), is_attributed).k


def linked_sentence(facts: ArticleFacts) -> Indicator:
    """Component 12: statements with a link in the sentence."""
    return _count(facts, lambda tags: facts.linked.get(tags.label) is LinkScope.SENTENCE)


def linked_paragraph(facts: ArticleFacts) -> Indicator:
    """Component 12: statements with a link in the sentence or later in the paragraph."""
    return _count(facts, lambda tags: tags.label in facts.linked)


def links_checked(facts: ArticleFacts) -> Indicator:
    """Component 12: links that somebody opened and compared, of the links in the body."""
    body = {tags.label: tags for tags in in_text_order(facts.statements) if tags.kind is SegmentKind.BODY}
    homes = [body[citation.statement] for citation in facts.citations if citation.statement in body]
    checked = [tags for tags in homes if tags.values.link_check is not LinkCheck.NOT_CHECKED]
    still_open = len(homes) - len(checked)
    bounds = coverage_bounds(len(checked), len(checked), still_open)
    return _indicator(facts, len(checked), len(homes), in_text_order(dict.fromkeys(checked)), bounds)


def corroborated(facts: ArticleFacts) -> Indicator:
    """Component 14: statements judged to have two or more independent origins, with those origins on record."""
    return _count(
        facts, lambda tags: tags.values.corroboration is Corroboration.INDEPENDENT and len(origins(tags)) >= 2
    )


def reply(facts: ArticleFacts) -> Indicator:
    """Component 15: accusations with an answer, a declined answer or an unanswered request."""
    answered = frozenset(Response) - {Response.ABSENT}
    return _count(facts, lambda tags: tags.values.response in answered, lambda tags: bool(tags.values.accused))


def accusations_not_judged(facts: ArticleFacts) -> int:
    """Return how many accusations nobody has looked for an answer to yet."""
    return sum(bool(tags.values.accused) and tags.values.response is None for tags in finished(facts))


INDICATORS: Final[tuple[IndicatorFunction, ...]] = (
    attributed,
    attributed_required,
    cited_only,
    vague,
    author_voice,
    named,
    anonymous_only,
    collective_only,
    document,
    contested_flat,
    hedged_claim,
    hedged_any,
    unsourced,
    primary,
    secondary,
    linked_sentence,
    linked_paragraph,
    links_checked,
    corroborated,
    reply,
)


def status_statements(facts: ArticleFacts) -> Mapping[Status, tuple[str, ...]]:
    """Return the finished statements of each status."""
    pairs = [(tags.values.status, tags.reference) for tags in finished(facts)]
    return {status: tuple(ref for key, ref in pairs if key is status) for status in Status}


def commitment_statements(facts: ArticleFacts) -> Mapping[Commitment, tuple[str, ...]]:
    """Component 8: return the finished statements that show each commitment, overrides respected."""
    pairs = [(effective_commitment(tags), tags.reference) for tags in finished(facts)]
    return {commitment: tuple(ref for key, ref in pairs if key is commitment) for commitment in Commitment}


def hedge_statements(facts: ArticleFacts) -> Mapping[HedgeType, tuple[str, ...]]:
    """Return the statement of each hedge and booster in finished statements, at any scope, by type."""
    pairs = [(hedge.type, tags.reference) for tags in finished(facts) for hedge in tags.hedges]
    return {kind: tuple(ref for key, ref in pairs if key is kind) for kind in HedgeType}


def _sources(facts: ArticleFacts) -> list[tuple[StatementTags, Relation]]:
    """Pair each relation of set R with its statement."""
    return [(tags, r) for tags in finished(facts) for r in sourcing_relations(tags) if has_source(r)]


def _name(relation: Relation, text: str) -> str:
    if relation.source_name or relation.source is None:
        return relation.source_name or relation.source_id
    return relation.source.of(text)


def _entity(relation: Relation, text: str) -> str:
    return relation.source_id or _name(relation, text).casefold()


def sources_used(facts: ArticleFacts) -> tuple[SourceUse, ...]:
    """Component 9: return each source with its mentions, the most used first."""
    by_entity: dict[str, list[tuple[StatementTags, Relation]]] = {}
    for tags, relation in _sources(facts):
        by_entity.setdefault(_entity(relation, facts.text), []).append((tags, relation))
    uses = (
        SourceUse(
            name=min(_name(relation, facts.text) for _, relation in mentions),
            mentions=len(mentions),
            statements=tuple(dict.fromkeys(tags.reference for tags, _ in mentions)),
        )
        for mentions in by_entity.values()
    )
    return tuple(sorted(uses, key=lambda use: (-use.mentions, use.name, use.statements)))


def source_diversity(facts: ArticleFacts) -> Diversity:
    """Component 10: return how the mentions spread over the sources."""
    return diversity(use.mentions for use in sources_used(facts))


def article_origins(facts: ArticleFacts) -> tuple[str, ...]:
    """Component 9: return the distinct ends of the chains, sorted."""
    return tuple(sorted({chain_end(r) or _name(r, facts.text) for _, r in _sources(facts)}))


def access_paths(facts: ArticleFacts) -> AccessPaths:
    """Component 9: count the nearest relays and cited sites; probable same origins count as one."""
    flagged: set[str] = set()
    plain: set[str] = set()
    for tags in finished(facts):
        suspect = SourcingFlag.PROBABLE_SAME_ORIGIN in tags.sourcing_flags
        (flagged if suspect else plain).update(_paths(facts, tags))
    merged = flagged - plain
    return AccessPaths(count=len(flagged | plain), merged=len(plain) or min(1, len(merged)), probable=bool(merged))


def _paths(facts: ArticleFacts, tags: StatementTags) -> set[str]:
    if tags.values.status is Status.CITATION_ONLY:
        return {citation.host for citation in facts.citations if citation.statement == tags.label and citation.host}
    relations = (relation for relation in sourcing_relations(tags) if has_source(relation))
    return {relation.chain[0] if relation.chain else _name(relation, facts.text) for relation in relations}


def admiralty_cells(facts: ArticleFacts) -> tuple[AdmiraltyCell, ...]:
    """Component 13: return the pairs of letter and number that occur, in the order of the labels."""
    found: dict[tuple[Reliability | None, Credibility | None], list[str]] = {}
    for tags in finished(facts):
        found.setdefault((tags.values.reliability, tags.values.credibility), []).append(tags.reference)
    letters: tuple[Reliability | None, ...] = (*Reliability, None)
    numbers: tuple[Credibility | None, ...] = (*Credibility, None)
    pairs = ((letter, number) for letter in letters for number in numbers)
    return tuple(AdmiraltyCell(*pair, statements=tuple(found[pair])) for pair in pairs if pair in found)
