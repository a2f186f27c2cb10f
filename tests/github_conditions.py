"""What GitHub decides by an ``if:`` of a workflow, for the few signs that ours use: so that a condition is tried, and not only read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SIGN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>[\w.-]+(?:\(\))?)|(?P<mark>&&|\|\||==|!=|!|\(|\)))")
_FIXED = {"true": True, "false": False, "null": None}


def decides(condition: str | None, contexts: Mapping[str, Any], *, status: str = "success") -> bool:
    """Return whether a step or job with this condition runs, where those before it ended with ``status``."""
    typed = (condition or "").strip()
    inside = typed.removeprefix("${{").removesuffix("}}").strip() if typed.startswith("${{") else typed
    run = _Reader(_signs(inside), contexts, status)
    value = bool(run.either()) if inside else True
    assert not run.signs, f"not understood: {inside}"
    return value and (run.asks_status or status == "success")


def _signs(text: str) -> list[re.Match[str]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _SIGN.match(text, at)
        assert match, f"not understood: {text[at:]}"
        found.append(match)
        at = match.end()
    return found


@dataclass
class _Reader:
    """The signs of an expression, taken from the left."""

    signs: list[re.Match[str]]
    contexts: Mapping[str, Any]
    status: str
    asks_status: bool = field(default=False)

    def next_is(self, *marks: str) -> str:
        mark = self.signs[0]["mark"] if self.signs else None
        return str(self.signs.pop(0)["mark"]) if mark in marks else ""

    def either(self) -> object:
        value = self.both()
        while self.next_is("||"):
            other = self.both()
            value = value or other
        return value

    def both(self) -> object:
        value = self.compared()
        while self.next_is("&&"):
            other = self.compared()
            value = value and other
        return value

    def compared(self) -> object:
        value = self.one()
        while mark := self.next_is("==", "!="):
            value = (value == self.one()) is (mark == "==")
        return value

    def one(self) -> object:
        if self.next_is("!"):
            return not self.one()
        if self.next_is("("):
            value = self.either()
            assert self.next_is(")")
            return value
        sign = self.signs.pop(0)
        if sign["text"]:
            return sign["text"][1:-1].replace("''", "'")
        return self.named(sign["name"])

    def named(self, name: str) -> object:
        if name in ("cancelled()", "failure()", "success()", "always()"):
            self.asks_status = True
            return name == "always()" or self.status == {"cancelled()": "cancelled", "failure()": "failure"}.get(
                name, "success"
            )
        if name in _FIXED:
            return _FIXED[name]
        value: Any = self.contexts
        for step in name.split("."):  # what is not there is nothing, as on GitHub
            value = value.get(step) if isinstance(value, Mapping) else None
        return value
