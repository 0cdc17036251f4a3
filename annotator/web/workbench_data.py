"""Everything the workbench starts with, as plain JSON: the text, its tags, its suggestions, the codebook."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.urls import reverse

from annotator.articles.models import ArticleText, Statement
from annotator.review.blinding import sources_known_to
from annotator.review.masking import shown_suggestions
from annotator.sources.models import SourceAlias
from annotator.sources.names import name_key, names_of
from annotator.suggestions.models import Decision, Suggestion
from annotator.suggestions.services import decisions_of
from annotator.tagging.changes import change_from
from annotator.tagging.codebook import RelationKind, SourceType
from annotator.tagging.fields import DEFAULTS, FIELDS
from annotator.tagging.shapes import tag_shape
from annotator.talk.seeing import open_threads_on
from annotator.text.quotations import find_quotations
from annotator.text.spans import Span
from annotator.web.article_view import links_of
from annotator.web.guide import CodebookGuide
from annotator.web.layout import Part, laid_out
from annotator.web.reading import Reading
from annotator.web.shortcuts import SHORTCUTS, keys_of
from annotator.web.words import FIELD_NAMES, KIND_NAMES, ROLE_NAMES

MOST_NAMES: Final = 500
"""Names of the desk's sources that are offered while typing; what the article itself names is there in any case."""
SHOWN_OF_TAGS: Final = (
    *("id", "revision_id", "kind", "reference", "source_name", "spans", "evidence", "note", "origin", "suggestion"),
)


def workbench_data(reading: Reading, guide: CodebookGuide) -> dict[str, Any]:
    """Return what the workbench of one person on one text starts with, in a constant number of queries."""
    text = reading.text
    slug, content = text.article.slug, text.content
    statements = list(text.statements.order_by("position"))
    for statement in statements:
        statement.text = text
    labels = {statement.pk: statement.label for statement in statements}
    tags = [tag_shape(row, slug=slug, text=content) for row in reading.rows]
    return {
        "text": {"id": str(text.pk), "version": text.version, "content": content},
        "article": {"slug": slug, "title": text.article.title},
        "person": reading.user.username,
        "revision": reading.tag_set.revision if reading.tag_set else 0,
        "statements": [_statement(s) for s in statements],
        "blocks": [
            {"kind": kind, "lines": [[_part(part) for part in line] for line in lines]}
            for kind, lines in laid_out(text.content, text.segments.order_by("start"), statements)
        ],
        "links": [
            {"start": link.span.start, "end": link.span.end, "anchor": link.anchor, "url": link.url, "host": link.host}
            for link in links_of(text)
        ],
        "quotations": [[found.span.start, found.span.end] for found in find_quotations(content, 0, len(content))],
        "tags": [_compact(tag) for tag in tags],
        "suggestions": _suggestions(reading, statements, labels),
        "why_no_suggestions": reading.why_no_suggestions,
        "threads": {labels[key]: count for key, count in open_threads_on(reading.user, text).items()},
        "references": sorted({e for tag in tags for e in tag["evidence"]}),
        "source_names": list(
            sources_known_to(reading.user)
            .filter(desk=text.article.desk, merged_into=None)
            .values_list("name", flat=True)[:MOST_NAMES]
        ),
        "urls": _urls(text),
        **_words(guide),
        "shortcuts": [{"action": s.action, "key": s.key, "name": s.name, "group": s.group} for s in SHORTCUTS],
        "keys": keys_of(reading.user.shortcuts),
    }


