"""The workbench as a person uses it: keys, and what the page says."""

import re
from itertools import groupby
from typing import Any, Final

from annotator.text.spans import Span
from tests.browser.conftest import sign_in

HELD_FROM: Final = 3


class BenchPage:
    """One window with the workbench. `pressed` counts the keys."""

    def __init__(self, page: Any, slug: str) -> None:
        self.page = page
        self.slug = slug
        self.pressed = 0

    @classmethod
    def opened(cls, page: Any, name: str, slug: str, label: str = "") -> "BenchPage":
        """Open the workbench as a person."""
        sign_in(page, name)
        bench = cls(page, slug)
        bench.open(label)
        return bench

    def open(self, label: str = "") -> None:
        """Open the workbench, at a statement if one is named."""
        self.page.goto(f"/articles/{self.slug}/workbench/" + (f"#{label}" if label else ""))
        self.ready()

    def ready(self) -> None:
        """Wait until keys are heard and what an earlier visit left was looked at."""
        self.page.locator("[data-workbench][data-ready=yes]").wait_for()

    def press(self, *keys: str) -> None:
        """Press keys one after the other; the same key several times is held down, as people do."""
        for key, same in groupby(keys):
            times = len(list(same))
            self.pressed += times
            if times < HELD_FROM:
                for _ in range(times):
                    self.page.keyboard.press(key)
            else:
                self.hold(*key.split("+"), times=times)

    def hold(self, *parts: str, times: int) -> None:
        """Hold a key, the last of these, until it has been heard so many times; the others are held around it."""
        *modifiers, key = parts
        for modifier in modifiers:
            self.page.keyboard.down(modifier)
        for _ in range(times):
            self.page.keyboard.down(key)
        for name in (key, *reversed(modifiers)):
            self.page.keyboard.up(name)

    def typed(self, words: str) -> None:
        """Type into a field that has the focus."""
        self.page.keyboard.type(words)
        self.pressed += len(words)

    def choose(self, words: str) -> None:
        """Choose an answer by typing a part of its name."""
        self.press(".")
        self.typed(words)
        self.press("Enter")

    @property
    def place(self) -> str:
        """Return the label of the current statement."""
        return str(self.page.locator(".statement[aria-current]").get_attribute("data-place"))

    @property
    def state(self) -> str:
        """Return what the page says about unsaved changes."""
        return str(self.page.locator("[data-part=state]").inner_text())

    def cut_off(self) -> None:
        """Take the network away, and wait until nothing gets through any more."""
        self.page.context.set_offline(True)
        self.page.wait_for_function("() => fetch('/health/live').then(() => false, () => true)")

    def waits_for(self, state: str) -> None:
        """Wait until the page says that its changes are in this state, or fail with what it says instead."""
        try:
            self.page.locator(f"[data-part=state][data-state={state}]").wait_for()
        except Exception as error:
            side = self.page.locator("[data-part=statement]").inner_text()
            raise AssertionError(f"wanted {state}, but: {self.state}\n{side}") from error

    def saved(self) -> None:
        """Wait until everything is saved."""
        self.waits_for("saved")

    def go(self, label: str) -> None:
        """Walk to a statement with the keys for the next and the one before."""
        labels = self.ask("bench.labels")
        way = labels.index(label) - labels.index(self.place)
        self.press(*(["j"] * way if way > 0 else ["k"] * -way))

    def select(self, span: Span) -> None:
        """Select words of the current statement with the arrow keys: whole words, or single characters with Alt."""
        for is_exact, alt in ((False, ""), (True, "Alt+")):
            pieces = self.ask(f"bench.tokens(bench.place, {str(is_exact).lower()})")
            starts, ends = [piece["start"] for piece in pieces], [piece["end"] for piece in pieces]
            if span.start in starts and span.end in ends:
                self.press(*shortest_way(pieces, starts.index(span.start), ends.index(span.end), alt))
                return
        raise AssertionError(f"{span} cannot be selected")

    def ask(self, expression: str) -> Any:
        """Return what an expression about `bench` says in the page."""
        return self.page.evaluate(
            f"""async () => {{
              const script = document.querySelector("script[type=module][src*=main]");
              const {{ bench }} = await import(script.src);
              return {expression};
            }}"""
        )

    def held_places(self) -> list[str]:
        """Return the places with changes that cannot be saved as they are."""
        return list(self.ask("bench.held()"))

    def local_tags(self) -> list[dict[str, Any]]:
        """Return all tags that the page shows, in the shape of the API."""
        return list(self.ask("[...bench.store.local.values()].flatMap((tags) => [...tags.values()])"))


def shortest_way(pieces: list[dict[str, Any]], first: int, last: int, alt: str) -> list[str]:
    """Return the fewest keys that select the pieces from the first to the last."""
    end = len(pieces) - 1
    far = max(number for number, piece in enumerate(pieces) if re.search(r"[\w\"”»)\]]", piece["words"]))
    to_first = [f"{alt}Home", *[f"{alt}ArrowRight"] * first]
    from_end = [f"{alt}End", *[f"{alt}ArrowLeft"] * (end - first)]
    to_first = min(to_first, from_end, key=len)
    to_last = min(
        [f"{alt}Home", *[f"{alt}ArrowRight"] * last], [f"{alt}End", *[f"{alt}ArrowLeft"] * (end - last)], key=len
    )
    ways = [
        [*to_first, *[f"Shift+{alt}ArrowRight"] * (last - first)],
        [*to_last, *[f"Shift+{alt}ArrowLeft"] * (last - first)],
        [*to_last, f"Shift+{alt}Home", *[f"Shift+{alt}ArrowRight"] * first],
    ]
    if last <= far:
        ways.append([*to_first, f"Shift+{alt}End", *[f"Shift+{alt}ArrowLeft"] * (far - last)])
    return min(ways, key=len)
