"""The fields of the tagging form."""

from typing import Any

from annotator.articles.models import Article
from annotator.web.forms import FormPage, LinesField, QuickSelect, RelationRows, StatementForm
from annotator.web.guide import read_guide
from tests.factories.articles import statement_of, text_of


def page_of(article: Article, label: str) -> FormPage:
    """Return what the form of a statement may offer."""
    return FormPage(
        read_guide(),
        statement_of(article, label),
        list(text_of(article).statements.all()),
        text=text_of(article).content,
    )


def test_only_what_repeats_the_body_is_asked_whether_it_does(article: Article) -> None:
    assert "fidelity" in StatementForm(page=page_of(article, "H1")).fields
    assert "fidelity" not in StatementForm(page=page_of(article, "S1")).fields


def test_neighbours_may_be_carried_on(article: Article) -> None:
    field: Any = StatementForm(page=page_of(article, "S2"))["continues"].field
    choices = dict(field.choices)

    assert set(choices) == {"", "S1", "S3"}
    assert choices["S1"].startswith("S1: The mayor allegedly")


def test_the_layers_hold_every_field_once(article: Article) -> None:
    form = StatementForm(page=page_of(article, "H1"))

    shown = [field.name for _, fields in form.layers() for field in fields]
    assert sorted(shown) == sorted(form.fields)


def test_lines_become_a_list() -> None:
    assert LinesField().clean(" one \n\n two") == ["one", "two"]


def test_a_select_escapes_and_marks_the_chosen_option() -> None:
    html = QuickSelect(choices=[("a", "<b>"), ("c", "d")]).render("x", "a", {"id": "id_x"})

    assert '<option value="a" selected>&lt;b&gt;</option>' in html
    assert 'name="x"' in html and 'id="id_x"' in html


def test_new_rows_name_one_another(article: Article) -> None:
    rows = RelationRows(prefix="relations", form_kwargs={"page": page_of(article, "S1")})

    assert ("new-1", "relation 2 on this page") in rows[0].fields["denies"].choices
    assert not rows[0].is_in_use
