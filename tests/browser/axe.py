"""Automated accessibility checks with axe-core, whose text comes with the pinned package axe-playwright-python.

The text is evaluated over the debugger's protocol, so the pages' Content-Security-Policy stays as strict as it is.
"""

from functools import cache
from importlib import resources
from typing import Any, Final

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS: Final = ("color-contrast", "link-in-text-block")
"""The rules whose answer depends on the colours of the theme; they are by far the slowest."""
LAYOUT: Final = ("target-size", "scrollable-region-focusable")
"""The rules whose answer depends on the width of the screen."""
MOST_OPENED: Final = 40
MOST_ALIKE: Final = 10
SHORTEN = """(most) => document.querySelectorAll("tbody, ul, ol, dl, select, section:has(> article)").forEach(
  (list) => [...list.children].slice(most).forEach((row) => row.remove()))"""


@cache
def axe_source() -> str:
    """Return the script of axe-core."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def everything_wrong(page: Any, wide: dict[str, int], narrow: dict[str, int] | None) -> list[str]:
    """Return what is wrong on a page in light and dark, wide and narrow, one line for each element.

    `narrow` is None where another page stands for the layout. What can be opened is open, of long lists of the same
    the first MOST_OPENED. The colours are looked at in the first MOST_ALIKE rows of each table and list: the others
    come out of the same loop.
    """
    page.evaluate(axe_source())
    page.evaluate(
        "(most) => [...document.querySelectorAll('details')].slice(0, most).forEach((found) => { found.open = true; })",
        MOST_OPENED,
    )
    found = violations(page, {"runOnly": TAGS, "rules": {rule: {"enabled": False} for rule in COLOURS}})
    if narrow is not None:
        page.set_viewport_size(narrow)
        found += [f"narrow: {line}" for line in violations(page, {"runOnly": LAYOUT})]
        page.set_viewport_size(wide)
    page.evaluate(SHORTEN, MOST_ALIKE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.getAnimations().forEach((fading) => fading.finish())")
        found += [f"{scheme}: {line}" for line in violations(page, {"runOnly": COLOURS})]
    return found


def violations(page: Any, options: dict[str, Any]) -> list[str]:
    """Return what breaks the rules of these options of axe.run."""
    always = {"resultTypes": ["violations"], "preload": False}
    result = page.evaluate("(options) => axe.run(document, options)", {**options, **always})
    return [
        f"{rule['id']}: {node['html'][:200]} ({' '.join(node['failureSummary'].split())[:200]})"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
