"""``policy.json`` and ``review.json`` for other programs, each with its JSON Schema, which is made from the very classes."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin, get_type_hints

from policybook.views.published_data import published_policies, published_reviews
from policybook.views.view_context import ViewContext

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE: dict[Any, dict[str, Any]] = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}


def published_files(context: ViewContext) -> dict[str, bytes]:
    """Return the files by their paths in the site."""
    files = {}
    for name, data in (("policy", published_policies(context)), ("review", published_reviews(context))):
        schema = f"{name}.schema.json"
        files[f"{name}.json"] = _bytes({"$schema": schema, **_values(data)})
        files[schema] = _bytes(_schema_of_file(type(data)))
    return files


def _values(data: Any) -> dict[str, object]:
    return {field.name: getattr(data, field.name) for field in fields(data)}


def _bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_values) + "\n").encode()


def _schema_of_file(model: type) -> dict[str, Any]:
    """The schema of a file, which names its own schema, too."""
    own = _schema(model)
    own["properties"] = {"$schema": {"type": "string"}, **own["properties"]}
    return {"$schema": _DRAFT, "title": model.__name__, **own}


def _schema(annotation: Any) -> dict[str, Any]:
    """The schema of a class, or of the type of one of its fields."""
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if get_origin(annotation) is tuple:
        return {"type": "array", "items": _schema(get_args(annotation)[0])}
    if get_origin(annotation) is types.UnionType:
        return {"anyOf": [{"type": "null"} if one is type(None) else _schema(one) for one in get_args(annotation)]}
    if get_origin(annotation) is Literal:
        return {"type": "string", "enum": list(get_args(annotation))}
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return {"type": "string", "enum": [one.value for one in annotation]}
    if not is_dataclass(annotation):
        raise TypeError(f"{annotation} has no schema.")
    hints = get_type_hints(annotation)
    names = [field.name for field in fields(annotation)]
    return {
        "description": " ".join((annotation.__doc__ or "").split()),
        "type": "object",
        "additionalProperties": False,
        "required": names,
        "properties": {name: _schema(hints[name]) for name in names},
    }
