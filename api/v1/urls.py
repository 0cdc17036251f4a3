"""Addresses of version 1."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from api.v1.agreement import AgreementView
from api.v1.articles import ArticleViewSet
from api.v1.codebook import CodebookView
from api.v1.edits import EditsView
from api.v1.exports import ArticlesExportView
from api.v1.history import HistoryExportView, HistoryView
from api.v1.reviews import ReviewViewSet
from api.v1.sources import SourceViewSet
from api.v1.statements import StatementViewSet
from api.v1.suggestions import SuggestionViewSet
from api.v1.tags import TagViewSet
from api.v1.threads import CommentViewSet, ThreadViewSet
from api.v1.tokens import TokenView

router = SimpleRouter(use_regex_path=False)
router.register("articles", ArticleViewSet, basename="article")
router.register("statements", StatementViewSet, basename="statement")
router.register("suggestions", SuggestionViewSet, basename="suggestion")
router.register("tags", TagViewSet, basename="tag")
router.register("sources", SourceViewSet, basename="source")
router.register("reviews", ReviewViewSet, basename="review")
router.register("threads", ThreadViewSet, basename="thread")
router.register("comments", CommentViewSet, basename="comment")

urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("codebook/", CodebookView.as_view(), name="codebook"),
    path("agreement/", AgreementView.as_view(), name="agreement"),
    path("exports/articles.jsonl", ArticlesExportView.as_view(), name="export-articles"),
    path("exports/history.jsonl", HistoryExportView.as_view(), name="export-history"),
    path("history/", HistoryView.as_view(), name="history"),
    path("articles/<str:article>/edits/", EditsView.as_view(), name="article-edits"),
    path("articles/<str:article>/statements/", StatementViewSet.as_view({"get": "list"}), name="article-statements"),
    path("articles/<str:article>/suggestions/", SuggestionViewSet.as_view({"get": "list"}), name="article-suggestions"),
    path("", include(router.urls)),
]
