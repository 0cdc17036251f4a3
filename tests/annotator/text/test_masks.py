"""Words made unreadable where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.masks import BLOCK, mask_all, mask_names, mask_text, names_in, names_to_mask
from annotator.text.segment import find_segments

NAMES = names_to_mask("The Daily Herald", "By Zoë Quill and José Marín, Staff Writers")
ARTICLE = """Daily Herald: mayor denies claims

- Zoë Quill is not masked in a key point

By Zoë Quill, Daily Herald
March 3, 2026
[More of José Marín](https://dailyherald.example/marin)
Springfield, Monday

SPRINGFIELD (Daily Herald) — The mayor denied it. The Daily Herald asked twice.

Photo: José Marín/Daily Herald

© 2026 Herald Group. All rights reserved.
"""


def masked(text: str) -> str:
    return mask_text(text, find_segments(text), NAMES)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("The Daily Herald says", "The █████ ██████ says"),
        ("DAILY HERALD's own", "█████ ██████'s own"),
        ("see www.dailyherald.com", "see www.███████████.com"),
        ("Zoe Quill", "███ █████"),
        ("Zoe\u0308 Quill", "████ █████"),
        ("Jose Marin, twice: José Marín", "████ █████, twice: ████ █████"),
        ("a daily, a herald, Heralds", "a daily, a herald, Heralds"),
        ("staff writers", "staff writers"),
        ("", ""),
    ],
)
def test_names_are_masked_however_they_are_written(words: str, shown: str) -> None:
    assert mask_names(words, NAMES) == shown
    assert names_in(words, NAMES) == (words != shown)


def test_a_text_is_masked_outside_of_its_running_words() -> None:
    assert masked(ARTICLE).splitlines() == [
        "█████ ██████: mayor denies claims",
        "",
        "- Zoë Quill is not masked in a key point",
        "",
        "██ ███ █████, █████ ██████",
        "█████ █, ████",
        "[████ ██ ████ █████](█████://███████████.███████/█████)",
        "Springfield, Monday",
        "",
        "SPRINGFIELD (█████ ██████) — The mayor denied it. The Daily Herald asked twice.",
        "",
        "Photo: ████ █████/█████ ██████",
        "",
        "© ████ ██████ █████. ███ ██████ ████████.",
    ]


def test_a_text_that_was_not_cut_yet_is_masked_as_a_whole() -> None:
    assert mask_text("By me. It rained.", [], ()) == "██ ██. ██ ██████."


def test_nothing_is_masked_where_nothing_is_known() -> None:
    assert names_to_mask("", "") == ()
    assert mask_names("Daily Herald", ()) == "Daily Herald"


@given(st.text(), st.text(), st.text())
def test_no_position_moves_and_nothing_but_letters_and_digits_changes(text: str, outlet: str, byline: str) -> None:
    shown = mask_text(text, find_segments(text), names_to_mask(outlet, byline))

    assert len(shown) == len(text)
    assert all(after in (before, BLOCK) for before, after in zip(text, shown, strict=True))


@given(st.text(alphabet="ab é1Z.-"))
def test_a_name_is_gone_from_a_headline_that_is_the_name(name: str) -> None:
    shown = mask_names(name, names_to_mask(name, ""))

    assert not names_in(shown, names_to_mask(name, ""))
    assert mask_all(name) == mask_all(shown)
