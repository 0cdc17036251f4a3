"""Lines that hold only a date or only an author."""

import pytest

from annotator.text.datelines import is_author, is_date


@pytest.mark.parametrize(
    "words",
    [
        "March 01, 2008",
        "1 March 2008",
        "Monday, March 3, 2008 10:30 AM EST",
        "Published: Sept. 3, 2008",
        "Last updated on 2025-01-13 at 10:30",
        "2025-01-13T10:30:00Z",
        "13.01.2025",
        "1/13/25, 5 p.m. ET",
        "Updated January 13th, 2025 | 10:30am GMT",
        "May 5",
    ],
)
def test_dates(words: str) -> None:
    assert is_date(words)


@pytest.mark.parametrize(
    "words",
    [
        "March of the penguins",
        "On March 1, 2008 the company fell.",
        "May",
        "2008",
        "3-2",
        "On Monday 17 people died",
        "Marching on 3",
        "March 1, 2008 " * 8,
        "Published by Smith in 2008",
    ],
)
def test_no_dates(words: str) -> None:
    assert not is_date(words)


@pytest.mark.parametrize(
    "words",
    [
        "By Jane Doe",
        "BY JANE DOE AND JOHN ROE",
        "By: Jane Doe, Staff Writer",
        "By Ludwig van Beethoven | Example Times",
        "By Jane Doe for Example Times",
        "by Jane Doe – March 1, 2008",
        "By Reuters",
    ],
)
def test_authors(words: str) -> None:
    assert is_author(words)


@pytest.mark.parametrize(
    "words",
    [
        "By Friday the mayor had left.",
        "By Friday the mayor had left",
        "By March, everything had changed",
        "By then, nothing was left",
        "By Moscow, the road ended",
        "By",
        "Byron left the room",
        "By Jane Doe " * 20,
        "By the end of the year",
    ],
)
def test_no_authors(words: str) -> None:
    assert not is_author(words)
