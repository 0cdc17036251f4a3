"""What every format must do."""

import pytest

from annotator.interchange.base import Exporter
from annotator.interchange.registry import EXPORTERS


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_a_format_describes_itself_and_writes_nothing_for_nothing(exporter: Exporter) -> None:
    assert "/" in exporter.media_type
    assert exporter.extension.isalnum()
    assert b"".join(exporter.write([])) == b""
