"""The Chromium that the browser tests drive."""

import pytest

from annotator.local.chromium import find_chromium

CHROMIUM = find_chromium()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found (install chromium, or name one in CHROMIUM)"),
]
