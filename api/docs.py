"""The description of the API as one page for people: no scripts, nothing from another host."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator

METHODS: Final = ("get", "post", "put", "patch", "delete")
CODE: Final = re.compile(r"`([^`]+)`")
SAMPLES: Final = {"id": "seed-a", "article": "seed-a", "statement": "seed-a-S4", "desk": "demo", "kind": "hedge"}
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """One input of an operation: where it goes, what it is and what it means."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of an operation; `shape` names what it holds, empty for nothing."""

    status: str
    shape: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be done at one address."""

    key: str
    method: str
    path: str
    summary: str
    description: str
    inputs: tuple[Input, ...]
    answers: tuple[Answer, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What answers and bodies hold."""

    name: str
    description: str
    fields: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one resource."""

    name: str
    operations: tuple[Operation, ...]


class DocsView(TemplateView):
    """Show every operation with its inputs, its answers and an example, and the shapes they share."""

    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups of operations and the shapes."""
        described = {"groups": read_groups(describe()), "shapes": read_shapes(describe())}
        return super().get_context_data(**kwargs) | described


@cache
def describe() -> Schema:
    """Return the OpenAPI description, made once in each process."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call] # drf-spectacular's generator is untyped
    schema: Schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call] # as above
    return schema


def read_groups(schema: Schema) -> tuple[Group, ...]:
    """Return the operations of a description by resource."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                resource = path.removeprefix("/api/v1/").split("/")[0]
                groups[resource].append(_operation(schema, path, method, operations[method]))
    return tuple(Group(name, tuple(operations)) for name, operations in groups.items())


def read_shapes(schema: Schema) -> tuple[Shape, ...]:
    """Return what answers and bodies hold, without the lists of choices."""
    return tuple(
        Shape(name, _quoted(part.get("description", "")), tuple(_fields(schema, part)))
        for name, part in schema["components"]["schemas"].items()
        if "properties" in part
    )


def _operation(schema: Schema, path: str, method: str, operation: Schema) -> Operation:
    body = _body(schema, operation)
    return Operation(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=_quoted(operation.get("description", "")),
        inputs=(*_parameters(operation), *_fields(schema, body)),
        answers=tuple(_answer(status, answer) for status, answer in operation["responses"].items()),
        example=_example(schema, path, method, operation, body),
    )


def _answer(status: str, answer: Schema) -> Answer:
    media: Schema = next(iter(answer.get("content", {}).values()), {})
    return Answer(status, _name_of(media.get("schema", {})), _quoted(answer.get("description", "")))


def _name_of(part: Schema) -> str:
    """Return the name of the shape that a part refers to, of its entries if it is a list, else nothing."""
    for piece in (part, part.get("items", {}), *part.get("allOf", ()), *part.get("oneOf", ())):
        if "$ref" in piece:
            name: str = piece["$ref"].rpartition("/")[2]
            return name
    return ""


def _quoted(text: str) -> str:
    """Return a sentence for people, with quotation marks for what Markdown would show as code."""
    return CODE.sub(r"“\1”", text)


def _body(schema: Schema, operation: Schema) -> Schema:
    media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return _resolve(schema, media.get("schema", {}))


def _resolve(schema: Schema, part: Schema) -> Schema:
    """Return the part that a reference stands for, or the part itself."""
    name = "" if "items" in part else _name_of(part)
    found: Schema = schema["components"]["schemas"][name] if name else part
    return found


def _parameters(operation: Schema) -> Iterator[Input]:
    for parameter in operation.get("parameters", ()):
        yield Input(
            name=parameter["name"],
            place=parameter["in"],
            kind=_kind(parameter["schema"]),
            required=parameter.get("required", False),
            description=_quoted(parameter.get("description", "")),
        )


def _fields(schema: Schema, body: Schema) -> Iterator[Input]:
    for name, field in body.get("properties", {}).items():
        yield Input(
            name=name,
            place="body",
            kind=_kind(_resolve(schema, field), _name_of(field)),
            required=name in body.get("required", ()),
            description=_quoted(field.get("description", "")),
        )


def _kind(field: Schema, name: str = "") -> str:
    if choices := [str(choice) for choice in field.get("enum", ()) if choice]:
        return " | ".join(choices)
    if name:
        return f"list of {name}" if field.get("type") == "array" else name
    kinds = field.get("type", "object")
    words = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]
    return " ".join((*words, f"({field['format']})" if "format" in field else "")).strip()


def _example(schema: Schema, path: str, method: str, operation: Schema, body: Schema) -> str:
    for name, value in SAMPLES.items():
        path = path.replace(f"{{{name}}}", value)
    parts = ["curl", *([] if method == "get" else ["-X", method.upper()])]
    if operation.get("security"):
        parts += ["-H", '"Authorization: Bearer $TOKEN"']
    if "properties" in body:
        parts += [
            "-H",
            '"Content-Type: application/json"',
            "-d",
            f"'{json.dumps(_sample(schema, body), ensure_ascii=False)}'",
        ]
    return " ".join((*parts, f'"$DESK{path}"'))


def _sample(schema: Schema, body: Schema) -> dict[str, Any]:
    """Return the smallest body that has what is required."""
    required = body.get("required", ()) or list(body["properties"])[:1]
    return {name: _value(schema, name, _resolve(schema, body["properties"][name])) for name in required}


def _value(schema: Schema, name: str, field: Schema) -> Any:
    if name in SAMPLES:
        return SAMPLES[name]
    if "enum" in field:
        return field["enum"][0]
    if field.get("type") == "array":
        return [_value(schema, "", _resolve(schema, field["items"]))]
    if "properties" in field:
        return _sample(schema, field)
    return {"integer": 0, "boolean": True}.get(str(field.get("type")), "…")
