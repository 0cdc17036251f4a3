"""Deciding what two people tagged differently: undisputed, taken, merged, tagged anew, and where it came from."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from annotator.articles.models import Article
from annotator.articles.services import revise_text, segment_text
from annotator.desks.models import Desk, User
from annotator.desks.roles import Role
from annotator.errors import DomainError
from annotator.review.adjudication import Item, adjudication_for, items_of
from annotator.review.approving import adjudicate_review, approve_review
from annotator.review.columns import Picks
from annotator.review.deciding import accept_undisputed, decide, decide_anew
from annotator.review.models import Review, Ruling, RulingPart
from annotator.review.passes import open_review, return_pass, submit_pass
from annotator.summaries.services import refresh_summary
from annotator.tagging.changes import Change
from annotator.tagging.checking import TagRefusedError
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import Tag, TagSet
from annotator.tagging.reading import current_rows, statement_record
from annotator.tagging.services import change_tags, withdraw_tag
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.desks import make_user
from tests.factories.tagging import hedge, relation, tag, values, words

TEXT = (
    "It rained all day. The mayor said the dam held. The dam reportedly leaked for weeks. "
    "The regime denied the mayor lied."
)
FLAT = {"claim_type": "event", "status": "unattributed"}
SAID = {"claim_type": "event", "status": "explicit"}


@pytest.fixture
def jo(desk: Desk) -> User:
    return make_user("jo", desk, Role.ADJUDICATOR)


@pytest.fixture
def article(desk: Desk, edda: User) -> Article:
    return make_article(desk, edda, TEXT, "Dam")


def flag(statement: Any, quoted: str, label: str, **fields: Any) -> Change:
    return Change(kind=TagKind.BIAS_FLAG, values={"bias_flag": label, **fields}, spans=(words(statement, quoted),))


@pytest.fixture
def review(article: Article, edda: User, ana: User, ben: User) -> Review:
    """Return a review in adjudication: S1 alike, S2 with other words of the content, S3 with a hedge of Ana's alone,
    S4 a denial that both have; the label “regime” flagged by both, by Ana unsure."""
    found = open_review(actor=edda, article=article, people=[ana, ben])
    s1, s2, s3, s4 = (statement_of(article, label) for label in ("S1", "S2", "S3", "S4"))
    for person, content in ((ana, "the dam held"), (ben, "dam held")):
        tag(person, s1, values(**FLAT))
        [*_, said] = tag(person, s2, values(**SAID), relation(s2, cue="said", content=content, source="The mayor"))
        tag(
            person,
            s3,
            values(**FLAT),
            *([hedge(s3, "reportedly", hedge_type="hearsay", sourced=False)] * (person is ana)),
        )
        denial = {"polarity": "deny", "denies": said.root_id, "source_type": "named_org"}
        tag(
            person,
            s4,
            values(**SAID),
            relation(s4, cue="denied", content="the mayor lied", source="The regime", **denial),
            flag(s4, "regime", "labeling", unsure=person is ana),
        )
        submit_pass(actor=person, review=found)
    return Review.objects.get(pk=found.pk)


def item(review: Review, user: User, label: str) -> Item:
    return next(one for one in items_of(review, user) if one.label == label)


def taking(found: Item, person: User) -> Picks:
    """Return the choice of everything that this person said."""
    column = next(n for n, column in enumerate(found.columns) if column.person == person)
    return {part.key: option.revision if (option := part.options[column]) else None for part in found.parts}


def result_of(review: Review) -> TagSet:
    result = Review.objects.get(pk=review.pk).result
    assert result is not None
    return result


def decided(review: Review, article: Article, label: str) -> Any:
    statement = statement_of(article, label)
    return statement_record(statement, current_rows(result_of(review), statement))


def test_what_everybody_says_alike_is_not_disputed(review: Review, jo: User) -> None:
    assert {one.label: one.is_disputed for one in items_of(review, jo)} == {
        "S1": False, "S2": True, "S3": True, "S4": False,
    }  # fmt: skip


def test_the_undisputed_are_accepted_together_and_a_denial_waits_for_what_it_denies(
    review: Review, article: Article, jo: User
) -> None:
    assert accept_undisputed(actor=jo, review=review) == 1
    assert decided(review, article, "S1").values.status == "unattributed"

    s2 = item(review, jo, "S2")
    picks = taking(s2, User.objects.get(username="ben"))
    decide(actor=jo, review=review, label="S2", picks=picks, reason="oversight")

    assert accept_undisputed(actor=jo, review=review) == 1
    [denial] = decided(review, article, "S4").relations
    [said] = decided(review, article, "S2").relations
    assert denial.denies == said.id
    assert accept_undisputed(actor=jo, review=review) == 0


def test_taking_one_leaves_the_passes_alone_and_says_where_it_comes_from(
    review: Review, article: Article, jo: User, ana: User
) -> None:
    before = list(Tag.objects.order_by("pk").values_list("pk", flat=True))
    s2 = item(review, jo, "S2")

    ruling = decide(
        actor=jo, review=review, label="S2", picks=taking(s2, ana), reason="honest_difference", words="Both"
    )

    assert (ruling.choice, ruling.reason, ruling.words) == ("one", "honest_difference", "Both")
    [taken] = decided(review, article, "S2").relations
    assert [span.of(TEXT) for span in taken.content] == ["the dam held"]
    parts = {part.tag.kind: part for part in ruling.parts.select_related("tag", "original__tag_set__author")}
    assert parts["relation"].original.tag_set.author == ana
    originals = ruling.parts.filter(tag__kind="statement").values_list("original__tag_set__author__username", flat=True)
    assert sorted(originals) == ["ana", "ben"]
    assert set(before) <= set(Tag.objects.values_list("pk", flat=True))
    made = Tag.objects.exclude(pk__in=before)
    assert not made.exclude(tag_set__author=None).exists()
    assert set(made.values_list("origin", flat=True)) == {"adjudication"}


def test_parts_of_several_people_are_merged(review: Review, article: Article, jo: User, ben: User) -> None:
    tag_of_ben = {"claim_type": "plan", "status": "unattributed"}
    return_pass(actor=jo, review=review, person=ben, reason="Look again at S3")
    tag(ben, statement_of(article, "S3"), values(**tag_of_ben))
    submit_pass(actor=ben, review=review)
    s3 = item(review, jo, "S3")
    picks = {**taking(s3, ben), "hedge-1": next(one.revision for one in s3.parts[-1].options if one)}

    ruling = decide(actor=jo, review=review, label="S3", picks=picks, reason="edge_case")

    assert ruling.choice == "merged"
    record = decided(review, article, "S3")
    assert (record.values.claim_type, [one.type for one in record.hedges]) == ("plan", ["hearsay"])
    fields = {part.original.tag_set.author.username: part.fields for part in ruling.parts.filter(tag__kind="statement")}  # type: ignore[union-attr]
    assert fields == {"ana": ["status", "continues"], "ben": ["claim_type", "status", "continues"]}


def test_bias_flags_keep_who_set_them_instead_of_a_verdict(
    review: Review, article: Article, jo: User, ana: User
) -> None:
    decide(actor=jo, review=review, label="S2", picks=taking(item(review, jo, "S2"), ana), reason="oversight")
    accept_undisputed(actor=jo, review=review)

    [found] = decided(review, article, "S4").wording_flags
    votes = RulingPart.objects.filter(tag__root=found.id)

    assert not found.unsure
    assert sorted(votes.values_list("original__tag_set__author__username", flat=True)) == ["ana", "ben"]


def test_none_of_these_is_tagged_anew_and_keeps_the_flags(review: Review, article: Article, jo: User) -> None:
    s4 = statement_of(article, "S4")
    changes = [values(claim_type="assessment", status="unattributed")]

    ruling = decide_anew(
        actor=jo, review=review, label="S4", changes=changes, reason="guideline_gap", words="No denial"
    )

    record = decided(review, article, "S4")
    assert ruling.choice == "none"
    assert (record.values.claim_type, record.relations, len(record.wording_flags)) == ("assessment", (), 1)
    assert {part.tag.kind for part in ruling.parts.select_related("tag")} == {"bias_flag"}
    assert s4.text.content == TEXT


def test_deciding_again_replaces_the_ruling_and_keeps_the_first(
    review: Review, article: Article, jo: User, ana: User, ben: User
) -> None:
    s2 = item(review, jo, "S2")
    first = decide(actor=jo, review=review, label="S2", picks=taking(s2, ana), reason="oversight")
    second = decide(actor=jo, review=review, label="S2", picks=taking(s2, ben), reason="edge_case")

    assert second.replaces == first
    assert [one.reason for one in Ruling.objects.filter(statement__label="S2")] == ["oversight", "edge_case"]
    [taken] = decided(review, article, "S2").relations
    assert [span.of(TEXT) for span in taken.content] == ["dam held"]


def test_what_was_tagged_anew_is_not_accepted_with_the_undisputed(
    review: Review, article: Article, jo: User, ana: User
) -> None:
    changes = [values(claim_type="plan", status="unattributed")]
    decide_anew(actor=jo, review=review, label="S1", changes=changes, reason="guideline_gap")
    return_pass(actor=jo, review=review, person=ana, reason="S1 needs a note")
    tag(ana, statement_of(article, "S1"), Change(kind=TagKind.STATEMENT, note="Seen again"))
    submit_pass(actor=ana, review=review)

    assert not item(review, jo, "S1").is_decided
    assert accept_undisputed(actor=jo, review=review) == 0
    assert decided(review, article, "S1").values.claim_type == "plan"
    again = decide(actor=jo, review=review, label="S1", picks={})
    assert again.choice == "undisputed"


def test_a_decision_without_the_required_core_is_refused(review: Review, jo: User, ana: User) -> None:
    s2 = item(review, jo, "S2")

    with pytest.raises(DomainError) as refusal:
        decide(
            actor=jo,
            review=review,
            label="S2",
            picks={**taking(s2, ana), "answer-claim_type": None},
            reason="oversight",
        )

    assert refusal.value.code == "statement_unfinished"


def test_a_ruling_on_tags_that_changed_since_has_to_be_made_again(
    review: Review, article: Article, jo: User, ana: User
) -> None:
    accept_undisputed(actor=jo, review=review)
    assert item(review, jo, "S1").is_decided
    return_pass(actor=jo, review=review, person=ana, reason="S1 is a plan")
    tag(ana, statement_of(article, "S1"), values(claim_type="plan"))
    submit_pass(actor=ana, review=review)

    assert not item(review, jo, "S1").is_decided
    with pytest.raises(DomainError, match="4 statements wait to be decided"):
        adjudicate_review(actor=jo, review=review)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"picks": {}}, "choice_missing"),
        ({"picks": {"relation-1": "another"}}, "choice_unknown"),
        ({"picks": {"relation-9": None}}, "choice_unknown"),
        ({"reason": ""}, "reason_missing"),
        ({"reason": "whim"}, "reason_missing"),
        ({"label": "S77"}, "statement_unknown"),
        ({"basis": "other"}, "passes_changed_meanwhile"),
    ],
)
def test_what_is_refused(review: Review, jo: User, ana: User, change: dict[str, Any], code: str) -> None:
    other = item(review, jo, "S3").parts[0].options[0]
    assert other is not None
    if change.get("picks", {}).get("relation-1") == "another":
        change = {"picks": {"relation-1": other.revision}}
    given = {"label": "S2", "picks": taking(item(review, jo, "S2"), ana), "reason": "oversight", **change}

    with pytest.raises(DomainError) as refusal:
        decide(actor=jo, review=review, **given)

    assert refusal.value.code == code
    assert not Ruling.objects.exists()


def test_a_combination_that_the_codebook_forbids_is_refused_in_its_words(
    review: Review, article: Article, jo: User, ana: User
) -> None:
    picks = {**taking(item(review, jo, "S2"), ana), "relation-1": None}

    with pytest.raises(TagRefusedError):
        decide(actor=jo, review=review, label="S2", picks=picks, reason="oversight")

    assert not Ruling.objects.exists()


@pytest.mark.parametrize("name", ["ana", "rita", "sol"])
def test_who_may_not_judge_decides_nothing(
    review: Review, ana: User, rita: User, sol: User, jo: User, name: str
) -> None:
    actor = {"ana": ana, "rita": rita, "sol": sol}[name]

    with pytest.raises(DomainError) as refusal:
        accept_undisputed(actor=actor, review=review)

    assert refusal.value.code == "not_allowed"


def test_a_third_person_decides_where_there_is_one(
    desk: Desk, article: Article, edda: User, ana: User, jo: User
) -> None:
    found = open_review(actor=edda, article=article, people=[jo, ana])
    for person in (jo, ana):
        for label in ("S1", "S2", "S3", "S4"):
            tag(person, statement_of(article, label), values(**FLAT))
        submit_pass(actor=person, review=found)

    with pytest.raises(DomainError, match="You took part"):
        accept_undisputed(actor=jo, review=found)

    assert accept_undisputed(actor=edda, review=found) == 4


def test_the_columns_come_in_an_order_that_tells_nothing(review: Review, jo: User, edda: User) -> None:
    orders = {tuple(column.person.username for column in one.columns) for one in items_of(review, jo)}
    again = {tuple(column.person.username for column in one.columns) for one in items_of(review, jo)}

    assert orders == again
    assert all(set(order) == {"ana", "ben"} for order in orders)
    assert {column.name for one in items_of(review, jo) for column in one.columns} == {"A", "B"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_ruling SET reason = 'oversight'",
        "DELETE FROM review_rulingpart",
        "UPDATE review_rulingpart SET fields = '{}'",
        "INSERT INTO review_rulingpart (ruling_id, tag_id, original_id, fields)"
        " SELECT p.ruling_id, p.original_id, p.tag_id, '{}' FROM review_rulingpart p LIMIT 1",
    ],
)
def test_the_database_keeps_what_was_decided(review: Review, jo: User, statement: str) -> None:
    accept_undisputed(actor=jo, review=review)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_somebody_else_decided_meanwhile_is_not_overwritten(
    review: Review, article: Article, jo: User, edda: User, ana: User, ben: User
) -> None:
    opened = item(review, edda, "S2")
    decide(actor=jo, review=review, label="S2", picks=taking(item(review, jo, "S2"), ana), reason="oversight")
    stale: dict[str, Any] = {"actor": edda, "review": review, "label": "S2", "reason": "oversight"}

    with pytest.raises(DomainError, match="were changed since you opened it"):
        decide(**stale, picks=taking(opened, ben), basis=opened.basis)
    with pytest.raises(DomainError, match="were changed since you opened it"):
        decide_anew(**stale, changes=[values(claim_type="plan")], basis=opened.basis)
    [taken] = decided(review, article, "S2").relations
    assert [span.of(TEXT) for span in taken.content] == ["the dam held"]


def test_votes_that_change_without_a_tag_make_the_summary_stale(
    review: Review, article: Article, jo: User, ana: User, ben: User
) -> None:
    s1 = statement_of(article, "S1")
    return_pass(actor=jo, review=review, person=ana, reason="Flag it")
    tag(ana, s1, flag(s1, "rained", "labeling"))
    submit_pass(actor=ana, review=review)
    decide(actor=jo, review=review, label="S1", picks={})
    result = result_of(review)
    summary = refresh_summary(text_id=review.text_id, tag_set_id=result.pk)
    assert [one["set_by"] for one in summary.record["fairness"]["flag_votes"]] == [1]
    return_pass(actor=jo, review=review, person=ben, reason="Flag it too")
    tag(ben, s1, flag(s1, "rained", "labeling"))
    submit_pass(actor=ben, review=review)

    decide(actor=jo, review=review, label="S1", picks={})

    summary = refresh_summary(text_id=review.text_id, tag_set_id=result.pk)
    assert [one["set_by"] for one in summary.record["fairness"]["flag_votes"]] == [2]


def test_a_flag_that_the_decision_rules_out_stays_in_its_pass(
    review: Review, article: Article, jo: User, ana: User, ben: User
) -> None:
    s1 = statement_of(article, "S1")
    return_pass(actor=jo, review=review, person=ana, reason="Contested")
    contested = Change(kind=TagKind.STATEMENT, values={"contested": "contested"}, evidence=("The weather log",))
    tag(ana, s1, contested, flag(s1, "rained", "unattributed_contested"))
    submit_pass(actor=ana, review=review)

    decide(actor=jo, review=review, label="S1", picks=taking(item(review, jo, "S1"), ben), reason="oversight")
    assert decided(review, article, "S1").wording_flags == ()
    decide(actor=jo, review=review, label="S1", picks=taking(item(review, jo, "S1"), ana), reason="oversight")
    assert len(decided(review, article, "S1").wording_flags) == 1


def test_two_tags_on_the_same_words_are_told_apart_by_what_they_say(
    desk: Desk, edda: User, ana: User, ben: User, jo: User
) -> None:
    article = make_article(desk, edda, "Merkel and Macron said it rained.", "Two")
    found = open_review(actor=edda, article=article, people=[ana, ben])
    s1 = statement_of(article, "S1")
    both = [relation(s1, cue="said", content="it rained", source=name) for name in ("Merkel", "Macron")]
    for person, changes in ((ana, both), (ben, both[::-1])):
        tag(person, s1, values(**SAID), *changes)
        submit_pass(actor=person, review=found)

    assert not item(found, jo, "S1").is_disputed
    assert accept_undisputed(actor=jo, review=found) == 1
    assert len(decided(found, article, "S1").relations) == 2


def test_the_same_tag_is_not_taken_twice(desk: Desk, edda: User, ana: User, ben: User, jo: User) -> None:
    article = make_article(desk, edda, "It reportedly, allegedly rained.", "Two")
    found = open_review(actor=edda, article=article, people=[ana, ben])
    s1 = statement_of(article, "S1")
    for person, kinds in ((ana, ("hearsay", "epistemic")), (ben, ("allegation", "hearsay"))):
        hedges = [hedge(s1, "reportedly", hedge_type=kind, sourced=False) for kind in kinds]
        tag(person, s1, values(**FLAT), *hedges)
        submit_pass(actor=person, review=found)

    parts = [part for part in item(found, jo, "S1").parts if part.kind is TagKind.HEDGE]

    told = [{str(one.values["hedge_type"]) for one in part.options if one} for part in parts]
    assert sorted(map(sorted, told)) == [["allegation", "epistemic"], ["hearsay"]]


def test_an_answer_about_the_article_that_was_withdrawn_is_decided_again(
    review: Review, jo: User, ana: User, article: Article
) -> None:
    return_pass(actor=jo, review=review, person=ana, reason="Say what it is")
    mine = TagSet.objects.select_related("text__article__desk").get(author=ana)
    about = Change(kind=TagKind.ARTICLE, values={"work_type": "report"})
    [made] = change_tags(actor=ana, tag_set=mine, statement=None, changes=[about])
    submit_pass(actor=ana, review=review)
    decide(actor=jo, review=review, label="article", picks=taking(item(review, jo, "article"), ana), reason="oversight")
    return_pass(actor=jo, review=review, person=ana, reason="Take it back")
    withdraw_tag(actor=ana, tag=made)
    submit_pass(actor=ana, review=review)

    assert not item(review, jo, "article").is_decided
    decide(actor=jo, review=review, label="article", picks={})
    assert not [row for row in current_rows(result_of(review)) if row.tag.kind == TagKind.ARTICLE]


def test_a_relation_that_another_denies_can_be_decided_again(
    review: Review, article: Article, jo: User, ana: User, ben: User
) -> None:
    decide(actor=jo, review=review, label="S2", picks=taking(item(review, jo, "S2"), ana), reason="oversight")
    accept_undisputed(actor=jo, review=review)

    decide(actor=jo, review=review, label="S2", picks=taking(item(review, jo, "S2"), ben), reason="oversight")

    [said] = decided(review, article, "S2").relations
    [denial] = decided(review, article, "S4").relations
    assert ([span.of(TEXT) for span in said.content], denial.denies) == (["dam held"], said.id)


def test_whoever_has_a_pass_of_the_corrected_text_finds_no_decisions_on_the_one_before(
    review: Review, article: Article, jo: User, edda: User
) -> None:
    for one in items_of(review, jo):
        picks = {part.key: option.revision if (option := part.options[0]) else None for part in one.parts}
        decide(actor=jo, review=review, label=one.label, picks=picks, reason="oversight")
    adjudicate_review(actor=jo, review=review)
    approve_review(actor=edda, review=review)
    revise_text(actor=edda, article=article, content=TEXT.replace("all day", "all night"))
    segment_text(text=text_of(article))
    assert adjudication_for(jo, Review.objects.get(pk=review.pk)) is not None

    open_review(actor=edda, article=article, people=[jo])

    assert adjudication_for(jo, Review.objects.get(pk=review.pk)) is None


def test_an_undisputed_denial_of_what_comes_later_is_accepted_too(
    desk: Desk, edda: User, ana: User, ben: User, jo: User
) -> None:
    article = make_article(desk, edda, "The regime denied it. The mayor said the dam held.", "Later")
    found = open_review(actor=edda, article=article, people=[ana, ben])
    s1, s2 = statement_of(article, "S1"), statement_of(article, "S2")
    for person in (ana, ben):
        said = relation(s2, cue="said", content="the dam held", source="The mayor")
        [*_, made] = tag(person, s2, values(**SAID), said)
        denial = {"polarity": "deny", "denies": made.root_id, "source_type": "named_org"}
        tag(person, s1, values(**SAID), relation(s1, cue="denied", content="it", source="The regime", **denial))
        submit_pass(actor=person, review=found)

    assert accept_undisputed(actor=jo, review=found) == 2
