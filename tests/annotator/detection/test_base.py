from annotator.detection.base import FindingKind, SpanRole
from annotator.tagging.codebook import TagKind


def test_a_finding_can_become_a_tag_of_the_same_kind() -> None:
    assert {kind.value for kind in FindingKind} == {kind.value for kind in TagKind}


def test_roles_are_those_of_a_relation_and_one_for_everything_else() -> None:
    assert set(SpanRole) == {"source", "cue", "content", "span"}
