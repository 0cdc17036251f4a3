"""The people of the demo desk. Their password is published, so it must not open a desk that others can reach."""

from typing import Final

from annotator.desks.roles import Role

DEMO_PASSWORD: Final = "read-critically"  # noqa: S105 - published on purpose; a system check warns about it
DEMO_PEOPLE: Final = (
    ("edda", "Edda", "Vogel", Role.EDITOR),
    ("ana", "Ana", "Silva", Role.ANNOTATOR),
    ("ben", "Ben", "Okafor", Role.ANNOTATOR),
    ("jo", "Jo", "Lindqvist", Role.ADJUDICATOR),
    ("rita", "Rita", "Novak", Role.READER),
)
