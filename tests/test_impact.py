"""``impact.py``: what it says of ten kinds of proposals, and that nobody's words act in it. The cases are tests/impact."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from case_files import apply
from conftest import AS_OF, SCHOOL
from policybook.changes.compare import compare
from policybook.findings import Report, Since
from policybook.judge import judge
from policybook.report.as_impact import Impact, Side, escaped, render
from policybook.since import marked

HERE = Path(__file__).resolve().parent
CASES = sorted((HERE / "impact").glob("*.yml"))


def comment(case: dict, folder: Path) -> str:
    """What is said of a case."""
    sides = []
    for name, keys in (("before", ("before",)), ("after", ("before", "edits"))):
        root = Path(shutil.copytree(SCHOOL, folder / name))
        for key in keys:
            apply(root, case.get(key, []))
        sides.append(judge(root, AS_OF))
    before, after = sides
    commit = "0a1b2c3d" if case.get("links") else ""
    return render(
        Impact(
            changes=compare(before.book, after.book, AS_OF),
            before=Side("main", commit),
            after=Side("HEAD", commit),
            as_of=AS_OF,
            report=Report.of(marked(after, before), Since("main")),
        )
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_said(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    said = comment(yaml.safe_load(path.read_text(encoding="utf-8")), tmp_path)
    golden = HERE / "golden" / f"impact-{path.stem}.md"
    if request.config.getoption("--bless"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


# --- nobody's words act ----------------------------------------------------------------------------------------------

HOSTILE = [
    "@octocat and @org/team",
    "::error file=x::boom",
    "##[command]rm",
    "<script>alert(1)</script> <img src=x onerror=y> <!-- ",
    "![picture](https://evil.example/x.png) [link](javascript:alert(1))",
    "https://evil.example www.evil.example mailto:me@evil.example ftp://evil.example",
    "closes #12, GH-7, org/repo#3",
    "/approve :+1: :shipit:",
    "`code` ~~struck~~ **bold** _slanted_ $math$ | cell",
    "- item",
    "1. item",
    "# heading",
    "> quotation",
    "[x]: https://evil.example",
    "\u202edetrevni \u200b",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_become_words_and_nothing_else(words: str) -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(f"- {escaped(words)}")
    assert re.findall(r"<(\w+)", html) == ["ul", "li"], html
    written = escaped(words)
    assert not re.search(r"@\w|(?<!&)#\w|(?i:gh-)\d|https?:|www\.|::|:[\w+-]+:", written), written
    assert not re.search("[\u202e]", written)


def test_hostile_words_in_every_place_of_a_change(tmp_path: Path) -> None:
    hostile = "@octocat ::error:: [x](https://evil.example) #1"
    case = {
        "edits": [
            {"file": "policy/online-safety/passwords.md", "replace": "title: Passwords", "with": f'title: "{hostile}"'},
            {"file": "policy/online-safety/passwords.md", "replace": "Staff keep", "with": f"{hostile} Staff keep"},
            {"file": "data/services.yml", "replace": "product: SampleFilter", "with": f'product: "{hostile}"'},
            {"file": "policy/documents/staff-aup.md", "replace": "I choose", "with": f"{hostile} I choose"},
            {"file": "policy/documents/staff-aup.md", "replace": "title: Staff", "with": f'title: "{hostile}"\n#'},
        ]
    }
    said = comment(case, tmp_path)
    assert "octocat" in said
    assert not re.search(r"@\w|::|(?<!\\)\]\(|(?<!&)#\d", said)
    assert not [
        line for line in said.splitlines() if line and not re.match(r"## |### |\*\*|- |  - |\d+\. |[A-Z1]", line)
    ]
