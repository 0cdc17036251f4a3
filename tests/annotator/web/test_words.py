"""Words for the parts of the codebook."""

from annotator.tagging.codebook import TagKind
from annotator.tagging.fields import FIELDS
from annotator.web.words import FIELD_NAMES, KIND_NAMES, field_name


def test_every_field_and_kind_has_a_name() -> None:
    assert {name for fields in FIELDS.values() for name in fields} <= set(FIELD_NAMES)
    assert set(KIND_NAMES) == set(TagKind)


def test_an_unknown_field_is_still_readable() -> None:
    assert field_name("some_thing") == "Some thing"
