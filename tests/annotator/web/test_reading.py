"""What one person sees of one text."""

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.suggestions.models import Decision
from annotator.suggestions.services import decide
from annotator.tagging.services import let_lead, open_tag_set
from annotator.web.reading import open_counts, open_suggestions_on, read_text, work_state
from tests.factories.articles import make_article, text_of


def test_the_own_set_comes_first_then_the_leading_one(tagged: Article, ana: User, ben: User, edda: User) -> None:
    text = text_of(tagged)
    before = read_text(edda, tagged, text)
    own = open_tag_set(actor=ana, text=text)
    let_lead(actor=edda, tag_set=own)

    leading = read_text(edda, tagged, text)
    mine = read_text(ana, tagged, text)
    bens = read_text(ben, tagged, text)

    assert (before.tag_set, before.whose) == (None, "No tags yet")
    assert (leading.tag_set, leading.is_own, leading.whose) == (own, False, "Tags of ana (they lead)")
    assert (mine.tag_set, mine.is_own, mine.whose) == (own, True, "Your tags")
    assert (bens.tag_set, bens.rows, bens.choices) == (None, (), ())


def test_what_was_decided_is_not_open_until_it_is_reopened(article: Article, ana: User, ben: User, rita: User) -> None:
    text = text_of(article)
    reading = read_text(ana, article, text)
    first, *others = open_suggestions_on(reading)
    decide(actor=ana, suggestion=first, decision=Decision.REJECTED)

    assert len(open_suggestions_on(reading)) == open_counts(ana, [text.pk])[text.pk] == len(others)
    assert open_counts(ben, [text.pk])[text.pk] == len(others) + 1
    decide(actor=ana, suggestion=first, decision=Decision.REOPENED)
    assert len(open_suggestions_on(reading)) == len(others) + 1
    assert open_suggestions_on(read_text(rita, article, text)) == ()


def test_the_work_is_done_when_it_was_searched_and_summarised(article: Article, edda: User) -> None:
    fresh = make_article(article.desk, edda, text="A fresh text, she said.", title="Fresh")

    assert work_state(text_of(fresh), None) == {
        "suggestions": "pending",
        "summary": "pending",
        "revision": None,
        "is_done": False,
    }
    assert work_state(text_of(article), text_of(article).summaries.get())["is_done"]
