"""The registry: one source in every article, merges that can be undone."""

import pytest

from annotator.desks.models import Desk
from annotator.errors import DomainError
from annotator.sources.models import Source
from annotator.sources.services import add_alias, merge_sources, register_source, resolve_mention, undo_merge
from tests.factories.desks import make_desk


@pytest.fixture
def kremlin(desk: Desk) -> Source:
    """Return a source with an alias."""
    aliases = ("the Kremlin's press service",)
    return register_source(desk=desk, name="Kremlin", source_type="named_org", aliases=aliases)


@pytest.mark.parametrize("mention", ["the Kremlin", "KREMLIN", "The Kremlin’s", "Kremlin's press service"])
def test_a_mention_resolves_to_its_source(desk: Desk, kremlin: Source, mention: str) -> None:
    assert resolve_mention(desk=desk, mention=mention) == kremlin


def test_registering_again_gives_the_same_source(desk: Desk, kremlin: Source) -> None:
    assert register_source(desk=desk, name="The Kremlin", source_type="media") == kremlin
    assert Source.objects.get().source_type == "named_org"


def test_another_desk_has_its_own(kremlin: Source) -> None:
    assert resolve_mention(desk=make_desk("elsewhere"), mention="Kremlin") is None


def test_a_merged_source_stands_for_the_other_until_it_is_undone(desk: Desk, kremlin: Source) -> None:
    palace = register_source(desk=desk, name="The palace", source_type="named_org")

    merge_sources(source=palace, into=kremlin)
    assert resolve_mention(desk=desk, mention="palace") == kremlin

    undo_merge(source=palace)
    assert resolve_mention(desk=desk, mention="palace") == palace


def test_no_merge_in_a_circle_or_across_desks(desk: Desk, kremlin: Source) -> None:
    palace = register_source(desk=desk, name="The palace", source_type="named_org")
    far = register_source(desk=make_desk("elsewhere"), name="Far", source_type="media")
    merge_sources(source=palace, into=kremlin)

    for source, into in ((kremlin, palace), (kremlin, kremlin), (kremlin, far)):
        with pytest.raises(DomainError) as refusal:
            merge_sources(source=source, into=into)
        assert refusal.value.code == "merge_refused"


def test_an_alias_belongs_to_one_source(desk: Desk, kremlin: Source) -> None:
    other = register_source(desk=desk, name="White House", source_type="named_org")

    with pytest.raises(DomainError, match="merge the two"):
        add_alias(source=other, name="the Kremlin's press service")


@pytest.mark.parametrize(
    ("name", "source_type", "code"), [(" ", "media", "source_name_empty"), ("X", "ghost", "source_type_unknown")]
)
def test_refusals(desk: Desk, name: str, source_type: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        register_source(desk=desk, name=name, source_type=source_type)

    assert refusal.value.code == code