def _compact(tag: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tag without answers that were not given and without what the workbench does not show."""
    kept = {name: tag[name] for name in SHOWN_OF_TAGS}
    return {**kept, "values": {name: value for name, value in tag["values"].items() if value not in (None, [])}}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "label": statement.label,
        "reference": statement.reference,
        "kind": statement.kind,
        "paragraph": statement.paragraph,
        "start": statement.start,
        "end": statement.end,
    }


def _urls(text: ArticleText) -> dict[str, str]:
    slug = text.article.slug
    return {
        "edits": f"/api/v1/articles/{slug}/edits/",
        "tags": f"/api/v1/tags/?article={slug}&text={text.pk}",
        "state": reverse("state", args=[slug]),
        "summary": reverse("summary", args=[slug]),
        "article": reverse("article", args=[slug]),
        "statement": reverse("statement", args=[slug, "LABEL"]),
        "codebook": reverse("codebook"),
        "shortcuts": reverse("shortcuts"),
    }


def _words(guide: CodebookGuide) -> dict[str, Any]:
    """Return the codebook, and what things are called."""
    return {
        "codebook": {
            record.field: {
                "question": record.question,
                "layer": record.layer,
                "labels": [
                    {"key": label.key, "name": label.name, "definition": label.definition, "example": label.example}
                    for label in record.labels
                ],
            }
            for record in guide.fields
        },
        "fields": {kind.value: list(names) for kind, names in FIELDS.items()},
        "defaults": {kind.value: dict(values) for kind, values in DEFAULTS.items()},
        "names": {"fields": dict(FIELD_NAMES), "kinds": dict(KIND_NAMES), "roles": dict(ROLE_NAMES)},
    }


def _part(part: Part) -> str | list[int] | None:
    """Return a statement as its label, words between statements as their span, a break between two lines as null."""
    if isinstance(part, Span):
        return [part.start, part.end]
    return part.label if part else None


def _suggestions(reading: Reading, statements: Iterable[Statement], labels: Mapping[Any, str]) -> list[dict[str, Any]]:
    """Return the current suggestions, each with the tag it would become and what the person decided about it."""
    text = reading.text
    decided = decisions_of(person=reading.user, text=text)
    shown = shown_suggestions(reading.user, text.suggestions.current())
    found = list(shown.prefetch_related("spans").order_by("layer", "label", "id"))
    known = _known_sources(reading, found)
    by_label = {statement.label: statement for statement in statements}
    return [
        {
            "id": str(s.pk),
            "statement": labels.get(s.statement_id),
            "kind": s.kind,
            "label": s.label,
            "layer": s.layer,
            "percent": round(100 * s.score),
            "evidence": s.evidence,
            "spans": [
                {"role": p.role, "start": p.start, "end": p.end, "exact": text.content[p.start : p.end]}
                for p in s.spans.all()
            ],
            "about": {key: str(value) for key, value in s.values.items() if value},
            "decision": _decision(decided.get(s.pk)),
            "draft": _draft(s, by_label, known, text.content),
        }
        for s in found
    ]


def _decision(decision: Decision | None) -> str | None:
    return decision.value if decision else None


def _draft(suggestion: Suggestion, statements: Mapping[str, Statement], known: Mapping[str, str], content: str) -> Any:
    """Return what the tag would say that takes the suggestion as it is."""
    change = change_from(suggestion, statements=statements)
    return {
        "values": {key: _plain(value) for key, value in change.values.items()},
        "evidence": [_plain(thing) for thing in change.evidence or ()],
        "with_spans": change.spans is not None,
        "source_name": _source_name(suggestion, known, content),
    }


def _plain(value: Any) -> Any:
    return value.reference if isinstance(value, Statement) else value


def _mentions(suggestion: Suggestion, content: str) -> list[str]:
    """Return the names by which the source of a suggested relation is looked up, the surer one first."""
    mention = next((content[s.start : s.end] for s in suggestion.spans.all() if s.role == "source"), "")
    return names_of(mention, str(suggestion.values.get("same_source", ""))) if mention else []


def _source_name(suggestion: Suggestion, known: Mapping[str, str], content: str) -> str:
    """Return the source that accepting will name, as `tagging.services.mentioned_source` chooses it."""
    names = _mentions(suggestion, content)
    for name in names:
        if name_key(name) in known:
            return known[name_key(name)]
    is_source = suggestion.values.get("source_type") not in {None, "", SourceType.UNSPECIFIED}
    if not names or suggestion.label == RelationKind.ATTITUDE or not is_source:
        return ""
    return (str(suggestion.values.get("same_source", "")) or names[0])[:200]


def _known_sources(reading: Reading, suggestions: Iterable[Suggestion]) -> Mapping[str, str]:
    """Return the registry's name for each mention that it knows, by the mention's key."""
    keys = {name_key(name) for suggestion in suggestions for name in _mentions(suggestion, reading.text.content)}
    if not keys:
        return {}
    standing = sources_known_to(reading.user).filter(desk=reading.text.article.desk, merged_into=None)
    aliases = SourceAlias.objects.filter(key__in=keys, source__in=standing)
    sources = standing.filter(key__in=keys)
    return {**dict(aliases.values_list("key", "source__name")), **dict(sources.values_list("key", "name"))}
