"""What every page of the desk does first: know who asks, refuse strangers, find what they may see."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from annotator.articles.models import Article, ArticleText, Statement
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.review.masking import mask_articles, masked_text

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_members(view: View[P]) -> View[P]:
    """Send people without a login to the login page; answer people without a desk with a refusal."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if "slug" not in kwargs and not admin.site.has_permission(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def person_of(request: HttpRequest) -> User:
    """Return the person who asks. Raises PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def render_page(request: HttpRequest, template: str, title: str, context: Mapping[str, Any]) -> TemplateResponse:
    """Return a page in the desk's frame."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context})


def articles_for(user: User) -> models.QuerySet[Article]:
    """Return the articles that a person may read; all of them for administrators."""
    articles = Article.objects.select_related("desk", "outlet")
    return articles if user.is_superuser else articles.filter(pk__in=Article.objects.visible_to(user).values("pk"))


def find_article(user: User, slug: str) -> Article:
    """Return an article as the person may see it. Raises Http404 where it is not there or not theirs to read."""
    article = get_object_or_404(articles_for(user), slug=slug)
    mask_articles(user, [article])
    return article


def find_text(article: Article, version: str = "") -> ArticleText:
    """Return the newest text of an article, or the version asked for, masked where the article is.

    Raises Http404 where there is none.
    """
    texts = article.texts.select_related("segmentation").order_by("-version")
    text = (texts.filter(version=int(version)) if version.isdecimal() and len(version) < 9 else texts).first()
    if text is None:
        raise Http404("This article has no text of that version.")
    text.article = article
    return masked_text(text)


def find_statement(text: ArticleText, label: str) -> Statement:
    """Return a statement by its label. Raises Http404 where the text has none of that label."""
    statement = get_object_or_404(Statement, text=text, label=label)
    statement.text = text
    return statement


def tell(request: HttpRequest, error: DomainError) -> None:
    """Show a refusal to the person who caused it, one message for each reason."""
    for reason in getattr(error, "violations", ()) or (error,):
        messages.error(request, reason.message)
