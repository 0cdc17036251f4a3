"""How static files are collected: named by their content, our own scripts without their comments."""

import re
from typing import Any, Final

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN_SCRIPTS: Final = "annotator/js/"
COMMENT: Final = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise has no types
    """Whitenoise's storage. Imports between script modules are rewritten too, so that they may be kept for ever."""

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: Any) -> str:
        """Store a file; scripts of ours are a fifth smaller without what only their readers need."""
        if name.startswith(OWN_SCRIPTS) and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(without_comments(content.read().decode("utf-8")).encode("utf-8"))
        saved: str = super()._save(name, content)
        return saved


def without_comments(script: str) -> str:
    """Return a script without the comments that have lines of their own, as all of ours have."""
    return COMMENT.sub("", script)
