"""How to search, in examples that can be followed: the language, every field and its values, and whose tags count."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from annotator.desks.models import User
from annotator.desks.policy import grants_of
from annotator.desks.roles import Permission
from annotator.review.blinding import sources_known_to
from annotator.review.masking import outlets_known_to
from annotator.search.query import FieldTerm
from annotator.search.vocabulary import ALIASES, PLACES, YES_NO, Answer, answers_of
from annotator.tagging.fields import ANSWERS
from annotator.web.guide import CodebookGuide
from annotator.web.search_view import search_url
from annotator.web.words import field_name

EXAMPLES: Final = (
    ("officials said", "both words in one statement, or in a title; capitals and accents do not matter"),
    ('"officials said"', "side by side, in this order"),
    ("alleg*", "words that begin like this"),
    ("officials -allegedly", "the first word without the second"),
    ("status:vague hedge:hearsay", "a tag and another one on the same statement"),
    ("hedge:hearsay sourced:no", "one hedge that is both"),
    ("status:vague,unattributed need:required", "either of two values"),
    ("contested:contested commitment:asserted", "contested, and stated as fact"),
    ("flag:labeling -quote:direct", "a wording flag without a quotation"),
    ("kind:headline fidelity:strengthened", "headlines that say more than the body"),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A search to follow, and what it finds."""

    query: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field that may stand before a colon, its other name, what it is about, and its values with their searches."""

    field: str
    alias: str
    about: str
    values: tuple[tuple[Answer, str], ...] = ()


def examples_for(user: User) -> tuple[Example, ...]:
    """Return searches that show the language, some with names of the person's own desks."""
    return tuple(Example(query, search_url(query), about) for query, about in (*EXAMPLES, *_with_names(user)))


def _with_names(user: User) -> Iterator[tuple[str, str]]:
    desks = list(grants_of(user))
    source = sources_known_to(user).filter(desk__in=desks, merged_into=None).order_by("created_at").first()
    if source is not None:
        yield FieldTerm("source", (source.name,)).written, "what a source of the registry says, under any of its names"
    outlet = outlets_known_to(user).filter(desk__in=desks).first()
    if outlet is not None:
        yield FieldTerm("outlet", (outlet.name,)).written, "articles of an outlet; add words to find statements in them"


def fields_help(guide: CodebookGuide) -> tuple[FieldHelp, ...]:
    """Return every field with its values: places first, then the codebook's."""
    places = [FieldHelp(name, "", about) for name, about in PLACES.items()]
    source = FieldHelp("source", "", "a source of the registry: its name or alias, or the beginning of a word of it")
    names = names_of(guide)
    columns = [*ANSWERS, "derived_flag", *YES_NO]
    return (*places, source, *(_field(column, names) for column in columns))


def names_of(guide: CodebookGuide) -> dict[tuple[str, str], str]:
    """Return what answers are called, by field and key."""
    return {place: label.name for place, label in guide.index.items()}


def _field(column: str, names: dict[tuple[str, str], str]) -> FieldHelp:
    alias = next((alias for alias, columns in ALIASES.items() if column in columns), "")
    answers = answers_of(column, names)
    values = tuple((answer, search_url(f"{alias or column}:{answer.key}")) for answer in answers)
    return FieldHelp(column, alias, field_name(column), values)


def whose_tags(user: User) -> str:
    """Say whose tags a person searches."""
    granted = list(grants_of(user).values())
    if not granted:
        return "You are on no desk, so that no tags are searched."
    if all(Permission.SEE_ALL_TAGS in grants for grants in granted):
        return "The tags of everybody are searched."
    if all(Permission.TAG in grants and Permission.SEE_ALL_TAGS not in grants for grants in granted):
        return "Of the tags, your own are searched."
    if not any(Permission.TAG in grants for grants in granted):
        return "Of the tags, those that lead are searched."
    return "On each desk those tags are searched that you may see there."
