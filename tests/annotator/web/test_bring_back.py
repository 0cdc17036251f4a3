"""Back to an earlier state of a statement's tags."""

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.blinding import tag_history_visible_to
from annotator.tagging.changes import Change
from annotator.tagging.codebook import TagKind
from annotator.tagging.models import Tag, TagSet
from annotator.web.bring_back import changes_back
from tests.factories.articles import statement_of
from tests.factories.tagging import hedge, tag, values


def test_later_tags_go_earlier_ones_come_and_what_stayed_stays(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    first = tag(ana, statement, values(claim_type="event"), hedge(statement, "allegedly", hedge_type="allegation"))
    at = Tag.objects.get(pk=first[0].pk).made_at
    tag(ana, statement, values(claim_type="plan"), hedge(statement, "Monday", hedge_type="approximation"))
    tag(ana, statement, Change(kind=TagKind.HEDGE, root=first[1].root_id, withdraw=True))

    rows = tag_history_visible_to(ana, TagSet.objects.get(), statement)
    changes = changes_back(rows, at)

    withdrawn = [change for change in changes if change.withdraw]
    assert [change.kind for change in withdrawn] == [TagKind.HEDGE]
    restored = {change.kind: change for change in changes if not change.withdraw}
    assert restored[TagKind.STATEMENT].values["claim_type"] == "event"
    assert restored[TagKind.HEDGE].root is None
    assert restored[TagKind.HEDGE].values["hedge_type"] == "allegation"
