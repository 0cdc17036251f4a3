"""What the article around a relation or statement adds to its finding: who the source is, which link covers it, and
the flags that follow. The attribution detector asks here, whoever found the relation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.detection.base import Document
from annotator.detection.citation_reach import Reach, reach_of_links
from annotator.detection.computed_flags import relation_flag, statement_flag
from annotator.detection.found_relations import AttributedSentence, FoundRelation
from annotator.detection.same_source import Mention, SourceName, names_beyond_words
from annotator.text.spans import Span

_WITH_SPEAKER: Final = frozenset({"explicit", "carried"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The names of a document's sources by the span of their mention, and the reach of its links by statement."""

    text: str
    named: Mapping[Span, SourceName]
    reach: Mapping[str, Reach]

    def has_link(self, statement: str) -> bool:
        """Say whether a link starts in the statement of that label."""
        return statement in self.reach and self.reach[statement].scope == "sentence"

    def of_relation(self, relation: FoundRelation, status: str) -> dict[str, str]:
        """Return the values to add to a relation's finding, `status` being that of its statement."""
        flag = relation_flag(relation.quote, has_source=relation.source is not None, is_carried=status == "carried")
        values = {"derived_flag": flag} if flag else {}
        named = self.named.get(relation.source) if relation.source is not None else None
        if named is None:
            return values
        if relation.kind != "attitude" and named.source_type != "unspecified":
            values["source_type"] = named.source_type
        return {**values, "same_source": named.name}

    def of_statement(self, attributed: AttributedSentence, status: str) -> dict[str, str]:
        """Return the values to add to the finding of a statement with that status."""
        reach = self.reach.get(attributed.sentence.statement.label)
        values = {"citation_scope": reach.scope, "cited_in": reach.at} if reach is not None else {}
        flag = statement_flag(attributed, self.text, is_attributed=status in _WITH_SPEAKER)
        return {**values, "derived_flag": flag} if flag else values


def read_surroundings(document: Document, sentences: Sequence[AttributedSentence]) -> Surroundings:
    """Read a document for what surrounds its relations; offsets are code points of its text."""
    mentions = (
        Mention(relation.source, attributed.sentence.statement.label, relation.source_type)
        for attributed in sentences
        for relation in attributed.relations
        if relation.source is not None
    )
    return Surroundings(document.text, names_beyond_words(document, mentions), reach_of_links(document))
