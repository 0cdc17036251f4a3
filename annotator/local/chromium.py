"""Find the browser that drives the browser tests."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MAC_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the Chromium named in `CHROMIUM`, else one on the machine, else None."""
    on_path = (shutil.which(name, path=environ.get("PATH")) for name in _NAMES)
    for candidate in (environ.get("CHROMIUM"), *on_path, *_MAC_PROGRAMS):
        if candidate and os.access(candidate, os.X_OK):
            return Path(candidate)
    return None
