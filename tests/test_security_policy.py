"""A reader of the security policy that each page carries; test_browser.py asks it about every page of a site."""

from __future__ import annotations

import html.parser

import pytest

STRICT = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-abc='; script-src 'self'"


class Head(html.parser.HTMLParser):
    """Reads the policy of a page, what comes before it, and handlers in attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.policy: str | None = None
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and (values.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = values.get("content") or ""
        elif tag in {"script", "style", "link"} and self.policy is None:
            self.faults.append(f"<{tag}> before the policy")
        self.faults += [f"{name} on <{tag}>" for name in values if name.startswith("on")]


def faults_of(page: str) -> list[str]:
    """Return why the policy of a page is not strict: one fault for each thing it lets pass."""
    head = Head()
    head.feed(page)
    if head.policy is None:
        return ["no policy"]
    directives = {words[0]: words[1:] for part in head.policy.split(";") if (words := part.split())}
    faults = head.faults
    for name in ("default-src", "object-src", "base-uri", "form-action"):
        if directives.get(name) != ["'none'"]:
            faults.append(f"{name} is not 'none'")
    for name, sources in directives.items():
        harmless = {"'none'", "'self'", *(["data:"] if name == "font-src" else [])}  # a font in the sheet runs nothing
        loose = [one for one in sources if one not in harmless and not one.startswith("'sha256-")]
        faults += [f"{name} allows {one}" for one in loose]
    return faults


def page_with(policy: str, before: str = "", body: str = "") -> str:
    return f'<head>{before}<meta http-equiv="Content-Security-Policy" content="{policy}"></head>{body}'


@pytest.mark.parametrize(
    ("page", "faults"),
    [
        (page_with(STRICT), []),
        ("<head></head>", ["no policy"]),
        (
            page_with(STRICT.replace("script-src 'self'", "script-src 'unsafe-inline'")),
            ["script-src allows 'unsafe-inline'"],
        ),
        (page_with(STRICT.replace("script-src 'self'", "script-src https:")), ["script-src allows https:"]),
        (page_with(STRICT.replace("base-uri 'none'; ", "")), ["base-uri is not 'none'"]),
        (page_with(STRICT + "; font-src 'self' data:"), []),
        (page_with(STRICT + "; img-src data:"), ["img-src allows data:"]),
        (page_with(STRICT, before="<style>p{}</style>"), ["<style> before the policy"]),
        (page_with(STRICT, body='<p onclick="go()">'), ["onclick on <p>"]),
    ],
)
def test_a_loose_policy_is_told(page: str, faults: list[str]) -> None:
    assert faults_of(page) == faults
