"""The tagging form of one statement: from stored tags to fields, and from what was typed to changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

from annotator.articles.models import Article, Statement
from annotator.detection.base import RoleSpan, SpanRole
from annotator.errors import DomainError
from annotator.suggestions.models import Suggestion
from annotator.tagging.changes import Change
from annotator.tagging.codebook import Origin, SourcingFlag, TagKind
from annotator.tagging.constraints import STATEMENT_REFERENCE, Violation
from annotator.tagging.fields import FIELDS
from annotator.tagging.mentions import mentioned_source
from annotator.tagging.reading import TagRow
from annotator.text.spans import Span
from annotator.web.find_words import find_words, write_words
from annotator.web.forms import FlagRows, FormPage, HedgeRows, RelationRows, RowForm, StatementForm, TitleRows

MOST_ROWS: Final = 80
POINTERS: Final = ("continues", "repeats")
SAID: Final = {"yes": True, "no": False}
ROW_KINDS: Final = {
    "relations": TagKind.RELATION,
    "hedges": TagKind.HEDGE,
    "flags": TagKind.BIAS_FLAG,
    "titles": TagKind.TITLE,
}
ROW_SETS: Final = {"relations": RelationRows, "hedges": HedgeRows, "flags": FlagRows, "titles": TitleRows}
OWN_FIELDS: Final = {
    TagKind.HEDGE: ("hedge_type", "scope"),
    TagKind.BIAS_FLAG: ("bias_flag", "unsure", "reason", "target", "valence"),
    TagKind.TITLE: (),
    TagKind.RELATION: tuple(name for name in FIELDS[TagKind.RELATION] if name not in ("source", "proximity")),
}
# What the source of a relation follows from; while none of it is touched, the stored source stays.
SOURCE_FIELDS: Final = frozenset({"source", "source_name", "source_type", "relation_kind"})
# Where a constraint speaks of a field that this form calls otherwise.
FIELD_OF: Final = {"relation": "cue", "hedge": "words", "bias_flag": "bias_flag", "title": "words"}


class FormRefusedError(DomainError):
    """What was typed cannot be turned into tags; each field says why."""

    def __init__(self) -> None:
        super().__init__("form_refused", "Some fields need mending; nothing was saved.")


def relation_choices(rows: Iterable[TagRow], text: str) -> tuple[tuple[str, str], ...]:
    """Return the relations that another one may deny or lie inside, by the words of their cue, in the text's order."""
    found = []
    for row in rows:
        if row.tag.kind == TagKind.RELATION and row.tag.statement:
            words = " … ".join(s.span.of(text) for s in row.spans if s.role == "cue") or "no cue"
            found.append((row.tag.statement.position, str(row.tag.root_id), f"{row.tag.statement.label}: “{words}”"))
    return tuple((root, name) for _, root, name in sorted(found))


def new_relation_rows(standing: Iterable[TagRow], data: Mapping[str, Any] | None) -> range:
    """Return which rows of relations are new: as many as were sent, else three after those that stand."""
    stored = sum(row.tag.kind == TagKind.RELATION for row in standing)
    sent = str(data.get("relations-TOTAL_FORMS", "")) if data else ""
    return range(stored, min(int(sent), MOST_ROWS) if sent.isdecimal() and len(sent) < 6 else stored + 3)


