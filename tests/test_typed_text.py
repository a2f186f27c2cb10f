"""What a fix tells somebody to type is marked in the leadership's pack, and nothing else is."""

from __future__ import annotations

import re

import pytest

from policybook.render.typed_text import typed


@pytest.mark.parametrize(
    ("fix", "marked"),
    [
        ("Type lead: yes for the one who leads, and lead: no for each of the others.", ["lead: yes", "lead: no"]),
        (
            "Here for the first: checked_on: 2026-11-27 and your role after checked_by:.",
            ["checked_on: 2026-11-27", "checked_by:"],
        ),
        ("Type each after address:, email: and hours:.", ["address:", "email:", "hours:"]),
        ("Then type decided: to-be-written (It does not exist yet).", ["decided: to-be-written"]),
        ('Rely on that: type edition: "2026".', ['edition: "2026"']),
        ("Type [online-safety] after responsibilities:.", ["[online-safety]", "responsibilities:"]),
        ("Link it, such as [Aims & scope](../a/b.md) here.", ["[Aims & scope](../a/b.md)"]),
        ("Add data/reviews/2026-11.yml. Do not change this date.", ["data/reviews/2026-11.yml"]),
        ("Read it: python3 scripts/confirm.py parent-guide shows each.", ["python3 scripts/confirm.py parent-guide"]),
        ("Proprietor: choose one. The DSL compares it with the law.", []),
    ],
)
def test_what_is_typed_is_marked(fix: str, marked: list[str]) -> None:
    html = typed(fix)
    assert [
        part.replace("&#34;", '"').replace("&amp;", "&") for part in re.findall("<code>(.*?)</code>", html)
    ] == marked
    assert html.unescape().replace("<code>", "").replace("</code>", "") == fix


def test_markup_in_a_fix_stays_words() -> None:
    assert typed("Type lead: yes <b>") == "Type <code>lead: yes</code> &lt;b&gt;"
