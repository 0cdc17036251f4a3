"""The buttons beside suggestions."""

import pytest

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.suggestions.models import Suggestion
from annotator.web.decisions import decide_for, find_suggestion
from tests.factories.articles import make_article, statement_of, text_of


def test_a_suggestion_belongs_to_its_statement(article: Article, edda: User) -> None:
    other = make_article(article.desk, edda, text="Another text, she said.", title="Other")
    suggestion = Suggestion.objects.filter(statement=statement_of(article, "S1"))[0]

    assert find_suggestion(edda, text_of(article), statement_of(article, "S1"), str(suggestion.pk)) == suggestion
    assert find_suggestion(edda, text_of(article), statement_of(article, "S2"), str(suggestion.pk)) is None
    assert find_suggestion(edda, text_of(other), None, str(suggestion.pk)) is None
    assert find_suggestion(edda, text_of(article), None, "no key") is None


@pytest.mark.parametrize("action", ["accept", "reject", "reopen", "accept_all"])
def test_readers_decide_nothing(action: str, article: Article, rita: User) -> None:
    statement = statement_of(article, "S1")
    suggestion = Suggestion.objects.filter(statement=statement)[0]

    with pytest.raises(DomainError) as refused:
        decide_for(rita, text_of(article), statement, {"action": action, "suggestion": str(suggestion.pk)})

    assert refused.value.code == "not_allowed"


def test_an_unknown_action_is_refused(article: Article, ana: User) -> None:
    statement = statement_of(article, "S1")
    suggestion = Suggestion.objects.filter(statement=statement)[0]

    with pytest.raises(DomainError, match="Choose accept, reject or reopen"):
        decide_for(ana, text_of(article), statement, {"action": "dance", "suggestion": str(suggestion.pk)})
