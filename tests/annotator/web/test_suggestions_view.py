"""Suggestions as pages show them."""

from annotator.articles.models import Article
from annotator.suggestions.models import Decision, Suggestion
from annotator.web.guide import CodebookGuide, read_guide
from annotator.web.suggestions_view import view_suggestions
from tests.factories.articles import text_of


def test_a_suggestion_says_what_on_which_words_and_why(article: Article) -> None:
    hedge = Suggestion.objects.get(kind="hedge", statement__label="S1")

    (view,) = view_suggestions([hedge], text_of(article).content, read_guide(), {hedge.pk: Decision.REJECTED})

    assert (view.kind, view.name, view.anchor) == ("Hedge", "Allegation", "hedge_type-allegation")
    assert [words for _, words in view.words] == ["allegedly"]
    assert view.evidence
    assert 0 < view.percent <= 100
    assert view.decision == "rejected"


def test_answers_are_named_and_other_values_kept(article: Article) -> None:
    suggestion = Suggestion.objects.filter(kind="relation").first()
    assert suggestion is not None
    suggestion.values = {"quote": "indirect", "note_to_self": "As Written"}

    (view,) = view_suggestions([suggestion], text_of(article).content, CodebookGuide())

    assert ("Quotation", "Indirect") in view.values
    assert ("Note to self", "As Written") in view.values
