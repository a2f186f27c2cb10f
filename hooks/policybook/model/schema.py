"""JSON Schemas of every YAML file, for editors that check while somebody types. Made from the models, never by hand."""

from __future__ import annotations

import json
from typing import Any

from policybook.model.content import PolicySettings
from policybook.model.entry import Entry
from policybook.model.facts import FACT_FILES, Review

SCHEMAS: dict[str, type[Entry]] = {**FACT_FILES, "review": Review, "policy": PolicySettings}
"""The schemas by name, each in ``data/schema/NAME.schema.json``."""

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_files() -> dict[str, str]:
    """The text of every schema by its path from the project's root."""
    return {f"data/schema/{name}.schema.json": _schema(name, model) for name, model in SCHEMAS.items()}


def _schema(name: str, model: type[Entry]) -> str:
    schema = {"$schema": _DRAFT, "$comment": "Made from the model by scripts/generate.py; edit the model instead."}
    schema |= _plain(model.model_json_schema(by_alias=True, mode="validation"))
    schema["title"] = name
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _plain(schema: Any) -> Any:
    """The schema as YAML needs it: an empty value is allowed wherever our reader takes it for an empty list or table."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _plain(value) for key, value in schema.items() if key not in {"title", "default", "properties"}}
    if "properties" in schema:
        required = schema.get("required", ())
        kept["properties"] = {
            name: _plain(value) if name in required else _may_be_empty(_plain(value))
            for name, value in schema["properties"].items()
        }
    return kept


def _may_be_empty(schema: Any) -> Any:
    return schema | {"type": [schema["type"], "null"]} if schema.get("type") in ("array", "object") else schema
