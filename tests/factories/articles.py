"""Articles, stored through the door that everybody uses."""

from annotator.articles.extraction import ExtractedArticle
from annotator.articles.models import Article, ArticleText, Statement
from annotator.articles.services import ingest_article
from annotator.desks.models import Desk, User

STORY = (
    "Mayor denies bribery claims\n"
    "The mayor allegedly took bribes, two officials said on Monday.\n"
    "He denies it. The council is expected to meet on Friday.\n"
)


def make_article(desk: Desk, editor: User, text: str = STORY, title: str = "Mayor denies bribery claims") -> Article:
    """Return a stored article with its statements."""
    return ingest_article(actor=editor, desk=desk, extracted=ExtractedArticle(text=text, title=title))


def text_of(article: Article) -> ArticleText:
    """Return the article's newest text."""
    return article.texts.order_by("-version")[0]


def statement_of(article: Article, label: str) -> Statement:
    """Return a statement of the newest text by its label."""
    return text_of(article).statements.select_related("text__article").get(label=label)
