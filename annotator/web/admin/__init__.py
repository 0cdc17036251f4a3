"""The lists whose columns come from several rooms."""

from annotator.web.admin.articles import ArticleAdmin, OutletAdmin
from annotator.web.admin.lexicons import LexiconAdmin
from annotator.web.admin.people import ErasablePersonAdmin
from annotator.web.admin.sources import SourceAdmin
from annotator.web.admin.suggestions import DetectionRunAdmin, SuggestionAdmin

__all__ = ["ArticleAdmin", "DetectionRunAdmin", "ErasablePersonAdmin", "LexiconAdmin", "OutletAdmin", "SourceAdmin",
           "SuggestionAdmin"]  # fmt: skip
