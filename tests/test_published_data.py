"""policy.json and review.json: what the pages show and no more, in the shape that their schemas say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import AS_OF, PROJECT, REAL_BOOK, SCHOOL
from policybook.render.published_files import published_files
from policybook.rules.checking import check_project
from policybook.source.sources import Sources
from policybook.views.sentences import Sentences
from policybook.views.view_context import ViewContext


def files_of(root: Path, day: date = AS_OF) -> dict[str, Any]:
    result = check_project(Sources(root), day)
    context = ViewContext(result.book, result.report, day, Sentences.read(PROJECT), {})
    return {name: json.loads(data) for name, data in published_files(context).items()}


@pytest.mark.parametrize("root", [SCHOOL, REAL_BOOK], ids=lambda root: root.name)
@pytest.mark.parametrize("name", ["policy", "review"])
def test_each_file_is_what_its_schema_says_and_the_schema_refuses_anything_else(root: Path, name: str) -> None:
    files = files_of(root, date(2026, 11, 27))
    data, schema = files[f"{name}.json"], files[f"{name}.schema.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert list(validator.iter_errors(data)) == []
    assert data["$schema"] == f"{name}.schema.json"
    (rows,) = (value for value in data.values() if isinstance(value, list))
    for wrong in ({"training": "2026-03-07"}, {"title": None}):
        rows[0] |= wrong
        assert list(validator.iter_errors(data)), wrong
        rows[0].pop("training", None)


def test_the_policies_have_the_words_of_their_pages_with_the_facts_filled_in() -> None:
    (policy,) = files_of(SCHOOL)["policy.json"]["policies"]
    passwords = next(section for section in policy["sections"] if section["id"] == "passwords")
    assert passwords["clauses"][0] == {
        "id": "password-private",
        "number": "1.1",
        "text": "Staff keep their own password private.",
        "binds": ["staff"],
        "kind": "text",
        "cells": [],
    }
    reporting = files_of(REAL_BOOK)["policy.json"]["policies"]
    background = [c for p in reporting for s in p["sections"] for c in s["clauses"] if not c["binds"]]
    assert background, "a clause that only informs binds nobody"
    assert [c["number"] for c in passwords["clauses"]][:3] == ["1.1", "1.2", "1.2(a)"]
    texts = " ".join(clause["text"] for section in policy["sections"] for clause in section["clauses"])
    assert "Ada Holm" in texts
    assert "{{" not in texts
    assert "<" not in texts


def test_what_a_page_leaves_out_is_left_out_and_nothing_private_is_said(school: Path) -> None:
    text = json.dumps(files_of(school), ensure_ascii=False)
    for private in ("2025-03-06", "Sentinel", "2026-02-02", "confirmed"):
        assert private not in text
    people = school / "data/people.yml"
    people.write_text(
        people.read_text(encoding="utf-8").replace("publish_name: yes", "publish_name: no"), encoding="utf-8"
    )
    assert "Ada Holm" not in json.dumps(files_of(school), ensure_ascii=False)


def test_a_review_says_its_days_as_they_were_recorded_and_whether_it_is_due() -> None:
    policy, *documents = files_of(SCHOOL)["review.json"]["reviews"]
    assert (policy["id"], policy["state"], policy["reviewed"], policy["next_review"]) == (
        "online-safety",
        "in date",
        "2025-09",
        "2026-09",
    )
    assert {one["id"] for one in documents} == {"documents/parent-guide", "documents/staff-aup"}
    assert all(one["is_read_as_it_is"] for one in (policy, *documents))
    late, *_ = files_of(SCHOOL, date(2026, 11, 27))["review.json"]["reviews"]
    assert late["state"] == "overdue"
