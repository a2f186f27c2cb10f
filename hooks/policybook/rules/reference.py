"""The reference of every finding code, made from the codes' own documentation. Findings link into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policybook.findings import Code
from policybook.rules import ALL_CODES

PATH = "hooks/policybook/rules/README.md"
_FAMILIES = {
    "FILE": "Files",
    "YAML": "Settings (YAML)",
    "REF": "References",
    "REV": "Review dates",
    "DSL": "Designated Safeguarding Leads",
    "GUI": "Guidance",
    "PUB": "Publication",
    "PIN": "Pins: read together with the clause",
    "COV": "Coverage: what is restated and checked",
    "WAI": "Waivers",
}
_HEAD = """\
# What the checks look for

Every finding has a code, and each code is explained here. Codes are permanent.

An **error** cannot be understood and must be mended before anything is built. A **blocker** can be previewed and must
not be published. **Advice** is worth knowing.

This page is made from the rules by `scripts/generate.py`; edit the rule instead.
"""


def render() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *_families(ALL_CODES)])


def _families(codes: Iterable[Code]) -> Iterator[str]:
    codes = list(codes)
    for family, title in _FAMILIES.items():
        yield f"## {title}\n"
        for code in codes:
            if code.id.rstrip("0123456789") == family:
                yield f"### {code.id}\n\n*{code.severity.value.capitalize()}.* {code.doc.strip()}\n"
