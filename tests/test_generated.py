"""What is made from the code says what the code says, and the files of a school keep to it. Schemas are made, not edited."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from conftest import PROJECT, REAL_BOOK
from policybook.commands.generate import generated_files
from policybook.model.schemas import SCHEMAS

DATA_FILES = [
    *sorted(REAL_BOOK.glob("data/*.yml")),
    *sorted(REAL_BOOK.glob("data/reviews/*.yml")),
    *sorted(REAL_BOOK.glob("policy/*/policy.yml")),
]


class EditorsYaml(yaml.SafeLoader):
    """YAML 1.2 as editors read it: dates stay text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own shape
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@pytest.mark.parametrize(("path", "text"), generated_files().items(), ids=lambda value: str(value)[:60])
def test_generated_files_are_fresh(path: str, text: str) -> None:
    message = "run: python3 scripts/generate.py"
    assert (PROJECT / path).is_file(), message
    assert (PROJECT / path).read_text(encoding="utf-8") == text, message


def test_no_schema_is_left_over() -> None:
    found = {file.name for file in (PROJECT / "data/schema").iterdir()}
    assert found == {f"{name}.schema.json" for name in SCHEMAS}


@pytest.mark.parametrize("file", DATA_FILES, ids=lambda file: str(file.relative_to(REAL_BOOK)))
def test_every_data_file_names_its_schema_and_keeps_to_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    beside = PROJECT / file.parent.relative_to(REAL_BOOK)  # where it would stand: only there are the schemas written
    schema_file = (beside / first.removeprefix("# yaml-language-server: $schema=")).resolve()
    schema = json.loads(schema_file.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    content = yaml.load(text, EditorsYaml)  # noqa: S506 - a safe loader with fewer types
    assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(content)] == []


def test_the_schema_refuses_what_the_book_refuses() -> None:
    schema = json.loads((PROJECT / "data/schema/people.schema.json").read_text(encoding="utf-8"))
    wrong = {
        "people": {"a": {"name": "A", "trainedon": "x"}},
        "appointments": [{"person": "a", "role": "dsl", "trained_on": "1/9/26"}],
    }
    errors = {error.json_path for error in jsonschema.Draft202012Validator(schema).iter_errors(wrong)}
    assert errors == {"$.people.a", "$.appointments[0].trained_on"}
