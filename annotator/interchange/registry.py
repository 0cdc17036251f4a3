"""The formats that articles can be written in."""

from typing import Final

from annotator.errors import DomainError
from annotator.interchange.base import Exporter
from annotator.interchange.exporters.jsonl import JsonLines

EXPORTERS: Final[tuple[Exporter, ...]] = (JsonLines(),)


def get_exporter(name: str) -> Exporter:
    """Return the format of that name. Raises DomainError `export_unknown`."""
    for exporter in EXPORTERS:
        if exporter.name == name:
            return exporter
    known = ", ".join(exporter.name for exporter in EXPORTERS)
    raise DomainError("export_unknown", f"There is no format “{name}”: choose {known}.", field="format")
