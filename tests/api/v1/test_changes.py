"""Edits as they are sent."""

from typing import Any

import pytest

from annotator.articles.models import Article
from annotator.articles.services import revise_text
from annotator.desks.models import Desk, User
from annotator.errors import DomainError
from annotator.tagging.codebook import TagKind
from api.v1.changes import read_change
from tests.factories.articles import STORY, make_article, statement_of, text_of


def evidence_of(user: User, article: Article, *keys: str, text: Any = None) -> Any:
    """Return what these keys name."""
    sent = {"kind": "statement", "evidence": list(keys)}
    return read_change(user, text or text_of(article), sent).evidence


def test_what_is_left_out_stays_as_it_is(article: Article, ana: User) -> None:
    change = read_change(ana, text_of(article), {"kind": "hedge"})
    assert change.kind == TagKind.HEDGE
    assert (change.values, change.spans, change.evidence, change.note, change.withdraw) == ({}, None, None, None, False)


def test_evidence_is_a_statement_or_the_name_of_a_document(article: Article, ana: User, desk: Desk, edda: User) -> None:
    other = make_article(desk, edda, "Another one.", "Another")
    found = evidence_of(ana, article, f"{article.slug}-S2", f"{other.slug}-S1", "Court file 12", "file-2026-X1")
    assert found == (statement_of(article, "S2"), statement_of(other, "S1"), "Court file 12", "file-2026-X1")


def test_a_reference_with_a_slip_is_refused_instead_of_becoming_a_document(article: Article, ana: User) -> None:
    with pytest.raises(DomainError) as refused:
        evidence_of(ana, article, f"{article.slug}-S99")
    assert (refused.value.code, refused.value.field) == ("value_unknown", "evidence")


def test_a_statement_on_another_desk_is_a_name_like_any_other(article: Article, ana: User, sol: User) -> None:
    theirs = make_article(Desk.objects.get(slug="elsewhere"), sol, "Theirs.", "Theirs")
    assert evidence_of(ana, article, f"{theirs.slug}-S1") == (f"{theirs.slug}-S1",)


def test_evidence_in_the_same_article_is_in_the_same_version(article: Article, ana: User, edda: User) -> None:
    old = statement_of(article, "S2")
    revise_text(actor=edda, article=article, content=STORY + "One more.\n")
    assert evidence_of(ana, article, old.reference, text=old.text) == (old,)
