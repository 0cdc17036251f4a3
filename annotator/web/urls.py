"""Addresses of pages."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from annotator.web.views import add, articles, codebook, correct, statements, summaries

urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("codebook/", codebook.codebook_page, name="codebook"),
    path("articles/add/", add.add_articles, name="add-articles"),
    path("articles/<slug:slug>/", articles.article_page, name="article"),
    path("articles/<slug:slug>/state/", articles.article_state, name="state"),
    path("articles/<slug:slug>/correct/", correct.correct_text, name="correct"),
    path("articles/<slug:slug>/about/", articles.save_about, name="about"),
    path("articles/<slug:slug>/lead/", articles.save_lead, name="lead"),
    path("articles/<slug:slug>/summary/", summaries.summary_page, name="summary"),
    path("articles/<slug:slug>/continue/", statements.continue_tagging, name="continue"),
    path("articles/<slug:slug>/suggestions/", statements.decide_suggestions, name="article-suggestions"),
    path("articles/<slug:slug>/statements/<slug:label>/", statements.statement_page, name="statement"),
    path("articles/<slug:slug>/statements/<slug:label>/suggestions/", statements.decide_suggestions, name="decide"),
    path("articles/<slug:slug>/statements/<slug:label>/back/", statements.bring_back, name="bring-back"),
]
