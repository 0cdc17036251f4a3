"""What a line looks like."""

import pytest

from annotator.text.line_kinds import LineKind, line_kind

EXAMPLES = {
    LineKind.BULLET: ["- One", "* One", "• One", "•One", "– One", "-\tOne", "- [One](https://example.org)"],
    LineKind.HEADING: ["# One", "###### One"],
    LineKind.RULE: ["---", "* * *", "====", "#", "-", "...", "———"],
    LineKind.LIST_LABEL: ["Key points:", "KEY TAKEAWAYS", "**Highlights**", "What you need to know", "TL;DR"],
    LineKind.DATE: ["March 01, 2008", "Published: March 1, 2008"],
    LineKind.AUTHOR: ["By Jane Doe"],
    LineKind.AUTHOR_LABEL: ["Author:", "**Author:**", "About the author", "Written by:"],
    LineKind.CREDIT: [
        "Written by Jane Doe",
        "Author: Jane Doe",
        "(Reporting by Jane Doe; Editing by John Roe.)",
        "Additional reporting by John Roe in Paris",
    ],
    LineKind.CAPTION: [
        "Photo: Jane Doe",
        "Image credit: AP",
        "Caption: The mayor leaves the hall.",
        "![The mayor](https://example.org/a.jpg)",
        "(Photo by Jane Doe)",
        "The mayor leaves. Jane Doe/Getty Images",
        "Photo: " + "The mayor leaves the hall. " * 20,
    ],
    LineKind.BOILERPLATE: [
        "Sign up for our newsletter",
        "Read more: Mayor denies all",
        "Read More »",
        "Related: Mayor denies all",
        "Related stories:",
        "Advertisement",
        "ADVERTISEMENT",
        "© 2025 Example Times",
        "Copyright 2025 Example Times",
        "Example Times, all rights reserved.",
        "This article was originally published by Example Times.",
        "This story first appeared in Example Times",
        "*This article was first published in March.*",
        "Subscribe",
        "Subscribe to our newsletter for more",
        "Follow us on Facebook",
        "Story continues below",
        "## Key points",
    ],
    LineKind.PLAIN: [
        "The mayor denied it.",
        "1. The mayor denied it.",
        "> The mayor denied it.",
        "-5 degrees were measured.",
        "#mayor is the word of the day",
        "Advertisement spending rose by 5 percent.",
        "Related work was done in 2019.",
        "This report was published by the ministry on Monday.",
        "Subscribers left in March.",
        "Written by two professors, the report names no one.",
        "Photos of the mayor were shown.",
        "Subscribe to nothing, he said. " * 20,
        "Author Jane Doe denied it.",
        "“---”",
        "👍",
    ],
}


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, lines in EXAMPLES.items() for words in lines])
def test_line_kind(kind: LineKind, words: str) -> None:
    assert line_kind(words) is kind


def test_every_kind_has_examples() -> None:
    assert set(EXAMPLES) == set(LineKind)
