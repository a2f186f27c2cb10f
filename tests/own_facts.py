"""What is a book's own, so that no other book may say it: names, numbers and titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

EVERYBODYS = {"101", "999"}


def facts_of(root: Path) -> dict[str, set[str]]:
    """The names, numbers and titles of a book that are its own, whatever files it has."""

    def read(name: str) -> dict[str, Any]:
        file = root / f"data/{name}.yml"
        return dict(yaml.safe_load(file.read_text(encoding="utf-8"))) if file.is_file() else {}

    people, school = read("people").get("people") or {}, read("school")
    services = read("services").get("services") or {}
    local = [one for one in (read("helplines").get("helplines") or {}).values() if one.get("area")]
    policies = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in root.glob("policy/*/policy.yml")]
    return {
        "names": _said(school, "name", "county")
        | {word for one in people.values() for word in _said(one, "name")}
        | {word for one in services.values() for word in _said(one, "provider", "product")}
        | {word for one in local for word in _said(one, "name")},
        "numbers": _said(school, "address", "phone", "email", "safeguarding_email", "website")
        | {word for one in local for word in _said(one, "phone", "email", "url")} - EVERYBODYS,
        "titles": {policy["title"] for policy in policies},
    }


def _said(entry: Mapping[str, Any], *keys: str) -> set[str]:
    return {str(entry[key]) for key in keys if entry.get(key)}


def values_found(values: Iterable[str], text: str) -> Iterator[str]:
    """The values that are in a text as words of their own."""
    for value in values:
        if value in text and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text):
            yield value
