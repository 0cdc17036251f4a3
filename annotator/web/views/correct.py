"""The page where an article's words are corrected: always as a new version, the old one stays with its tags."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from annotator.articles.services import revise_text
from annotator.desks.policy import may
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.review.masking import refuse_masked
from annotator.web.pages import find_article, find_text, for_members, person_of, render_page, tell


class CorrectionForm(forms.Form):
    """The corrected text."""

    content = forms.CharField(label="Text", strip=False, widget=forms.Textarea({"rows": 24}))

    def clean_content(self) -> str:
        """Undo what browsers do to line ends, so that an unchanged text is recognised as such."""
        words: str = self.cleaned_data["content"]
        return words.replace("\r\n", "\n")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def correct_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the newest text and store a corrected one."""
    user = person_of(request)
    article = find_article(user, slug)
    if not may(user, Permission.ADD_ARTICLES, article.desk):
        raise PermissionDenied
    try:
        refuse_masked(user, article)
    except DomainError as error:
        tell(request, error)
        return redirect("article", slug=slug)
    text = find_text(article)
    form = CorrectionForm(request.POST or None, initial={"content": text.content})
    if request.method == "POST" and form.is_valid():
        try:
            newer = revise_text(actor=user, article=article, content=form.cleaned_data["content"])
        except DomainError as error:
            form.add_error("content", error.message)
        else:
            messages.success(request, f"Version {newer.version} is stored; version {text.version} keeps its tags.")
            return redirect("article", slug=slug)
    context: dict[str, Any] = {"article": article, "text": text, "form": form}
    return render_page(request, "articles/correct.html", f"Correct {article.title}", context)
