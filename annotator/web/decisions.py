"""What the buttons beside suggestions do: accept, reject, reopen, accept all."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from annotator.articles.models import ArticleText, Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.masking import shown_suggestions
from annotator.suggestions.models import Decision, Suggestion
from annotator.suggestions.services import decisions_of, refuse_hidden
from annotator.tagging.services import accept_suggestions, decide_on, open_tag_set


def decide_for(user: User, text: ArticleText, statement: Statement | None, data: Mapping[str, Any]) -> str:
    """Carry out one button on the suggestions of a statement (None: of the article) and say what was done.

    Raises DomainError `suggestions_hidden`, `suggestion_unknown`, `action_unknown`, or what accepting and deciding
    raise.
    """
    refuse_hidden(person=user, article_id=text.article_id)
    action = data.get("action", "")
    if action == "accept_all":
        return _accept_all(user, text, statement)
    suggestion = find_suggestion(user, text, statement, str(data.get("suggestion", "")))
    if suggestion is None:
        raise DomainError("suggestion_unknown", "That suggestion is not there any more. Look again.")
    if action == "accept":
        accept_suggestions(actor=user, tag_set=open_tag_set(actor=user, text=text), suggestions=[suggestion])
        return f"Accepted: {suggestion.label.replace('_', ' ')}. It is your tag now."
    if action == "reject":
        decide_on(actor=user, suggestion=suggestion, decision=Decision.REJECTED)
        return f"Rejected: {suggestion.label.replace('_', ' ')}."
    if action == "reopen":
        decide_on(actor=user, suggestion=suggestion, decision=Decision.REOPENED)
        return "The suggestion is open again. A tag that you made from it stays until you withdraw it."
    raise DomainError("action_unknown", "Choose accept, reject or reopen.")


def find_suggestion(user: User, text: ArticleText, statement: Statement | None, key: str) -> Suggestion | None:
    """Return a suggestion of the statement (None: of the article) by its key, as far as it is shown to the person."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    suggestions = shown_suggestions(user, text.suggestions.filter(statement=statement, pk=pk))
    return suggestions.select_related("text__article__desk", "statement").prefetch_related("spans").first()


def _accept_all(user: User, text: ArticleText, statement: Statement | None) -> str:
    decided = decisions_of(person=user, text=text)
    current = shown_suggestions(user, text.suggestions.current().filter(statement=statement))
    rows = current.select_related("text__article__desk", "statement").prefetch_related("spans")
    waiting = [suggestion for suggestion in rows if suggestion.pk not in decided]
    accept_suggestions(actor=user, tag_set=open_tag_set(actor=user, text=text), suggestions=waiting)
    return f"Accepted {len(waiting)} suggestions. They are your tags now."
