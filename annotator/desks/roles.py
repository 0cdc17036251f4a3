"""Who may do what: one table, asked by the admin, the API, the pages and the exports. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What a person is on a desk."""

    ANNOTATOR = "annotator"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    READER = "reader"


class Permission(StrEnum):
    """What a person may do on a desk."""

    READ = "read"
    TAG = "tag"
    COMMENT = "comment"
    ASSIGN = "assign"
    SEE_ALL_TAGS = "see_all_tags"
    LEAD = "lead"
    ADD_ARTICLES = "add_articles"
    EDIT_SOURCES = "edit_sources"
    EDIT_LEXICONS = "edit_lexicons"
    RUN_DESK = "run_desk"
    EXPORT = "export"


_READ = frozenset({Permission.READ})
PERMISSIONS: Final[Mapping[Role, frozenset[Permission]]] = MappingProxyType(
    {
        Role.READER: _READ,
        Role.ANNOTATOR: _READ | {Permission.TAG, Permission.COMMENT},
        Role.ADJUDICATOR: _READ
        | {Permission.TAG, Permission.COMMENT, Permission.SEE_ALL_TAGS, Permission.EDIT_SOURCES},
        Role.EDITOR: frozenset(Permission),
    }
)


def role_allows(role: Role, permission: Permission) -> bool:
    """Say whether the role has the permission."""
    return permission in PERMISSIONS[role]
