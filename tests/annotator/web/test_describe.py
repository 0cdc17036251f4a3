"""Tags in words."""

from dataclasses import replace

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.blinding import tag_history_visible_to, tags_visible_to
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import TagSet
from annotator.web.describe import describe, history
from annotator.web.guide import CodebookGuide, read_guide
from tests.factories.articles import statement_of
from tests.factories.tagging import hedge, relation, tag, values


def test_each_tag_names_its_words_and_answers(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    said = relation(statement, cue="said", content="The mayor", source="two officials", chain=["AP", "Police"])
    tag(
        ana,
        statement,
        said,
        replace(values(claim_type="event", contested="contested"), evidence=("Court file",), note="Ask."),
    )
    tag_set = TagSet.objects.get()

    answers, shown = describe(tags_visible_to(ana, tag_set), statement.text.content, read_guide())

    assert ("Sort of statement", "Event") in answers.answers
    assert ("What shows the dispute", "Court file") in answers.answers
    assert ("Note", "Ask.") in answers.answers
    assert shown.title == "Relation: assertion"
    assert shown.words == (("content", "The mayor"), ("source", "two officials"), ("cue", "said"))
    assert ("Relays towards the origin", "AP, Police") in shown.answers


def test_without_a_codebook_keys_stand_for_names(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=False))

    (shown,) = describe(tags_visible_to(ana, TagSet.objects.get()), statement.text.content, CodebookGuide())

    assert shown.title == "Hedge: allegation"
    assert shown.answers == (("Scope", "Claim"), ("Somebody behind it", "no"))


def test_the_history_tells_what_each_save_changed(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    first = tag(ana, statement, hedge(statement, "allegedly", hedge_type="allegation", sourced=True))
    change = Change(kind=TagKind.HEDGE, root=first[0].root_id, values={"sourced": False})
    tag(ana, statement, change)
    tag(ana, statement, Change(kind=TagKind.HEDGE, root=first[0].root_id, withdraw=True))
    rows = tag_history_visible_to(ana, TagSet.objects.get(), statement)

    last, middle, oldest = history(rows, statement.text.content, read_guide())

    assert (last.alterations[0].verb, last.is_newest) == ("withdrawn", True)
    assert middle.alterations[0].changes == (("Somebody behind it", "yes", "no"),)
    assert (oldest.alterations[0].verb, oldest.who, oldest.origin) == ("added", "ana", "by hand")
