"""An article in blocks, lines and statements."""

from annotator.articles.models import Article
from annotator.desks.models import Desk, User
from annotator.tagging.reading import statement_records
from annotator.web.article_view import TextBlock, TextView, blocks_of, chips_of, links_of
from annotator.web.guide import CodebookGuide
from annotator.web.marks import Piece
from tests.factories.articles import make_article, text_of
from tests.gold import read_gold

STORY = (
    "Mayor resigns\n- The mayor resigned, she said.\n- Nobody replied.\nFirst line. Second one.\n\n"
    "A new paragraph ([source](https://example.org/x)).\nAuthor:\nAda Writer\n"
)


def drawn(article: Article) -> tuple[TextBlock, ...]:
    """Return the article's blocks without any marks."""
    text = text_of(article)
    statements = list(text.statements.select_related("text__article"))
    records = dict(zip([s.pk for s in statements], statement_records(statements, ()), strict=True))
    view = TextView((), records, {}, CodebookGuide(), article.slug, with_answers=True)
    return blocks_of(text, text.segments.order_by("start"), statements, view)


def words_of(blocks: tuple[TextBlock, ...]) -> str:
    """Return everything that is drawn, without links."""
    pieces: list[Piece] = []
    for block in blocks:
        for line in block.lines:
            for part in line:
                pieces += part.statement.pieces if part.statement else part.words
    return "".join(piece.text for piece in pieces)


def test_blocks_follow_the_text(desk: Desk, edda: User) -> None:
    blocks = drawn(make_article(desk, edda, text=STORY))

    assert [block.kind for block in blocks] == ["headline", "key_point", "body", "byline"]
    assert [len(block.lines) for block in blocks[:3]] == [1, 2, 2]
    labels = [part.statement.label for block in blocks for line in block.lines for part in line if part.statement]
    assert labels == ["H1", "K1", "K2", "S1", "S2", "S3"]


def test_no_word_is_lost(desk: Desk, edda: User) -> None:
    shown = words_of(drawn(make_article(desk, edda, text=STORY)))

    assert "".join(shown.split()) == "".join(STORY.replace("- ", "").split())


def test_links_know_their_host(desk: Desk, edda: User) -> None:
    (link,) = links_of(text_of(make_article(desk, edda, text=STORY)))

    assert (link.anchor, link.host) == ("source", "example.org")


def test_chips_tell_the_answers_and_what_follows_from_them() -> None:
    gold = read_gold("seed-b")

    chips = {chip.name: chip.look for chip in chips_of(gold.statement("S8"), gold.text, CodebookGuide())}
    vague = [chip.name for chip in chips_of(gold.statement("S6"), gold.text, CodebookGuide())]

    assert chips["Contested and stated as fact"] == "alert"
    assert {"Event", "Unattributed", "Asserted", "F3", "Absent"} <= set(chips)
    assert {"Unsourced hedge", "Orphan quote"} <= set(vague)
