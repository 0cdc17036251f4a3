"""How far desks are, by the tags that lead."""

from django.core.management import call_command

from annotator.articles.models import Article, ArticleText
from annotator.desks.models import Desk, Membership, User
from annotator.desks.roles import Role
from annotator.summaries.progress import desk_progress_for
from annotator.summaries.services import refresh_summary
from annotator.tagging.models import TagSet
from tests.factories.articles import make_article
from tests.factories.desks import make_desk, make_user


def test_the_samples_are_finished_and_a_new_article_is_not(db: None) -> None:
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)
    edda, jo, ana = (User.objects.get(username=name) for name in ("edda", "jo", "ana"))
    for tag_set in TagSet.objects.all():
        refresh_summary(text_id=tag_set.text_id, tag_set_id=tag_set.pk)
    for text in ArticleText.objects.all():
        refresh_summary(text_id=text.pk)
    new = make_article(Desk.objects.get(), edda)
    pending = desk_progress_for(edda)[0]
    refresh_summary(text_id=new.texts.get().pk)

    (row,) = desk_progress_for(jo)

    assert (row.finished_articles, row.articles) == (2, 3) == (pending.finished_articles, pending.articles)
    assert (row.finished_statements, row.statements) == (23, 26)
    assert pending.statements == 23
    assert desk_progress_for(ana) == ()


def test_every_desk_is_counted_by_itself(desk: Desk, edda: User) -> None:
    other = make_desk("elsewhere")
    Membership.objects.create(desk=other, user=edda, role=Role.ADJUDICATOR)
    make_article(desk, edda)

    rows = desk_progress_for(edda)

    assert [(row.desk, row.articles, row.statements) for row in rows] == [(other, 0, 0), (desk, 1, 0)]
    assert Article.objects.count() == 1
    assert desk_progress_for(make_user("nobody")) == ()
