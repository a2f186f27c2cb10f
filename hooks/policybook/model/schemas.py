"""JSON Schemas of every YAML file, for editors that check while somebody types. Made from the models, never by hand."""

from __future__ import annotations

import inspect
import json
from typing import Annotated, Any, Literal, get_args, get_origin

from policybook.model.content import PolicySettings
from policybook.model.entry import Entry
from policybook.model.events import EVENT_KINDS, Event
from policybook.model.facts import FACT_FILES
from policybook.model.field_readers import Before, FieldType, Schema
from policybook.model.reviews import Review
from policybook.source.sources import STANDARD

SCHEMAS: dict[str, type[Entry]] = {**FACT_FILES, "review": Review, "policy": PolicySettings, "event": Event}
"""The schemas by name, each in ``data/schema/NAME.schema.json``."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_files() -> dict[str, str]:
    """The text of every schema by its path from the project's root."""
    return {f"{STANDARD.schemas}/{name}.schema.json": _schema(name, model) for name, model in SCHEMAS.items()}


def _schema(name: str, model: type[Entry]) -> str:
    models: dict[str, Schema] = {}
    schema: Schema = {
        "$schema": _DRAFT,
        "$comment": "Made from the model by scripts/generate.py; edit the model instead.",
    }
    own = _of_kinds(models) if model is Event else _of_model(model, models)
    if models:
        schema["$defs"] = dict(sorted(models.items()))
    return json.dumps(schema | own | {"title": name}, ensure_ascii=False, indent=2) + "\n"


def _of_kinds(models: dict[str, Schema]) -> Schema:
    """The schema of a file whose model depends on the kind of event it names."""
    return {"oneOf": [_ref(kind, models) for kind in EVENT_KINDS.values()]}


def _of_model(model: type[Entry], models: dict[str, Schema]) -> Schema:
    """The schema of one model; those it refers to are added to ``models``."""
    required = [field.key for field in model.shape.values() if field.is_required]
    return {
        "additionalProperties": False,
        "description": inspect.cleandoc(model.__doc__ or ""),
        **({"required": required} if required else {}),
        "type": "object",
        "properties": {
            field.key: schema if field.is_required else _may_be_empty(schema)
            for field in model.shape.values()
            for schema in [_of(field.annotation, models)]
        },
    }


def _of(annotation: Any, models: dict[str, Schema]) -> Schema:
    """The schema of a type, as ``reading`` reads it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        schemas = (argument.schema for argument in arguments[1:] if isinstance(argument, (FieldType, Before)))
        schema = next((schema for schema in schemas if schema is not None), None)
        return _of(arguments[0], models) if schema is None else dict(sorted(schema.items()))
    if origin is Literal:
        return {"enum": list(arguments), "type": "string"}
    if origin is tuple:
        return {"items": _of(arguments[0], models), "type": "array"}
    if origin is dict:
        return _of_table(arguments, models)
    if type(None) in arguments:
        return {
            "anyOf": [_of(argument, models) for argument in arguments if argument is not type(None)]
            + [{"type": "null"}]
        }
    return {"type": "string"} if annotation is str else _ref(annotation, models)


def _ref(annotation: type[Entry], models: dict[str, Schema]) -> Schema:
    if annotation.__name__ not in models:
        models[annotation.__name__] = {}  # so that one inside itself ends
        models[annotation.__name__] = _of_model(annotation, models)
    return {"$ref": f"#/$defs/{annotation.__name__}"}


def _of_table(arguments: tuple[Any, ...], models: dict[str, Schema]) -> Schema:
    pattern, inside = _of(arguments[0], models).get("pattern"), _of(arguments[1], models)
    return {
        ("patternProperties" if pattern else "additionalProperties"): ({pattern: inside} if pattern else inside),
        "type": "object",
    }


def _may_be_empty(schema: Schema) -> Schema:
    """The schema with an empty value allowed wherever our reader takes it for an empty list or table."""
    return schema | {"type": [schema["type"], "null"]} if schema.get("type") in ("array", "object") else schema
