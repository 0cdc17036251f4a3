"""Which source of the registry the words of a relation mean."""

from annotator.articles.models import ArticleText
from annotator.desks.models import Desk
from annotator.detection.base import SpanRole
from annotator.sources.models import Source
from annotator.sources.names import names_of
from annotator.sources.services import register_source, resolve_mention
from annotator.suggestions.models import Suggestion
from annotator.tagging.codebook import RelationKind, SourceType


def source_of_suggestion(text: ArticleText, suggestion: Suggestion) -> Source | None:
    """Return the registry's source for the words of a suggested relation, registered if it is a real source."""
    span = next((s for s in suggestion.spans.all() if s.role == SpanRole.SOURCE), None)
    if span is None:
        return None
    return mentioned_source(
        desk=text.article.desk,
        mention=text.content[span.start : span.end],
        source_type=str(suggestion.values.get("source_type", "")),
        kind=suggestion.label,
        same_source=str(suggestion.values.get("same_source", "")),
    )


def mentioned_source(*, desk: Desk, mention: str, source_type: str, kind: str, same_source: str = "") -> Source | None:
    """Return the desk's source for a mention, registering it unless it only holds an attitude or has no type.

    `same_source` is the source's fullest name in the article. What the registry knows wins: the mention before that
    name, unless the mention only points back ("he", "the statement"). What it does not know is registered by that name.
    """
    found = (resolve_mention(desk=desk, mention=name) for name in names_of(mention, same_source))
    known = next((source for source in found if source is not None), None)
    if known is not None or kind == RelationKind.ATTITUDE or source_type in {"", SourceType.UNSPECIFIED}:
        return known
    return register_source(desk=desk, name=(same_source or mention)[:200], source_type=source_type)
