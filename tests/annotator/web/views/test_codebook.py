"""The codebook page."""

from collections.abc import Callable

from django.test import Client

from annotator.desks.models import User
from annotator.tagging.codebook import BiasFlag, HedgeType, Status

At = Callable[[User | None], Client]


def test_every_value_has_its_place_and_its_meaning(codebook: None, rita: User, at: At) -> None:
    page = at(rita).get("/codebook/").content.decode()

    for field, keys in (("status", Status), ("hedge_type", HedgeType), ("bias_flag", BiasFlag)):
        for key in keys:
            assert f'id="{field}-{key}"' in page
    assert page.index('id="layer-L0"') < page.index('id="layer-L3"') < page.index('id="layer-L6"')
    assert 'id="guide-A"' in page
    assert "<em>not a claim</em>" in page
    assert "Advisory:" in page


def test_without_a_codebook_it_says_how_to_load_one(rita: User, at: At) -> None:
    assert b"loaddata codebook" in at(rita).get("/codebook/").content
