"""The forms for issues and the text of a proposal: GitHub can read them, and they invite nothing private."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from conftest import PROJECT

FOLDER = PROJECT / ".github/ISSUE_TEMPLATE"
FORMS = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted(FOLDER.glob("*.yml"))
    if file.stem != "config"
}
KINDS = {"markdown": {"value"}, "input": {"label", "description"}, "textarea": {"label", "description"}}
KINDS |= {"checkboxes": {"label", "options"}}
_ASKS_WHO = re.compile(
    r"\b(?:your|whose|their|the child’s|student’s) (?:name|phone|number|email|class|date of birth)", re.IGNORECASE
)


def answers(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in form["body"] if one["type"] != "markdown"]


@pytest.mark.parametrize("name", FORMS)
def test_github_can_read_a_form(name: str) -> None:
    """What its documentation on the syntax of issue forms asks for."""
    form = FORMS[name]
    assert form.keys() == {"name", "description", "title", "body"}
    ids = [one["id"] for one in answers(form)]
    assert len(ids) == len(set(ids))
    for one in form["body"]:
        assert one.keys() <= {"type", "id", "attributes", "validations"}
        assert one["attributes"].keys() <= KINDS[one["type"]]
        assert one.get("validations", {}).keys() <= {"required"}
    assert all(re.fullmatch(r"[\w-]+", one) for one in ids)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_begins_with_what_not_to_write_and_ends_with_a_promise(name: str) -> None:
    form = FORMS[name]
    first, last = form["body"][0], form["body"][-1]
    assert (first["type"], last["type"]) == ("markdown", "checkboxes")
    assert "Others can read what you write here" in first["attributes"]["value"]
    assert [option["required"] for option in last["attributes"]["options"]] == [True]
    assert not _ASKS_WHO.search(str(form["body"][1:-1]))
    assert len(answers(form)) <= 3


def test_there_are_few_and_none_is_blank() -> None:
    config = yaml.safe_load((FOLDER / "config.yml").read_text(encoding="utf-8"))
    assert config["blank_issues_enabled"] is False
    assert len(FORMS) == 3
    (link,) = config["contact_links"]
    assert "999" in link["about"]
    assert link["url"].startswith("https://www.gov.uk/")


def test_a_proposal_asks_by_kind_and_for_roles_and_no_names() -> None:
    text = (PROJECT / ".github/pull_request_template.md").read_text(encoding="utf-8")
    kinds = re.findall(r"^- \[ \] \*\*(.+?)\.\*\*", text, re.MULTILINE)
    assert kinds == ["People, contacts or services", "A rule is reworded", "A review is handed in", "The program"]
    assert "Roles, not names." in text
    assert not _ASKS_WHO.search(text)