@dataclass
class TagForm:
    """All parts of the form. `standing` are the stored tags of the statement, `taken` a suggestion to start from."""

    page: FormPage
    standing: Sequence[TagRow]
    data: Mapping[str, Any] | None = None
    taken: Suggestion | None = None
    general: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        initial = statement_initial(self.standing)
        self.statement = StatementForm(self.data, page=self.page, prefix="s", initial=initial)
        self.rows = {name: self._row_set(name, kind) for name, kind in ROW_KINDS.items()}

    def _row_set(self, name: str, kind: TagKind) -> Any:
        stored = [row for row in self.standing if row.tag.kind == kind]
        initial = [row_initial(row, self.page) for row in stored]
        if self.taken is not None and self.taken.kind == kind:
            initial.append(taken_initial(self.taken, self.page))
        kwargs = {"page": self.page}
        return ROW_SETS[name](self.data, prefix=name, initial=initial, form_kwargs=kwargs)

    def is_valid(self) -> bool:
        """Say whether every part holds what its fields allow."""
        return all([self.statement.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def errors(self) -> list[str]:
        """Return everything that is wrong, each sentence once."""
        found = list(self.general)
        rows = [form for rows in self.rows.values() for form in rows if not _is_withdrawn(form)]
        for form in [self.statement, *rows]:
            for messages in form.errors.values():
                found.extend(str(message) for message in messages)
        found.extend(str(message) for rows in self.rows.values() for message in rows.non_form_errors())
        return list(dict.fromkeys(found))

    def changes(self) -> list[Change]:
        """Return what was typed as changes. Raises FormRefusedError after marking the fields that cannot be read."""
        changes = [*self._statement_changes(), *self._flag_changes(), *self._row_changes()]
        if self.errors:
            raise FormRefusedError
        return changes

    def _statement_changes(self) -> Iterable[Change]:
        given = self.statement.cleaned_data
        stored = next((row for row in self.standing if row.tag.kind == TagKind.STATEMENT), None)
        if stored is None and not self.statement.has_changed():
            return
        by_label = {s.label: s for s in self.page.statements}
        values = {name: given[name] for name in FIELDS[TagKind.STATEMENT] if name in given}
        values |= {name: by_label.get(given[name]) for name in POINTERS if name in given}
        evidence = tuple(resolve_evidence(line, self.page) for line in given["evidence"])
        yield Change(kind=TagKind.STATEMENT, values=values, evidence=evidence, note=given["note"])

    def _flag_changes(self) -> Iterable[Change]:
        stored = {row.tag.sourcing_flag: row.tag.root_id for row in self.standing if row.tag.sourcing_flag}
        wanted = set(self.statement.cleaned_data["sourcing_flags"])
        for flag in SourcingFlag:
            if flag in wanted and flag not in stored:
                yield Change(kind=TagKind.SOURCING_FLAG, values={"sourcing_flag": flag.value})
            if flag not in wanted and flag in stored:
                yield Change(kind=TagKind.SOURCING_FLAG, root=stored[flag], withdraw=True)

    def _row_changes(self) -> list[Change]:
        roots = {str(row.tag.root_id): row.tag.root_id for row in self.standing}
        new_roots: dict[int, UUID] = {}
        for number, form in enumerate(self.rows["relations"]):
            new_roots[number] = roots.get(form["root"].value() or "") or uuid4()
        found = []
        for name, kind in ROW_KINDS.items():
            for number, form in enumerate(self.rows[name]):
                change = self._row_change(kind, form, roots, new_roots if kind is TagKind.RELATION else {}, number)
                found += [change] if change else []
        return found

    def _row_change(
        self, kind: TagKind, form: RowForm, roots: Mapping[str, UUID], new_roots: Mapping[int, UUID], number: int
    ) -> Change | None:
        root = roots.get(form.cleaned_data.get("root", ""))
        if _is_withdrawn(form):
            return Change(kind=kind, root=root, withdraw=True) if root else None
        if not form.is_stored and not form.has_changed():
            return None
        suggestion = self._suggestion_of(form)
        return Change(
            kind=kind,
            root=root,
            new_root=None if root else new_roots.get(number),
            values=self._row_values(kind, form, new_roots),
            spans=tuple(self._spans(kind, form)),
            origin=Origin.SUGGESTION_CHANGED if suggestion else Origin.HAND,
            suggestion=suggestion,
        )

    def _suggestion_of(self, form: RowForm) -> Suggestion | None:
        key = form.cleaned_data.get("suggestion")
        return self.page.statement.suggestions.filter(pk=key).first() if key and _is_key(key) else None

    def _row_values(self, kind: TagKind, form: RowForm, new_roots: Mapping[int, UUID]) -> dict[str, Any]:
        given = form.cleaned_data
        values: dict[str, Any] = {name: given[name] for name in OWN_FIELDS[kind]}
        if kind is TagKind.HEDGE:
            values["sourced"] = SAID.get(given["sourced"])
        if kind is TagKind.RELATION:
            for name in ("denies", "parent"):
                values[name] = _relation(given[name], new_roots)
            if not form.is_stored or SOURCE_FIELDS & set(form.changed_data):
                values["source"] = self._source(given)
        return values

    def _source(self, given: Mapping[str, Any]) -> Any:
        mention = given["source_name"] or given["source"].split("#")[0].strip()
        if not mention:
            return None
        desk = self.page.statement.text.article.desk
        kind = given["relation_kind"]
        return mentioned_source(desk=desk, mention=mention, source_type=given["source_type"], kind=kind)

    def _spans(self, kind: TagKind, form: RowForm) -> Iterable[RoleSpan]:
        given = form.cleaned_data
        if kind is not TagKind.RELATION:
            span = self._find(form, "words", given["words"], "Type or select the words that this is about.")
            role = SpanRole.CUE if kind is TagKind.HEDGE else SpanRole.SPAN
            yield from (RoleSpan(role, found) for found in ([span] if span else []))
            return
        for name, role in (("source", SpanRole.SOURCE), ("cue", SpanRole.CUE)):
            span = self._find(form, name, given[name])
            yield from (RoleSpan(role, found) for found in ([span] if span else []))
        for line in given["content"].splitlines():
            span = self._find(form, "content", line)
            yield from (RoleSpan(SpanRole.CONTENT, found) for found in ([span] if span else []))

    def _find(self, form: RowForm, name: str, typed: str, empty: str = "") -> Span | None:
        if not typed.strip():
            if empty:
                form.add_error(name, empty)
            return None
        statement = self.page.statement
        try:
            return find_words(self.page.text, Span(statement.start, statement.end), typed)
        except DomainError as error:
            form.add_error(name, error.message)
            return None

    def attach(self, violations: Iterable[Violation]) -> None:
        """Show each broken constraint at the field that mends it."""
        for violation in violations:
            if violation.field in self.statement.fields:
                self.statement.add_error(violation.field, violation.message)
            elif not self._attach_to_row(violation):
                self.general.append(violation.message)

    def _attach_to_row(self, violation: Violation) -> bool:
        name = FIELD_OF.get(violation.field, violation.field)
        forms = [f for rows in self.rows.values() for f in rows if name in f.fields and f.is_in_use]
        cited = [f for f in forms if _is_cited(f, violation.message)]
        chosen = cited or (forms if len(forms) == 1 else [])
        for form in chosen:
            form.add_error(name, violation.message)
        return bool(chosen)


def _is_cited(form: RowForm, message: str) -> bool:
    names = ("cue", "words")
    words = [str(form[name].value() or "").split(" #")[0].strip() for name in names if name in form.fields]
    return any(word and f"“{word}" in message for word in words)


def _is_withdrawn(form: RowForm) -> bool:
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _relation(chosen: str, new_roots: Mapping[int, UUID]) -> UUID | None:
    if chosen.startswith("new-"):
        return new_roots.get(int(chosen.removeprefix("new-")))
    return UUID(chosen) if chosen else None


def resolve_evidence(line: str, page: FormPage) -> Statement | str:
    """Return the statement that a line names, here or in another article of the desk, else the line as a document."""
    here = page.statement.text.article
    own = {s.label: s for s in page.statements}
    if line in own:
        return own[line]
    if not STATEMENT_REFERENCE.fullmatch(line):
        return line
    slug, label = line.rsplit("-", 1)
    if slug == here.slug:
        return own.get(label, line)
    article = Article.objects.filter(desk=here.desk, slug=slug).first()
    text = article.texts.order_by("-version").first() if article else None
    found = Statement.objects.filter(text=text, label=label).select_related("text__article").first() if text else None
    return found or line


def statement_initial(standing: Iterable[TagRow]) -> dict[str, Any]:
    """Return the stored answers about a statement as the form shows them."""
    rows = list(standing)
    initial: dict[str, Any] = {"sourcing_flags": [row.tag.sourcing_flag for row in rows if row.tag.sourcing_flag]}
    row = next((row for row in rows if row.tag.kind == TagKind.STATEMENT), None)
    if row is None:
        return initial
    initial |= {name: getattr(row.tag, name) for name in FIELDS[TagKind.STATEMENT] if name not in POINTERS}
    initial |= {name: getattr(row.tag, name).label if getattr(row.tag, name) else "" for name in POINTERS}
    initial["origins"] = "\n".join(row.tag.origins)
    initial["note"] = row.tag.note
    text = row.tag.statement.text_id if row.tag.statement else None
    names = [e if isinstance(e, str) else e.label if e.text_id == text else e.reference for e in row.evidence]
    return {**initial, "evidence": "\n".join(names)}


def row_initial(row: TagRow, page: FormPage) -> dict[str, Any]:
    """Return a stored tag as its row shows it."""
    tag, kind = row.tag, TagKind(row.tag.kind)
    initial: dict[str, Any] = {
        name: getattr(tag, name) for name in OWN_FIELDS[kind] if name not in ("parent", "denies")
    }
    initial |= {"root": str(tag.root_id), **words_initial(kind, row.spans, page)}
    if kind is TagKind.HEDGE:
        initial["sourced"] = {True: "yes", False: "no", None: ""}[tag.sourced]
    if kind is TagKind.RELATION:
        initial["chain"] = "\n".join(tag.chain)
        initial["source_name"] = tag.source.name if tag.source else ""
        initial |= {name: str(getattr(tag, f"{name}_id") or "") for name in ("parent", "denies")}
    return initial


def taken_initial(suggestion: Suggestion, page: FormPage) -> dict[str, Any]:
    """Return a suggestion as a row to be changed before it is saved."""
    label_field = {"relation": "relation_kind", "hedge": "hedge_type", "bias_flag": "bias_flag"}.get(suggestion.kind)
    spans = [RoleSpan(SpanRole(s.role), Span(s.start, s.end)) for s in suggestion.spans.all()]
    initial = {
        **suggestion.values,
        "source_name": suggestion.values.get("same_source", ""),
        "suggestion": str(suggestion.pk),
        **words_initial(TagKind(suggestion.kind), spans, page),
    }
    return {**initial, label_field: suggestion.label} if label_field else initial


def words_initial(kind: TagKind, spans: Iterable[RoleSpan], page: FormPage) -> dict[str, str]:
    """Return the words of spans under the names of their fields."""
    within = Span(page.statement.start, page.statement.end)
    found: dict[str, list[str]] = {}
    for piece in sorted(spans, key=lambda s: s.span):
        name = piece.role.value if kind is TagKind.RELATION else "words"
        found.setdefault(name, []).append(write_words(page.text, within, piece.span))
    return {name: "\n".join(words) for name, words in found.items()}
