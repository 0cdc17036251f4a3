"""The demo desk with everything that pages can show on it: both samples tagged, suggestions, sittings, lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.db.models import F
from django.test import Client

from annotator.articles.models import Article, Outlet
from annotator.desks.models import Desk, User
from annotator.desks.services import create_token
from annotator.review.approving import adjudicate_review, approve_review
from annotator.review.deciding import accept_undisputed
from annotator.review.hard_cases import publish_hard_case
from annotator.review.passes import open_review, submit_pass
from annotator.review.tasks import measure
from annotator.search.services import save_view
from annotator.suggestions.services import run_detectors
from annotator.summaries.models import ArticleSummary
from annotator.summaries.services import refresh_summary, waiting_summaries
from annotator.talk.models import Comment
from annotator.talk.services import open_thread, reply, resolve, revise_comment, withdraw_comment
from annotator.text.spans import Span
from tests.factories.articles import make_article, statement_of, text_of
from tests.factories.lexicons import ADD_DOOMSTER, change
from tests.factories.review import finish
from tests.factories.tagging import tag, values

UNTAGGED = "The council met on Monday.\nNothing was decided, a spokesperson said.\n"


PEOPLE: Final = ("root", "edda", "ana", "ben", "rita")


@dataclass(frozen=True, slots=True)
class Demo:
    """A served desk and the sessions of its people. `root` is an administrator."""

    url: str
    sessions: Mapping[str, str]

    def context_of(self, browser: Any, name: str, **options: Any) -> Any:
        """Return a browser context in which the person is logged in, nobody for an empty name."""
        context = browser.new_context(base_url=self.url, **options)
        context.set_default_timeout(10_000)
        if name:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.sessions[name], "url": self.url}
            context.add_cookies([cookie])
        return context


def load_demo(url: str) -> Demo:
    """Put the demo desk into an empty database, and what its lists need to show a row each."""
    call_command("loaddata", "articles", "codebook", "demo_desk", verbosity=0)
    User.objects.create_superuser("root", "", "root-password")
    edda, ana, desk = (User.objects.get(username="edda"), User.objects.get(username="ana"), Desk.objects.get())
    Outlet.objects.create(desk=desk, name="The Daily Example")
    create_token(user=edda, name="notebook")
    change(edda, ADD_DOOMSTER)
    save_view(actor=edda, desk=desk, name="Forecasts by nobody", query="status:vague", is_shared=True)
    make_article(desk, edda, text=UNTAGGED, title="A short one")
    for article in Article.objects.all():
        run_detectors(text_id=text_of(article).pk)
    _compute()
    _sit(edda, Article.objects.get(slug="seed-b"))
    tag(ana, statement_of(Article.objects.get(slug="seed-a"), "S2"), values(claim_type="event", status="unattributed"))
    _review(edda, desk)
    _talk(edda, ana, Article.objects.get(slug="seed-a"))
    _compute()
    return Demo(url, {name: _session_of(User.objects.get(username=name)) for name in PEOPLE})


def _session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.session.session_key or ""


def _review(edda: User, desk: Desk) -> None:
    """Let Ana and Ben differ in one article, and give Ana a pass of another; approve a third, with a hard case."""
    ana, ben = User.objects.get(username="ana"), User.objects.get(username="ben")
    both = make_article(desk, edda, text=UNTAGGED.replace("Monday", "Tuesday"), title="Reviewed by two")
    review = open_review(actor=edda, article=both, people=[ana, ben])
    for person in (ana, ben):
        finish(person, both)
    tag(ben, statement_of(both, "S2"), values(claim_type="plan"))
    for person in (ana, ben):
        submit_pass(actor=person, review=review)
    measure(str(review.pk))
    single = make_article(desk, edda, text=UNTAGGED.replace("Monday", "Friday"), title="Reviewed by Ana so far")
    open_review(actor=edda, article=single, people=[ana])
    alike = make_article(desk, edda, text=UNTAGGED.replace("Monday", "Sunday"), title="Approved")
    review = open_review(actor=edda, article=alike, people=[ana], places=1)
    finish(ana, alike)
    submit_pass(actor=ana, review=review)
    accept_undisputed(actor=edda, review=review)
    publish_hard_case(actor=edda, ruling=review.rulings.filter(statement__label="S1")[0], title="Days", words="So.")
    adjudicate_review(actor=edda, review=review)
    approve_review(actor=edda, review=review)


def _talk(edda: User, ana: User, article: Article) -> None:
    """Let Ana and Edda talk about the article, words of a statement and a source."""
    statement = statement_of(article, "S4")
    span = Span(statement.start, statement.text.content.index(" ", statement.start))
    thread = open_thread(actor=edda, about=statement, span=span, body="Is this a source,\nor who is it? @ana")
    first = Comment.objects.get(thread=thread)
    revise_comment(actor=edda, comment=first.pk, body="Is this a source, or somebody else? @ana")
    reply(actor=ana, thread=thread, body="A source. @edda")
    withdraw_comment(actor=ana, comment=reply(actor=ana, thread=thread, body="Or is it?").pk)
    open_thread(actor=ana, about=article, body="Who wrote this? @edda")
    resolve(actor=edda, thread=open_thread(actor=edda, about=statement, body="Check the date."))
    open_thread(actor=ana, about=article.desk.sources.order_by("pk")[0], body="Which ministry?")


def _sit(edda: User, article: Article) -> None:
    """Let two sittings pass on an article, so that its summary can tell what changed."""
    for need, reason in (("exempt", "public_record"), ("required", "")):
        ArticleSummary.objects.update(computed_at=F("computed_at") - timedelta(hours=1))
        tag(edda, statement_of(article, "S13"), values(need=need, need_reason=reason))
        _compute()


def _compute() -> None:
    """Do what the worker does."""
    for text_id, tag_set_id in waiting_summaries(100):
        refresh_summary(text_id=text_id, tag_set_id=tag_set_id)
