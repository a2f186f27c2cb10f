"""``impact.py``: what it says of ten kinds of proposals, and that nobody's words act in it. The cases are tests/impact."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from case_files import apply
from conftest import AS_OF, SCHOOL
from policybook.changes.compare import compare
from policybook.findings import Report, Since
from policybook.judge import judge
from policybook.report.as_impact import Impact, Side, render
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
