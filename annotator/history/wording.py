"""What became of a row, in words that follow the name of who did it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from annotator.history.kinds import Action

Columns = Mapping[str, Mapping[str, Any]]
COLUMN_NAMES: Final[Mapping[str, str]] = {
    "is_active": "active",
    "is_superuser": "administrator",
    "is_staff": "staff mark",
    "is_machine": "machine",
    "is_default": "default",
    "is_derived": "derived",
    "outlet_id": "outlet",
    "added_by_id": "added by",
    "merged_into_id": "merged into",
    "source_id": "source",
    "codebook_id": "codebook",
    "published_on": "published on",
    "source_type": "type",
    "pass_days": "days until a pass is given back",
    "url": "address",
    "username": "user name",
}


POINTS_TO: Final[Mapping[str, str]] = {
    "merged_into_id": "sources_source",
    "source_id": "sources_source",
    "outlet_id": "articles_outlet",
    "added_by_id": "desks_user",
}
"""Columns that hold the key of a row of another table."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What became of a row: its table, the changed columns, and names for the keys in them."""

    table: str
    action: Action
    key: str
    columns: Columns
    person: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """What rows are called, by `table:key`."""

    @property
    def thing(self) -> str:
        """Return the row's name, as it is now."""
        return self.names.get(f"{self.table}:{self.key}", "")

    def before(self, column: str) -> str:
        """Return the value that a column had, in words."""
        return self._said(column, "before")

    def after(self, column: str) -> str:
        """Return the value that a column has since then, in words."""
        return self._said(column, "after")

    def _said(self, column: str, side: str) -> str:
        value = self.columns.get(column, {}).get(side)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return self.names.get(f"{POINTS_TO.get(column, '')}:{value}", str(value))


@dataclass(frozen=True, slots=True)
class Change:
    """One changed column in words; both values are empty where they are not kept."""

    column: str
    before: str
    after: str


def changes_of(one: Happening) -> tuple[Change, ...]:
    """Return what changed, column by column; nothing for rows that were added or removed."""
    if one.action is not Action.CHANGED:
        return ()
    return tuple(
        Change(COLUMN_NAMES.get(name, name.replace("_", " ")), one.before(name), one.after(name))
        for name in sorted(one.columns)
        if name not in {"password", "key"}
    )


def sentence(one: Happening) -> str:
    """Return what was done, to follow a name: “merged A into B”."""
    return _SENTENCES[one.table](one)


def _plain(what: str) -> Callable[[Happening], str]:
    """Return a sentence for tables of which nothing more is to be said than what a row is."""
    verbs = {Action.ADDED: "added", Action.CHANGED: "changed", Action.REMOVED: "removed"}

    def said(one: Happening) -> str:
        named = one.thing or one.after("name") or one.before("name") or one.after("title") or one.before("title")
        return f"{verbs[one.action]} {what} {named}".rstrip()

    return said


def _role(one: Happening) -> str:
    if one.action is Action.ADDED:
        return f"gave {one.person} the role {one.after('role')}"
    if one.action is Action.REMOVED:
        return f"took the role {one.before('role')} from {one.person}"
    return f"changed the role of {one.person} from {one.before('role')} to {one.after('role')}"


def _account(one: Happening) -> str:
    if one.action is not Action.CHANGED:
        return f"made the account of {one.person}" if one.action is Action.ADDED else "removed an account"
    if "erased_at" in one.columns:
        return f"erased the person behind the account {one.person}"
    if "is_active" in one.columns:
        return f"{'opened' if one.after('is_active') == 'yes' else 'closed'} the account of {one.person}"
    what = {frozenset({"password"}): "the password", frozenset({"shortcuts"}): "the keys"}
    return f"changed {what.get(frozenset(one.columns), 'the account')} of {one.person}"


def _token(one: Happening) -> str:
    if one.action is Action.CHANGED and one.after("revoked_at"):
        return f"ended an API token of {one.person}"
    verbs = {Action.ADDED: "made", Action.CHANGED: "changed", Action.REMOVED: "removed"}
    return f"{verbs[one.action]} an API token of {one.person}"


def _source(one: Happening) -> str:
    if one.action is Action.ADDED:
        return f"registered the source {one.after('name')}"
    if one.action is Action.CHANGED and one.after("merged_into_id"):
        return f"merged {one.thing} into {one.after('merged_into_id')}"
    if one.action is Action.CHANGED and one.before("merged_into_id"):
        return f"undid the merging of {one.thing} into {one.before('merged_into_id')}"
    if one.action is Action.CHANGED and "name" in one.columns:
        return f"renamed the source {one.before('name')} to {one.after('name')}"
    return _plain("the source")(one)


def _alias(one: Happening) -> str:
    if one.action is Action.ADDED:
        return f"added “{one.after('name')}” to the names of {one.after('source_id')}"
    if one.action is Action.REMOVED:
        return f"took “{one.before('name')}” from the names of {one.before('source_id')}"
    return f"changed the name “{one.before('name')}” of a source to “{one.after('name')}”"


def _article(one: Happening) -> str:
    if one.action is Action.ADDED:
        return "added the article"
    return "changed what is known of the article" if one.action is Action.CHANGED else "removed an article"


def _lead(one: Happening) -> str:
    return f"{'let' if one.after('leads') == 'yes' else 'ended that'} {one.thing or 'tags'} lead"


_SENTENCES: Final[Mapping[str, Callable[[Happening], str]]] = {
    "desks_desk": _plain("the desk"),
    "desks_membership": _role,
    "desks_user": _account,
    "desks_apitoken": _token,
    "sources_source": _source,
    "sources_sourcealias": _alias,
    "articles_article": _article,
    "articles_outlet": _plain("the outlet"),
    "tagging_tagset": _lead,
    "tagging_codebook": _plain("the codebook"),
    "tagging_label": _plain("the label"),
    "tagging_guideline": _plain("the guideline"),
}
