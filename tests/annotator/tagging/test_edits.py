"""Edits of the workbench: whole or not at all, once however often sent, never over unseen changes."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.detection.base import RoleSpan, SpanRole
from annotator.errors import DomainError
from annotator.sources.models import Source
from annotator.suggestions.models import Decision, SuggestionDecision
from annotator.suggestions.services import run_detectors
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.codebook import Origin, TagKind
from annotator.tagging.edits import EditConflictError, Outcome, Part, Put, apply_edit
from annotator.tagging.models import Edit, Tag, TagSet
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.tagging import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(desk: object, edda: User) -> Article:
    return make_article(desk, edda)  # type: ignore[arg-type]


def save(actor: User, article: Article, *puts: Put, label: str = "S1", key: UUID | None = None) -> Outcome:
    part = Part(statement_of(article, label), puts)
    return apply_edit(actor=actor, text=text_of(article), key=key or uuid4(), digest="d", parts=[part])


def answers(base: str | None = None, **values: object) -> Put:
    return Put(id=uuid4(), kind=TagKind.STATEMENT, base=UUID(base) if base else None, values=values)


def hedge(article: Article, key: UUID, **fields: object) -> Put:
    span = words(statement_of(article, "S1"), "allegedly", SpanRole.CUE)
    values = {"hedge_type": "allegation", "scope": "claim", "sourced": True}
    return Put(id=key, kind=TagKind.HEDGE, values=values, spans=(span,), **fields)  # type: ignore[arg-type]


def test_a_tag_keeps_the_identity_that_its_maker_chose(article: Article, ana: User) -> None:
    key = uuid4()

    outcome = save(ana, article, hedge(article, key))

    tag = Tag.objects.get(root=key)
    assert outcome.made == {str(key): str(tag.pk)}
    assert (tag.hedge_type, tag.sourced, tag.origin) == ("allegation", True, Origin.HAND)
    assert outcome.tag_set.revision == TagSet.objects.get().revision


def test_an_edit_sent_twice_is_stored_once(article: Article, ana: User) -> None:
    key, put = uuid4(), hedge(article, uuid4())
    first = save(ana, article, put, key=key)

    again = save(ana, article, put, key=key)

    assert (first.is_replay, again.is_replay) == (False, True)
    assert again.made == first.made
    assert Tag.objects.count() == 1


def test_a_key_belongs_to_one_edit(article: Article, ana: User, ben: User) -> None:
    key = uuid4()
    save(ana, article, hedge(article, uuid4()), key=key)

    with pytest.raises(DomainError, match="key of its own"):
        save(ben, article, hedge(article, uuid4()), key=key)
    part = Part(statement_of(article, "S1"), ())
    with pytest.raises(DomainError, match="key of its own"):
        apply_edit(actor=ana, text=text_of(article), key=key, digest="other", parts=[part])


def test_what_was_changed_unseen_is_not_overwritten(article: Article, ana: User) -> None:
    made = save(ana, article, answers(claim_type="event")).made
    seen = next(iter(made.values()))
    save(ana, article, answers(seen, claim_type="plan"))

    with pytest.raises(EditConflictError) as refused:
        save(ana, article, answers(seen, claim_type="assessment"))

    assert refused.value.place == "S1"
    assert Tag.objects.current().get().claim_type == "plan"


def test_two_windows_that_both_answer_first_do_not_overwrite_each_other(article: Article, ana: User) -> None:
    save(ana, article, answers(claim_type="event"))

    with pytest.raises(EditConflictError):
        save(ana, article, answers(claim_type="plan"))


def test_a_withdrawn_tag_comes_back_as_itself(article: Article, ana: User) -> None:
    key = uuid4()
    made = save(ana, article, hedge(article, key)).made
    gone = save(ana, article, hedge(article, key, withdrawn=True, base=UUID(made[str(key)]))).made

    save(ana, article, hedge(article, key, base=UUID(gone[str(key)])))

    tag = Tag.objects.current().get()
    assert (tag.root_id, tag.hedge_type) == (key, "allegation")
    assert Tag.objects.filter(root=key).count() == 3


def test_withdrawing_what_is_not_there_changes_nothing(article: Article, ana: User) -> None:
    outcome = save(ana, article, hedge(article, uuid4(), withdrawn=True))

    assert outcome.made == {}
    assert not Tag.objects.exists()


def test_what_contradicts_the_codebook_leaves_nothing_behind(article: Article, ana: User) -> None:
    good = Part(statement_of(article, "S2"), (answers(claim_type="event"),))
    bad = Part(statement_of(article, "S1"), (answers(status="explicit"),))

    with pytest.raises(TagRefusedError):
        apply_edit(actor=ana, text=text_of(article), key=uuid4(), digest="d", parts=[good, bad])

    assert not Tag.objects.exists()
    assert not TagSet.objects.exists()
    assert not Edit.objects.exists()


def test_a_relation_registers_its_source_and_a_thought_does_not(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    spans: tuple[RoleSpan, ...] = (
        words(statement, "two officials", SpanRole.SOURCE),
        words(statement, "said", SpanRole.CUE),
        words(statement, "The mayor allegedly took bribes", SpanRole.CONTENT),
    )
    said = {"relation_kind": "assertion", "source_type": "collective"}
    thought = {"relation_kind": "attitude"}
    put = Put(uuid4(), TagKind.RELATION, values=thought, spans=spans, source_name="two officials")
    made = save(ana, article, put).made
    assert not Source.objects.exists()

    save(ana, article, Put(put.id, TagKind.RELATION, UUID(made[str(put.id)]), values=said, spans=spans,
                           source_name="two officials"))  # fmt: skip

    assert Tag.objects.current().get().source == Source.objects.get(name="two officials")


def test_decisions_come_with_the_tags(article: Article, ana: User) -> None:
    run_detectors(text_id=text_of(article).pk)
    suggestion = text_of(article).suggestions.filter(kind="hedge").select_related("text__article__desk")[0]
    put = hedge(article, uuid4(), origin=Origin.SUGGESTION_TAKEN, suggestion=suggestion)
    part = Part(statement_of(article, "S1"), (put,))

    apply_edit(
        actor=ana, text=text_of(article), key=uuid4(), digest="d", parts=[part],
        decisions=[(suggestion, Decision.ACCEPTED)],
    )  # fmt: skip

    assert Tag.objects.get().suggestion == suggestion
    assert SuggestionDecision.objects.get().decision == Decision.ACCEPTED


def test_the_database_keeps_edits_as_they_are(article: Article, ana: User) -> None:
    save(ana, article, hedge(article, uuid4()))

    with pytest.raises(IntegrityError, match="kept"), connection.cursor() as cursor:
        cursor.execute("UPDATE tagging_edit SET digest = 'x'")
