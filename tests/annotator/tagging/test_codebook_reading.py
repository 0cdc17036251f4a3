"""The codebook as a value."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import DomainError
from annotator.tagging.codebook import SCHEME_VERSION, TagKind
from annotator.tagging.codebook_reading import read_codebook
from annotator.tagging.fields import FIELDS


@pytest.fixture
def codebook(db: None) -> None:
    """Load the codebook."""
    call_command("loaddata", "codebook", verbosity=0)


def test_each_field_has_its_answers_in_order(codebook: None) -> None:
    book = read_codebook()
    fields = {field.field: field for field in book.fields}
    assert (book.version, book.is_current) == (SCHEME_VERSION, True)
    assert len(fields) == len(book.fields)
    assert [label.key for label in fields["claim_type"].labels][:2] == ["event", "plan"]
    assert fields["claim_type"].kinds == ("statement",)
    assert fields["claim_type"].question
    assert set(fields["hedge_type"].kinds) == {kind for kind in TagKind if "hedge_type" in FIELDS[kind]}
    assert [guideline.section for guideline in book.guidelines][0] == "A"


def test_a_version_is_read_in_three_queries(codebook: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        read_codebook("1.0")
    assert len(queries) == 3


def test_an_unknown_version_is_refused(db: None) -> None:
    with pytest.raises(DomainError, match="no version 9"):
        read_codebook("9")
