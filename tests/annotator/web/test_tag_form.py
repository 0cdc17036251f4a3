"""Corners of the tagging form that the page's tests do not reach."""

from annotator.articles.models import Article
from annotator.desks.models import User
from annotator.review.blinding import tags_visible_to
from annotator.suggestions.models import Suggestion
from annotator.tagging.constraints import Violation
from annotator.tagging.models import TagSet
from annotator.web.forms import FormPage
from annotator.web.guide import read_guide
from annotator.web.tag_form import TagForm, resolve_evidence
from tests.factories.articles import make_article, statement_of, text_of


def page_of(article: Article, label: str = "S1") -> FormPage:
    """Return what the form of a statement may offer."""
    statements = list(text_of(article).statements.select_related("text__article"))
    return FormPage(read_guide(), statement_of(article, label), statements, text=text_of(article).content)


def test_evidence_is_a_statement_here_or_in_another_article_or_a_document(article: Article, edda: User) -> None:
    other = make_article(article.desk, edda, text="Another text, she said.", title="Other")
    page = page_of(article)

    assert resolve_evidence("S2", page) == statement_of(article, "S2")
    assert resolve_evidence(f"{article.slug}-S2", page) == statement_of(article, "S2")
    assert resolve_evidence(f"{other.slug}-S1", page) == statement_of(other, "S1")
    assert resolve_evidence("elsewhere-S1", page) == "elsewhere-S1"
    assert resolve_evidence("Court file 12", page) == "Court file 12"


def test_evidence_of_another_desk_stays_words(article: Article, sol: User) -> None:
    foreign = make_article(sol.memberships.get().desk, sol, text="A foreign text, she said.", title="Foreign")

    assert resolve_evidence(f"{foreign.slug}-S1", page_of(article)) == f"{foreign.slug}-S1"


def test_a_violation_is_shown_at_the_row_whose_words_it_cites(tagged: Article, ana: User) -> None:
    rows = tags_visible_to(ana, TagSet.objects.get())
    form = TagForm(page_of(tagged), rows)
    form.statement.is_valid()
    data = {**{f"s-{name}": value for name, value in form.statement.initial.items() if isinstance(value, str)}}
    for name, count in (("relations", 1), ("hedges", 1), ("flags", 0), ("titles", 0)):
        data |= {f"{name}-TOTAL_FORMS": str(count), f"{name}-INITIAL_FORMS": str(count)}
    data |= {f"relations-0-{key}": str(value) for key, value in form.rows["relations"][0].initial.items()}
    data |= {f"hedges-0-{key}": str(value) for key, value in form.rows["hedges"][0].initial.items()}
    bound = TagForm(page_of(tagged), rows, data=data)
    assert bound.is_valid(), bound.errors

    bound.attach(
        [
            Violation("C03", "quote", "The relation with the cue “said” is no attitude."),
            Violation("C01", "hedge", "“allegedly” lies outside this statement."),
            Violation("C99", "unheard_of", "Something else."),
        ]
    )

    assert "quote" in bound.rows["relations"][0].errors
    assert "words" in bound.rows["hedges"][0].errors
    assert bound.general == ["Something else."]


def test_a_suggested_relation_opens_a_row_with_its_words(article: Article) -> None:
    suggestion = Suggestion.objects.filter(kind="relation", statement__label="S1").first()

    form = TagForm(page_of(article), [], taken=suggestion)

    row = form.rows["relations"][0]
    assert row["cue"].value() == "said"
    assert row["relation_kind"].value() == "assertion"
    assert row.is_in_use and not row.is_stored


def test_a_suggested_relation_proposes_the_name_of_its_source(article: Article) -> None:
    suggestion = Suggestion.objects.filter(kind="relation", statement__label="S1").get()
    suggestion.values["same_source"] = "City officials"

    form = TagForm(page_of(article), [], taken=suggestion)

    assert form.rows["relations"][0]["source_name"].value() == "City officials"
