"""A query, understood: which words, which tags and which places a statement must have. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.errors import DomainError
from annotator.search.query import FieldTerm, Query, Words
from annotator.search.vocabulary import PLACES, SOURCE, Vocabulary, check_field, kinds_of, read_answers
from annotator.tagging.codebook import TagKind
from annotator.tagging.wanted import Said, WantedTag

ONCE = frozenset({TagKind.STATEMENT, TagKind.ARTICLE})
STATEMENT_PLACES = frozenset({"kind", "label"})


@dataclass(frozen=True, slots=True)
class TagTerm:
    """A term about tags, the answers of which one must stand, and the kinds of tag that may give them."""

    term: FieldTerm
    answers: tuple[Said, ...]
    kinds: frozenset[TagKind]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. Tags in `tags` must all be one person's on the same statement; `article_tags` are on the
    article as a whole; none of the `not_` ones may stand; all places must hold."""

    words: tuple[Words, ...]
    places: tuple[FieldTerm, ...]
    tags: tuple[WantedTag, ...]
    not_tags: tuple[WantedTag, ...]
    article_tags: tuple[WantedTag, ...]
    not_article_tags: tuple[WantedTag, ...]

    @property
    def wanted_words(self) -> tuple[Words, ...]:
        """Return the words that must be there."""
        return tuple(words for words in self.words if not words.is_excluded)

    @property
    def is_about_statements(self) -> bool:
        """Say whether a term is about statements; without one, articles are found as a whole."""
        return bool(self.words) or self.needs_statements

    @property
    def needs_statements(self) -> bool:
        """Say whether a term can only hold for statements, so that no title answers it."""
        return bool(self.tags or self.not_tags or any(place.field in STATEMENT_PLACES for place in self.places))


def understand(query: Query, vocabulary: Vocabulary) -> Wish:
    """Return what a query looks for.

    Raises DomainError `search_field_unknown`, `search_value_missing`, `search_value_unknown`,
    `search_value_ambiguous` or `search_contradicts`.
    """
    for term in query.fields:
        check_field(term)
    terms = [_tag_term(term, vocabulary) for term in query.fields if term.field not in PLACES]
    wanted = [term for term in terms if not term.term.is_excluded]
    excluded = [term for term in terms if term.term.is_excluded]
    _refuse_contradictions(wanted)
    return Wish(
        words=query.words,
        places=tuple(term for term in query.fields if term.field in PLACES),
        tags=_together(term for term in wanted if not _is_on_articles(term)),
        not_tags=tuple(WantedTag((term.answers,)) for term in excluded if not _is_on_articles(term)),
        article_tags=_together(term for term in wanted if _is_on_articles(term)),
        not_article_tags=tuple(WantedTag((term.answers,)) for term in excluded if _is_on_articles(term)),
    )


def sources_named(query: Query) -> tuple[str, ...]:
    """Return what was typed behind `source:`."""
    return tuple(value for term in query.fields if term.field == SOURCE for value in term.values)


def _tag_term(term: FieldTerm, vocabulary: Vocabulary) -> TagTerm:
    answers = read_answers(term, vocabulary)
    return TagTerm(term, answers, frozenset(kind for said in answers for kind in kinds_of(said)))


def _is_on_articles(term: TagTerm) -> bool:
    return term.kinds == {TagKind.ARTICLE}


def _refuse_contradictions(terms: Iterable[TagTerm]) -> None:
    """Refuse two values at once of a field that a statement or an article has only one of."""
    seen: dict[str, FieldTerm] = {}
    for term in terms:
        for said in term.answers if term.kinds <= ONCE else ():
            before = seen.setdefault(said.column, term.term)
            if before is not term.term:
                either = FieldTerm(before.field, tuple(dict.fromkeys((*before.values, *term.term.values)))).written
                message = (
                    f"{before.written} and {term.term.written} cannot both hold: a statement or article has one value"
                    f" there. For either of them, write {either}."
                )
                raise DomainError("search_contradicts", message, field="q")


def _together(terms: Iterable[TagTerm]) -> tuple[WantedTag, ...]:
    """Return the tags that must stand: terms of one kind are about one tag, until a field comes a second time."""
    tags: list[tuple[frozenset[TagKind], list[TagTerm]]] = []
    for term in terms:
        mate = next((mates for kinds, mates in tags if kinds == term.kinds and _fits(term, mates)), None)
        if mate is None:
            tags.append((term.kinds, [term]))
        else:
            mate.append(term)
    return tuple(WantedTag(tuple(term.answers for term in mates)) for _, mates in tags)


def _fits(term: TagTerm, mates: Iterable[TagTerm]) -> bool:
    """Say whether a term can be about the same tag as others: one kind of tag, and no field twice."""
    columns = {said.column for mate in mates for said in mate.answers}
    return len(term.kinds) == 1 and not any(said.column in columns for said in term.answers)
