"""Content is untrusted: whatever stands in a text, nothing runs, nothing breaks out, nothing is asked of anybody."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from building import built
from conftest import SCHOOL

PAYLOAD = "</title><script>alert(1)</script><img src=x onerror=alert(2)> *x* [a](javascript:alert(3)) {% raw %} {#i onclick=alert(4)} & \\\" '"
TEXTS = {
    "data/school.yml": (
        "name: Hollybank School",
        "copyright: Hollybank School",
        "hours: Monday to Friday, 8am to 4pm in term time",
    ),
    "data/people.yml": ("name: Ada Holm", "job_title: Headteacher", "headteacher: {title: Headteacher}"),
    "data/services.yml": ("title: Web filter", "what: Blocks harmful and illegal websites.", "product: SampleFilter"),
    "data/helplines.yml": ("name: CEOP", "for: An adult may be grooming a child online."),
    "data/guidance.yml": ("title: Keeping children safe in education",),
    "data/linked-policies.yml": ("title: Child protection policy", "in_text: child protection policy"),
    "data/glossary.yml": (
        "stands_for: Designated Safeguarding Lead",
        "meaning: The person who leads on keeping children safe.",
    ),
    "policy/online-safety/policy.yml": ("title: Online safety policy", "summary: How we keep children safe online."),
    "policy/online-safety/passwords.md": ("title: Passwords", "evidence: The rule as it is set."),
    "policy/documents/staff-aup.md": (
        "title: Staff acceptable use policy",
        "statement: I have read this and will keep to it.",
    ),
    "policy/documents/annual-review.md": ("title: Annual review checklist",),
}


class Page(HTMLParser):
    """What of a page could act."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.images: list[str] = []
        self._script = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self._script = tag == "script"
        if tag == "img":
            self.images.append(str(attrs))
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "formaction"):
                self.addresses.append(value or "")

    def handle_data(self, data):
        if self._script:
            self.scripts.append(data)
            self._script = False


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school in whose every text somebody has put a payload."""
    root = Path(shutil.copytree(SCHOOL, tmp_path_factory.mktemp("hostile") / "school"))
    for name, places in TEXTS.items():
        file = root / name
        text = file.read_text(encoding="utf-8")
        for place in places:
            assert text.count(place) == 1, (name, place)
            if place.endswith("}"):
                key = place.partition("{")[0]
                text = text.replace(place, f'{key}{{title: "{PAYLOAD}"}}')
            else:
                text = text.replace(place, f'{place.partition(":")[0]}: "{PAYLOAD}"')
        file.write_text(text, encoding="utf-8")
    return built(root)


def pages(site: Path) -> dict[str, Page]:
    return {str(file.relative_to(site)): Page(file.read_text(encoding="utf-8")) for file in site.rglob("*.html")}


def test_nothing_of_a_payload_runs(hostile: Path) -> None:
    for name, page in pages(hostile).items():
        assert not [script for script in page.scripts if "alert" in script], name
        assert not page.handlers, name
        assert not page.images, name
        assert not [address for address in page.addresses if "javascript:" in address.lower()], name


def test_a_payload_is_shown_as_it_was_typed(hostile: Path) -> None:
    for name in ("index.html", "online-safety.html", "staff/acceptable-use.html", "review.html"):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in (hostile / name).read_text(encoding="utf-8").replace(
            "&#60;", "&lt;"
        ).replace("&#62;", "&gt;").replace("&#47;", "/").replace("&#40;", "(").replace("&#41;", ")"), name


def test_no_page_names_another_host_but_in_links_to_follow(hostile: Path) -> None:
    """No style sheet, script, font or image comes from anywhere else."""
    for file in hostile.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for start in ('<script src="http', '<img src="http', "url(http", "@import"):
            assert start not in text, (file.name, start)
