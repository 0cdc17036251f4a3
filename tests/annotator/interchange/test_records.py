"""The published schema."""

from dataclasses import fields, is_dataclass

import pytest

from annotator.interchange import records

TYPES = [item for item in vars(records).values() if isinstance(item, type) and item.__module__ == records.__name__]


@pytest.mark.parametrize("record", TYPES)
def test_records_are_values_that_say_what_they_are(record: type) -> None:
    assert is_dataclass(record)
    assert record.__doc__
    assert record.__dataclass_params__.frozen  # type: ignore[attr-defined] # set by the decorator
    assert all(field.default_factory is field.default for field in fields(record)), "no field may be left out"


def test_the_format_names_its_version_and_its_unit() -> None:
    assert (records.FORMAT, records.OFFSET_UNIT) == ("sourcemark.article/1", "code_points")
