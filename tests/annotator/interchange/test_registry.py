"""The formats."""

import pytest

from annotator.errors import DomainError
from annotator.interchange.registry import EXPORTERS, get_exporter


def test_names_and_extensions_are_unique_and_found() -> None:
    assert len({exporter.name for exporter in EXPORTERS}) == len(EXPORTERS)
    assert all(get_exporter(exporter.name) is exporter for exporter in EXPORTERS)


def test_an_unknown_format_is_refused_with_those_that_are_there() -> None:
    with pytest.raises(DomainError, match="jsonl"):
        get_exporter("xlsx")
