"""Parts of an agreement record that not everybody may see, taken out. Pure; the records stay as they are."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

Json = dict[str, Any]


def figures_alone(record: Mapping[str, Any]) -> Json:
    """Return the figures without names, answers and statements: what somebody who took part may know of the others."""
    bare: Json = {"labels": [], "confusion": None}
    return _changed(record, lambda layer: {**layer, **bare, "groups": dict.fromkeys(layer["groups"], [])}) | {
        "people": [],
        "disagreements": [],
    }


def without_names(record: Mapping[str, Any]) -> Json:
    """Return the record without saying whose answers are whose: for while they are being decided on."""

    return without_sides(without_pairs(record)) | {"people": []}


def without_sides(record: Mapping[str, Any]) -> Json:
    """Return the record without saying whose answers are the rows of a confusion table and whose the columns."""

    def sideless(layer: Json) -> Json:
        return {**layer, "confusion": layer["confusion"] and {**layer["confusion"], "people": []}}

    return _changed(record, sideless)


def without_pairs(record: Mapping[str, Any]) -> Json:
    """Return the record without the figures of pairs, which are about people."""
    return _changed(record, lambda layer: {**layer, "groups": {**layer["groups"], "pair": []}})


def without_articles(record: Mapping[str, Any], hidden: Collection[str]) -> Json:
    """Return the record without what is about one of these articles (slugs) alone."""

    def rest(layer: Json) -> Json:
        kept = [one for one in layer["groups"]["article"] if one["key"][0] not in hidden]
        return {**layer, "groups": {**layer["groups"], "article": kept}}

    shown = [item for item in record["disagreements"] if item["article"] not in hidden]
    return _changed(record, rest) | {"disagreements": shown}


def _changed(record: Mapping[str, Any], change: Callable[[Json], Json]) -> Json:
    return {**record, "layers": {key: change(layer) for key, layer in record["layers"].items()}}
