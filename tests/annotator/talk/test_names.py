"""What is a mention in a comment, and what is not."""

import pytest

from annotator.talk.names import names_in


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@ana look", [("ana",)]),
        ("Look, @ana.", [("ana.", "ana")]),
        ("(@ana)", [("ana",)]),
        ("@ana and @ana and @ben", [("ana",), ("ben",)]),
        ("@a.b-c+d@x.org...", [("a.b-c+d@x.org...", "a.b-c+d@x.org..", "a.b-c+d@x.org.", "a.b-c+d@x.org")]),
        ("ana@example.org", []),
        ("an @ alone, and @. too", []),
        ("@@ana", [("@ana",)]),
        ("@Zoë", [("Zoë",)]),
        ("first\n@ana", [("ana",)]),
    ],
)
def test_names_are_found(body: str, names: list[tuple[str, ...]]) -> None:
    assert list(names_in(body)) == names


def test_a_long_run_of_signs_is_read_in_no_time() -> None:
    assert [len(names) for names in names_in("@a" + "." * 4000)] == [160]
