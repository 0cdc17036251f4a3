"""Addresses of pages."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from annotator.web.views import (
    add,
    articles,
    batches,
    codebook,
    correct,
    search,
    statements,
    summaries,
    workbench,
)

urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("codebook/", codebook.codebook_page, name="codebook"),
    path("search/", search.search_page, name="search"),
    path("search/views/", search.add_view, name="add-view"),
    path("search/views/<uuid:key>/", search.open_view, name="view"),
    path("search/views/<uuid:key>/change/", search.edit_view, name="change-view"),
    path("search/views/<uuid:key>/delete/", search.remove_view, name="delete-view"),
    path("articles/add/", add.add_articles, name="add-articles"),
    path("articles/<slug:slug>/", articles.article_page, name="article"),
    path("articles/<slug:slug>/state/", articles.article_state, name="state"),
    path("articles/<slug:slug>/correct/", correct.correct_text, name="correct"),
    path("articles/<slug:slug>/about/", articles.save_about, name="about"),
    path("articles/<slug:slug>/lead/", articles.save_lead, name="lead"),
    path("articles/<slug:slug>/summary/", summaries.summary_page, name="summary"),
    path("articles/<slug:slug>/workbench/", workbench.workbench_page, name="workbench"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/preview/", batches.preview, name="batch-preview"),
    path("batches/back/", batches.back, name="batch-back"),
    path("batches/begin/", batches.begin, name="batch-begin"),
    path("batches/export/", batches.export, name="batch-export"),
    path("batches/<uuid:pk>/", batches.batch_page, name="batch"),
    path("batches/<uuid:pk>/portion/", batches.portion, name="batch-portion"),
    path("batches/<uuid:pk>/rest/", batches.go_on, name="batch-rest"),
    path("batches/<uuid:pk>/undo/", batches.undo, name="batch-undo"),
    path("shortcuts/", workbench.save_keys, name="shortcuts"),
    path("articles/<slug:slug>/continue/", statements.continue_tagging, name="continue"),
    path("articles/<slug:slug>/suggestions/", statements.decide_suggestions, name="article-suggestions"),
    path("articles/<slug:slug>/statements/<slug:label>/", statements.statement_page, name="statement"),
    path("articles/<slug:slug>/statements/<slug:label>/suggestions/", statements.decide_suggestions, name="decide"),
    path("articles/<slug:slug>/statements/<slug:label>/back/", statements.bring_back, name="bring-back"),
]
