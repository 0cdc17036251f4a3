"""The lists whose columns come from several rooms."""

from annotator.web.admin.articles import ArticleAdmin, OutletAdmin
from annotator.web.admin.lexicons import LexiconAdmin
from annotator.web.admin.sources import SourceAdmin

__all__ = ["ArticleAdmin", "LexiconAdmin", "OutletAdmin", "SourceAdmin"]
